"""The grader: what is the same, what is not, and which verdict each outcome gets."""

import datetime as dt

import pytest

from eval.grade import grade
from eval.rows import compare_rows, same_cell
from eval.suite import Case, Turn
from nlq.answer import Answer, MetricCard
from semantic_layer.issues import Issue
from semantic_layer.result import ResultColumn

ROLES = {"region": "dimension", "store": "dimension", "month": "period", "revenue__previous": "previous",
         "revenue__change": "change", "goal": "target"}  # fmt: skip


def answer(names, rows, **more):
    columns = tuple(ResultColumn(name=name, role=ROLES.get(name, "value"), type="double") for name in names)
    return Answer(status="answered", text="told", columns=columns, rows=tuple(map(tuple, rows)), **more)


def differs(names, rows, gold_names, gold, ordered=False):
    return compare_rows(answer(names, rows), gold_names, gold, ordered)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (None, None, True), (None, 0, False), (0, None, False), (0, 0.0, True), (1, True, False), (True, True, True),
        ("1", 1, False), (0.1 + 0.2, 0.3, True), (100.0, 100.0001, False), (1_000_000, 1_000_001, False),
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), True), (dt.date(2026, 1, 1), dt.date(2026, 1, 2), False),
        (dt.date(2026, 1, 1), "2026-01-01", False), ("a", "A", False), ("", None, False),
    ],
)  # fmt: skip
def test_same_cell(a, b, same):
    assert same_cell(a, b) is same


def test_swapped_rows_do_not_pass():
    # A grader that sorts each column on its own lets this through.
    assert "a: revenue" in differs(
        ["region", "revenue"], [("a", 1), ("b", 2)], ["region", "revenue"], [("a", 2), ("b", 1)]
    )


def test_columns_may_stand_in_another_order():
    assert differs(["region", "revenue"], [("a", 1)], ["revenue", "region"], [(1, "a")]) == ""


def test_two_dimensions_are_not_exchanged():
    names = ["region", "store", "revenue"]
    assert differs(names, [("a", "b", 1)], names, [("b", "a", 1)])


def test_a_dimension_is_matched_by_what_it_holds():
    rows = [("a", 1), ("b", 2)]
    assert differs(["region", "revenue"], rows, ["area", "revenue"], rows) == ""
    assert differs(["region", "revenue"], rows, ["area", "revenue"], [("b", 1), ("a", 2)])
    two = [("a", "x", 1), ("b", "y", 2)]
    assert differs(["region", "store", "revenue"], two, ["s", "r", "revenue"], [("x", "a", 1), ("y", "b", 2)]) == ""


def test_a_measure_is_matched_by_name_alone():
    assert differs(["sales"], [(1,)], ["revenue"], [(1,)]) == "no column revenue"


def test_more_than_was_asked_for():
    gold = (["revenue"], [(1,)])
    assert differs(["revenue", "revenue__previous", "revenue__change", "goal"], [(1, 2, 3, 4)], *gold) == ""
    assert "more columns" in differs(["revenue", "orders"], [(1, 2)], *gold)
    assert "more columns" in differs(["region", "revenue"], [("a", 1)], *gold)


def test_the_other_side_must_be_there_if_the_gold_has_it():
    gold = (["revenue", "revenue__previous"], [(1, 2)])
    assert differs(["revenue"], [(1,)], *gold) == "no column revenue__previous"
    assert differs(["revenue", "revenue__previous"], [(1, 3)], *gold)


def test_missing_doubled_and_cut_rows():
    names = ["region", "revenue"]
    assert differs(names, [("a", 1)], names, [("a", 1), ("b", 2)]) == "1 rows, not 2"
    assert differs(names, [("a", 1), ("a", 1)], names, [("a", 1), ("b", 1)])
    cut = answer(names, [("a", 1)], truncated=True)
    assert grade(cut, Turn(question="q", sql="x"), ((names, [("a", 1)]),)).reason == "the answer is cut off"


def test_order_counts_where_it_is_asked_for_and_ties_may_stand_either_way():
    names = ["region", "revenue"]
    gold = [("a", 3), ("b", 2), ("c", 2), ("d", 1)]
    assert differs(names, [("a", 3), ("c", 2), ("b", 2), ("d", 1)], names, gold, ordered=True) == ""
    swapped = [("b", 2), ("a", 3), ("c", 2), ("d", 1)]
    assert "order" in differs(names, swapped, names, gold, ordered=True)
    assert differs(names, swapped, names, gold) == ""
    assert differs(["region"], [("b",), ("a",)], ["region"], [("a",), ("b",)], ordered=True)


def test_the_null_group_is_a_group():
    names = ["region", "revenue"]
    assert differs(names, [(None, 1), ("a", 2)], names, [("a", 2), (None, 1)]) == ""
    assert differs(names, [("None", 1)], names, [(None, 1)])


def refused(code="unknown_words"):
    return Answer(status="refused", text="no", issues=(Issue(code=code, message="no"),))


CLARIFY = Answer(status="clarify", text="which?")
ANSWERED = answer(["revenue"], [(1,)])


@pytest.mark.parametrize(
    ("given", "turn", "verdict"),
    [
        (ANSWERED, {"sql": "x"}, "right"),
        (answer(["revenue"], [(2,)]), {"sql": "x"}, "silently_wrong"),
        (refused(), {"sql": "x"}, "refused"),
        (CLARIFY, {"sql": "x"}, "needless_question"),
        (ANSWERED, {"expect": "refuse"}, "answered_though_unanswerable"),
        (ANSWERED, {"expect": "clarify"}, "answered_though_unanswerable"),
        (refused(), {"expect": "refuse"}, "right"),
        (refused(), {"expect": "refuse", "issue_code": "unknown_words"}, "right"),
        (refused(), {"expect": "refuse", "issue_code": "no_data_yet"}, "refused"),
        (CLARIFY, {"expect": "refuse"}, "needless_question"),
        (CLARIFY, {"expect": "clarify"}, "right"),
        (refused(), {"expect": "clarify"}, "refused"),
    ],
)
def test_verdicts(given, turn, verdict):
    found = grade(given, Turn(question="q", **turn), ((["revenue"], [(1,)]),))
    assert found.verdict == verdict
    assert verdict == "right" or found.reason


def test_a_gold_query_is_compared_by_meaning():
    query = {"kind": "data", "measures": [{"kind": "metric", "name": "m"}]}
    where = {"kind": "in", "dimension": "d", "values": ["a"]}
    mine = Answer(status="answered", text="", query={**query, "where": where})
    same = {**query, "where": {"kind": "is", "dimension": "d", "value": "a"}}
    assert grade(mine, Turn(question="q", query=same)).verdict == "right"
    assert grade(mine, Turn(question="q", query=query)).verdict == "silently_wrong"


def test_a_description_names_what_was_asked():
    card = MetricCard(name="m", label="M", definition="d", formula="f", version="1")
    told = Answer(status="answered", text="", query={"kind": "describe", "names": ["m"]}, metrics=(card,))
    assert grade(told, Turn(question="q", expect="describe", names=("m",))).verdict == "right"
    assert grade(told, Turn(question="q", expect="describe", names=("n",))).verdict == "silently_wrong"
    assert grade(ANSWERED, Turn(question="q", expect="describe")).verdict == "silently_wrong"


def test_a_case_says_what_must_come_of_it():
    with pytest.raises(ValueError, match="needs sql, query or expect"):
        Case(id="x", question="q")
