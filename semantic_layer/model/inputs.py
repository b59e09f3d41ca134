"""What a metric is computed from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from semantic_layer.compiler.expressions import formula_names
from semantic_layer.model.calculations import Simple
from semantic_layer.model.definitions import Condition, Derived, MetricDef, Ratio, Table

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


def is_mean(metric: MetricDef) -> bool:
    """Say whether a metric is a mean or a share of what it is computed from: one of all rows, never a sum."""
    calculation: Any = metric.calculation
    if calculation.type == "simple":
        return bool(calculation.agg == "avg")
    return calculation.type == "ratio" or metric.unit == "share"


def is_percentile(metric: MetricDef) -> bool:
    """Say whether a metric is a percentile: what nine of ten took is not how long it takes."""
    return getattr(metric.calculation, "agg", "") == "percentile"


def counts_once(calculation: Any) -> bool:
    """Say whether a calculation counts each of those who do something once."""
    return calculation.type in ("entity_count", "first_time") or getattr(calculation, "agg", "") == "count_distinct"


def counts(calculation: Any) -> bool:
    """Say whether a calculation counts rows or entities: what comes of it is a whole number, and never below 0."""
    counted = calculation.type in ("entity_count", "first_time")
    rows = calculation.type == "balance" and calculation.column is None
    return counted or rows or getattr(calculation, "agg", "") in ("count", "count_distinct")


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


def time_place(tables: Mapping[str, Table], table: str, time: str | None = None) -> tuple[str, str] | None:
    """Return the table and the column that place the rows of a table in time, by its own ``time`` or the one given.

    >>> time_place({}, "line", "orders.ordered_at"), time_place({}, "orders", "ordered_at")
    (('orders', 'ordered_at'), ('orders', 'ordered_at'))
    """
    name = time or tables[table].time
    there, _, column = (name or "").rpartition(".")
    return (there or table, column) if column else None


def time_places(
    metrics: Mapping[str, MetricDef], tables: Mapping[str, Table], name: str, *, open_ended: bool = False
) -> tuple[str, ...]:
    """Return the time columns (``table.column``) that a metric's leaves read.

    They are those of what happens, or with ``open_ended`` those from which on something is valid until further
    notice. Rows without a date have none, nor has a metric that is not among them.
    """
    if name not in metrics:
        return ()
    calculation: Any = metrics[name].calculation
    inputs = input_names(metrics[name])
    if inputs:
        found = (place for each in inputs for place in time_places(metrics, tables, each, open_ended=open_ended))
        return tuple(dict.fromkeys(found))
    valid_from = getattr(calculation, "valid_from", None)
    if bool(valid_from) != open_ended:
        return ()
    place = time_place(tables, calculation.table, placed_by(calculation))
    return (".".join(place),) if place else ()


def metric_tables(name: str, metrics: Mapping[str, MetricDef]) -> set[str]:
    """Return the tables that a metric and its inputs are computed from."""
    spec = metrics.get(name)
    if spec is None:
        # An input that this viewer may not know.
        return set()
    found = {table for other in input_names(spec) for table in metric_tables(other, metrics)}
    table = getattr(spec.calculation, "table", None)
    return found | ({table} if table else set())


def counts_some(part: MetricDef, whole: MetricDef) -> bool:
    """Say whether a metric counts some of the rows that another counts, at the same time of theirs."""
    some, every = part.calculation, whole.calculation
    if not (isinstance(some, Simple) and isinstance(every, Simple) and some.agg == every.agg == "count"):
        return False
    same = (some.table, some.column, some.time) == (every.table, every.column, every.time)
    return same and some != every and all(each in some.where for each in every.where)
