"""What a metric is computed from."""

from __future__ import annotations

from typing import Any

from semantic_layer.compiler.expressions import formula_names
from semantic_layer.model.definitions import Derived, MetricDef, Ratio


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
