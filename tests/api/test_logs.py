"""What is logged and counted, and what readiness says."""

import io
import json
import logging
import logging.config
import shutil
import sys

import pytest
import structlog
from access_service import Service
from fastapi.testclient import TestClient
from shops import PARTS, STATEMENTS, TODAY

from api.app import create_app
from api.operations.logs import server_logs, set_up_logs
from api.settings import Settings
from api.state import Door
from nlq.engine import open_engine
from semantic_layer.issues import StateError, WarehouseError
from semantic_layer.warehouse import Warehouse


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture
def logged(capsys):
    """What is written to the error stream as JSON."""
    set_up_logs("json", "info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()


def test_a_request_is_one_line_without_what_was_asked(engine, tmp_path, logged):
    service = Service(engine, tmp_path)
    key, secret = service.key("ann", areas="North")
    headers = {"Authorization": f"Bearer {secret.text}", "X-Request-Id": "abc-1"}
    response = service.client.post("/v1/ask", json={"question": "sales"}, headers=headers)
    assert response.headers["x-request-id"] == "abc-1"
    service.client.get("/v1/metrics/sales?locale=zh", headers=headers | {"X-Request-Id": "a b\tc"})
    service.client.get("/nowhere/sales", headers=headers)
    service.client.get("/healthz")
    lines = logged()
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/v1/ask", 200), ("GET", "/v1/metrics/{name}", 200), ("GET", "none", 404),
    ]  # fmt: skip
    assert lines[0]["request"] == "abc-1" != lines[1]["request"] and len(lines[1]["request"]) == 32
    assert lines[0]["credential"] == f"key {key.id}" and lines[0]["ms"] > 0 and lines[0]["timestamp"].endswith("Z")
    text = json.dumps(lines)
    assert "sales" not in text and "ann" not in text and secret.text not in text


def test_a_defect_is_told_with_its_request_and_no_value(engine, monkeypatch, logged):
    def fail(self, compiled):
        held = "a value that no log needs"  # noqa: F841
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(type(engine), "run", fail)
    with TestClient(create_app(Settings(), engine)) as client:
        response = client.post("/v1/ask", json={"question": "sales"}, headers={"KPI-Person": "ann"})
    defect, request = logged()
    assert (defect["event"], defect["level"], request["status"]) == ("defect", "error", 500)
    assert defect["request"] == request["request"] == response.headers["x-request-id"]
    assert (
        "RuntimeError: unforeseen" in defect["trace"] and "a value that no" not in defect["trace"].split("fail", 1)[0]
    )


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_trace_shows_no_local_whoever_logs_it(form, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs(form, "info")
    handler = logging.StreamHandler(stream)
    logging.config.dictConfig(server_logs(form) | {"handlers": {}, "root": {}, "formatters": {}})
    from api.operations.logs import formatter

    handler.setFormatter(formatter(form))
    other = logging.Logger("some.library")
    other.addHandler(handler)
    try:
        index = list(range(7_770_000, 7_770_900))
        raise ValueError(f"no number {len(index)}")
    except ValueError:
        structlog.get_logger().error("ours", exc_info=True)
        other.exception("theirs")
    told = stream.getvalue()
    structlog.reset_defaults()
    assert told.count("ValueError: no number 900") == 2 and "7770" not in told and "ours" in told and "theirs" in told
    if form == "json":
        assert [json.loads(line)["level"] for line in told.splitlines()] == ["error", "error"]


def test_what_is_counted(engine):
    with TestClient(create_app(Settings(), engine)) as client:
        for question in ("sales", "unicorns"):
            client.post("/v1/ask", json={"question": question})
        client.post("/v1/ask", content="{")
        client.get("/v1/metrics/sales")
        for path in ("/a", "/b", "/page/none.js"):
            client.get(path)
        text = client.get("/metrics").text
    for line in (
        'kpi_requests_total{method="POST",route="/v1/ask",status="200"} 2.0',
        'kpi_requests_total{method="POST",route="/v1/ask",status="422"} 1.0',
        'kpi_requests_total{method="GET",route="/v1/metrics/{name}",status="200"} 1.0',
        'kpi_requests_total{method="GET",route="none",status="404"} 2.0',
        'kpi_requests_total{method="GET",route="/page",status="404"} 1.0',
        'kpi_answers_total{status="answered"} 1.0', 'kpi_answers_total{status="refused"} 1.0',
        'kpi_stage_seconds_count{stage="read"} 2.0', 'kpi_stage_seconds_count{stage="run"} 1.0',
        'kpi_request_seconds_count{route="/v1/ask"} 3.0', "kpi_questions_working 0.0", "kpi_questions_waiting 0.0",
        f'kpi_model{{model="small",version="{engine.whole.version}"}} 1.0',
    ):  # fmt: skip
        assert line in text.splitlines(), line


def test_what_can_answer_is_ready(engine):
    with TestClient(create_app(Settings(), engine)) as client:
        found = client.get("/readyz")
    assert found.status_code == 200 and found.json()["status"] == "ready"
    assert {name: part["status"] for name, part in found.json()["parts"].items()} == {"warehouse": "ok", "state": "ok", "model": "ok"}  # fmt: skip
    assert found.json()["version"] == engine.whole.version


def test_a_warehouse_that_is_away_is_told(engine, monkeypatch):
    def fail(self):
        raise WarehouseError("unreachable", "The warehouse cannot be reached, or does not let us in.")

    monkeypatch.setattr(Warehouse, "check_alive", fail)
    with TestClient(create_app(Settings(), engine)) as client:
        found = client.get("/readyz")
        assert found.status_code == 503 and found.json()["parts"]["warehouse"]["code"] == "unreachable"
        assert client.get("/healthz").status_code == 200
    monkeypatch.undo()
    with TestClient(create_app(Settings(), engine)) as client:
        assert client.get("/readyz").status_code == 200


def test_a_file_that_becomes_unreadable_is_told(clinics_folder, tmp_path):
    folder = shutil.copytree(clinics_folder, tmp_path / "model")
    engine = open_engine(folder)
    with TestClient(create_app(Settings(), engine)) as client:
        assert client.get("/readyz").status_code == 200
        kept = (folder / "clinics.duckdb").read_bytes()
        (folder / "new").write_bytes(b"nonsense" * 100)
        (folder / "new").replace(folder / "clinics.duckdb")
        found = client.get("/readyz")
        assert found.status_code == 503 and found.json()["parts"]["warehouse"]["code"] == "corrupt"
        assert str(tmp_path) not in found.text
        (folder / "new").write_bytes(kept)
        (folder / "new").replace(folder / "clinics.duckdb")
        assert client.get("/readyz").status_code == 200
    engine.close()


@pytest.mark.parametrize(("auth", "status"), [("off", 200), ("on", 503)])
def test_without_the_state_nobody_can_sign_in_but_who_need_not_is_answered(engine, tmp_path, monkeypatch, auth, status):
    def fail(self):
        raise StateError("unreachable", "The state cannot be reached just now.")

    monkeypatch.setattr(Door, "check_alive", fail)
    with TestClient(create_app(Settings(auth=auth, state_url=f"sqlite:///{tmp_path}/s.db"), engine)) as client:
        found = client.get("/readyz")
    assert found.status_code == status and found.json()["parts"]["state"]["status"] == "failed"


def test_what_is_wrong_is_for_who_may_see_operations(engine, tmp_path, monkeypatch):
    def fail(self):
        raise WarehouseError("failed", "The warehouse could not answer.")

    monkeypatch.setattr(Warehouse, "check_alive", fail)
    service = Service(engine, tmp_path)
    for headers, knows in (({}, False), (service.bearer("ann"), False), (service.bearer("ops", scopes=("operations",)), True)):  # fmt: skip
        found = service.client.get("/readyz", headers=headers)
        assert found.status_code == 503 and found.json()["parts"]["warehouse"]["status"] == "failed"
        assert ("says" in found.json()["parts"]["warehouse"]) == knows == ("version" in found.json())
