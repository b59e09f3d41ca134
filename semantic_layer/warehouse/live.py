"""What a model says of its database that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.compiler.probes import duplicate_sql, expression_sql, types_sql
from semantic_layer.issues import ModelProblem, WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.warehouse.database import Database

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


def find_live_problems(model: Model, database: Database) -> Iterator[ModelProblem]:
    """Yield tables and columns that are not there or of another type, and keys that are not unique."""
    for name in model.tables:
        found = list(_check_columns(model, database, name))
        yield from found
        if not found:
            yield from _check_expressions(model, database, name)
            yield from _check_key(model, database, name)


def _check_columns(model: Model, database: Database, name: str) -> Iterator[ModelProblem]:
    table = model.tables[name]
    _, rows = database.run_sql(types_sql(model, name, database.dialect))
    # Only DuckDB takes a quoted name in any case.
    called = str.lower if database.dialect == "duckdb" else str
    there = {called(str(column)): str(kind).upper() for column, kind in rows}
    if not there:
        yield _problem(f"tables.{name}", f"the warehouse has no table “{table.source or name}”.")
        return
    for column, spec in table.columns.items():
        if spec.expr is not None:
            continue
        kind = there.get(called(column))
        key = f"tables.{name}.columns.{column}"
        if kind is None:
            yield _problem(key, "the warehouse's table has no such column.", nearest(column, there))
        elif not _is_kind(kind, spec.type, database.dialect):
            yield _problem(key, f"is {spec.type} here and {kind} in the warehouse.")


def _is_kind(kind: str, wanted: str, dialect: str) -> bool:
    bare, kinds = kind.partition("(")[0], _KINDS[dialect]
    return bare in kinds[wanted] or (wanted == "number" and bare in kinds["integer"])


def _check_expressions(model: Model, database: Database, name: str) -> Iterator[ModelProblem]:
    for column, spec in model.tables[name].columns.items():
        if spec.expr is not None:
            try:
                database.run_sql(expression_sql(model, name, column, database.dialect))
            except WarehouseError:
                yield _problem(f"tables.{name}.columns.{column}.expr", "the warehouse cannot compute it.")


def _check_key(model: Model, database: Database, name: str) -> Iterator[ModelProblem]:
    # A join to a key that is not unique multiplies rows: the one fault that no query can see.
    if model.tables[name].key and any(join.to == name for join in model.joins):
        _, rows = database.run_sql(duplicate_sql(model, name, database.dialect), row_cap=1)
        if rows:
            key = ", ".join(model.tables[name].key)
            yield _problem(f"tables.{name}.key", f"several rows have the same {key}: a join would count them twice.")


def _problem(key: str, message: str, near: tuple[str, ...] = ()) -> ModelProblem:
    return ModelProblem(file="warehouse", line=1, key=key, message=message, suggestions=near, code="live")
