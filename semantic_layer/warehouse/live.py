"""What a model says of its database that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.compiler.probes import duplicate_sql, expression_sql, member_sql, types_sql
from semantic_layer.issues import ModelProblem, WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.warehouse.duck import LockedDatabase

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


def find_live_problems(model: Model, database: LockedDatabase) -> Iterator[ModelProblem]:
    """Yield tables and columns that are not there or of another type, and keys that are not unique."""
    broken = set()
    for name in model.tables:
        found = list(_check_columns(model, database, name))
        found += [] if found else _check_expressions(model, database, name)
        yield from found or _check_key(model, database, name)
        broken |= {name} if found else set()
    for name, dimension in model.dimensions.items():
        if dimension.table not in broken:
            yield from _check_members(model, database, name)


def _check_columns(model: Model, database: LockedDatabase, name: str) -> Iterator[ModelProblem]:
    table = model.tables[name]
    _, rows = database.run_sql(types_sql(model, name))
    there = {str(column).lower(): str(kind) for column, kind in rows}
    if not there:
        yield _problem(f"tables.{name}", f"the warehouse has no table “{table.source or name}”.")
        return
    for column, spec in table.columns.items():
        if spec.expr is not None:
            continue
        kind = there.get(column.lower())
        key = f"tables.{name}.columns.{column}"
        if kind is None:
            yield _problem(key, "the warehouse's table has no such column.", nearest(column, there))
        elif not _is_kind(kind, spec.type):
            yield _problem(key, f"is {spec.type} here and {kind} in the warehouse.")


def _is_kind(kind: str, wanted: str) -> bool:
    bare = kind.partition("(")[0]
    if wanted == "timestamp":
        return bare.startswith("TIMESTAMP") and "ZONE" not in bare
    return bare in (_NUMBERS if wanted == "number" else _KINDS[wanted])


def _check_expressions(model: Model, database: LockedDatabase, name: str) -> Iterator[ModelProblem]:
    for column, spec in model.tables[name].columns.items():
        if spec.expr is not None:
            try:
                database.run_sql(expression_sql(model, name, column))
            except WarehouseError:
                yield _problem(f"tables.{name}.columns.{column}.expr", "the warehouse cannot compute it.")


def _check_members(model: Model, database: LockedDatabase, name: str) -> Iterator[ModelProblem]:
    try:
        database.run_sql(member_sql(model, name), row_cap=1)
    except WarehouseError:
        yield _problem(f"dimensions.{name}", "the warehouse cannot list its members.")


def _check_key(model: Model, database: LockedDatabase, name: str) -> Iterator[ModelProblem]:
    # A join to a key that is not unique multiplies rows: the one fault that no query can see.
    if model.tables[name].key and any(join.to == name for join in model.joins):
        _, rows = database.run_sql(duplicate_sql(model, name), row_cap=1)
        if rows:
            key = ", ".join(model.tables[name].key)
            yield _problem(f"tables.{name}.key", f"several rows have the same {key}: a join would count them twice.")


def _problem(key: str, message: str, near: tuple[str, ...] = ()) -> ModelProblem:
    return ModelProblem(file="warehouse", line=1, key=key, message=message, suggestions=near, code="live")
