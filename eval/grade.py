"""An answer against its gold: typed cells, measures by alias, dimensions by content, no column on its own."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
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

    Every gold column must be there by its name and every value and dimension of the answer in the gold;
    the other side and the change of a comparison may be more than the gold gives.
    """
    columns = [column.name for column in answer.columns]
    missing = [name for name in names if name not in columns]
    if missing:
        return f"no column {', '.join(missing)}"
    extra = [c.name for c in answer.columns if c.name not in names and c.role in ("dimension", "period", "value")]
    if extra:
        return f"more columns than asked for: {', '.join(extra)}"
    places = [columns.index(name) for name in names]
    mine = [[row[place] for place in places] for row in answer.rows]
    theirs = [list(row) for row in gold]
    if len(mine) != len(theirs):
        return f"{len(mine)} rows, not {len(theirs)}"
    if not ordered:
        keys = [
            n for n, name in enumerate(names) if answer.columns[columns.index(name)].role in ("dimension", "period")
        ]
        mine.sort(key=lambda row: _key(row, keys))
        theirs.sort(key=lambda row: _key(row, keys))
    for number, (left, right) in enumerate(zip(mine, theirs, strict=True), start=1):
        for name, a, b in zip(names, left, right, strict=True):
            if not same_cell(a, b):
                return f"row {number}, {name}: {a!r}, not {b!r}"
    return ""


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
