"""What a metric is computed from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from semantic_layer.compiler.expressions import formula_names
from semantic_layer.model.definitions import Condition, Derived, MetricDef, Ratio

#: Fields of a calculation that name a column of its table.
_COLUMNS = ("column", "time", "valid_from", "valid_to")
#: Fields of a calculation that hold another metric, perhaps with conditions of its own.
SIDES = ("numerator", "denominator", "start", "end")


def input_names(metric: MetricDef) -> tuple[str, ...]:
    """Return the metrics that a metric is computed from; none for one that aggregates rows."""
    calculation: Any = metric.calculation
    if isinstance(calculation, Ratio):
        return calculation.numerator.metric, calculation.denominator.metric
    if calculation.type == "conversion":
        return calculation.start.metric, calculation.end.metric
    if calculation.type == "cumulative":
        return (calculation.metric,)
    if isinstance(calculation, Derived):
        try:
            return formula_names(calculation.formula)
        except ValueError:
            return ()
    return ()


def columns_of(calculation: Any) -> tuple[str, ...]:
    """Return the columns of its table that a calculation names, but for those of its conditions."""
    return tuple(dict.fromkeys(_columns(calculation)))


def _columns(calculation: Any) -> Iterator[str]:
    yield from (getattr(calculation, field) for field in _COLUMNS if getattr(calculation, field, None))
    entity = getattr(calculation, "entity", ())
    yield from (entity,) if isinstance(entity, str) else entity
    having = getattr(calculation, "having", None)
    if having is not None and having.column:
        yield having.column


def placed_by(calculation: Any) -> str | None:
    """Return the column that places a calculation's rows in time, where it names one of its own."""
    return getattr(calculation, "time", None) or getattr(calculation, "valid_from", None)


def conditions_of(calculation: Any) -> tuple[Condition, ...]:
    """Return the conditions on rows of a calculation: its own, and those of the metrics it takes in."""
    sides = [getattr(getattr(calculation, side, None), "where", ()) for side in SIDES]
    return tuple(condition for where in (getattr(calculation, "where", ()), *sides) for condition in where)
