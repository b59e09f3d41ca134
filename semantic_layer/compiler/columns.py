"""Tables and columns of a model as SQL expressions."""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler.expressions import parse_expression
from semantic_layer.model import Model


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


def day_of(model: Model, table: str, alias: str, column: str) -> exp.Expr:
    """Return the day of a time column, in the model's own time zone: whatever the session's is."""
    kind = model.tables[table].columns[column].type
    return as_day(column_of(model, table, alias, column), kind, model)


def as_day(value: exp.Expr, kind: str, model: Model) -> exp.Expr:
    """Return the day of a value of time, of a column type ``kind``."""
    if kind == "date":
        return value
    if kind == "timestamptz":
        value = exp.AtTimeZone(this=value, zone=exp.Literal.string(model.calendar.time_zone))
    return exp.cast(value, "date")
