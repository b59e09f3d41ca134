"""Write a database file from columns in memory: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa


def write_database(
    path: Path, tables: Mapping[str, pa.Table], progress: Callable[[str, int, int], None] | None = None
) -> None:
    """Write each table into a new DuckDB file that takes the place of ``path`` at the end.

    ``progress`` is told (table, done, of how many).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(fresh)) as connection:
            for place, (name, table) in enumerate(tables.items()):
                if progress:
                    progress(name, place, len(tables))
                connection.register("incoming", table)
                connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
                connection.unregister("incoming")
            connection.execute("CHECKPOINT")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
