"""What a model says of its database that is not so."""

from __future__ import annotations

import datetime as dt

from semantic_layer.compiler.probes import duplicate_sql, expression_sql, types_sql
from semantic_layer.issues import WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.findings import Finding, Findings
from semantic_layer.model.nearest import nearest
from semantic_layer.model.source import Key
from semantic_layer.warehouse.duck import LockedDatabase
from semantic_layer.warehouse.freshness import find_stale
from semantic_layer.warehouse.strays import find_overlaps, find_strays

#: How the engine calls what a model calls a type; a number may be kept as any of them.
_KINDS = {
    "integer": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    "text": ("VARCHAR", "ENUM", "UUID"),
    "boolean": ("BOOLEAN",),
    "date": ("DATE",),
    "timestamp": ("TIMESTAMP",),
    "timestamptz": ("TIMESTAMP WITH TIME ZONE",),
}
_NUMBERS = (*_KINDS["integer"], "FLOAT", "DOUBLE", "DECIMAL")


def find_live_problems(model: Model, database: LockedDatabase, today: dt.date | None = None) -> Findings:
    """Yield what is not there, of another type or not unique; then, as warnings, rows that are astray, late or none."""
    sound = set()
    for name in model.tables:
        found = list(_check_columns(model, database, name))
        if not found:
            found = [*_check_expressions(model, database, name), *_check_key(model, database, name)]
        yield from found
        sound |= set() if found else {name}
    for name in model.tables:
        if name in sound:
            yield from find_stale(model, database, name, today)
            yield from find_overlaps(model, database, name)
    for index, join in enumerate(model.joins):
        if {join.table, join.to} <= sound:
            yield from find_strays(model, database, index)


def find_misfits(model: Model, database: LockedDatabase) -> dict[str, str]:
    """Return, for each table that the warehouse does not have as it is modelled, the first thing that is wrong."""
    first = {name: next(_check_columns(model, database, name), None) for name in model.tables}
    return {name: found.message for name, found in first.items() if found}


def _check_columns(model: Model, database: LockedDatabase, name: str) -> Findings:
    table = model.tables[name]
    _, rows = database.run_sql(types_sql(model, name))
    there = {str(column).lower(): str(kind) for column, kind in rows}
    if not there:
        yield _problem(name, (), f"the warehouse has no table “{table.source or name}”.", "live_table")
        return
    for column, spec in table.columns.items():
        if spec.expr is not None:
            continue
        kind = there.get(column.lower())
        key = ("columns", column)
        if kind is None:
            near = nearest(column, there)
            yield _problem(name, key, "the warehouse's table has no such column.", "live_column", near)
        elif not _is_kind(kind, spec.type):
            yield _problem(name, key, f"is {spec.type} here and {kind} in the warehouse.", "live_type")


def _is_kind(kind: str, wanted: str) -> bool:
    bare = kind.partition("(")[0]
    if wanted == "timestamp":
        return bare.startswith("TIMESTAMP") and "ZONE" not in bare
    return bare in (_NUMBERS if wanted == "number" else _KINDS[wanted])


def _check_expressions(model: Model, database: LockedDatabase, name: str) -> Findings:
    for column, spec in model.tables[name].columns.items():
        if spec.expr is not None:
            try:
                database.run_sql(expression_sql(model, name, column))
            except WarehouseError:
                yield _problem(name, ("columns", column, "expr"), "the warehouse cannot compute it.", "live_expression")


def _check_key(model: Model, database: LockedDatabase, name: str) -> Findings:
    # A join to a key that is not unique multiplies rows: the one fault that no query can see.
    if model.tables[name].key and any(join.to == name for join in model.joins):
        _, rows = database.run_sql(duplicate_sql(model, name), row_cap=1)
        if rows:
            key = ", ".join(model.tables[name].key)
            message = f"several rows have the same {key}: a join would count them twice."
            yield _problem(name, ("key",), message, "live_key")


def _problem(table: str, rest: Key, message: str, code: str, near: tuple[str, ...] = ()) -> Finding:
    return Finding(("tables", table), rest, message, near, code)
