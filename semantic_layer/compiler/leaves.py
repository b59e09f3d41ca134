"""One fact to one SELECT: the axes' keys and labels, and one value, for each window of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.balances import balance
from semantic_layer.compiler.columns import named, unite
from semantic_layer.compiler.entities import conversion, entity_count, first_time, retention
from semantic_layer.compiler.facts import (
    Fact,
    Select,
    Window,
    aggregate,
    axis_columns,
    base_rows,
    grain_places,
    inner_axes,
    keep_days,
    keep_own_days,
    open_scope,
    select_axes,
    shape,
)
from semantic_layer.compiler.labels import choose_name
from semantic_layer.compiler.predicates import flat, leave_out
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.model import Model
from semantic_layer.model.definitions import Balance, Conversion, EntityCount, FirstTime, Retention, Simple
from semantic_layer.query import Groups


def build_fact(fact: Fact, setting: Setting) -> exp.Query:
    """Return the SELECT of a fact: columns ``k0``, ``l0`` (key and label of axis 0), …, ``v``.

    Raises:
        QueryRefused: an axis or a filter that the table does not have.
    """
    place = next((place for place, axis in enumerate(fact.axes) if isinstance(axis, Groups)), None)
    if place is not None:
        return unite(_by_groups(fact, place, setting))
    scope = open_scope(setting, fact.metric, _begin(fact.calculation, setting.model))
    built: Select = _BUILDERS[type(fact.calculation)](fact, scope)
    return built


def _by_groups(fact: Fact, place: int, setting: Setting) -> list[exp.Query]:
    """Return a fact by groups of the question's own: each is the fact under its condition, so that they may overlap."""
    axes = (*fact.axes[:place], *fact.axes[place + 1 :])
    ignored = setting.model.metrics[fact.metric].ignores
    parts: list[exp.Query] = []
    for group in fact.axes[place].groups:
        one = build_fact(replace(fact, axes=axes, where=(*fact.where, *leave_out(flat(group.where), ignored))), setting)
        select = exp.Select().from_(one.subquery("p", copy=False), copy=False)
        for number in range(len(fact.axes)):
            inner = number - (number > place)
            for kind in "kl":
                value = exp.Literal.string(group.label) if number == place else named(f"{kind}{inner}", "p")
                select = select.select(exp.alias_(value, f"{kind}{number}"), copy=False)
        parts.append(select.select(exp.alias_(named("v", "p"), "v"), copy=False))
    return parts


def _begin(calculation: Any, model: Model) -> Any:
    """Return the calculation whose rows another starts from: itself, but for a conversion."""
    return model.metrics[calculation.start.metric].calculation if isinstance(calculation, Conversion) else calculation


def _simple(fact: Fact, scope: Scope) -> Select:
    calculation: Simple = fact.calculation
    if calculation.agg in _OF_PARTS and _overlap(fact.windows):
        return _by_day(fact, scope)
    columns = axis_columns(fact, scope)
    select = keep_own_days(base_rows(fact, scope), fact, scope)
    column = scope.shown(calculation.column) if calculation.column else None
    value = aggregate(calculation.agg, column, calculation.percentile)
    return shape(select, columns, value, scope)


def _overlap(windows: Sequence[Window]) -> bool:
    """Say whether a day lies in more than one window, as it does where a value runs over the days before."""
    ordered = sorted(windows, key=lambda window: window.start)
    return any(after.start < before.end for before, after in pairwise(ordered))


def _by_day(fact: Fact, scope: Scope) -> Select:
    """Aggregate rows by day first, and the days in each window then: no row is looked at once for every window."""
    calculation: Simple = fact.calculation
    columns, grains = axis_columns(fact, scope), grain_places(fact)
    first, last = min(window.start for window in fact.windows), max(window.end for window in fact.windows)
    whole = replace(fact, axes=(), windows=(Window((), first, last),))
    day = scope.row_day
    named_once = [(key, choose_name(key, label)) for key, label in columns]
    rows = select_axes(keep_days(base_rows(whole, scope), whole, day), named_once, without=grains)
    keys = [key.copy() for place, (key, _) in enumerate(columns) if place not in grains]
    value = aggregate(calculation.agg, scope.shown(calculation.column) if calculation.column else None)
    rows = rows.select(exp.alias_(day.copy(), "day"), exp.alias_(value, "v"), copy=False)
    rows = scope.add_joins(rows.group_by(day.copy(), *keys, copy=False))
    outer = exp.Select().from_(rows.subquery("i", copy=False), copy=False)
    inner = inner_axes(columns)
    shown = [columns[place] if place in grains else inner[place] for place in range(len(columns))]
    part = named("v", "i")
    total = (
        exp.cast(exp.Sum(this=part), "bigint") if calculation.agg == "count" else _OF_PARTS[calculation.agg](this=part)
    )
    return shape(keep_days(outer, fact, named("day", "i")), shown, total, None)


#: Aggregates of a whole that are made of those of its parts, and how.
_OF_PARTS: dict[str, type[exp.AggFunc]] = {"sum": exp.Sum, "count": exp.Sum, "min": exp.Min, "max": exp.Max}
_BUILDERS: dict[type, Any] = {
    Simple: _simple, EntityCount: entity_count, FirstTime: first_time, Balance: balance, Retention: retention,
    Conversion: conversion,
}  # fmt: skip
