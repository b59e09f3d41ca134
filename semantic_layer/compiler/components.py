"""What a metric is made of: the leaf that a component of it leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Condition, Derived, Ratio, Simple
from semantic_layer.model.inputs import input_names


@dataclass(frozen=True)
class Leaf:
    """A calculation inside a metric: of the metric ``name``, under ``conditions`` of the steps that led there.

    ``below`` are the ratios of which it is in the denominator; ``through`` the metrics on the way, itself included.
    """

    name: str
    calculation: Any
    conditions: tuple[Condition, ...] = ()
    below: tuple[Ratio, ...] = ()
    through: tuple[str, ...] = ()


def find_leaf(model: Model, metric: str, part: tuple[str, ...]) -> Leaf:
    """Return the leaf that ``part`` of a metric leads to; of an average, its sum or its number of values.

    Raises:
        QueryRefused: no_such_part, with the parts there are.
    """
    leaf = Leaf(metric, model.metrics[metric].calculation)
    for step in part:
        parts = part_names(leaf.calculation, model.metrics[leaf.name])
        if step not in parts:
            raise no_such_part(model, metric, part)
        leaf = _step(leaf, step, model)
    return leaf


def part_names(calculation: Any, metric: Any) -> tuple[str, ...]:
    """Return what a calculation is made of, by the names that lead there; nothing for one that aggregates rows."""
    if isinstance(calculation, Ratio) or _is_average(calculation):
        return "numerator", "denominator"
    return input_names(metric) if isinstance(calculation, Derived) else ()


def no_such_part(model: Model, metric: str, part: tuple[str, ...]) -> QueryRefused:
    """Return the refusal of a part that a metric does not have, or that is not for this viewer."""
    label, name = model.metric_label(metric, "en"), ".".join(part)
    message = f"{label} has no part “{name}”."
    return QueryRefused(Issue(code="no_such_part", message=message, params={"label": label, "name": name}))


def _is_average(calculation: Any) -> bool:
    return isinstance(calculation, Simple) and calculation.agg == "avg"


def _step(leaf: Leaf, step: str, model: Model) -> Leaf:
    calculation = leaf.calculation
    if isinstance(calculation, Simple):
        # The mean of a column is its sum over the number of its values, NULLs left out of both.
        agg = "sum" if step == "numerator" else "count"
        return replace(leaf, calculation=calculation.model_copy(update={"agg": agg}))
    if isinstance(calculation, Ratio):
        side = calculation.numerator if step == "numerator" else calculation.denominator
        below = (*leaf.below, *((calculation,) if step == "denominator" else ()))
        leaf = replace(leaf, conditions=(*leaf.conditions, *side.where), below=below)
        step = side.metric
    return replace(leaf, name=step, calculation=model.metrics[step].calculation, through=(*leaf.through, step))
