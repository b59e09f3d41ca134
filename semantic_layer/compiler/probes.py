"""Small questions to the warehouse itself: coverage, members, and whether a table is as modelled."""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler.columns import column_of, day_of, table_source
from semantic_layer.model import Model


def time_columns(model: Model) -> tuple[tuple[str, str], ...]:
    """Return each (table, column) of time that a metric reads, or that places a table in time."""
    found: dict[tuple[str, str], None] = {}
    for name, table in model.tables.items():
        if table.time:
            found[name, table.time] = None
    for metric in model.metrics.values():
        calculation = metric.calculation
        table_name = getattr(calculation, "table", None)
        for field in ("time", "valid_from"):
            if table_name and getattr(calculation, field, None):
                found[table_name, getattr(calculation, field)] = None
    return tuple(found)


def coverage_sql(model: Model, table: str, column: str) -> str:
    """Return the SQL for the first and last day of a column, days from the model's today on left out."""
    day = day_of(model, table, "t", column)
    select = exp.select(exp.Min(this=day.copy()), exp.Max(this=day.copy())).from_(table_source(model, table, "t"))
    if model.calendar.as_of:
        select = select.where(exp.LT(this=day, expression=exp.cast(model.calendar.as_of.isoformat(), "date")))
    return select.sql("duckdb")


def member_sql(model: Model, dimension: str) -> str:
    """Return the SQL for a dimension's members: the raw value, then its name in each language."""
    spec = model.dimensions[dimension]
    columns = [column_of(model, spec.table, "t", column) for column in (spec.column, *spec.labels.values())]
    return exp.select(*columns).distinct().from_(table_source(model, spec.table, "t")).sql("duckdb")


def probe_sql(model: Model, table: str) -> str:
    """Return SQL that fails where the table or one of its columns is not there."""
    columns = [column_of(model, table, "t", column) for column in model.tables[table].columns]
    return exp.select(*columns).from_(table_source(model, table, "t")).limit(1).sql("duckdb")
