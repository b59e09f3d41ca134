"""Balances to a SELECT: the last snapshot of each entity, the average of snapshots, or what is valid on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlglot import exp

from semantic_layer.calendar import too_many
from semantic_layer.compiler.arithmetic import divide
from semantic_layer.compiler.columns import literal, named
from semantic_layer.compiler.facts import (
    Columns,
    Fact,
    Select,
    Window,
    axis_columns,
    base_rows,
    bucket_columns,
    chosen_rows,
    grain_places,
    has_grain,
    in_time,
    inner_axes,
    keep_days,
    keep_windows,
    own_rows,
    select_axes,
    shape,
)
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.times import MOST_WINDOWS
from semantic_layer.model.definitions import Balance
from semantic_layer.query import Grain


def balance(fact: Fact, scope: Scope) -> Select:
    """Return what there is at the end of each window, or its average over the window."""
    calculation: Balance = fact.calculation
    if calculation.valid_from and calculation.take == "average":
        return _valid_on_average(fact, scope, calculation)
    if calculation.valid_from:
        return _validity(fact, scope, calculation)
    if calculation.take == "average":
        return _average(fact, scope)
    day = scope.row_day
    rows = keep_windows(
        own_rows(fact, scope),
        fact,
        lambda start, end: exp.GTE(this=day.copy(), expression=_oldest(start, end, calculation.stale_after)),
        lambda end: exp.LT(this=day.copy(), expression=end),
    )
    columns = axis_columns(fact, scope)
    return shape(_last_snapshots(rows, fact, scope, columns), inner_axes(columns), exp.Sum(this=named("v", "i")), None)


def _last_snapshots(rows: Select, fact: Fact, scope: Scope, columns: Columns, *within: exp.Expr) -> Select:
    """Return the last snapshot of each entity in each window and each group of ``within``: axes and amount, as ``i``.

    Where nothing says what is counted, the rows of the last day are one snapshot.
    """
    calculation: Balance = fact.calculation
    parts = [*bucket_columns(fact), *(part.copy() for part in within)]
    if calculation.entity:
        parts += [scope.column(column) for column in calculation.entity]
        place = exp.Window(this=exp.RowNumber(), partition_by=parts, order=in_time(scope, last=True))
    else:
        day = exp.Ordered(this=scope.row_day, desc=True, nulls_first=False)
        place = exp.Window(this=exp.Rank(), partition_by=parts, order=exp.Order(expressions=[day]))
    amount = scope.column(calculation.column) if calculation.column else literal(1)
    rows = select_axes(rows, columns).select(exp.alias_(amount, "v"), copy=False)
    return chosen_rows(rows, fact, scope, place)


def _average(fact: Fact, scope: Scope) -> Select:
    """Return the sum of each day's last snapshots over the days on which there were any: groups add up to the total.

    A day is one of the calculation's own rows: a group that has none on it had nothing that day.
    """
    columns = axis_columns(fact, scope)
    sums = shape(_daily(fact, scope, columns), inner_axes(columns), exp.Sum(this=named("v", "i")), None)
    own = replace(fact, conditions=(), where=(), axes=tuple(axis for axis in fact.axes if isinstance(axis, Grain)))
    alone = replace(scope, joins={})
    buckets = axis_columns(own, alone)
    known = exp.Not(this=exp.Is(this=named("v", "i"), expression=exp.Null()))
    day = exp.Case().when(known, named("day", "i"), copy=False)
    count = exp.Count(this=exp.Distinct(expressions=[day]))
    days = shape(_daily(own, alone, buckets), inner_axes(buckets), count, None)
    outer = exp.Select().from_(sums.subquery("i", copy=False), copy=False)
    outer = outer.join(days.subquery("d", copy=False), on=_same_bucket(fact), copy=False)
    value = divide(named("v", "i"), named("v", "d"))
    return select_axes(outer, inner_axes(columns)).select(exp.alias_(value, "v"), copy=False)


def _daily(fact: Fact, scope: Scope, columns: Columns) -> Select:
    """Return the last snapshot of each entity on each day of each window, with its day."""
    day = scope.row_day
    rows = keep_days(own_rows(fact, scope), fact, day).select(exp.alias_(day.copy(), "day"), copy=False)
    return _last_snapshots(rows, fact, scope, columns, day)


def _same_bucket(fact: Fact) -> exp.Expr:
    places = enumerate(grain_places(fact))
    tests = [exp.EQ(this=named(f"k{place}", "i"), expression=named(f"k{number}", "d")) for number, place in places]
    return exp.and_(exp.true(), *tests, copy=False)


def _last_day(fact: Fact) -> exp.Expr:
    """Return the last day of a row's window."""
    if not has_grain(fact):
        return literal(fact.windows[0].end - dt.timedelta(days=1))
    return exp.Sub(this=named("end", "w"), expression=literal(1))


def _oldest(start: exp.Expr, end: exp.Expr, days: int | None) -> exp.Expr:
    """Return the first day a snapshot may have: in the window, or ``days`` before its last (``end`` is excluded)."""
    return exp.Sub(this=end, expression=literal(days + 1)) if days else start


def _valid_on_average(fact: Fact, scope: Scope, calculation: Balance) -> Select:
    """Return the mean, over the days of each window, of what is valid on each of them: of nothing it is 0."""
    first, last = min(window.start for window in fact.windows), max(window.end for window in fact.windows)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days)]
    windows = tuple(Window((day,), day, day + dt.timedelta(days=1)) for day in days)
    if len(windows) > MOST_WINDOWS:
        raise too_many("day")
    others = tuple(axis for axis in fact.axes if not isinstance(axis, Grain))
    each = _validity(replace(fact, axes=(*others, Grain(unit="day")), windows=windows), scope, calculation)
    columns, grains = axis_columns(fact, scope), grain_places(fact)
    inner = iter(inner_axes([column for place, column in enumerate(columns) if place not in grains]))
    shown = [column if place in grains else next(inner) for place, column in enumerate(columns)]
    outer = exp.Select().from_(each.subquery("i", copy=False), copy=False)
    outer = keep_days(outer, fact, named(f"k{len(others)}", "i"))
    length: exp.Expr = literal((last - first).days)
    if has_grain(fact):
        length = exp.Max(this=exp.paren(exp.Sub(this=named("end", "w"), expression=named("start", "w"))))
    return shape(outer, shown, divide(exp.Sum(this=named("v", "i")), length), None)


def _validity(fact: Fact, scope: Scope, calculation: Balance) -> Select:
    """Count or sum what is valid on the last day of each window, by what it is on that day."""
    scope = replace(scope, held_on=_last_day(fact))
    begun, ended = scope.day(str(calculation.valid_from)), None
    if calculation.valid_to:
        ended = scope.day(calculation.valid_to)
    columns = axis_columns(fact, scope)

    def still(start: exp.Expr, end: exp.Expr) -> exp.Expr:
        if ended is None:
            return exp.Boolean(this=True)
        is_open = exp.Is(this=ended.copy(), expression=exp.Null())
        return exp.paren(exp.or_(is_open, exp.GTE(this=ended.copy(), expression=end), copy=False), copy=False)

    select = keep_windows(
        base_rows(fact, scope), fact, still, lambda end: exp.LT(this=begun.copy(), expression=end.copy())
    )
    value = exp.Sum(this=scope.column(calculation.column)) if calculation.column else exp.Count(this=exp.Star())
    return shape(select, columns, value, scope)
