"""An answer against its gold: typed cells, measures by alias, dimensions by content, no column on its own."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import permutations
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from eval.suite import Turn
from nlq.answer import Answer
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical

Verdict = Literal["right", "silently_wrong", "needless_question", "refused", "answered_though_unanswerable", "error"]
#: Floating-point sums in another order differ by this much, relative; anything more is another number.
TOLERANCE = 1e-9
Rows = Sequence[Sequence[Any]]
#: Roles of columns that say what a row is about.
ABOUT = ("dimension", "period")
#: Dimensions under another name that are matched by content; more would be tried in too many orders.
MOST_UNNAMED = 4


class Grade(BaseModel):
    """The verdict on one answer, and why."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    reason: str = ""


def grade(answer: Answer, turn: Turn, gold: tuple[list[str], Rows] | None) -> Grade:
    """Return the verdict on an answer; ``gold`` is what the gold SQL returned, columns and rows."""
    if turn.expect in ("refuse", "clarify"):
        return _grade_outcome(answer, turn)
    if answer.status == "refused":
        return Grade(verdict="refused", reason=answer.text)
    if answer.status == "clarify":
        return Grade(verdict="needless_question", reason=answer.text)
    if turn.expect == "describe":
        return _grade_description(answer, turn)
    if turn.query is not None and answer.query is not None:
        same = canonical(query_adapter.validate_python(turn.query)) == canonical(answer.query)
        return Grade(verdict="right") if same else Grade(verdict="silently_wrong", reason="another query")
    if gold is None:
        return Grade(verdict="error", reason="the gold has no rows to compare with")
    reason = compare_rows(answer, gold[0], gold[1], turn.ordered)
    return Grade(verdict="silently_wrong", reason=reason) if reason else Grade(verdict="right")


def _grade_outcome(answer: Answer, turn: Turn) -> Grade:
    wanted = {"refuse": "refused", "clarify": "clarify"}[str(turn.expect)]
    if answer.status != wanted:
        if answer.status == "answered":
            return Grade(verdict="answered_though_unanswerable", reason=answer.text)
        return Grade(verdict="needless_question" if answer.status == "clarify" else "refused", reason=answer.text)
    codes = {issue.code for issue in answer.issues}
    if turn.issue_code and turn.issue_code not in codes:
        return Grade(verdict="refused", reason=f"for {', '.join(sorted(codes))}, not {turn.issue_code}")
    return Grade(verdict="right")


def _grade_description(answer: Answer, turn: Turn) -> Grade:
    named = {metric.name for metric in answer.metrics}
    if answer.query is None or answer.query.kind != "describe" or not set(turn.names) <= named:
        return Grade(verdict="silently_wrong", reason=f"described {', '.join(sorted(named)) or 'nothing'}")
    return Grade(verdict="right")


def compare_rows(answer: Answer, names: list[str], gold: Rows, ordered: bool) -> str:
    """Return why the rows differ, or "" where they do not.

    Measures are matched by name; a dimension that the gold calls otherwise is matched by what it holds, whole
    rows at a time. The other side and the change of a comparison may be more than the gold gives.
    """
    if answer.truncated:
        return "the answer is cut off"
    mine = {column.name: column.role for column in answer.columns}
    unmatched = [name for name in names if name not in mine]
    spare = [name for name, role in mine.items() if name not in names and role in ABOUT]
    if len(unmatched) > len(spare) or len(unmatched) > MOST_UNNAMED:
        return f"no column {', '.join(unmatched)}"
    extra = [name for name, role in mine.items() if name not in names and role in (*ABOUT, "value")]
    if len(extra) > len(unmatched):
        return f"more columns than asked for: {', '.join(extra)}"
    reasons = []
    for order in permutations(spare, len(unmatched)):
        called = dict(zip(unmatched, order, strict=True))
        reasons.append(_compare_named(answer, [called.get(name, name) for name in names], gold, ordered))
        if not reasons[-1]:
            return ""
    return reasons[0]


def _compare_named(answer: Answer, names: list[str], gold: Rows, ordered: bool) -> str:
    """Return why the answer's columns of these names differ from the gold's columns, place by place."""
    columns = [column.name for column in answer.columns]
    places = [columns.index(name) for name in names]
    about = [n for n, place in enumerate(places) if answer.columns[place].role in ABOUT]
    mine = [[row[place] for place in places] for row in answer.rows]
    theirs = [list(row) for row in gold]
    if len(mine) != len(theirs):
        return f"{len(mine)} rows, not {len(theirs)}"
    left_sorted, right_sorted = (sorted(rows, key=lambda row: _key(row, about)) for rows in (mine, theirs))
    for left, right in zip(left_sorted, right_sorted, strict=True):
        for name, a, b in zip(names, left, right, strict=True):
            if not same_cell(a, b):
                return f"{_told(left, about)}{name}: {a!r}, not {b!r}"
    return _compare_order(mine, theirs, about) if ordered else ""


def _compare_order(mine: list[list[Any]], theirs: list[list[Any]], about: list[int]) -> str:
    # Rows that tie may stand in either order: what is ranked are the values.
    measured = [place for place in range(len(mine[0]) if mine else 0) if place not in about] or about
    for number, (left, right) in enumerate(zip(mine, theirs, strict=True), start=1):
        if not all(same_cell(left[place], right[place]) for place in measured):
            return f"the order differs from row {number} on"
    return ""


def _told(row: list[Any], about: list[int]) -> str:
    return f"{', '.join(str(row[place]) for place in about)}: " if about else ""


def _key(row: list[Any], keys: list[int]) -> tuple[Any, ...]:
    # Rows are sorted whole, by what they are about: a value never leaves its row.
    about = tuple((row[place] is None, str(row[place])) for place in keys)
    return (*about, *(f"{value:.6g}" if isinstance(value, float) else str(value) for value in row))


def same_cell(a: Any, b: Any) -> bool:
    """Say whether two cells are the same: NULL is not zero, text is not a number.

    >>> same_cell(None, 0), same_cell(1, 1.0), same_cell("1", 1)
    (False, True, False)
    """
    if a is None or b is None:
        return a is b
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-12)
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return a.isoformat()[:10] == b.isoformat()[:10]
    return type(a) is type(b) and bool(a == b)
