"""What changes in a model's folder or in its data is served; what is broken is said, and the old one goes on."""

import threading
import time
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from served_folder import Folder
from slow_engine import Held, wait_until

from api.operations.counters import Counters
from api.operations.current import Current
from api.operations.reload import Reloader, Source
from nlq.engine import build_engine


@pytest.fixture
def folder(tmp_path):
    made = Folder(tmp_path)
    yield made
    made.engine.close()


@pytest.fixture
def client(folder):
    with TestClient(folder.app) as made:
        yield made


def ask(client, question="sales"):
    answer = client.post("/v1/ask", json={"question": question}).json()
    return answer["rows"][0][0] if answer["status"] == "answered" else answer["status"]


def counted(client, outcome):
    return f'kpi_model_reloads_total{{outcome="{outcome}"}} 1.0' in client.get("/metrics").text


def test_a_changed_definition_is_served(folder, client):
    assert ask(client) == 70
    before = client.get("/readyz").json()["version"]
    folder.write("column: amount", "column: cost")
    assert wait_until(lambda: ask(client) == 42)
    found = client.get("/readyz").json()
    assert found["version"] != before and found["parts"]["model"] == {"status": "ok"}
    # What is served is counted after it is served: whoever asks may be quicker.
    assert wait_until(lambda: counted(client, "model"))


def test_new_words_are_read(folder, client):
    assert ask(client, "expenses") == "refused"
    folder.write("en: costs", "en: expenses")
    assert wait_until(lambda: ask(client, "expenses") == 42)


@pytest.mark.parametrize("broken", ["column: amoun", "column: [", "kolumn: amount"])
def test_a_broken_one_keeps_the_old_one_serving_and_is_said(folder, client, broken):
    folder.write("column: amount", broken)
    assert wait_until(lambda: client.get("/readyz").json()["parts"]["model"]["status"] == "stale")
    found = client.get("/readyz")
    problems = found.json()["parts"]["model"]["model"]["problems"]
    assert found.status_code == 200 and problems[0].startswith("parts.yaml:") and ask(client) == 70
    assert client.get("/v1/metrics").json()["stale"]["model"]["problems"] == problems
    assert wait_until(lambda: counted(client, "refused"))
    assert wait_until(lambda: "kpi_model_stale 1.0" in client.get("/metrics").text.splitlines())
    folder.write(broken, "column: cost")
    assert wait_until(lambda: client.get("/readyz").json()["parts"]["model"] == {"status": "ok"})
    assert client.get("/v1/metrics").json()["stale"] == {} and ask(client) == 42


def test_it_is_logged_once_with_the_problem(folder, client, capsys):
    folder.write("column: amount", "column: amoun")
    told = ""

    def is_told():
        nonlocal told
        told += capsys.readouterr().err
        return "refused" in told

    assert wait_until(is_told)
    # Many more looks find it broken.
    time.sleep(0.3)
    is_told()
    assert told.count("amoun") >= 1 and told.count("refused") == 1 and "parts.yaml" in told


def test_what_is_being_answered_is_finished_with_the_model_it_began_with(folder, client, monkeypatch):
    held = Held(monkeypatch, folder.engine)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(client)))
    asking.start()
    assert wait_until(lambda: len(held.begun) == 1)
    before = folder.engine.whole.version
    folder.write("column: amount", "column: cost")
    assert wait_until(lambda: client.get("/readyz").json()["version"] != before)
    held.let_go()
    asking.join(10)
    assert answers == [70] and ask(client) == 42


def test_a_pinned_engine_stays_whoever_looks(folder, tmp_path):
    served, other = Current(folder.engine), Current(folder.engine)
    fresh = build_engine(folder.engine.whole, folder.engine.warehouse)
    with served.pinned():
        served.put(fresh)
        other.put(fresh)
        assert served.engine is folder.engine and other.engine is fresh
        with served.pinned():
            assert served.engine is folder.engine
    assert served.engine is fresh


def test_a_database_that_is_replaced_is_answered_from_and_its_new_members_are_known(folder, client):
    assert ask(client) == 70 and ask(client, "sales in West") == "refused"
    folder.load("INSERT INTO shop VALUES (3, 'West')", "INSERT INTO sale VALUES (4, 3, DATE '2026-03-05', 5.0, 1.0)")
    assert ask(client) == 75
    assert wait_until(lambda: ask(client, "sales in West") == 5)
    assert wait_until(lambda: counted(client, "data"))


def test_a_database_that_cannot_be_read_is_503_until_it_can(folder, client):
    kept = (folder.path / "small.duckdb").read_bytes()
    (folder.path / "fresh").write_bytes(b"nonsense" * 100)
    (folder.path / "fresh").replace(folder.path / "small.duckdb")
    response = client.post("/v1/ask", json={"question": "sales by area"})
    assert response.status_code == 503 and client.get("/readyz").status_code == 503
    (folder.path / "fresh").write_bytes(kept)
    (folder.path / "fresh").replace(folder.path / "small.duckdb")
    assert ask(client) == 70 and client.get("/readyz").status_code == 200


def test_a_new_database_without_a_column_that_is_modelled_is_said_too(folder, client):
    folder.load("ALTER TABLE shop RENAME COLUMN area TO place")
    assert wait_until(lambda: "data" in client.get("/readyz").json()["parts"]["model"])
    folder.load("ALTER TABLE shop RENAME COLUMN place TO area")
    assert wait_until(lambda: client.get("/readyz").json()["parts"]["model"] == {"status": "ok"}) and ask(client) == 70


def test_files_that_are_being_saved_are_left_alone_until_they_are(folder):
    served, loaded = Current(folder.engine), []
    source = Source(folder.path, lambda old, model: loaded.append(model) or build_engine(model, old.warehouse))
    reloader = Reloader(served, source, Counters(), 60)
    reloader.look()
    for before, after in pairwise(("sales", "turnover", "takings", "income")):
        folder.write(f"en: {before}", f"en: {after}")
        reloader.look()
    assert loaded == []
    reloader.look()
    reloader.look()
    assert [model.metrics["sales"].label["en"] for model in loaded] == ["income"]


def test_under_load_a_replaced_database_is_seen_too(folder):
    database = folder.engine.warehouse._database
    over, seen = threading.Event(), []

    def ask_on():
        while not over.is_set():
            seen.append(
                database.run_sql("SELECT COUNT(*), COUNT(DISTINCT a.range % 7) FROM sale, range(300000) a")[1][0][0]
            )

    # At every moment one of them runs.
    threads = [threading.Thread(target=ask_on) for _ in range(3)]
    for each in threads:
        each.start()
    assert wait_until(lambda: len(seen) > 2)
    folder.load("DELETE FROM sale WHERE sale_id = 3")
    assert wait_until(lambda: 600_000 in seen)
    over.set()
    for each in threads:
        each.join()
    assert set(seen) == {900_000, 600_000} and seen.index(600_000) > 2
