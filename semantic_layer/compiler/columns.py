"""Tables, columns and values as SQL expressions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.expressions import parse_expression
from semantic_layer.compiler.kinds import mark
from semantic_layer.model import Model
from semantic_layer.model.definitions import DimensionDef

#: What the names of tables and columns that a statement makes for itself begin with: a model has none such.
OWN = "__"


def literal(value: Any) -> exp.Expr:
    """Return a value of the query as an SQL literal; text is escaped by the generator."""
    if isinstance(value, dt.date):
        # Built by hand: exp.cast would parse the word "date" for each day of a breakdown.
        return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType(this=exp.DType.DATE))
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int | float):
        return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)
    return exp.Literal.string(str(value))


def named(name: str, table: str | None = None) -> exp.Column:
    """Return a column that the statement itself makes, by its name."""
    return exp.column(name, table=table, quoted=True)


def unite(parts: Sequence[exp.Query], distinct: bool = False) -> exp.Query:
    """Return SELECTs under each other, as one query."""
    result = parts[0]
    for part in parts[1:]:
        result = exp.union(result, part, distinct=distinct, copy=False)
    return result


def label_column(dimension: DimensionDef, locale: str) -> str:
    """Return the column that shows a dimension's members to readers of a language."""
    return dimension.labels.get(locale.split("-")[0]) or dimension.labels.get("en") or dimension.column


def table_source(model: Model, table: str, alias: str) -> exp.Table:
    """Return the physical table under an alias. A source may be ``schema.table``."""
    source = model.tables[table].source or table
    schema, _, name = source.rpartition(".")
    return exp.table_(name, db=schema or None, alias=alias, quoted=True)


def column_of(model: Model, table: str, alias: str, column: str) -> exp.Expr:
    """Return a column of a table, computed ones as their expression."""
    columns = model.tables[table].columns
    computed = columns[column].expr
    if computed is None:
        return mark(exp.column(column, table=alias, quoted=True), columns[column].type)
    tree = exp.paren(parse_expression(computed).copy(), copy=False)
    for name in list(tree.find_all(exp.Column)):
        value = exp.column(name.name, table=alias, quoted=True)
        name.replace(mark(value, columns[name.name].type) if name.name in columns else value)
    return mark(tree, columns[column].type)


def member_of(model: Model, table: str, alias: str, column: str) -> exp.Expr:
    """Return what a column is grouped and filtered by: its value, or of a moment its day in the model's time zone."""
    is_moment = model.tables[table].columns[column].type in ("timestamp", "timestamptz")
    return (day_of if is_moment else column_of)(model, table, alias, column)


def day_of(model: Model, table: str, alias: str, column: str) -> exp.Expr:
    """Return the day of a time column, in the model's own time zone: whatever the session's is."""
    kind = model.tables[table].columns[column].type
    return as_day(column_of(model, table, alias, column), kind, model)


def as_day(value: exp.Expr, kind: str, model: Model) -> exp.Expr:
    """Return the day of a value of time, of a column type ``kind``."""
    if kind == "date":
        return value
    return exp.cast(in_zone(value, kind, model), "date")


def in_zone(value: exp.Expr, kind: str, model: Model) -> exp.Expr:
    """Return a moment as the clocks of the model's time zone show it."""
    if kind == "timestamptz":
        value = exp.AtTimeZone(this=value, zone=exp.Literal.string(model.calendar.time_zone))
    return value


def moment_of(day: exp.Expr) -> exp.Expr | None:
    """Return the moment that a day in the model's time zone is the day of; None where the day is kept as such."""
    inner = day.this if isinstance(day, exp.Cast) else None
    return inner.this if isinstance(inner, exp.AtTimeZone) else None


def moment(day: dt.date) -> exp.Expr:
    """Return the beginning of a day in UTC: no zone is a day away from it."""
    return exp.cast(exp.Literal.string(f"{day.isoformat()} 00:00:00+00"), "timestamptz")
