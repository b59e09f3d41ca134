"""When the outside fails: a clear message of the right kind, and no path, SQL or trace."""

import json
import shutil

import duckdb
import pytest
from fastapi.testclient import TestClient

from api import cli
from api.app import create_app
from api.settings import Settings
from nlq.engine import open_engine
from semantic_layer.issues import ModelError, OutOfTime, WarehouseError


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
