"""Balances to a SELECT: the last snapshot of each entity, the average of snapshots, or what is valid on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlglot import exp

from semantic_layer.compiler.columns import literal, named
from semantic_layer.compiler.facts import (
    Fact,
    Select,
    axis_columns,
    base_rows,
    bucket_columns,
    chosen_rows,
    has_grain,
    in_time,
    inner_axes,
    keep_days,
    keep_windows,
    own_rows,
    select_axes,
    shape,
    time_of,
)
from semantic_layer.compiler.scope import Scope
from semantic_layer.model.definitions import Balance


def balance(fact: Fact, scope: Scope) -> Select:
    """Return what there is at the end of each window, or its average over the window."""
    calculation: Balance = fact.calculation
    if calculation.valid_from:
        return _validity(fact, scope, calculation)
    day = scope.day(time_of(fact, scope))
    columns = axis_columns(fact, scope)
    amount = scope.column(calculation.column) if calculation.column else literal(1)
    if calculation.take == "average":
        select = keep_days(base_rows(fact, scope), fact, day)
        inner = shape(select.group_by(day, copy=False), columns, exp.Sum(this=amount), scope)
        outer = exp.Select().from_(inner.subquery("i", copy=False), copy=False)
        return shape(outer, inner_axes(columns), exp.Avg(this=exp.column("v", table="i", quoted=True)), None)
    select = keep_windows(
        own_rows(fact, scope),
        fact,
        lambda start, end: exp.GTE(this=day.copy(), expression=_oldest(start, end, calculation.stale_after)),
        lambda end: exp.LT(this=day.copy(), expression=end),
    )
    select = select_axes(select, columns).select(exp.alias_(amount, "v"), copy=False)
    outer = chosen_rows(select, fact, scope, _place(fact, scope, calculation))
    return shape(outer, inner_axes(columns), exp.Sum(this=named("v", "i")), None)


def _place(fact: Fact, scope: Scope, calculation: Balance) -> exp.Window:
    """Return the place of a snapshot among those of its entity in its window, the last one first.

    Where nothing says what is counted, the rows of the last day are one snapshot.
    """
    buckets = bucket_columns(fact)
    if not calculation.entity:
        day = exp.Ordered(this=scope.day(time_of(fact, scope)), desc=True, nulls_first=False)
        return exp.Window(this=exp.Rank(), partition_by=buckets, order=exp.Order(expressions=[day]))
    parts = [*buckets, *(scope.column(column) for column in calculation.entity)]
    return exp.Window(this=exp.RowNumber(), partition_by=parts, order=in_time(fact, scope, last=True))


def _last_day(fact: Fact) -> exp.Expr:
    """Return the last day of a row's window."""
    if not has_grain(fact):
        return literal(fact.windows[0].end - dt.timedelta(days=1))
    return exp.Sub(this=named("end", "w"), expression=literal(1))


def _oldest(start: exp.Expr, end: exp.Expr, days: int | None) -> exp.Expr:
    """Return the first day a snapshot may have: in the window, or ``days`` before its end."""
    return exp.Sub(this=end, expression=literal(days)) if days else start


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
