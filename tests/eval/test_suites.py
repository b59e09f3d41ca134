"""The gold itself: it runs, holds something, its ids are its own, and it covers what it must."""

import re
from collections import Counter

import pytest
from sqlglot import parse_one

from eval.demo import DEMOS, build_demo, demo_folder
from eval.gold import GoldRows
from eval.suite import load_suites

ALL = {name: load_suites(demo_folder(name)) for name in DEMOS}
CASES = [(suite, case) for suites in ALL.values() for suite in suites for case in suite.cases]


@pytest.mark.parametrize("name", DEMOS)
def test_gold_rows_run_and_are_not_empty(name):
    build_demo(name)
    gold = GoldRows(demo_folder(name) / f"{name}.duckdb")
    empty = []
    for suite in ALL[name]:
        for case in suite.cases:
            for turn in case.steps:
                for columns, rows in (*gold.of_turn(turn, suite), *gold.of_readings(turn, suite)):
                    nothing = not rows or all(value is None for row in rows for value in row)
                    if (nothing and "empty" not in case.note) or len(columns) != len(set(columns)):
                        empty.append(case.id)
    gold.close()
    assert empty == []


def test_cases_have_names_of_their_own_tags_and_a_source():
    for suites in ALL.values():
        for suite in suites:
            ids = [case.id for case in suite.cases]
            assert len(ids) == len(set(ids)), suite.suite
    assert not [case.id for _, case in CASES if not case.tags or not case.source]


def test_no_question_is_asked_twice():
    asked = Counter((suite.suite, re.sub(r"\W+", " ", case.question.lower())) for suite, case in CASES if case.question)
    assert [question for question, count in asked.items() if count > 1] == []


@pytest.mark.parametrize("name", DEMOS)
def test_an_order_that_counts_is_stated(name):
    turns = [turn for suite in load_suites(demo_folder(name)) for case in suite.cases for turn in case.turns]
    for turn in turns:
        if turn.ordered and turn.sql:
            assert parse_one(turn.sql, dialect="duckdb").args.get("order"), turn.sql
