"""Filters that no row of a metric can meet: the metric's own conditions leave out all that they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from semantic_layer.compiler.conditions import conjuncts
from semantic_layer.compiler.facts import Fact
from semantic_layer.compiler.possible import Values, finite_values, lets_through, named_values, one_dimension
from semantic_layer.compiler.predicates import flat, leave_out
from semantic_layer.compiler.setting import Setting
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model, pick_text
from semantic_layer.model.conditions import listed_values, meets
from semantic_layer.model.definitions import Condition, Scalar, Simple
from semantic_layer.model.sight import sees_metric
from semantic_layer.model.values import dimension_type
from semantic_layer.query import Groups

#: Metrics that a refusal names.
MOST_NAMED = 3


def check_possible(facts: Sequence[Fact], setting: Setting) -> None:
    """Let the facts of a measure through unless a filter asks for values alone that the conditions of each leave out.

    Cancelled orders of a metric that counts orders not cancelled are no zero: the question is another than the metric.
    Where one of several facts has rows (the orders that a rate is of), there is an answer.

    Raises:
        QueryRefused: never_holds, with metrics of the same rows that are of those values.
    """
    for group in _groups(facts[0], setting.model) if facts else ():
        lacks = [_contradiction(fact, (*fact.where, *group), setting) for fact in facts]
        if all(lacks) and lacks[0] is not None:
            raise QueryRefused(_refused(facts[0], setting, *lacks[0]))


def _groups(fact: Fact, model: Model) -> Iterator[tuple[Any, ...]]:
    """Yield the conditions of each group that a question makes, or none once: a group of nothing is no zero either."""
    made = [axis.groups for axis in fact.axes if isinstance(axis, Groups)]
    ignored = model.metrics[fact.metric].ignores
    yield from (leave_out(flat(group.where), ignored) for group in made[0]) if made else ((),)


def _contradiction(fact: Fact, where: tuple[Any, ...], setting: Setting) -> tuple[str, Values] | None:
    """Return the dimension and the values of a filter that no row of a fact meets; None where there is none."""
    model, conditions = setting.model, getattr(fact.calculation, "where", ())
    for part in conjuncts(where) if conditions else ():
        dimension = one_dimension(part)
        if dimension is None:
            continue
        own = [each for each in conditions if _is_of(each, dimension, fact.calculation.table, model)]
        kind = dimension_type(model, dimension)
        asked = finite_values(part, kind)
        values = listed_values(own, kind) if asked is None else asked
        if values and own and not any(lets_through(part, v, kind) and all(meets(c, v) for c in own) for v in values):
            return dimension, named_values(part, kind)
    return None


def _is_of(condition: Condition, dimension: str, table: str, model: Model) -> bool:
    """Say whether a condition on rows of a table is on the column that a dimension is."""
    spec = model.dimensions[dimension]
    if condition.field in model.tables[table].columns:
        return (spec.table, spec.column) == (table, condition.field) and not spec.via
    return condition.field == dimension


def _refused(fact: Fact, setting: Setting, dimension: str, values: Values) -> Issue:
    model, locale = setting.model, setting.session.locale
    label, by = model.metric_label(fact.metric, locale), model.dimension_label(dimension, locale)
    shown = ", ".join(_called(value, dimension, setting) for value in values)
    message = f"{label} leaves out rows whose {by} is “{shown}”: under that filter there are never any."
    near = tuple(model.metric_label(name, locale) for name in _those_of(fact, setting, dimension, values))
    params = {
        "metric": fact.metric,
        "dimension": dimension,
        "metric_label": label,
        "dimension_label": by,
        "value": shown,
    }
    return Issue(code="never_holds", message=message, suggestions=near[:MOST_NAMED], params=params)


def _called(value: Scalar | None, dimension: str, setting: Setting) -> str:
    """Return what people call a value: as the model names that member, else as it stands."""
    members = {
        each.value: pick_text(each.label, setting.session.locale)
        for each in setting.model.dimensions[dimension].members
    }
    return "–" if value is None else members.get(value) or str(value)


def _those_of(fact: Fact, setting: Setting, dimension: str, values: Values) -> Iterator[str]:
    """Yield metrics that aggregate the same rows in the same way, of just those values."""
    model, viewer, table = setting.model, setting.session.viewer, fact.calculation.table
    how = (getattr(fact.calculation, "agg", None), getattr(fact.calculation, "column", None))
    for name, metric in model.metrics.items():
        calculation = metric.calculation
        if not isinstance(calculation, Simple) or (calculation.table, calculation.agg, calculation.column) != (
            table,
            *how,
        ):
            continue
        own = [each for each in calculation.where if each.op in ("=", "in") and _is_of(each, dimension, table, model)]
        if any(meets(each, value) for each in own for value in values) and sees_metric(model, viewer, name):
            yield name
