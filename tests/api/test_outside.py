"""When the outside fails: a clear message of the right kind, and no path, SQL or trace."""

import json
import re
import shutil

import duckdb
import pytest
from fastapi.testclient import TestClient

from api import cli
from api.app import create_app
from api.settings import Settings
from nlq.engine import open_engine
from semantic_layer.issues import ModelError, OutOfTime, StateError, WarehouseError


@pytest.fixture
def folder(clinics_folder, tmp_path):
    return shutil.copytree(clinics_folder, tmp_path / "model")


def test_missing_and_corrupt_files(folder):
    database = folder / "clinics.duckdb"
    database.write_bytes(b"nonsense" * 100)
    with pytest.raises(WarehouseError) as error:
        open_engine(folder)
    assert error.value.code == "corrupt" and str(folder) not in str(error.value)
    database.unlink()
    with pytest.raises(WarehouseError) as error:
        open_engine(folder)
    assert error.value.code == "missing"


def test_a_broken_folder_tells_every_problem(folder):
    path = folder / "parts.yaml"
    text = (
        path.read_text()
        .replace("column: fee,", "column: feee,", 1)
        .replace("numerator: missed_visits", "numerator: missed_visit")
    )
    path.write_text(text)
    with pytest.raises(ModelError) as error:
        open_engine(folder)
    problems = error.value.problems
    assert len(problems) >= 2 and all(problem.file == "parts.yaml" and problem.line > 1 for problem in problems)
    assert any("fee" in problem.suggestions for problem in problems)
    assert any("missed_visits" in problem.suggestions for problem in problems)


def test_a_query_past_its_time_is_stopped(folder):
    engine = open_engine(folder, time_limit=0.05)
    with pytest.raises(OutOfTime):
        engine.warehouse._database.run_sql(
            "SELECT COUNT(*) FROM range(100000000) a, range(1000) b WHERE a.range % 7 = b.range"
        )
    engine.close()


def test_writing_is_impossible(clinics):
    for sql in (
        "DROP TABLE visit",
        "COPY visit TO '/tmp/x.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SET memory_limit='1GB'",
        "ATTACH 'x'",
    ):
        with pytest.raises(WarehouseError):
            clinics.warehouse._database.run_sql(sql)


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (WarehouseError("failed", "The warehouse could not answer."), 503),
        (OutOfTime(1), 504),
        (RuntimeError("SELECT secret FROM /root"), 500),
    ],
)
def test_failures_over_http(clinics, monkeypatch, failure, status):
    def fail(*_):
        raise failure

    monkeypatch.setattr(clinics, "run", fail)
    with TestClient(create_app(Settings(), clinics), raise_server_exceptions=False) as client:
        response = client.post("/v1/ask", json={"question": "fees last month"})
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert "SELECT" not in response.text and "/root" not in response.text and "Traceback" not in response.text
        assert client.get("/healthz").status_code == 200


CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}
#: A Chinese character or mark: what is left without them is for programs, or is quoted.
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "failure",
    [
        WarehouseError("failed", "The warehouse could not answer."),
        OutOfTime(7),
        StateError("locked", "Out of reach."),
        RuntimeError("x"),
    ],
)
def test_failures_are_told_in_the_readers_language(clinics, monkeypatch, failure, stream):
    def fail(*_):
        raise failure

    monkeypatch.setattr(clinics, "run", fail)
    headers = CHINESE | ({"Accept": "text/event-stream"} if stream else {})
    with TestClient(create_app(Settings(), clinics), raise_server_exceptions=False) as client:
        asked = {"question": "fees last month", "progress": stream}
        text = client.post("/v1/ask", json=asked, headers=headers).text
        told = (
            json.loads(text.split("event: problem")[1].split("data: ")[1].splitlines()[0])
            if stream
            else json.loads(text)
        )
        english = client.post("/v1/ask", json={"question": "fees last month"}).json()
    for part in ("title", "detail"):
        assert HAN.search(told[part]) and not re.search("[a-z]{4}", told[part]), told
        assert not HAN.search(english[part])
    assert "7" in told["detail"] or not isinstance(failure, OutOfTime)


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/v1/ask", {"content": b"[" * 50_000}), ("GET", "/nothing", {}), ("PUT", "/v1/ask", {}), ("POST", "/v1/ask", {"json": {}}),
        ("POST", "/v1/ask", {"content": b"x" * 200_000}), ("GET", "/v1/metrics/nothing?locale=zh", {}),
        ("GET", "/v1/choices/mine", {}), ("GET", "/v1/conversations", {}), ("GET", "/v1/shares/nothing", {}),
        ("GET", "/v1/conversations", {"headers": {"KPI-Person": "x" * 300}}), ("GET", "/", {"headers": {"Host": "elsewhere.example"}}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_request_is_told_in_the_readers_language(clinics, method, path, more):
    with TestClient(create_app(Settings(), clinics), base_url="http://localhost") as client:
        for language, is_own in (("zh-CN", True), ("en-US", False)):
            headers = {"Accept-Language": language} | more.get("headers", {})
            response = client.request(method, path.replace("zh", language[:2]), **(more | {"headers": headers}))
            told = response.json()
            assert response.status_code >= 400 and response.headers["content-type"] == "application/problem+json"
            assert {bool(HAN.search(told["title"])), bool(HAN.search(told["detail"]))} == {is_own}, told


def kpi(capsys, monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["kpi", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code or 0, capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("ask", "fees last month"), 0),
        (("ask", "unicorns"), 3),
        (("lint",), 0),
        (("ask", "fees", "--today", "soon"), 2),
        (("query", "/nowhere"), 2),
        (("eval", "no_such_suite"), 2),
    ],
)
def test_exit_codes(folder, capsys, monkeypatch, words, code):
    found, printed = kpi(capsys, monkeypatch, *words, "--model", str(folder))
    assert found == code, printed
    assert "Traceback" not in printed.err + printed.out


def test_json_and_missing_warehouse(folder, capsys, monkeypatch):
    _, printed = kpi(capsys, monkeypatch, "ask", "fees last month", "--json", "--model", str(folder))
    assert json.loads(printed.out)["status"] == "answered"
    (folder / "clinics.duckdb").unlink()
    code, printed = kpi(capsys, monkeypatch, "ask", "fees", "--model", str(folder))
    assert code == 1 and "kpi demo" in printed.err


def test_a_file_being_written_is_locked(folder):
    import subprocess
    import sys

    script = f"import duckdb, sys; c = duckdb.connect({str(folder / 'clinics.duckdb')!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as writer:
        assert writer.stdout.readline().strip() == "open"
        with pytest.raises(WarehouseError) as error:
            open_engine(folder)
        writer.communicate("")
    assert error.value.code == "locked"
    assert duckdb.__version__
