"""What a model says of its database that is not so."""

from __future__ import annotations

import datetime as dt

from semantic_layer.compiler.probes import duplicate_sql, expression_sql, member_sql, types_sql
from semantic_layer.issues import WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.findings import Finding, Findings, warning
from semantic_layer.model.nearest import nearest
from semantic_layer.model.source import Key
from semantic_layer.warehouse.database import Database
from semantic_layer.warehouse.definitions import find_backward, find_rival_snapshots, find_unmet
from semantic_layer.warehouse.freshness import find_stale
from semantic_layer.warehouse.grouping import find_wrong_groups
from semantic_layer.warehouse.strays import find_overlaps, find_strays

#: How an engine calls what a model calls a type; a number may be kept as a whole one too.
_KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "duckdb": {
        "integer": (
            "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
        ),
        "number": ("FLOAT", "DOUBLE", "DECIMAL"),
        "text": ("VARCHAR", "ENUM", "UUID"),
        "boolean": ("BOOLEAN",),
        "date": ("DATE",),
        "timestamp": ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
        "timestamptz": ("TIMESTAMP WITH TIME ZONE",),
    },
    # A type of one's own and a text filled up with blanks are left out: they do not compare as text does.
    "postgres": {
        "integer": ("SMALLINT", "INTEGER", "BIGINT"),
        "number": ("REAL", "DOUBLE PRECISION", "NUMERIC"),
        "text": ("TEXT", "CHARACTER VARYING", "UUID"),
        "boolean": ("BOOLEAN",),
        "date": ("DATE",),
        "timestamp": ("TIMESTAMP WITHOUT TIME ZONE",),
        "timestamptz": ("TIMESTAMP WITH TIME ZONE",),
    },
}  # fmt: skip


def find_live_problems(model: Model, database: Database, today: dt.date | None = None) -> Findings:
    """Yield what is not there, of another type or not unique; then, as warnings, rows that are astray, late or none."""
    sound = set()
    for name in model.tables:
        found = list(_check_columns(model, database, name))
        if not found:
            found = [*_check_expressions(model, database, name), *_check_key(model, database, name)]
        yield from found
        sound |= set() if any(each.severity == "error" for each in found) else {name}
    for name, dimension in model.dimensions.items():
        if dimension.table in sound:
            yield from _check_members(model, database, name)
    for name in model.tables:
        if name in sound:
            yield from find_stale(model, database, name, today)
            yield from find_overlaps(model, database, name)
    for index, join in enumerate(model.joins):
        if {join.table, join.to} <= sound:
            yield from find_strays(model, database, index)
    if sound == set(model.tables):
        yield from find_unmet(model, database, today or dt.date.max)
        yield from find_rival_snapshots(model, database)
        yield from find_backward(model, database)
        yield from find_wrong_groups(model, database, today or dt.date.max)


def find_misfits(model: Model, database: Database) -> dict[str, str]:
    """Return, for each table that the warehouse does not have as it is modelled, the first thing that is wrong."""
    first = {name: next(_check_columns(model, database, name), None) for name in model.tables}
    return {name: found.message for name, found in first.items() if found}


def _check_columns(model: Model, database: Database, name: str) -> Findings:
    table = model.tables[name]
    _, rows = database.run_sql(types_sql(model, name, database.dialect))
    # Only DuckDB takes a quoted name in any case.
    called = str.lower if database.dialect == "duckdb" else str
    there = {called(str(column)): str(kind).upper() for column, kind in rows}
    if not there:
        yield _problem(name, (), f"the warehouse has no table “{table.source or name}”.", "live_table")
        return
    for column, spec in table.columns.items():
        if spec.expr is not None:
            continue
        kind = there.get(called(column))
        key = ("columns", column)
        if kind is None:
            near = nearest(column, there)
            yield _problem(name, key, "the warehouse's table has no such column.", "live_column", near)
        elif not _is_kind(kind, spec.type, database.dialect):
            yield _problem(name, key, f"is {spec.type} here and {kind} in the warehouse.", "live_type")


def _is_kind(kind: str, wanted: str, dialect: str) -> bool:
    bare, kinds = kind.partition("(")[0], _KINDS[dialect]
    return bare in kinds[wanted] or (wanted == "number" and bare in kinds["integer"])


def _check_expressions(model: Model, database: Database, name: str) -> Findings:
    for column, spec in model.tables[name].columns.items():
        if spec.expr is not None:
            try:
                database.run_sql(expression_sql(model, name, column, database.dialect))
            except WarehouseError:
                yield _problem(name, ("columns", column, "expr"), "the warehouse cannot compute it.", "live_expression")


def _check_members(model: Model, database: Database, name: str) -> Findings:
    try:
        database.run_sql(member_sql(model, name, database.dialect), row_cap=1)
    except WarehouseError:
        yield Finding(("dimensions", name), (), "the warehouse cannot list its members.", (), "live_members")


def _check_key(model: Model, database: Database, name: str) -> Findings:
    if not model.tables[name].key or not database.run_sql(duplicate_sql(model, name, database.dialect), row_cap=1)[1]:
        return
    message = f"several rows have the same {', '.join(model.tables[name].key)}"
    # A join to a key that is not unique multiplies rows: the one fault that no query can see.
    if any(join.to == name for join in model.joins):
        yield _problem(name, ("key",), f"{message}: a join would count them twice.", "live_key")
    else:
        told = f"{message}: it is no key. No join leads here yet, and of two such rows either may count as the later."
        yield warning(("tables", name), ("key",), told, "repeated_key")


def _problem(table: str, rest: Key, message: str, code: str, near: tuple[str, ...] = ()) -> Finding:
    return Finding(("tables", table), rest, message, near, code)
