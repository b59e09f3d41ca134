"""Questions to a database that has no model yet: its columns, what they hold, and whether one leads to another."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlglot import exp

from semantic_layer.model.facts import ColumnFacts

#: Schemas in which engines describe themselves.
OWN_SCHEMAS = ("information_schema", "pg_catalog")


def default_schema_sql(dialect: str) -> str:
    """Return the SQL for the schema of tables that are named without one."""
    return exp.select(exp.func("current_schema", dialect=dialect)).sql(dialect)


def columns_sql(dialect: str) -> str:
    """Return the SQL for schema, table, column and type of every column, in the order they stand."""
    schema = exp.column("table_schema")
    own = exp.In(this=schema, expressions=[exp.Literal.string(name) for name in OWN_SCHEMAS])
    select = exp.select("table_schema", "table_name", "column_name", "data_type")
    select = select.from_("information_schema.columns").where(exp.Not(this=own))
    return select.order_by("table_schema", "table_name", "ordinal_position").sql(dialect)


def contents_sql(source: str, columns: Sequence[ColumnFacts], times: Collection[str], dialect: str) -> str:
    """Return the SQL for the rows of a table and, for each column, its filled rows, its values and its last day.

    The last day is NULL but for the columns of the types ``times``.
    """
    select = exp.select(exp.Count(this=exp.Star()))
    for column in columns:
        value = exp.column(column.name, quoted=True)
        last = exp.cast(exp.Max(this=value.copy()), "date") if column.type in times else exp.Null()
        select = select.select(
            exp.Count(this=value), exp.Count(this=exp.Distinct(expressions=[value.copy()])), last, copy=False
        )
    return select.from_(physical(source)).sql(dialect)


def combinations_sql(source: str, columns: Sequence[str], dialect: str) -> str:
    """Return the SQL for how many combinations of values some columns have."""
    inner = exp.select(*[exp.column(name, quoted=True) for name in columns]).distinct().from_(physical(source))
    return exp.select(exp.Count(this=exp.Star())).from_(inner.subquery("c")).sql(dialect)


def found_sql(source: str, column: str, target: str, key: str, dialect: str) -> str:
    """Return the SQL for how many values a column has, and how many of them the key of another table has."""
    value = exp.column(column, quoted=True)
    some = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
    inner = exp.select(exp.alias_(value, "v")).distinct().from_(physical(source)).where(some)
    keys = exp.select(exp.alias_(exp.column(key, quoted=True), "k")).from_(physical(target))
    on = exp.EQ(this=exp.column("v", table="a"), expression=exp.column("k", table="b"))
    select = exp.select(exp.Count(this=exp.Star()), exp.Count(this=exp.column("k", table="b")))
    return select.from_(inner.subquery("a")).join(keys.subquery("b"), on=on, join_type="left").sql(dialect)


def physical(source: str) -> exp.Table:
    """Return a table by the name that a model's ``source`` gives it."""
    schema, _, name = source.rpartition(".")
    return exp.table_(name, db=schema or None, quoted=True)
