"""The gold itself: it runs, holds something, and its ids are its own."""

import pytest

from eval.demo import build_demo, demo_folder
from eval.suite import load_suites
from semantic_layer.warehouse import open_locked


@pytest.mark.parametrize("name", ["retail", "journey"])
def test_gold_rows_run_and_are_not_empty(name):
    build_demo(name)
    database = open_locked(demo_folder(name) / f"{name}.duckdb")
    empty = []
    for suite in load_suites(demo_folder(name)):
        ids = [case.id for case in suite.cases]
        assert len(ids) == len(set(ids))
        for case in suite.cases:
            for turn in case.steps:
                if turn.sql is not None:
                    columns, rows = database.run_sql(turn.sql)
                    nothing = not rows or all(value is None for row in rows for value in row)
                    if nothing or len(columns) != len(set(columns)):
                        empty.append(case.id)
    database.close()
    assert empty == []
