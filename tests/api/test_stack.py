"""What stands around every request: limits of bodies, names, headers, failures."""

import json
import re
import time

import httpx
import pytest
from access_service import Service
from fastapi.testclient import TestClient
from raw_http import connected, head, status_of
from running import running
from shops import PARTS, STATEMENTS, TODAY

from api.app import create_app
from api.operations.headers import DATA, FIXED, PAGE
from api.settings import Settings

JSON = "Content-Type: application/json"
QUESTION = json.dumps({"question": "sales"}).encode()


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture(scope="module")
def served(engine):
    settings = Settings(body_limit=2_000, body_time=2)
    with running(create_app(settings, engine)) as address:
        yield address


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


@pytest.mark.parametrize(("path", "limit"), [("/v1/ask", 2_000), ("/v1/chat/completions", 20_000)])
def test_a_body_in_chunks_has_the_same_limit_and_is_not_read_on(served, path, limit):
    with connected(served) as line:
        line.sendall(head("POST", path, JSON, "Transfer-Encoding: chunked") + chunk(b" " * (limit - 10)))
        line.sendall(chunk(b" " * 11))
        answer = line.makefile("rb")
        assert answer.readline().split()[1] == b"413"
        # The rest is not waited for: the connection ends though the body does not.
        assert answer.read().endswith(b"}")


def test_a_body_in_chunks_within_the_limit_is_answered(served):
    with connected(served) as line:
        line.sendall(head("POST", "/v1/ask", JSON, "Transfer-Encoding: chunked"))
        for byte in QUESTION:
            line.sendall(chunk(bytes([byte])))
        line.sendall(b"0\r\n\r\n")
        assert status_of(line) == 200


@pytest.mark.parametrize("length", ["2001", "99999999999999999999"])
def test_a_body_that_says_it_is_too_long_is_not_read(served, length):
    with connected(served) as line:
        line.sendall(head("POST", "/v1/ask", JSON, f"Content-Length: {length}"))
        assert status_of(line) == 413


def test_who_is_still_sending_hears_that_it_is_too_long(served):
    body = b" " * 19_000
    for how in (f"Content-Length: {len(body)}", "Transfer-Encoding: chunked"):
        for _ in range(10):
            with connected(served) as line:
                line.sendall(head("POST", "/v1/ask", JSON, how) + (b"4a38\r\n" if "chunked" in how else b""))
                for place in range(0, len(body), 1_000):
                    line.sendall(body[place : place + 1_000])
                    time.sleep(0.001)
                assert status_of(line) == 413


def test_a_body_that_does_not_come_is_not_waited_for_and_holds_nobody_up(served):
    with connected(served) as slow:
        begun = time.perf_counter()
        slow.sendall(head("POST", "/v1/ask", JSON, "Content-Length: 100") + b"{")
        assert httpx.post(f"{served}/v1/ask", content=QUESTION, headers={"Content-Type": "application/json"}).is_success
        assert status_of(slow) == 408 and 1.9 < time.perf_counter() - begun < 30


def test_who_leaves_in_the_middle_of_a_body_leaves_no_trace(served, capsys):
    with connected(served) as line:
        line.sendall(head("POST", "/v1/ask", JSON, "Content-Length: 100") + b"{")
    assert httpx.get(f"{served}/healthz").is_success
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "127.0.0.1.evil.example:8000", "", "10.0.0.1"])  # fmt: skip
def test_a_page_elsewhere_that_has_its_name_lead_here_is_not_answered(engine, host, monkeypatch):
    monkeypatch.delenv("KPI_HOSTS")
    with TestClient(create_app(Settings(), engine)) as client:
        for path in ("/", "/v1/metrics", "/metrics", "/docs", "/v1/session"):
            response = client.get(path, headers={"Host": host})
            assert response.status_code == 421 and "sales" not in response.text, path
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_own_names_are_answered_and_those_that_are_given(engine, monkeypatch):
    monkeypatch.setenv("KPI_HOSTS", "kpi.example.com, kpi")
    with TestClient(create_app(Settings(), engine)) as client:
        for host in ("localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1", "kpi.example.com:443", "KPI"):
            assert client.get("/v1/metrics", headers={"Host": host}).status_code == 200, host
        assert client.get("/v1/metrics", headers={"Host": "testserver"}).status_code == 421


def test_where_everybody_signs_in_any_name_does_unless_some_are_given(engine, tmp_path, monkeypatch):
    monkeypatch.delenv("KPI_HOSTS")
    for hosts, status in (("", 200), ("kpi.example.com", 421)):
        service = Service(engine, tmp_path, hosts=hosts)
        headers = service.bearer("ann") | {"Host": "other.example"}
        assert service.client.get("/v1/metrics", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/docs"), ("GET", "/page/page.js"), ("GET", "/v1/metrics"), ("GET", "/nowhere"), ("GET", "/page/none.js"),
     ("POST", "/v1/ask"), ("PUT", "/v1/ask"), ("GET", "/healthz"), ("POST", "/v1/chat/completions")],
)  # fmt: skip
def test_every_response_has_the_headers(engine, method, path):
    with TestClient(create_app(Settings(), engine)) as client:
        headers = client.request(method, path).headers
        assert {name: headers[name] for name in FIXED} == FIXED
        assert headers["content-security-policy"] == (PAGE if path in ("/", "/docs") or "/page" in path else DATA)
        assert "strict-transport-security" not in headers and "server" not in headers
    with TestClient(create_app(Settings(), engine), base_url="https://testserver") as client:
        assert client.request(method, path).headers["strict-transport-security"].startswith("max-age=")


def test_a_refusal_and_a_failure_have_them_too(engine, monkeypatch, tmp_path):
    def fail(*_):
        raise RuntimeError("SELECT secret")

    service = Service(engine, tmp_path)
    monkeypatch.setattr(type(engine), "run", fail)
    asked = {"question": "sales"}
    for response, status in (
        (service.client.post("/v1/ask", json=asked), 401),
        (service.client.post("/v1/ask", json=asked, headers={"Content-Length": "9" * 9}), 413),
        (service.client.get("/v1/metrics", headers={"Host": "evil.example"}), 421),
        (TestClient(create_app(Settings(), engine)).post("/v1/ask", json=asked), 500),
    ):
        assert response.status_code == status and "secret" not in response.text
        assert {name: response.headers[name] for name in FIXED} == FIXED
        assert response.headers["content-security-policy"] == DATA


def test_what_nobody_foresaw_is_written_down_once_and_without_what_was_in_it(engine, monkeypatch, capfd):
    def fail(*_):
        index = "the value of a variable"
        raise RuntimeError("unforeseen" + index[:0])

    monkeypatch.setattr(type(engine), "run", fail)
    with running(create_app(Settings(), engine)) as address:
        assert httpx.post(f"{address}/v1/ask", json={"question": "sales"}).status_code == 500
    said = capfd.readouterr()
    told = said.out + said.err
    assert told.count("RuntimeError: unforeseen") == 1 and "│" not in told


def test_the_page_of_the_api_loads_nothing_from_elsewhere_and_names_every_route(engine):
    app = create_app(Settings(), engine)
    with TestClient(app) as client:
        page = client.get("/docs").text
        assert client.get("/openapi.json").json()["paths"]
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page) and "<script" not in page
    for path in app.openapi()["paths"]:
        assert path in page


def test_an_unknown_path_is_404_to_who_is_known_and_401_to_who_is_not(engine, tmp_path):
    service = Service(engine, tmp_path)
    for path in ("/nowhere", "/v1/nowhere", "/v1/metrics/nowhere", "/favicon.ico"):
        assert service.client.get(path).status_code == 401
        response = service.client.get(path, headers=service.bearer("ann"))
        assert response.status_code == 404 and response.headers["content-type"] == "application/problem+json"
