"""A join of rows to their buckets by a range of days, given a key that both sides have equal.

An engine without a join for ranges compares every row with every bucket. Where each bucket lies within one day, week,
month, quarter or year, its rows lie in the same one: the range implies the key, and the key can be hashed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlglot import exp

_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def add_bucket_key(node: Any) -> exp.Expr:
    """Return a join with a table of windows ``w`` with the key of the smallest unit that holds each; else as it is."""
    windows, on = node.this, node.args.get("on")
    if not isinstance(windows, exp.Values) or on is None:
        return node  # type: ignore[no-any-return]
    day = _ranged(on)
    found = _unit(_days(windows)) if day is not None else None
    if day is None or found is None:
        return node  # type: ignore[no-any-return]
    unit, shift = found
    keys = [_key(value, unit, shift) for value in (day, exp.column("start", table="w", quoted=True))]
    node.set("on", exp.and_(exp.EQ(this=keys[0], expression=keys[1]), on, copy=False))
    return node  # type: ignore[no-any-return]


def _ranged(on: exp.Expr) -> exp.Expr | None:
    """Return the day that lies from the start to the end of a window, None where the join is another one."""
    tests: list[Any] = list(on.flatten()) if isinstance(on, exp.And) else [on]
    low = next((each for each in tests if isinstance(each, exp.GTE) and _is(each.expression, "start")), None)
    high = next((each for each in tests if isinstance(each, exp.LT) and _is(each.expression, "end")), None)
    return low.this if low is not None and high is not None and low.this == high.this else None


def _is(value: exp.Expr, name: str) -> bool:
    return isinstance(value, exp.Column) and (value.table, value.name) == ("w", name)


def _days(windows: exp.Values) -> list[tuple[dt.date, dt.date]]:
    """Return the first and the last day of each window."""
    found = []
    for row in windows.expressions:
        # The first row says that its cells are days; the others are written bare.
        texts = [cell.this.name if isinstance(cell, exp.Cast) else cell.name for cell in row.expressions[-2:]]
        start, end = map(dt.date.fromisoformat, texts)
        found.append((start, end - dt.timedelta(days=1)))
    return found


def _unit(days: list[tuple[dt.date, dt.date]]) -> tuple[str, int] | None:
    """Return the smallest unit that holds each window, and by how many days it is shifted: weeks start on any day."""

    def holds(name: Callable[[dt.date], Any]) -> bool:
        return all(name(first) == name(last) for first, last in days)

    if holds(lambda day: day):
        return "DAY", 0
    for shift in range(7):
        if holds(lambda day, shift=shift: (day + dt.timedelta(days=shift)).isocalendar()[:2]):  # type: ignore[misc]
            return "WEEK", shift
    for unit, months in _MONTHS.items():
        if holds(lambda day, months=months: (day.year, (day.month - 1) // months)):  # type: ignore[misc]
            return unit, 0
    return None


def _key(day: exp.Expr, unit: str, shift: int) -> exp.Expr:
    value: exp.Expr = exp.cast(day.copy(), "date")
    if unit == "DAY":
        return value
    if shift:
        value = exp.paren(exp.Add(this=value, expression=exp.Literal.number(shift)), copy=False)
    return exp.TimestampTrunc(this=exp.cast(value, "timestamp"), unit=exp.var(unit))
