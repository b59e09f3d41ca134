"""Entities to a SELECT: counted by condition, by their first row ever, or by coming back."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.compiler.facts import (
    Fact,
    Select,
    aggregate,
    axis_columns,
    base_rows,
    grain_places,
    inner_axes,
    keep_days,
    shape,
    time_of,
)
from semantic_layer.compiler.scope import OPS, Scope, literal
from semantic_layer.model.definitions import EntityCount, FirstTime, Retention
from semantic_layer.query import Grain


def entity_count(fact: Fact, scope: Scope) -> Select:
    """Count entities that have rows, or rows that meet a condition together."""
    calculation: EntityCount = fact.calculation
    columns = axis_columns(fact, scope)
    entity = scope.column(calculation.entity)
    select = keep_days(base_rows(fact, scope), fact, scope.day(time_of(fact, scope)))
    select = select.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    if calculation.having is None:
        return shape(select, columns, aggregate("count_distinct", entity), scope)
    rule = calculation.having
    value = aggregate(rule.agg, scope.column(rule.column) if rule.column else None)
    inner = shape(select.group_by(entity, copy=False), columns, value, scope)
    outer = exp.Select().from_(inner.subquery("i", copy=False), copy=False)
    test = OPS[rule.op](this=exp.column("v", table="i", quoted=True), expression=literal(rule.value))
    return shape(outer.where(test, copy=False), inner_axes(columns), exp.Count(this=exp.Star()), None)


def first_time(fact: Fact, scope: Scope) -> Select:
    """Count entities by their first row ever; filters and axes are those of that first row."""
    calculation: FirstTime = fact.calculation
    day, entity = scope.day(time_of(fact, scope)), scope.column(calculation.entity)
    columns = [] if not fact.axes else axis_columns(fact, scope)
    first = exp.Select().from_(scope.setting.source(scope.table, "t"), copy=False)
    first = first.where(*[scope.condition(condition) for condition in calculation.where], copy=False)
    first = first.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    keys = [scope.column(key) for key in scope.model.tables[scope.table].key]
    order = exp.Order(expressions=[exp.Ordered(this=item) for item in (day.copy(), *keys)])
    rank = exp.Window(this=exp.RowNumber(), partition_by=[entity.copy()], order=order)
    tests = [scope.condition(condition) for condition in fact.conditions]
    tests += [scope.predicate(predicate) for predicate in fact.where]
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
    inner = inner_axes(columns)
    shown = [columns[place] if isinstance(axis, Grain) else inner[place] for place, axis in enumerate(fact.axes)]
    outer = keep_days(outer, fact, exp.column("day", table="i", quoted=True))
    return shape(outer, shown, exp.Count(this=exp.Star()), None)


def retention(fact: Fact, scope: Scope) -> Select:
    """Return the share of the entities of the unit before, by its axes, that have rows again in the window."""
    calculation: Retention = fact.calculation
    first = replace(fact, windows=fact.before)
    columns = axis_columns(first, scope)
    known = _entities(first, scope, columns)
    again = replace(fact, axes=tuple(axis for axis in fact.axes if isinstance(axis, Grain)))
    other = Scope(scope.setting, scope.metric, calculation.table)
    returned = _entities(again, other, axis_columns(again, other))
    tests = [exp.EQ(this=_named("e", "i"), expression=_named("e", "a"))]
    for number, place in enumerate(grain_places(fact)):
        tests.append(exp.EQ(this=_named(f"k{place}", "i"), expression=_named(f"k{number}", "a")))
    outer = exp.Select().from_(known.subquery("i", copy=False), copy=False)
    outer = outer.join(
        returned.subquery("a", copy=False), on=exp.and_(*tests, copy=False), join_type="left", copy=False
    )
    came = exp.Not(this=exp.Is(this=_named("e", "a"), expression=exp.Null()))
    share = exp.Avg(
        this=exp.cast(exp.Case().when(came, literal(1), copy=False).else_(literal(0), copy=False), "double")
    )
    return shape(outer, inner_axes(columns), share, None)


def _entities(fact: Fact, scope: Scope, columns: list[tuple[exp.Expr, exp.Expr]]) -> Select:
    """Return each entity of each window once, by the axes."""
    entity = scope.column(fact.calculation.entity)
    select = keep_days(base_rows(fact, scope), fact, scope.day(time_of(fact, scope)))
    select = select.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    select = select.select(exp.alias_(entity, "e"), copy=False).group_by(entity.copy(), copy=False)
    for place, (key, label) in enumerate(columns):
        select = select.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)
        select = select.group_by(key.copy(), label.copy(), copy=False)
    return scope.add_joins(select)


def _named(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)
