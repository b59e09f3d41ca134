"""Tables, columns and values as SQL expressions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.expressions import parse_expression
from semantic_layer.model import Model

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


def table_source(model: Model, table: str, alias: str) -> exp.Table:
    """Return the physical table under an alias. A source may be ``schema.table``."""
    source = model.tables[table].source or table
    schema, _, name = source.rpartition(".")
    return exp.table_(name, db=schema or None, alias=alias, quoted=True)


def column_of(model: Model, table: str, alias: str, column: str) -> exp.Expr:
    """Return a column of a table, computed ones as their expression."""
    computed = model.tables[table].columns[column].expr
    if computed is None:
        return exp.column(column, table=alias, quoted=True)
    tree = parse_expression(computed).copy()
    for name in list(tree.find_all(exp.Column)):
        name.replace(exp.column(name.name, table=alias, quoted=True))
    return exp.paren(tree)


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
