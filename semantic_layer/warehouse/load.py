"""Load tables in memory into a PostgreSQL database: whole or not at all, and over no table that is somebody else's."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as pcsv
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from semantic_layer.issues import WarehouseError
from semantic_layer.warehouse.postgres import connect, translate

#: Rows that go to the server at a time.
BATCH = 50_000
_TYPES: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
    (pa.types.is_boolean, "boolean"), (pa.types.is_int64, "bigint"), (pa.types.is_uint32, "bigint"),
    (pa.types.is_uint64, "numeric"), (pa.types.is_integer, "integer"), (pa.types.is_floating, "double precision"),
    (pa.types.is_date, "date"), (pa.types.is_string, "text"), (pa.types.is_large_string, "text"),
    (pa.types.is_dictionary, "text"),
)  # fmt: skip


def load_tables(
    url: str,
    tables: Mapping[str, pa.Table],
    mark: str,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    force: bool = False,
) -> bool:
    """Write each table into the database, in the place of what an earlier load wrote; say whether it did.

    ``mark`` ("maker: what is written") is kept as the comment of each table. Where all bear it already, nothing is
    written but with ``force``; where one has no comment of this maker, nothing at all. ``progress`` is told (table,
    done, of how many).

    Raises:
        WarehouseError: a table of that name is not one that this function wrote; or the database cannot be written.
    """
    engine = connect(url, "statement_timeout=0")
    maker = mark.split(":")[0]
    try:
        with engine.begin() as connection:
            marks = _marks(connection, list(tables))
            if not force and list(marks.values()) == [mark] * len(tables):
                return False
            others = [name for name, found in marks.items() if found.split(":")[0] != maker]
            if others:
                message = f"The database has tables of its own called {', '.join(others)}: nothing is written."
                raise WarehouseError("failed", message)
            for place, (name, table) in enumerate(tables.items()):
                if progress:
                    progress(name, place, len(tables))
                _write(connection, name, table, mark)
            for name in tables:
                _rename(connection, name)
        return True
    except SQLAlchemyError as error:
        raise translate(error, 0) from error
    finally:
        engine.dispose()


def _marks(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    """Return the comment of each table that is there."""
    found = {}
    for name in names:
        row = connection.execute(
            text("SELECT obj_description(c.oid, 'pg_class') FROM pg_class c WHERE c.oid = to_regclass(:name)"),
            {"name": _quoted(name)},
        ).one_or_none()
        if row is not None:
            found[name] = str(row[0] or "")
    return found


def _write(connection: Connection, name: str, table: pa.Table, mark: str) -> None:
    """Write a table beside the one that it is to replace: who reads that one need not wait."""
    fresh = _quoted(_fresh(name))
    columns = ", ".join(f"{_quoted(field.name)} {_type(field.type)}" for field in table.schema)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {fresh}")
    connection.exec_driver_sql(f"CREATE TABLE {fresh} ({columns})")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {fresh} FROM STDIN (FORMAT csv)") as copy:
        for block in _blocks(table):
            copy.write(block)
    comment = mark.replace("'", "''")
    connection.exec_driver_sql(f"COMMENT ON TABLE {fresh} IS '{comment}'")
    connection.exec_driver_sql(f"ANALYZE {fresh}")


def _rename(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_quoted(name)}")
    connection.exec_driver_sql(f"ALTER TABLE {_quoted(_fresh(name))} RENAME TO {_quoted(name)}")


def _blocks(table: pa.Table) -> Iterator[bytes]:
    """Yield the rows as CSV: NULL is nothing, an empty text is quoted."""
    options = pcsv.WriteOptions(include_header=False, quoting_style="all_valid")
    for batch in table.to_batches(max_chunksize=BATCH):
        block = io.BytesIO()
        pcsv.write_csv(_flat(batch), block, options)
        yield block.getvalue()


def _flat(batch: pa.RecordBatch) -> pa.Table:
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in batch.columns
    ]
    return pa.table(dict(zip(batch.schema.names, columns, strict=True)))


def _type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    for test, name in _TYPES:
        if test(kind):
            return name
    raise WarehouseError("failed", f"A column of the type {kind} cannot be loaded.")


def _fresh(name: str) -> str:
    return f"{name}__fresh"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
