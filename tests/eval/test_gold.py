"""The gold suites, graded by executed rows: nothing wrong is told, and nothing gets worse."""

import json

import pytest

from eval.demo import demo_folder
from eval.grade import compare_rows, grade
from eval.run import BASELINE, SILENT, evaluate
from eval.suite import Turn, load_suites
from nlq.answer import Answer
from semantic_layer.result import ResultColumn


@pytest.mark.parametrize("name", ["retail", "journey"])
def test_gold_suites(name, request):
    request.getfixturevalue(name)
    report = evaluate(demo_folder(name))
    assert not [o for o in report.outcomes if o.verdict in SILENT]
    assert report.regressions == ()
    right = sum(outcome.verdict == "right" for outcome in report.outcomes)
    assert right / len(report.outcomes) >= 0.95


def test_baseline_names_every_case():
    known = {
        f"{suite.suite}/{case.id}"
        for name in ("retail", "journey")
        for suite in load_suites(demo_folder(name))
        for case in suite.cases
    }
    assert set(json.loads(BASELINE.read_text())) == known


def answer(rows, names=("region", "revenue")):
    roles = ["dimension" if name == "region" else "value" for name in names]
    columns = tuple(
        ResultColumn(name=n, role=r, type="text" if r == "dimension" else "double")
        for n, r in zip(names, roles, strict=True)
    )
    return Answer(status="answered", text="", columns=columns, rows=tuple(rows))


@pytest.mark.parametrize(
    ("rows", "gold"),
    [
        ([("a", 1.0), ("b", 2.0)], [("a", 2.0), ("b", 1.0)]),
        ([("a", None)], [("a", 0)]),
        ([("a", 1.0)], [("a", 1.0), ("b", 2.0)]),
        ([("a", 1.0), ("a", 1.0)], [("a", 1.0)]),
        ([("a", 100.0)], [("a", 100.001)]),
        ([("1", 1.0)], [(1, 1.0)]),
    ],
)
def test_grader_sees_the_difference(rows, gold):
    assert compare_rows(answer(rows), ["region", "revenue"], gold, False)


def test_grader_accepts_another_order_unless_order_counts():
    mine, gold = answer([("b", 2.0), ("a", 1.0)]), [("a", 1.0), ("b", 2.0)]
    assert compare_rows(mine, ["region", "revenue"], gold, False) == ""
    assert compare_rows(mine, ["region", "revenue"], gold, True)


def test_answering_the_unanswerable_is_the_worst():
    assert grade(answer([]), Turn(question="x", expect="refuse"), None).verdict == "answered_though_unanswerable"
