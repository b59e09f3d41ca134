"""Entities to a SELECT: counted by condition or first row, by coming back, by getting from one event to another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import literal, named
from semantic_layer.compiler.conditions import OPS
from semantic_layer.compiler.facts import (
    Columns,
    Fact,
    Select,
    Window,
    aggregate,
    axis_columns,
    base_rows,
    chosen_rows,
    grain_places,
    group_axes,
    in_time,
    inner_axes,
    keep_days,
    keep_own_days,
    open_scope,
    own_rows,
    select_axes,
    shape,
)
from semantic_layer.compiler.scope import Scope
from semantic_layer.issues import Issue
from semantic_layer.model.definitions import Conversion, EntityCount, FirstTime, Retention
from semantic_layer.query import Grain


def entity_count(fact: Fact, scope: Scope) -> Select:
    """Count entities that have rows, or rows that meet a condition together."""
    calculation: EntityCount = fact.calculation
    columns = axis_columns(fact, scope)
    entity = scope.column(calculation.entity)
    select = keep_own_days(base_rows(fact, scope), fact, scope)
    select = select.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    if calculation.having is None:
        return shape(select, columns, aggregate("count_distinct", entity), scope)
    rule = calculation.having
    value = aggregate(rule.agg, scope.column(rule.column) if rule.column else None)
    inner = shape(select.group_by(entity, copy=False), columns, value, scope)
    outer = exp.Select().from_(inner.subquery("i", copy=False), copy=False)
    test = OPS[rule.op](this=named("v", "i"), expression=literal(rule.value))
    return shape(outer.where(test, copy=False), inner_axes(columns), exp.Count(this=exp.Star()), None)


def first_time(fact: Fact, scope: Scope) -> Select:
    """Count entities by their first row ever; filters and axes are those of that first row, and that is noted."""
    calculation: FirstTime = fact.calculation
    if fact.where or len(grain_places(fact)) < len(fact.axes):
        scope.setting.note(_first_ever(scope))
    day, entity = scope.row_day, scope.column(calculation.entity)
    columns = axis_columns(fact, scope)
    known = exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null()))
    rows = own_rows(fact, scope).where(known, copy=False).select(exp.alias_(day, "day"), copy=False)
    order = in_time(scope, last=False)
    place = exp.Window(this=exp.RowNumber(), partition_by=[entity.copy()], order=order)
    grains = grain_places(fact)
    outer = chosen_rows(select_axes(rows, columns, without=grains), fact, scope, place)
    inner = inner_axes(columns)
    shown = [columns[place] if place in grains else inner[place] for place in range(len(columns))]
    return shape(keep_days(outer, fact, named("day", "i")), shown, exp.Count(this=exp.Star()), None)


def _first_ever(scope: Scope) -> Issue:
    label = scope.model.metric_label(scope.metric, scope.session.locale)
    message = f"{label}: counted where the first one ever was; one whose first was elsewhere is not new here."
    return Issue(code="first_ever", message=message, params={"label": label})


def retention(fact: Fact, scope: Scope) -> Select:
    """Return the share of the entities of the unit before, by its axes, that have rows again in the window.

    Filters, as axes, are of the rows of the unit before; any row of the calculation is one again.
    """
    calculation: Retention = fact.calculation
    first = replace(fact, windows=fact.before)
    columns = axis_columns(first, scope)
    known = _entities(first, scope, columns, calculation.entity)
    grains = tuple(axis for axis in fact.axes if isinstance(axis, Grain))
    again = replace(fact, axes=grains, conditions=(), where=())
    other = replace(scope, joins={})
    returned = _entities(again, other, axis_columns(again, other), calculation.entity)
    tests = [exp.EQ(this=named("e", "i"), expression=named("e", "a"))]
    for number, place in enumerate(grain_places(fact)):
        tests.append(exp.EQ(this=named(f"k{place}", "i"), expression=named(f"k{number}", "a")))
    outer = exp.Select().from_(known.subquery("i", copy=False), copy=False)
    outer = outer.join(
        returned.subquery("a", copy=False), on=exp.and_(*tests, copy=False), join_type="left", copy=False
    )
    came = exp.Not(this=exp.Is(this=named("e", "a"), expression=exp.Null()))
    return shape(outer, inner_axes(columns), _share_of(came), None)


def conversion(fact: Fact, scope: Scope) -> Select:
    """Return the share of the entities with a start, in the window and by its axes, that have an end soon enough.

    Each entity counts once in each group: from its first start there, an end on that day or within ``days`` days of
    it, and not before it. Filters and axes are those of the start.
    """
    calculation: Conversion = fact.calculation
    metrics = scope.model.metrics
    begin: Any = metrics[calculation.start.metric].calculation
    finish: Any = metrics[calculation.end.metric].calculation
    begun = replace(fact, calculation=begin, conditions=(*fact.conditions, *calculation.start.where))
    columns = axis_columns(begun, scope)
    day, at = scope.row_day, scope.moment
    starts = _entities(begun, scope, columns, calculation.entity)
    starts = starts.select(exp.alias_(exp.Min(this=day), "day"), exp.alias_(exp.Min(this=at), "at"), copy=False)
    last = max(window.end for window in fact.windows) + dt.timedelta(days=calculation.days)
    days = (Window((), min(window.start for window in fact.windows), last),)
    other = open_scope(scope.setting, scope.metric, finish)
    done = replace(fact, calculation=finish, conditions=calculation.end.where, where=(), axes=(), windows=days)
    ends = _ends(done, other, calculation.entity)
    # Moments can be told apart only where both events have one; days always can.
    exact = scope.time_type == other.time_type
    after = exp.GTE(this=named("at" if exact else "day", "a"), expression=named("at" if exact else "day", "i"))
    limit = exp.Add(this=named("day", "i"), expression=literal(calculation.days))
    on = exp.and_(
        exp.EQ(this=named("e", "i"), expression=named("e", "a")), after,
        exp.LTE(this=named("day", "a"), expression=limit), copy=False,
    )  # fmt: skip
    each = exp.Select().from_(starts.subquery("i", copy=False), copy=False)
    each = each.join(ends.subquery("a", copy=False), on=on, join_type="left", copy=False)
    inner = inner_axes(columns)
    each = shape(each.group_by(named("e", "i"), copy=False), inner, exp.Count(this=named("e", "a")), None)
    came = exp.GT(this=named("v", "i"), expression=literal(0))
    outer = exp.Select().from_(each.subquery("i", copy=False), copy=False)
    return shape(outer, inner, _share_of(came), None)


def _share_of(test: exp.Expr) -> exp.Expr:
    """Return the share of rows for which a test holds."""
    return exp.Avg(this=exp.cast(exp.Case().when(test, literal(1), copy=False).else_(literal(0), copy=False), "double"))


def _ends(fact: Fact, scope: Scope, entity: str) -> Select:
    """Return the entity, the day and the moment of each event that may end a conversion."""
    select = keep_days(base_rows(fact, scope), fact, scope.row_day)
    parts = (("e", scope.column(entity)), ("day", scope.row_day), ("at", scope.moment))
    return scope.add_joins(select.select(*[exp.alias_(value, name) for name, value in parts], copy=False))


def _entities(fact: Fact, scope: Scope, columns: Columns, column: str) -> Select:
    """Return each entity of each window once, by the axes."""
    entity = scope.column(column)
    select = keep_days(base_rows(fact, scope), fact, scope.row_day)
    select = select.where(exp.Not(this=exp.Is(this=entity.copy(), expression=exp.Null())), copy=False)
    select = select.select(exp.alias_(entity, "e"), copy=False).group_by(entity.copy(), copy=False)
    return scope.add_joins(group_axes(select, columns))
