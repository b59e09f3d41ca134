"""``kpi init``: what it writes is at once a folder that can be checked and asked."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from eval.demo import build_demo
from semantic_layer.model.load import load_model

ROOT = Path(__file__).parents[2]


def kpi(*arguments, where):
    command = [sys.executable, "-c", "from api.cli import main; main()", *map(str, arguments)]
    settings = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, cwd=where, env=settings, timeout=300)


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
def test_a_drafted_folder_is_asked_and_answers_as_sql_does(name, question, table, tmp_path):
    path = build_demo(name)
    done = kpi("init", "drafts/own", "--from-warehouse", f"duckdb:///{os.path.relpath(path, tmp_path)}", where=tmp_path)
    assert done.returncode == 0, done.stderr
    lint = kpi("lint", "--live", "--model", "drafts/own", where=tmp_path)
    assert (lint.returncode, lint.stdout) == (0, "The model is sound.\n")
    answer = kpi("ask", question, "--model", tmp_path / "drafts/own", where=ROOT)
    with duckdb.connect(str(path), read_only=True) as db:
        count = db.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
    assert answer.returncode == 0 and re.search(rf" was {count:,} \(", answer.stdout), answer.stdout


def test_sums_by_a_dimension_across_a_join_are_those_of_sql(tmp_path):
    path = build_demo("broker")
    kpi("init", "own", "--from-warehouse", f"duckdb:///{path.resolve()}", where=tmp_path)
    answer = kpi("ask", "shares by customer status", "--model", "own", where=tmp_path)
    with duckdb.connect(str(path), read_only=True) as db:
        rows = db.execute(
            "SELECT sbCustStatus, SUM(sbTxShares) FROM sbTransaction JOIN sbCustomer ON sbTxCustId = sbCustId GROUP BY 1"
        ).fetchall()
    assert len(rows) == 4
    for status, shares in rows:
        assert re.search(rf"│ {status} +│ +{shares:,.2f} │", answer.stdout), answer.stdout


def test_a_new_folder_is_sound_and_named_like_its_folder(tmp_path):
    assert kpi("init", "my-shop", where=tmp_path).returncode == 0
    assert kpi("lint", "--model", "my-shop", where=tmp_path).stdout == "The model is sound.\n"
    assert load_model(tmp_path / "my-shop").header.name == "my_shop"


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/notes.txt").write_text("mine")
    done = kpi("init", "own", where=tmp_path)
    assert done.returncode == 2 and "not empty" in done.stderr
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["notes.txt"]


def test_no_folder_is_left_where_there_is_no_database(tmp_path):
    done = kpi("init", "own", "--from-warehouse", "duckdb:///none.duckdb", where=tmp_path)
    assert done.returncode == 1 and "not there" in done.stderr and not (tmp_path / "own").exists()
    with duckdb.connect(str(tmp_path / "bare.duckdb")):
        pass
    done = kpi("init", "own", "--from-warehouse", "duckdb:///bare.duckdb", where=tmp_path)
    assert done.returncode == 2 and "no table" in done.stderr and not (tmp_path / "own").exists()
