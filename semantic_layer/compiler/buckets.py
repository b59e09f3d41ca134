"""A join of rows to their buckets by a range of days, given a key that both sides have equal.

An engine without a join for ranges compares every row with every bucket. Where each bucket lies within one day, week,
month, quarter or year, its rows lie in the same one: the range implies the key, and the key can be hashed. A bucket
that reaches further (the 28 days up to each day) is cut at the bounds of a unit: its rows are those of its pieces.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import literal, named

#: Pieces that buckets are cut into at most; with more, the text is longer than the loop it saves.
MOST_PIECES = 1_000
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
#: The most days that a unit has.
_LONGEST = {"WEEK": 7, "MONTH": 31, "QUARTER": 92, "YEAR": 366}
Days = tuple[dt.date, dt.date]


def add_bucket_key(node: Any) -> exp.Expr:
    """Return a join with a table of windows ``w`` with the key of the smallest unit that holds each; else as it is."""
    windows, on = node.this, node.args.get("on")
    day = _ranged(on) if isinstance(windows, exp.Values) and on is not None else None
    if day is None:
        return node  # type: ignore[no-any-return]
    found = _unit([_days(row) for row in windows.expressions]) or _cut(node)
    if found is None:
        return node  # type: ignore[no-any-return]
    keys = [_key(value, *found) for value in (day, named("start", "w"))]
    node.set("on", exp.and_(exp.EQ(this=keys[0], expression=keys[1]), on, copy=False))
    return node  # type: ignore[no-any-return]


def _ranged(on: exp.Expr) -> exp.Expr | None:
    """Return the day that lies from the start to the end of a window, None where the join is another one."""
    tests: list[Any] = list(on.flatten()) if isinstance(on, exp.And) else [on]
    low = next((each for each in tests if isinstance(each, exp.GTE) and _is(each.expression, "start")), None)
    high = next((each for each in tests if isinstance(each, exp.LT) and _is(each.expression, "end")), None)
    return low.this if low is not None and high is not None and low.this == high.this else None


def _is(value: exp.Expr, *names: str) -> bool:
    return isinstance(value, exp.Column) and value.table == "w" and value.name in names


def _days(row: Any) -> Days:
    """Return the first day of a window, and the first after it."""
    # The first row says that its cells are days; the others are written bare.
    texts = [cell.this.name if isinstance(cell, exp.Cast) else cell.name for cell in row.expressions[-2:]]
    start, end = map(dt.date.fromisoformat, texts)
    return start, end


def _unit(windows: list[Days]) -> tuple[str, int] | None:
    """Return the smallest unit that holds each window, and by how many days it is shifted: weeks start on any day.

    None where it holds many windows for each one that a day lies in: the key would find little.
    """
    shared = sum((end - start).days for start, end in windows) / max(1, len(_all_days(windows)))
    for unit, shift in (("DAY", 0), *(("WEEK", shift) for shift in range(7)), *((unit, 0) for unit in _MONTHS)):
        moved = dt.timedelta(days=shift)
        firsts = [_first(start + moved, unit) for start, _ in windows]
        if firsts == [_first(end - dt.timedelta(days=1) + moved, unit) for _, end in windows]:
            return (unit, shift) if len(windows) / len(set(firsts)) <= 2 * shared + 1 else None
    return None


def _all_days(windows: list[Days]) -> set[int]:
    """Return each day that lies in any window, once."""
    return {day for start, end in set(windows) for day in range(start.toordinal(), end.toordinal())}


def _first(day: dt.date, unit: str) -> dt.date:
    """Return the first day of the unit that holds a day."""
    if unit == "DAY":
        return day
    if unit == "WEEK":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(month=(day.month - 1) // _MONTHS[unit] * _MONTHS[unit] + 1, day=1)


def _cut(join: Any) -> tuple[str, int] | None:
    """Cut the windows of a join at the bounds of the smallest unit that makes few enough pieces, and return it."""
    windows, on = join.this, join.args["on"]
    inside = sum(_is(column, "start", "end") for column in on.find_all(exp.Column))
    if sum(_is(column, "start", "end") for column in join.parent.find_all(exp.Column)) > inside:
        # The ends of the whole window are looked at elsewhere.
        return None
    for unit in ("WEEK", *_MONTHS):
        cut = [(row, piece) for row in windows.expressions for piece in _pieces(_days(row), unit)]
        if len(cut) <= MOST_PIECES:
            rows = [
                exp.Tuple(expressions=[*(cell.copy() for cell in row.expressions[:-2]), *map(literal, piece)])
                for row, piece in cut
            ]
            windows.set("expressions", rows)
            return unit, 0
    return None


def _pieces(window: Days, unit: str) -> list[Days]:
    found, (start, end) = [], window
    while start < end:
        # A week, or the 31 days of a month, reach into the next unit, and never past it.
        after = min(end, _first(_first(start, unit) + dt.timedelta(days=_LONGEST[unit]), unit))
        found.append((start, after))
        start = after
    return found


def _key(day: exp.Expr, unit: str, shift: int) -> exp.Expr:
    value: exp.Expr = exp.cast(day.copy(), "date")
    if unit == "DAY":
        return value
    if shift:
        value = exp.paren(exp.Add(this=value, expression=exp.Literal.number(shift)), copy=False)
    return exp.TimestampTrunc(this=exp.cast(value, "timestamp"), unit=exp.var(unit))
