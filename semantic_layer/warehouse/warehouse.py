"""A model's warehouse: runs what the compiler made, says what the data cover, lists members."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from semantic_layer.compiler.probes import coverage_sql, member_sql, time_columns
from semantic_layer.issues import ModelProblem, WarehouseError
from semantic_layer.model import Model
from semantic_layer.query import Members
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.session import Coverage, DataState, Viewer
from semantic_layer.warehouse.duck import LockedDatabase
from semantic_layer.warehouse.live import find_live_problems

#: Members of one dimension that are read; a dimension with more is found by its first ones only.
MOST_MEMBERS = 200_000


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member: the raw value of the dimension's column, and its names by language."""

    value: object
    labels: dict[str, str]


def open_warehouse(
    url: str,
    folder: Path,
    *,
    time_limit: float = 10,
    row_cap: int = 10_000,
    memory_limit: str = "4GB",
    threads: int = 2,
) -> Warehouse:
    """Return the warehouse of a URL ``duckdb:///file``, the file relative to the model folder.

    Raises:
        WarehouseError: an engine that is not known, or a file that is missing, locked or corrupt.
    """
    scheme, _, rest = url.partition(":///")
    if scheme != "duckdb" or not rest:
        raise WarehouseError("failed", "The warehouse must be duckdb:///FILE.")
    database = LockedDatabase(
        folder / rest, time_limit=time_limit, row_cap=row_cap, memory_limit=memory_limit, threads=threads
    )
    return Warehouse(database)


class Warehouse:
    """One open warehouse. Thread-safe."""

    def __init__(self, database: LockedDatabase) -> None:
        """Keep the open database."""
        self._database = database
        self._state: tuple[str, DataState] | None = None
        self._lock = threading.Lock()

    @property
    def dialect(self) -> str:
        """Return the engine's SQL dialect."""
        return self._database.dialect

    def run(self, compiled: CompiledQuery) -> Result:
        """Return the rows of a compiled query, cut at the row cap, or at the limit that a list of members asks for.

        Raises:
            WarehouseError: the engine failed or ran out of time.
        """
        begun = time.perf_counter()
        _, rows = self._database.run_sql(compiled.sql)
        cap = self._database.row_cap
        if isinstance(compiled.query, Members):
            cap = min(cap, compiled.query.limit)
        total = self._total(compiled) if compiled.total is not None else None
        elapsed = (time.perf_counter() - begun) * 1000
        return Result(
            columns=compiled.columns, rows=tuple(rows[:cap]), truncated=len(rows) > cap, total=total, elapsed_ms=elapsed
        )

    def _total(self, compiled: CompiledQuery) -> tuple[Any, ...]:
        """Return the total row under the columns of the rows."""
        assert compiled.total is not None
        _, rows = self._database.run_sql(compiled.total.sql)
        names = [column.name for column in compiled.total.columns]
        found = dict(zip(names, rows[0], strict=True)) if rows else {}
        return tuple(found.get(column.name) for column in compiled.columns)

    def state(self, model: Model) -> DataState:
        """Return what the data cover, and their version. Read again only when the file has changed."""
        version = f"{self._database.version}-{model.version}"
        with self._lock:
            if self._state is None or self._state[0] != version:
                self._state = (version, DataState(coverage=self._coverage(model), version=version))
            return self._state[1]

    def _coverage(self, model: Model) -> dict[str, Coverage]:
        coverage = {}
        for table, column in time_columns(model):
            _, rows = self._database.run_sql(coverage_sql(model, table, column))
            first, last = rows[0]
            fixed = model.tables[table].watermark
            if first is not None:
                # A declared last complete day holds where its last rows are older: there were none since.
                watermark = fixed or _day(last)
                coverage[f"{table}.{column}"] = Coverage(first=_day(first), watermark=max(_day(first), watermark))
        return coverage

    def members(self, model: Model, dimension: str, viewer: Viewer | None = None) -> tuple[MemberRow, ...]:
        """Return the members of a dimension with their names by language: all, or those a viewer may see."""
        languages = list(model.dimensions[dimension].labels)
        _, rows = self._database.run_sql(member_sql(model, dimension, viewer), row_cap=MOST_MEMBERS)
        return tuple(
            MemberRow(row[0], {lang: str(name) for lang, name in zip(languages, row[1:], strict=True) if name})
            for row in rows
            if row[0] is not None
        )

    def check(self, model: Model) -> tuple[ModelProblem, ...]:
        """Return what the model says of the database that is not so."""
        return tuple(find_live_problems(model, self._database))

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
