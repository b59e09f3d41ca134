"""What the value of a measure is: of which kind, and whether no rows mean zero."""

from __future__ import annotations

from typing import Any

from semantic_layer.model import Model
from semantic_layer.model.definitions import MetricDef
from semantic_layer.query import Metric


def missing_is_zero(spec: MetricDef) -> bool:
    """Say whether no rows mean zero: the metric's own word, else for counts."""
    if spec.missing:
        return spec.missing == "zero"
    calculation: Any = spec.calculation
    if calculation.type == "balance":
        # Rows that are valid on a day are counted: nobody is 0. Of what is snapshot, no snapshot is not 0.
        return bool(calculation.valid_from) and not calculation.column
    return calculation.type in ("entity_count", "first_time") or getattr(calculation, "agg", "") in (
        "count",
        "count_distinct",
    )


def value_kind(fact: Any, model: Model) -> str:
    """Return the column type of a fact's value: of a least or greatest one its column's, of all others a number's."""
    calculation: Any = getattr(fact, "calculation", None)
    # A fact over the groups of another breakdown has an aggregate of its own.
    inner = getattr(fact, "measure", None)
    agg = getattr(calculation, "agg", None) if calculation is not None else fact.agg
    if isinstance(inner, Metric):
        calculation = model.metrics[inner.name].calculation
    if agg in ("min", "max") and getattr(calculation, "agg", None) in ("min", "max") and calculation.column:
        kind = model.tables[calculation.table].columns[calculation.column].type
        return "integer" if kind == "number" else kind
    # A whole number gives way to whatever kind of number the other rows hold.
    return "integer"
