"""The line of questions: who goes away is not worked for, down to the engine; who is too many comes again."""

import json
import threading
import time

import httpx
import psycopg
import pytest
from postgres_server import run_server
from raw_http import connected, head, status_of
from running import running
from shops import PARTS, STATEMENTS, TODAY
from slow_engine import SLOW_AT_LEAST, Held, make_slow, wait_until

from api.app import create_app
from api.settings import Settings
from semantic_layer.warehouse.postgres import ReadOnlyServer

JSON = "Content-Type: application/json"
OPEN = {name: part for name, part in PARTS.items() if name not in ("policies", "masks")}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "sales"}}}  # fmt: skip
ASKED = {
    "/v1/ask": {"question": "sales"},
    "/v1/query": {"query": {"kind": "data", "measures": [{"kind": "metric", "name": "sales"}]}},
    "/v1/chat/completions": {"model": "small", "messages": [{"role": "user", "content": "sales"}]},
    "/mcp": CALL,
    "/v1/ask?": {"question": "sales", "progress": True},
}


@pytest.fixture(scope="module")
def engine(small):
    made = small(OPEN, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY})
    # What is done once is done: a limit of time is the question's alone.
    made.ask("sales")
    made.engine.kept_results.clear()
    return made.engine


def send(line, path="/v1/ask", *more):
    body = json.dumps(ASKED[path]).encode()
    line.sendall(head("POST", path, JSON, f"Content-Length: {len(body)}", *more) + body)


def counted(address, name):
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.split()[0].split("{")[0] == name)


@pytest.mark.parametrize("path", ASKED)
def test_when_the_client_goes_away_the_engine_stops(engine, monkeypatch, path):
    ran = make_slow(monkeypatch, engine)
    database = engine.warehouse._database
    with running(create_app(Settings(mcp=True), engine)) as address:
        with connected(address) as line:
            send(line, path, "Accept: application/json, text/event-stream")
            assert wait_until(lambda: ran == ["running"] and database._running == 1)
        begun = time.perf_counter()
        assert wait_until(lambda: database._running == 0) and time.perf_counter() - begun < SLOW_AT_LEAST / 2
        assert wait_until(lambda: counted(address, "kpi_questions_left_total") == 1)
        assert wait_until(lambda: ran == ["cancelled"] and counted(address, "kpi_questions_working") == 0)


def test_postgresql_stops_too(engine, monkeypatch):
    with run_server() as server:
        database = ReadOnlyServer(server.url("postgres"), time_limit=25, row_cap=10)
        with psycopg.connect(server.url("postgres", "owner"), autocommit=True) as looker:
            asleep = "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND usename = 'reader'"
            runs = lambda: looker.execute(asleep).fetchone()[0]
            ran = make_slow(monkeypatch, engine, database)
            with running(create_app(Settings(), engine)) as address:
                with connected(address) as line:
                    send(line)
                    assert wait_until(lambda: runs() == 1)
                assert wait_until(lambda: runs() == 0, SLOW_AT_LEAST / 2) and wait_until(lambda: ran == ["cancelled"])
        database.close()


def test_a_question_that_takes_too_long_is_504_and_stopped(engine, monkeypatch):
    ran = make_slow(monkeypatch, engine)
    with running(create_app(Settings(answer_limit=2), engine)) as address, connected(address) as line:
        begun = time.perf_counter()
        send(line)
        assert status_of(line) == 504 and time.perf_counter() - begun < SLOW_AT_LEAST / 2
        assert wait_until(lambda: ran == ["timeout"] and engine.warehouse._database._running == 0)


def test_too_many_are_sent_away_and_it_recovers(engine, monkeypatch):
    held = Held(monkeypatch, engine)
    with running(create_app(Settings(at_once=2, queue=2), engine)) as address:
        codes = []
        ask = lambda: codes.append(httpx.post(f"{address}/v1/ask", json=ASKED["/v1/ask"], timeout=30).status_code)
        people = [threading.Thread(target=ask) for _ in range(4)]
        for each in people:
            each.start()
        assert wait_until(lambda: counted(address, "kpi_questions_waiting") == 2 == len(held.begun))
        assert counted(address, "kpi_questions_working") == 2
        for language, word in (("en", "worked on"), ("zh", "超出")):
            refused = httpx.post(f"{address}/v1/ask", json=ASKED["/v1/ask"], headers={"Accept-Language": language})
            assert refused.status_code == 429 and word in refused.json()["detail"]
            assert int(refused.headers["retry-after"]) > 0
        refused = httpx.post(f"{address}/v1/chat/completions", json=ASKED["/v1/chat/completions"])
        assert refused.status_code == 429 and refused.json()["error"]["type"] == "rate_limit_error"
        # What is no question is answered all the same.
        for path in ("/healthz", "/readyz", "/v1/metrics", "/"):
            assert httpx.get(f"{address}{path}").status_code == 200
        held.let_go()
        for each in people:
            each.join(20)
        assert codes == [200] * 4
        assert httpx.post(f"{address}/v1/ask", json=ASKED["/v1/ask"]).status_code == 200
        assert counted(address, "kpi_questions_shed_total") == 3


def test_who_goes_away_while_waiting_is_never_worked_for_and_leaves_his_place(engine, monkeypatch):
    held = Held(monkeypatch, engine)
    with running(create_app(Settings(at_once=1, queue=1), engine)) as address:
        with connected(address) as first:
            send(first)
            assert wait_until(lambda: len(held.begun) == 1)
            with connected(address) as second:
                send(second)
                assert wait_until(lambda: counted(address, "kpi_questions_waiting") == 1)
            assert wait_until(lambda: counted(address, "kpi_questions_waiting") == 0)
            with connected(address) as third:
                send(third)
                assert wait_until(lambda: counted(address, "kpi_questions_waiting") == 1)
                held.let_go()
                assert status_of(first) == 200 == status_of(third)
        # The third found the result of the first in memory, or ran it: the second never did.
        assert len(held.begun) <= 2 and counted(address, "kpi_questions_left_total") == 1


def test_who_waits_too_long_is_sent_away(engine, monkeypatch):
    held = Held(monkeypatch, engine)
    with (
        running(create_app(Settings(at_once=1, queue=1, answer_limit=2), engine)) as address,
        connected(address) as first,
    ):
        send(first)
        assert wait_until(lambda: len(held.begun) == 1)
        with connected(address) as second:
            send(second)
            assert status_of(second) == 429
        held.let_go()
        # It had no query to stop, and is answered late.
        assert status_of(first) in (200, 504)


def test_what_is_under_way_is_answered_before_the_service_ends(engine, monkeypatch):
    held = Held(monkeypatch, engine)
    answered = []
    with running(create_app(Settings(), engine)) as address, connected(address) as line:
        send(line)
        assert wait_until(lambda: len(held.begun) == 1)
        threading.Timer(0.5, held.let_go).start()
        waiting = threading.Thread(target=lambda: answered.append(status_of(line)))
        waiting.start()
        # Left here, the service is told to end.
    waiting.join(10)
    assert answered == [200]


def test_what_is_not_done_when_the_service_ends_is_stopped_in_the_engine_too(engine, monkeypatch):
    ran = make_slow(monkeypatch, engine)
    with running(create_app(Settings(), engine), timeout_graceful_shutdown=1) as address, connected(address) as line:
        send(line)
        assert wait_until(lambda: ran == ["running"])
        begun = time.perf_counter()
    assert time.perf_counter() - begun < SLOW_AT_LEAST / 2
    assert wait_until(lambda: ran == ["cancelled"] and engine.warehouse._database._running == 0)
