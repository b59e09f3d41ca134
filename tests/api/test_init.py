"""``kpi init``: what it writes is at once a folder that can be checked and asked."""

import os
import re

import duckdb
import pytest
from typer.testing import CliRunner

from api.cli import app
from eval.demo import build_demo
from semantic_layer.issues import WarehouseError
from semantic_layer.model.load import load_model
from semantic_layer.warehouse import open_locked


def kpi(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "200"})


def rows_of(path, sql):
    database = open_locked(path)
    try:
        return database.run_sql(sql)[1]
    finally:
        database.close()


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """Folders drafted by the command, with the databases they were drafted from."""
    folder = tmp_path_factory.mktemp("drafts")
    made = {}
    for name in ("broker", "derm_treatment", "retail"):
        made[name] = folder / "own" / name, build_demo(name).resolve()
        done = kpi("init", made[name][0], "--from-warehouse", f"duckdb:///{made[name][1]}")
        assert done.exit_code == 0, done.output
    return made


@pytest.mark.parametrize(
    ("name", "question", "table"),
    [
        ("broker", "number of transactions", "sbTransaction"),
        ("derm_treatment", "number of treatments", "treatments"),
        ("derm_treatment", "how many adverse events", "adverse_events"),
        ("retail", "number of refunds", "refund"),
        ("retail", "how many store visits", "store_visit"),
    ],
)
def test_a_drafted_folder_is_asked_and_answers_as_sql_does(name, question, table, drafted):
    folder, path = drafted[name]
    answer = kpi("ask", question, "--model", folder)
    count = rows_of(path, f'SELECT COUNT(*) FROM "{table}"')[0][0]
    assert answer.exit_code == 0 and re.search(rf" was {count:,} \(", answer.output), answer.output


@pytest.mark.parametrize("name", ["broker", "derm_treatment", "retail"])
def test_a_drafted_folder_has_no_fault_and_is_true_of_its_database(name, drafted):
    assert kpi("lint", "--live", "--model", drafted[name][0]).exit_code == 0
    assert "colliding_word" not in kpi("lint", "--json", "--model", drafted[name][0]).output


def test_sums_by_a_dimension_across_a_join_are_those_of_sql(drafted):
    folder, path = drafted["broker"]
    answer = kpi("ask", "shares by customer status", "--model", folder).output
    sql = "SELECT sbCustStatus, SUM(sbTxShares) FROM sbTransaction JOIN sbCustomer ON sbTxCustId = sbCustId GROUP BY 1"
    rows = rows_of(path, sql)
    assert len(rows) == 4
    assert all(re.search(rf"│ {status} +│ +{shares:,.2f} │", answer) for status, shares in rows), answer


def test_a_file_is_found_from_where_one_is_and_later_from_the_folder(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    path = os.path.relpath(build_demo("broker"), tmp_path / "work")
    assert kpi("init", "../own/broker", "--from-warehouse", f"duckdb:///{path}").exit_code == 0
    monkeypatch.chdir(tmp_path)
    assert " was 56 (" in kpi("ask", "number of transactions", "--model", "own/broker").output


def test_a_new_folder_is_sound_and_named_like_its_folder(tmp_path):
    assert kpi("init", tmp_path / "my-shop").exit_code == 0
    assert kpi("lint", "--model", tmp_path / "my-shop").exit_code == 0
    assert load_model(tmp_path / "my-shop").header.name == "my_shop"


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    done = kpi("init", tmp_path)
    assert done.exit_code == 2 and "not empty" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_no_folder_is_left_where_there_is_no_database(tmp_path):
    done = kpi("init", tmp_path / "own", "--from-warehouse", f"duckdb:///{tmp_path}/none.duckdb")
    assert isinstance(done.exception, WarehouseError) and done.exception.code == "missing"
    with duckdb.connect(str(tmp_path / "bare.duckdb")):
        pass
    done = kpi("init", tmp_path / "own", "--from-warehouse", f"duckdb:///{tmp_path}/bare.duckdb")
    assert done.exit_code == 2 and "no table" in done.output
    assert not (tmp_path / "own").exists()
