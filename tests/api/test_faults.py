"""What goes wrong outside: bodies that nobody would send, a full disk, a client that reads slowly. Never a 5xx of ours."""

import json
import resource
import time

import httpx
import pytest
import schemathesis
from access_service import Service
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from raw_http import connected, head, status_of
from running import running
from shops import PARTS, STATEMENTS, TODAY

from api.app import create_app
from api.settings import Settings
from api.state import Audit, Sought, open_door

JSON = {"Content-Type": "application/json"}
OPEN = {name: part for name, part in PARTS.items() if name not in ("policies", "masks")}


@pytest.fixture(scope="module")
def engine(small):
    return small(OPEN, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture(scope="module")
def served(engine):
    with running(create_app(Settings(mcp=True), engine)) as address:
        yield address


@pytest.mark.parametrize(
    "body",
    [b"[" * 99_000, b'{"a":' * 16_000, b'{"question": "' + b"\xff\xfe" + b'"}', b'{"question": "\\ud800"}', b'{"question": "\\ud83d\\ude00 \\udfff sales"}',
     b'{"question": NaN}', b'{"question": ' + b"9" * 9_000 + b"}", b'{"query": {"kind": "data", "measures": [{"kind": "metric", "name": "\\ud800"}]}}',
     b'{"query": {"kind": "data", "top": {"n": ' + b"9" * 5_000 + b"}}}", b'{"question": "sales", "today": "0001-01-01"}', b'{"question": "sales", "today": "9999-12-31"}',
     b'{"question": "\\u0000"}', "\ufeff{}".encode(), '{"question": "sales"}'.encode("utf-16"), b'{"question": "sales", "question": 1}', b"null", b"0", b'"' + b"\\" * 9_001,
     b'{"question": "sales", "conversation_id": "\\ud800"}', b'{"model": "small", "messages": [{"role": "user", "content": "\\ud800"}]}'],
)  # fmt: skip
def test_no_body_breaks_anything(served, body):
    for path in (
        "/v1/ask",
        "/v1/query",
        "/v1/feedback",
        "/v1/chat/completions",
        "/v1/session",
        "/v1/candidates",
        "/v1/shares",
    ):
        response = httpx.post(f"{served}{path}", content=body, headers=JSON | {"KPI-Person": "ann"}, timeout=20)
        assert response.status_code < 500, (path, response.text)
        assert "Traceback" not in response.text and "SELECT" not in response.text.split('"sql"')[0]


@pytest.mark.parametrize(
    "data",
    [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\r\n" * 50, b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
     head("POST", "/v1/ask", "Content-Type: application/json", "Transfer-Encoding: chunked") + b"zz\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
     head("POST", "/v1/ask", "Content-Length: 2", "Content-Length: 3") + b"{}", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_nobody_else_notices(served, data):
    with connected(served, 5) as line:
        line.sendall(data)
        try:
            status = status_of(line)
        except (TimeoutError, ConnectionError):
            status = None
        assert status is None or 400 <= status < 500
    assert httpx.get(f"{served}/readyz").status_code == 200


def test_who_does_not_read_holds_nobody_up(engine):
    with running(create_app(Settings(at_once=1, queue=1), engine)) as address, connected(address) as slow:
        body = json.dumps({"question": "sales by area"}).encode()
        for _ in range(20):
            slow.sendall(
                head("POST", "/v1/ask", "Content-Type: application/json", f"Content-Length: {len(body)}") + body
            )
        begun = time.perf_counter()
        for _ in range(3):
            assert httpx.post(f"{address}/v1/ask", json={"question": "sales"}, timeout=30).status_code in (200, 429)
        assert time.perf_counter() - begun < 30


class FullDisk:
    """Lets no file of this process grow, as a disk does that is full."""

    def __init__(self, size):
        self._size = size

    def __enter__(self):
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._before[1]))

    def __exit__(self, *_):
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


def test_on_a_full_disk_nothing_is_said_to_be_kept_that_is_not(engine, tmp_path):
    service = Service(engine, tmp_path)
    ann = service.bearer("ann", roles=("head_office",))
    ask = lambda: service.client.post("/v1/ask", json={"question": "sales"}, headers=ann)
    say = lambda name: service.client.post("/v1/feedback", json={"answer_id": name, "right": True}, headers=ann)
    assert ask().status_code == 200 and say("before").status_code == 204
    audit = Audit(open_door(f"sqlite:///{tmp_path}/state.db"))
    before = len(list(audit.all(Sought())))
    with FullDisk(4096):
        for response in (ask(), say("during")):
            assert response.status_code == 503 and response.headers["content-type"] == "application/problem+json"
            assert str(tmp_path) not in response.text
        assert service.client.get("/healthz").status_code == 200
    assert say("after").status_code == 204 and ask().status_code == 200
    assert len(list(audit.all(Sought()))) == before + 1


def test_on_a_full_disk_who_need_not_sign_in_is_answered(engine, tmp_path):
    with TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db"), engine)) as client:
        asked = {"question": "sales"}
        assert client.post("/v1/ask", json=asked, headers={"KPI-Person": "ann"}).status_code == 200
        with FullDisk(4096):
            assert client.post("/v1/ask", json=asked, headers={"KPI-Person": "ann"}).json()["status"] == "answered"
            assert client.post("/v1/feedback", json={"answer_id": "a", "right": True}).status_code == 503


def test_no_request_that_the_description_allows_or_forbids_is_a_failure_of_ours(engine, tmp_path):
    app = create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db", mcp=True), engine)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))  # fmt: skip
        def send(case):
            tried.add(case.operation.path)
            response = case.call()
            assert response.status_code < 500, response.text

        send()
    assert tried == set(app.openapi()["paths"])
