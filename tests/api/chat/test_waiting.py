"""Messages stand in the one line of questions; none is lost silently: not by a full line, a failure, or the end."""

import threading
import time

import httpx
import pytest
import structlog
from running import running
from shops import PARTS, STATEMENTS, TODAY
from slack_wire import EVENTS, POST, SECRET, event, signed, texts
from slow_engine import SLOW_AT_LEAST, Held, make_slow, wait_until
from structlog.testing import capture_logs

from api.app import create_app
from api.operations.logs import set_up_logs
from api.settings import Settings
from semantic_layer.issues import StateError, WarehouseError

OPEN = {name: part for name, part in PARTS.items() if name not in ("policies", "masks")}


@pytest.fixture
def engine(small):
    made = small(OPEN, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY})
    # What is done once is done: a limit of time is the question's alone.
    made.ask("sales")
    made.engine.kept_results.clear()
    return made.engine


@pytest.fixture
def service(slack, engine, tmp_path):
    """Makes a service that Slack reaches."""

    def make(**more):
        given = {"slack_signing_secret": SECRET, "slack_bot_token": "xoxb-hidden", "slack_api": f"{slack.address}/api/"}
        return create_app(Settings(**given, state_url=f"sqlite:///{tmp_path}/state.db", **more), engine)

    return make


@pytest.fixture
def logs():
    set_up_logs(level="info")
    with capture_logs() as lines:
        yield lines
    structlog.reset_defaults()


def say(address, text, number):
    body = event(f"<@UBOT> {text}", number)
    assert httpx.post(f"{address}{EVENTS}", content=body, headers=signed(body)).status_code == 200


def told(slack, count):
    return {each["thread_ts"]: texts(each["blocks"]) for each in slack.wait_for(POST, count)}


def counted(address, name):
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.split()[0].split("{")[0] == name)


def test_messages_and_requests_stand_in_one_line_and_who_comes_on_top_is_told(service, slack, engine, monkeypatch):
    held, codes = Held(monkeypatch, engine), []
    with running(service(at_once=1, queue=1)) as address:
        ask = lambda: codes.append(httpx.post(f"{address}/v1/ask", json={"question": "sales"}, timeout=30).status_code)
        first = threading.Thread(target=ask)
        first.start()
        assert wait_until(lambda: len(held.begun) == 1)
        say(address, "sales", 1)
        assert wait_until(lambda: counted(address, "kpi_questions_waiting") == 1)
        say(address, "sales", 2)
        say(address, "销售额", 3)
        assert told(slack, 2) == {
            "17000.2": "More questions have come than can be worked on just now. Ask again in 5 s.",
            "17000.3": "目前的提问超出了处理能力，请在 5 秒后再问。",
        }
        # Nor may a request pass by a message that waits.
        ask()
        assert codes == [429] and len(held.begun) == 1 and counted(address, "kpi_questions_shed_total") == 3
        held.let_go()
        assert "€70" in told(slack, 3)["17000.1"]
        first.join(20)
        assert sorted(codes) == [200, 429]


def test_a_request_waits_for_a_message_too(service, slack, engine, monkeypatch):
    held = Held(monkeypatch, engine)
    with running(service(at_once=1, queue=0)) as address:
        say(address, "sales", 1)
        assert wait_until(lambda: len(held.begun) == 1) and counted(address, "kpi_questions_working") == 1
        assert httpx.post(f"{address}/v1/ask", json={"question": "sales"}).status_code == 429
        held.let_go()
        assert "€70" in told(slack, 1)["17000.1"]
        assert wait_until(lambda: counted(address, "kpi_questions_working") == 0)
        assert httpx.post(f"{address}/v1/ask", json={"question": "sales"}).status_code == 200


def test_what_is_computed_anew_for_a_share_stands_in_line_too(service, engine, monkeypatch):
    held = Held(monkeypatch, engine)
    with running(service(at_once=1, queue=0)) as address:
        asking = threading.Thread(
            target=lambda: httpx.post(f"{address}/v1/ask", json={"question": "sales"}, timeout=30)
        )
        asking.start()
        assert wait_until(lambda: len(held.begun) == 1)
        assert httpx.get(f"{address}/v1/shares/any").status_code == 429
        assert httpx.get(f"{address}/v1/conversations", headers={"KPI-Person": "ann"}).status_code == 200
        held.let_go()
        asking.join(20)


def test_a_message_waits_so_long_and_is_worked_on_so_long(service, slack, engine, monkeypatch):
    ran = make_slow(monkeypatch, engine)
    with running(service(at_once=1, answer_limit=2)) as address:
        say(address, "sales", 1)
        assert wait_until(lambda: ran)
        say(address, "销售额", 2)
        answers = told(slack, 2)
        # The second came while the first was stopped, or had to wait too long.
        assert "took too long" in answers["17000.1"]
        assert "时间过长" in answers["17000.2"] or "超出" in answers["17000.2"]
        assert wait_until(lambda: "running" not in ran and engine.warehouse._database._running == 0)


@pytest.mark.parametrize(
    ("asked", "words"), [("sales", "The data warehouse does not answer just now."), ("销售额", "数据仓库目前没有响应")]
)
def test_a_failure_is_told_in_words_and_logged_by_its_kind(service, slack, engine, monkeypatch, logs, asked, words):
    def fail(*_):
        raise WarehouseError("unreachable", "The server says: password secret-7.") from OSError("secret-8")

    monkeypatch.setattr(type(engine.warehouse), "run", fail)
    with running(service()) as address:
        say(address, asked, 1)
        assert told(slack, 1)["17000.1"].startswith(words)
        assert wait_until(lambda: any(each["event"] == "chat" for each in logs))
    (line,) = [each for each in logs if each["event"] == "chat_failed"]
    expected = {
        "log_level": "error", "platform": "slack", "talk": "slack:C1:17000.1", "credential": "slack:U1",
        "kind": "WarehouseError", "code": "unreachable", "cause": "OSError",
    }  # fmt: skip
    assert expected.items() <= line.items()
    (done,) = [each for each in logs if each["event"] == "chat"]
    assert done["outcome"] == "failed" and done["ms"] > 0
    for secret in ("secret-7", "secret-8", "xoxb-hidden", asked):
        assert secret not in str(logs)


def test_a_state_that_fails_is_told_and_logged_too(service, slack, monkeypatch, logs):
    def fail(*_):
        raise StateError("locked", "The state cannot be reached just now.")

    monkeypatch.setattr("api.memory.Memory.ask", fail)
    with running(service()) as address:
        say(address, "sales", 1)
        assert "has to be written down" in told(slack, 1)["17000.1"]
    assert [each["code"] for each in logs if each["event"] == "chat_failed"] == ["locked"]


def test_what_is_under_way_is_answered_before_the_end(service, slack, engine, monkeypatch, logs):
    held = Held(monkeypatch, engine)
    with running(service(at_once=1)) as address:
        say(address, "sales", 1)
        say(address, "sales by area", 2)
        assert wait_until(lambda: len(held.begun) == 1)
        threading.Timer(0.5, held.let_go).start()
    assert len(told(slack, 2)) == 2
    assert not [each for each in logs if each["event"] == "chats_unanswered"]


def test_the_end_is_not_later_than_it_may_be_and_says_how_many_are_unanswered(
    service, slack, engine, monkeypatch, logs
):
    ran = make_slow(monkeypatch, engine)
    with running(service(at_once=1, shutdown_time=1)) as address:
        for number in range(3):
            say(address, "sales", number)
        assert wait_until(lambda: ran == ["running"])
        begun = time.perf_counter()
    assert 0.9 < time.perf_counter() - begun < SLOW_AT_LEAST / 2
    (line,) = [each for each in logs if each["event"] == "chats_unanswered"]
    assert line["count"] == 3 and line["platform"] == "slack" and line["log_level"] == "error"
    # Nor does the engine go on.
    assert wait_until(lambda: ran == ["cancelled"]) and slack.sent(POST) == []
