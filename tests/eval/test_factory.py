"""A maker of fans and heaters, asked about by somebody who had seen neither the reader nor any other case.

Its model, its data (made by a seeded program, for this test) and its questions were written before the reader met them:
58 % of the answerable were right then, and 6 of 190 told wrong. They are developed with since.
"""

import shutil
from pathlib import Path

import duckdb
import pytest

from eval.run import evaluate

HERE = Path(__file__).parent / "factory"
#: What must never be: a question answered otherwise than it was asked.
WRONG = {"silently_wrong", "answered_though_unanswerable", "error"}
#: Cases that are right, of 190; more is better.
RIGHT = 148


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("another") / "factory"
    shutil.copytree(HERE, folder)
    with duckdb.connect(str(folder / "factory.duckdb")) as db:
        for table in sorted((folder / "data").glob("*.parquet")):
            db.execute(f"CREATE TABLE {table.stem} AS FROM read_parquet('{table}')")
    return evaluate(folder)


def test_nothing_is_told_wrong(report):
    assert [(each.name, each.verdict) for each in report.outcomes if each.verdict in WRONG] == []


def test_most_is_answered(report):
    assert len(report.outcomes) == 190
    assert sum(each.verdict == "right" for each in report.outcomes) >= RIGHT
