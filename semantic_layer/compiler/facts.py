"""One fact to one SELECT: the axes' keys and labels, and one value, for each window of days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import table_source
from semantic_layer.compiler.scope import OPS, Scope, literal
from semantic_layer.issues import NotYet, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Balance, Condition, EntityCount, FirstTime, Simple
from semantic_layer.query import Dimension, Grain, Groups
from semantic_layer.session import Session

Select = exp.Select


@dataclass(frozen=True, slots=True)
class Window:
    """Days ``start`` to ``end`` (excluded), shown as the bucket that starts at ``bucket`` (None: no grain)."""

    bucket: dt.date | None
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Fact:
    """A leaf of a measure: one calculation on one table, under conditions, along axes, in windows."""

    metric: str
    calculation: Any
    conditions: tuple[Condition, ...]
    where: tuple[Any, ...]
    axes: tuple[Any, ...]
    windows: tuple[Window, ...]


def build_fact(fact: Fact, model: Model, session: Session) -> Select:
    """Return the SELECT of a fact: columns ``k0``, ``l0`` (key and label of axis 0), …, ``v``.

    Raises:
        QueryRefused: an axis or a filter that the table does not have; NotYet.
    """
    builder = _BUILDERS.get(type(fact.calculation))
    if builder is None:
        raise NotYet(f"A metric of the type “{fact.calculation.type}”")
    scope = Scope(model, fact.metric, fact.calculation.table, session)
    built: Select = builder(fact, scope)
    return built


# --- pieces ---------------------------------------------------------------------------------------


def axis_columns(fact: Fact, scope: Scope) -> list[tuple[exp.Expr, exp.Expr]]:
    """Return (key, label) of each axis for a row."""
    columns = []
    for axis in fact.axes:
        if isinstance(axis, Dimension):
            spec = scope.model.dimensions[axis.name]
            shown = spec.labels.get(scope.session.locale.split("-")[0]) or spec.labels.get("en") or spec.column
            columns.append((scope.dimension(axis.name), scope.dimension(axis.name, shown)))
        elif isinstance(axis, Grain):
            bucket = exp.column("bucket", table="w", quoted=True)
            columns.append((bucket, bucket.copy()))
        elif isinstance(axis, Groups):
            case = exp.Case()
            for group in axis.groups:
                case = case.when(scope.predicate(group.where), exp.Literal.string(group.label), copy=False)
            columns.append((case, case.copy()))
    return columns


def _has_grain(fact: Fact) -> bool:
    return any(isinstance(axis, Grain) for axis in fact.axes)


def _base(fact: Fact, scope: Scope) -> Select:
    """Return rows of the table under conditions, filters and policies; windows are added by the caller."""
    select = exp.Select().from_(table_source(scope.model, scope.table, "t"), copy=False)
    tests = [scope.condition(condition) for condition in fact.calculation.where]
    tests += [scope.condition(condition) for condition in fact.conditions]
    tests += [scope.predicate(predicate) for predicate in fact.where]
    return select.where(*tests, *scope.policies(), copy=False)


def _in_windows(select: Select, fact: Fact, low: Any, high: Any) -> Select:
    """Keep rows in a window: ``low(start, end)`` and ``high(start, end)`` give the tests for its ends."""
    if not _has_grain(fact):
        window = fact.windows[0]
        return select.where(low(literal(window.start), literal(window.end)), high(literal(window.end)), copy=False)
    start, end = exp.column("start", table="w", quoted=True), exp.column("end", table="w", quoted=True)
    on = exp.and_(low(start, end), high(end.copy()), copy=False)
    return select.join(windows_table(fact.windows), on=on, join_type="inner", copy=False)


def windows_table(windows: tuple[Window, ...]) -> exp.Expr:
    """Return the windows as a table ``w (bucket, start, end)``."""
    rows = [
        exp.Tuple(expressions=[literal(window.bucket), literal(window.start), literal(window.end)])
        for window in windows
    ]
    names = [exp.to_identifier(name, quoted=True) for name in ("bucket", "start", "end")]
    return exp.Values(expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("w"), columns=names))


def _plain_windows(select: Select, fact: Fact, day: exp.Expr) -> Select:
    if _has_grain(fact):
        # The join is on ranges; the outer bounds let the engine skip what no window holds.
        first, last = min(w.start for w in fact.windows), max(w.end for w in fact.windows)
        select = select.where(
            exp.GTE(this=day.copy(), expression=literal(first)), exp.LT(this=day.copy(), expression=literal(last)),
            copy=False,
        )  # fmt: skip
    return _in_windows(
        select,
        fact,
        lambda start, end: exp.GTE(this=day.copy(), expression=start),
        lambda end: exp.LT(this=day.copy(), expression=end),
    )


def _shape(select: Select, columns: list[tuple[exp.Expr, exp.Expr]], value: exp.Expr, scope: Scope | None) -> Select:
    """Select the axes and the value, grouped by the axes."""
    for place, (key, label) in enumerate(columns):
        select = select.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)
        select = select.group_by(key.copy(), label.copy(), copy=False)
    select = select.select(exp.alias_(value, "v"), copy=False)
    return scope.add_joins(select) if scope else select


def _inner_axes(columns: list[tuple[exp.Expr, exp.Expr]]) -> list[tuple[exp.Expr, exp.Expr]]:
    return [
        (exp.column(f"k{place}", table="i", quoted=True), exp.column(f"l{place}", table="i", quoted=True))
        for place in range(len(columns))
    ]


def _aggregate(agg: str, column: exp.Expr | None, percentile: float | None = None) -> exp.Expr:
    if agg == "count":
        return exp.Count(this=column or exp.Star())
    if agg == "count_distinct":
        return exp.Count(this=exp.Distinct(expressions=[column]))
    if agg == "percentile":
        return exp.Quantile(this=column, quantile=literal(percentile))
    return {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max, "median": exp.Median}[agg](this=column)


def _time_of(fact: Fact, scope: Scope) -> str:
    time = fact.calculation.time or scope.model.tables[scope.table].time
    if time is None:
        raise QueryRefused()
    return str(time)


# --- the calculations -----------------------------------------------------------------------------


def _simple(fact: Fact, scope: Scope) -> Select:
    calculation: Simple = fact.calculation
    columns = axis_columns(fact, scope)
    select = _plain_windows(_base(fact, scope), fact, scope.day(_time_of(fact, scope)))
    column = scope.column(calculation.column) if calculation.column else None
    value = _aggregate(calculation.agg, column, calculation.percentile)
    return _shape(select, columns, value, scope)


def _entity_count(fact: Fact, scope: Scope) -> Select:
    calculation: EntityCount = fact.calculation
    columns = axis_columns(fact, scope)
    entity = scope.column(calculation.entity)
    select = _plain_windows(_base(fact, scope), fact, scope.day(_time_of(fact, scope)))
    select = select.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    if calculation.having is None:
        return _shape(select, columns, _aggregate("count_distinct", entity), scope)
    rule = calculation.having
    value = _aggregate(rule.agg, scope.column(rule.column) if rule.column else None)
    inner = _shape(select.group_by(entity, copy=False), columns, value, scope)
    outer = exp.Select().from_(inner.subquery("i", copy=False), copy=False)
    test = OPS[rule.op](this=exp.column("v", table="i", quoted=True), expression=literal(rule.value))
    return _shape(outer.where(test, copy=False), _inner_axes(columns), exp.Count(this=exp.Star()), None)


def _first_time(fact: Fact, scope: Scope) -> Select:
    """Count entities by their first row ever; filters and axes are those of that first row."""
    calculation: FirstTime = fact.calculation
    day, entity = scope.day(_time_of(fact, scope)), scope.column(calculation.entity)
    columns = [] if not fact.axes else axis_columns(fact, scope)
    first = exp.Select().from_(table_source(scope.model, scope.table, "t"), copy=False)
    first = first.where(*[scope.condition(condition) for condition in calculation.where], copy=False)
    first = first.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    keys = [scope.column(key) for key in scope.model.tables[scope.table].key]
    order = exp.Order(expressions=[exp.Ordered(this=item) for item in (day.copy(), *keys)])
    rank = exp.Window(this=exp.RowNumber(), partition_by=[entity.copy()], order=order)
    tests = [scope.condition(condition) for condition in fact.conditions]
    tests += [scope.predicate(predicate) for predicate in fact.where] + scope.policies()
    kept = exp.and_(*tests, copy=False) if tests else exp.Boolean(this=True)
    first = first.select(exp.alias_(day, "day"), exp.alias_(rank, "place"), exp.alias_(kept, "kept"), copy=False)
    for place, (key, label) in enumerate(columns):
        grain = isinstance(fact.axes[place], Grain)
        if not grain:
            first = first.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)
    first = scope.add_joins(first)
    outer = exp.Select().from_(first.subquery("i", copy=False), copy=False)
    outer = outer.where(
        exp.EQ(this=exp.column("place", table="i", quoted=True), expression=literal(1)),
        exp.column("kept", table="i", quoted=True), copy=False,
    )  # fmt: skip
    inner = _inner_axes(columns)
    shown = [columns[place] if isinstance(axis, Grain) else inner[place] for place, axis in enumerate(fact.axes)]
    outer = _plain_windows(outer, fact, exp.column("day", table="i", quoted=True))
    return _shape(outer, shown, exp.Count(this=exp.Star()), None)


def _balance(fact: Fact, scope: Scope) -> Select:
    calculation: Balance = fact.calculation
    if calculation.valid_from:
        return _validity(fact, scope, calculation)
    day = scope.day(_time_of(fact, scope))
    columns = axis_columns(fact, scope)
    amount = scope.column(calculation.column) if calculation.column else literal(1)
    if calculation.take == "average":
        select = _plain_windows(_base(fact, scope), fact, day)
        inner = _shape(select.group_by(day, copy=False), columns, exp.Sum(this=amount), scope)
        outer = exp.Select().from_(inner.subquery("i", copy=False), copy=False)
        return _shape(outer, _inner_axes(columns), exp.Avg(this=exp.column("v", table="i", quoted=True)), None)
    select = _in_windows(
        _base(fact, scope),
        fact,
        lambda start, end: exp.GTE(this=day.copy(), expression=_oldest(start, end, calculation.stale_after)),
        lambda end: exp.LT(this=day.copy(), expression=end),
    )
    window_key = [exp.column("bucket", table="w", quoted=True)] if _has_grain(fact) else []
    entity = [scope.column(column) for column in calculation.entity]
    order = exp.Order(expressions=[exp.Ordered(this=day.copy(), desc=True)])
    rank = exp.Window(this=exp.Rank(), partition_by=[*window_key, *entity], order=order)
    for place, (key, label) in enumerate(columns):
        select = select.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)
    select = select.select(exp.alias_(amount, "v"), exp.alias_(rank, "place"), copy=False)
    outer = exp.Select().from_(scope.add_joins(select).subquery("i", copy=False), copy=False)
    outer = outer.where(exp.EQ(this=exp.column("place", table="i", quoted=True), expression=literal(1)), copy=False)
    return _shape(outer, _inner_axes(columns), exp.Sum(this=exp.column("v", table="i", quoted=True)), None)


def _oldest(start: exp.Expr, end: exp.Expr, days: int | None) -> exp.Expr:
    """Return the first day a snapshot may have: in the window, or ``days`` before its end."""
    return exp.Sub(this=end, expression=literal(days)) if days else start


def _validity(fact: Fact, scope: Scope, calculation: Balance) -> Select:
    """Count or sum what is valid on the last day of each window."""
    begun, ended = scope.day(str(calculation.valid_from)), None
    if calculation.valid_to:
        ended = scope.day(calculation.valid_to)
    columns = axis_columns(fact, scope)

    def still(start: exp.Expr, end: exp.Expr) -> exp.Expr:
        if ended is None:
            return exp.Boolean(this=True)
        is_open = exp.Is(this=ended.copy(), expression=exp.Null())
        return exp.paren(exp.or_(is_open, exp.GTE(this=ended.copy(), expression=end), copy=False), copy=False)

    select = _in_windows(_base(fact, scope), fact, still, lambda end: exp.LT(this=begun.copy(), expression=end.copy()))
    value = exp.Sum(this=scope.column(calculation.column)) if calculation.column else exp.Count(this=exp.Star())
    return _shape(select, columns, value, scope)


_BUILDERS: dict[type, Any] = {
    Simple: _simple, EntityCount: _entity_count, FirstTime: _first_time, Balance: _balance,
}  # fmt: skip
