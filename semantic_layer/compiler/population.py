"""Members that have no rows: groups of nothing, where a question looks for the few and nothing counts as zero."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import label_column, named
from semantic_layer.compiler.paths import find_paths
from semantic_layer.compiler.predicates import dimensions_of, flat
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.values import missing_is_zero
from semantic_layer.issues import Issue
from semantic_layer.model import Model
from semantic_layer.model.definitions import DimensionDef
from semantic_layer.query import And, Data, Dimension, Grain, MeasureIs, Metric, Not, Or

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def looks_for_few(query: Data, model: Model) -> bool:
    """Say whether a group without rows may be among the answers: the smallest first, or a condition that 0 meets."""
    if query.having is not None:
        return bool(holds_at_zero(query.having, model))
    first = query.order[0] if query.order else None
    if first is None or first.measure is None or first.side != "value" or first.descending:
        return False
    return _is_zero(query.measures[first.measure], model)


def holds_at_zero(predicate: Any, model: Model) -> bool | None:
    """Say whether a condition on groups holds where there are no rows; None where a measure has no value there."""
    if isinstance(predicate, MeasureIs):
        return _HOLDS[predicate.op](0, predicate.value) if _is_zero(predicate.measure, model) else None
    if isinstance(predicate, Not):
        inner = holds_at_zero(predicate.part, model)
        return None if inner is None else not inner
    if not isinstance(predicate, And | Or):
        return None
    parts = [holds_at_zero(part, model) for part in predicate.parts]
    decided = isinstance(predicate, Or)
    if decided in parts:
        return decided
    return None if None in parts else not decided


def _is_zero(measure: Any, model: Model) -> bool:
    return isinstance(measure, Metric) and missing_is_zero(model.metrics[measure.name])


def every_member(axes: tuple[Any, ...], where: tuple[Any, ...], setting: Setting) -> exp.Select | None:
    """Return key and label (``k``, ``l`` and its place) of each member of the lone dimension among the axes.

    Where the dimension says so, ``begun`` and ``ended`` are the days between which the member is there. Conditions
    on what a member is hold; those on what its rows are do not. None where several dimensions are asked for, groups
    of the question's own, or an attribute with a history: who has no rows is not known there.
    """
    places = [place for place, axis in enumerate(axes) if not isinstance(axis, Grain)]
    axis = axes[places[0]] if len(places) == 1 else None
    if not isinstance(axis, Dimension) or setting.model.tables[setting.model.dimensions[axis.name].table].history:
        return None
    spec = setting.model.dimensions[axis.name]
    scope = Scope(setting, axis.name, spec.table)
    tests = [scope.predicate(part) for each in where for part in flat(each) if _is_of_member(part, spec.table, setting)]
    key, label = scope.dimension(axis.name), scope.dimension(axis.name, label_column(spec, setting.session.locale))
    tests.append(exp.Not(this=exp.Is(this=key.copy(), expression=exp.Null())))
    select = exp.Select().from_(setting.source(spec.table, "t"), copy=False).where(*tests, copy=False)
    shown = [exp.alias_(key, f"k{places[0]}"), exp.alias_(label, f"l{places[0]}")]
    shown += [exp.alias_(scope.day(column), name) for name, column in lifespan(spec).items()]
    label_of = setting.model.dimension_label(axis.name, setting.session.locale)
    message = f"{label_of}: those without any rows count as 0."
    note = Issue(code="members_without_rows", message=message, params={"label": label_of})
    if note not in setting.notes:
        setting.notes.append(note)
    return scope.add_joins(select.select(*shown, copy=False).distinct(copy=False))


def lifespan(spec: DimensionDef) -> dict[str, str]:
    """Return the columns of a dimension between whose days a member is there, by the name they are given."""
    columns = {"begun": spec.valid_from, "ended": spec.valid_to}
    return {name: column for name, column in columns.items() if column}


def is_there(spec: DimensionDef, table: str, start: exp.Expr, end: exp.Expr) -> list[exp.Expr]:
    """Return the tests that a member is there on some day from ``start`` until ``end``."""
    tests = []
    if spec.valid_from:
        tests.append(_or_open(named("begun", table), exp.LT, end))
    if spec.valid_to:
        tests.append(_or_open(named("ended", table), exp.GT, start))
    return tests


def _or_open(day: exp.Expr, test: type[exp.Binary], other: exp.Expr) -> exp.Expr:
    is_open = exp.Is(this=day, expression=exp.Null())
    return exp.paren(exp.or_(is_open, test(this=day.copy(), expression=other), copy=False))


def _is_of_member(predicate: Any, table: str, setting: Setting) -> bool:
    """Say whether a condition is on what the member is: all that it looks at hangs on the member itself."""
    names = dimensions_of(predicate)
    tables = [setting.model.dimensions[name].table for name in names]
    return bool(tables) and all(len(find_paths(setting.model.joins, table, other)) == 1 for other in tables)
