"""How a metric's value comes about over a period and over its parts: what a target of the whole may be set against."""

from __future__ import annotations

import re
from typing import Any, Literal

from semantic_layer.model import Model
from semantic_layer.model.inputs import input_names

#: Days that add up; a value that grows with the days but does not add up; a level that a day has as a year has.
Growth = Literal["adds", "grows", "level"]
#: A product, a quotient or a number of its own: what is made with them does not add up as its inputs do.
_NOT_LINEAR = re.compile(r"[*/×÷]|(?<![A-Za-z0-9_])\d")


def growth_of(metric: str, model: Model) -> Growth:
    """Return how a metric grows while its period goes on.

    Sums, counts and first times add up, and sums and differences of them. Distinct counts grow, and so does what is
    divided by a stock (a turnover). Averages, other ratios, balances and running values are levels.
    """
    calculation: Any = model.metrics[metric].calculation
    if calculation.type == "first_time" or (calculation.type == "simple" and calculation.agg in ("sum", "count")):
        return "adds"
    if calculation.type == "entity_count" or (calculation.type == "simple" and calculation.agg == "count_distinct"):
        return "grows"
    inputs = input_names(model.metrics[metric])
    if not inputs or not set(inputs) <= set(model.metrics):
        # An input that this viewer may not know: nothing is said of how it grows.
        return "level"
    if _is_linear(calculation):
        found = {growth_of(name, model) for name in inputs}
        return "adds" if found == {"adds"} else "level" if "level" in found else "grows"
    if calculation.type == "ratio" and model.metrics[inputs[1]].calculation.type == "balance":
        return "level" if growth_of(inputs[0], model) == "level" else "grows"
    return "level"


def adds_up(metric: str, model: Model) -> bool:
    """Say whether a metric's days add up to its period: a target for the whole can then be set against a part of it."""
    return growth_of(metric, model) == "adds"


def adds_over(metric: str, model: Model) -> bool:
    """Say whether a metric's segments add up to the whole: each row, or each first row, has one member.

    A stock adds up over places, though not over days.
    """
    calculation: Any = model.metrics[metric].calculation
    if _is_linear(calculation):
        inputs = input_names(model.metrics[metric])
        return all(name in model.metrics and adds_over(name, model) for name in inputs)
    return calculation.type == "balance" or adds_up(metric, model)


def _is_linear(calculation: Any) -> bool:
    return calculation.type == "derived" and not _NOT_LINEAR.search(calculation.formula)
