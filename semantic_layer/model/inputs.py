"""What a metric is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semantic_layer.compiler.expressions import formula_names
from semantic_layer.model.definitions import Derived, MetricDef, Ratio, Table


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


def time_place(tables: Mapping[str, Table], table: str, time: str | None = None) -> tuple[str, str] | None:
    """Return the table and the column that place the rows of a table in time, by its own ``time`` or the one given.

    >>> time_place({}, "line", "orders.ordered_at"), time_place({}, "orders", "ordered_at")
    (('orders', 'ordered_at'), ('orders', 'ordered_at'))
    """
    name = time or tables[table].time
    there, _, column = (name or "").rpartition(".")
    return (there or table, column) if column else None


def time_places(metrics: Mapping[str, MetricDef], tables: Mapping[str, Table], name: str) -> tuple[str, ...]:
    """Return the time columns (``table.column``) that a metric's leaves read.

    What is valid until further notice has none, nor have rows without a date, nor a metric that is not among them.
    """
    if name not in metrics:
        return ()
    calculation: Any = metrics[name].calculation
    inputs = input_names(metrics[name])
    if inputs:
        found = (place for each in inputs for place in time_places(metrics, tables, each))
        return tuple(dict.fromkeys(found))
    place = (
        None if getattr(calculation, "valid_from", None) else time_place(tables, calculation.table, calculation.time)
    )
    return (".".join(place),) if place else ()
