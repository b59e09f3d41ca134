"""An answer's rows against the gold's: typed cells, measures by alias, dimensions by content, no column on its own."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import permutations
from typing import Any, Protocol

from semantic_layer.result import ResultColumn

Rows = Sequence[Sequence[Any]]
Names = Sequence[str]
#: Roles of columns that say what a row is about.
ABOUT = ("dimension", "period")
#: Dimensions under another name that are matched by content; more would be tried in too many orders.
MOST_UNNAMED = 4
#: Floating-point sums in another order differ by this much, relative; anything more is another number.
RELATIVE = 1e-9
#: What cells of a unit may differ by beside that, absolute, in the unit itself: a sum of thousands of amounts with
#: two decimals is exact to far less than a hundredth of a cent; a share to 1e-12; a count not at all.
ABSOLUTE = {"share": 1e-12, "percentage_point": 1e-12, "count": 0.0}
ABSOLUTE_OTHER = 1e-5


class Shown(Protocol):
    """Rows with their columns: an answer, or one choice of a question back."""

    @property
    def columns(self) -> tuple[ResultColumn, ...]: ...  # noqa: D102

    @property
    def rows(self) -> tuple[tuple[Any, ...], ...]: ...  # noqa: D102


def compare_rows(shown: Shown, names: Names, gold: Rows, ordered: bool = False, extra: Names = ()) -> str:
    """Return why the rows differ, or "" where they do not.

    Measures are matched by name; a dimension that the gold calls otherwise is matched by what it holds, whole
    rows at a time. The other side and the change of a comparison, and targets (which stand beside every value that
    has one), may be more than the gold gives; any other column only where ``extra`` declares it.
    """
    mine = {column.name: column.role for column in shown.columns}
    unmatched = [name for name in names if name not in mine]
    spare = [name for name, role in mine.items() if name not in names and role in ABOUT]
    if len(unmatched) > len(spare) or len(unmatched) > MOST_UNNAMED:
        return f"no column {', '.join(unmatched)}"
    more = [name for name, role in mine.items() if name not in (*names, *extra) and role in (*ABOUT, "value")]
    if len(more) > len(unmatched):
        return f"more columns than asked for: {', '.join(more)}"
    reasons = []
    for order in permutations(spare, len(unmatched)):
        called = dict(zip(unmatched, order, strict=True))
        reasons.append(_compare_named(shown, [called.get(name, name) for name in names], gold, ordered))
        if not reasons[-1]:
            return ""
    return reasons[0]


def _compare_named(shown: Shown, names: list[str], gold: Rows, ordered: bool) -> str:
    """Return why the answer's columns of these names differ from the gold's columns, place by place."""
    columns = [column.name for column in shown.columns]
    places = [columns.index(name) for name in names]
    units = [shown.columns[place].unit for place in places]
    about = [n for n, place in enumerate(places) if shown.columns[place].role in ABOUT]
    mine = [[row[place] for place in places] for row in shown.rows]
    theirs = [list(row) for row in gold]
    if len(mine) != len(theirs):
        return f"{len(mine)} rows, not {len(theirs)}"
    left_sorted, right_sorted = (sorted(rows, key=lambda row: _key(row, about)) for rows in (mine, theirs))
    for left, right in zip(left_sorted, right_sorted, strict=True):
        for name, unit, a, b in zip(names, units, left, right, strict=True):
            if not same_cell(a, b, unit):
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


def same_cell(a: Any, b: Any, unit: str | None = None) -> bool:
    """Say whether two cells are the same, within what a sum of floats in the unit may differ by.

    NULL is not zero, text is not a number, a count is exact.

    >>> same_cell(None, 0), same_cell(1, 1.0), same_cell("1", 1), same_cell(10**12, 10**12 + 1, "count")
    (False, True, False, False)
    """
    if a is None or b is None:
        return a is b
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float) and isinstance(b, int | float):
        if unit == "count" and float(a).is_integer() and float(b).is_integer():
            return int(a) == int(b)
        return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE.get(unit or "share", ABSOLUTE_OTHER))
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return a.isoformat()[:10] == b.isoformat()[:10]
    return type(a) is type(b) and bool(a == b)
