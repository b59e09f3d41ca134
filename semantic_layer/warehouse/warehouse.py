"""A model's warehouse: runs what the compiler made, says what the data cover, lists members."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from semantic_layer.compiler.probes import coverage_sql, member_sql, time_columns
from semantic_layer.issues import ModelProblem, WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.findings import Findings, Locate, nowhere, tell_finding, warning
from semantic_layer.query import Members
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.session import Coverage, DataState, Dialect, Viewer
from semantic_layer.warehouse.database import Cancel, Database, day_of_value
from semantic_layer.warehouse.duck import LockedDatabase
from semantic_layer.warehouse.live import find_live_problems, find_misfits

#: Members of one dimension that are read; of one with more, the others are not known by name, and it is said.
MOST_MEMBERS = 200_000
#: Days that were asked on of which it is kept what the data cover before them.
KEPT_DAYS = 64


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member: the raw value of the dimension's column, and its names by language."""

    value: object
    labels: dict[str, str]


def are_all(members: Sequence[MemberRow]) -> bool:
    """Say whether members are all that a dimension has, and not the first of more."""
    return len(members) <= MOST_MEMBERS


def open_warehouse(
    url: str,
    folder: Path,
    *,
    time_limit: float = 10,
    row_cap: int = 10_000,
    memory_limit: str = "4GB",
    threads: int = 2,
) -> Warehouse:
    """Return the warehouse of a URL: ``duckdb:///file``, relative to the model folder, or ``postgresql://…``.

    Limits are seconds, rows, and for DuckDB a size and threads; a server of its own has its own.

    Raises:
        WarehouseError: an engine that is not known or not there, or a file that is missing, locked or corrupt.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "duckdb" and rest[:1] == "/" and rest != "/":
        file = folder / rest[1:]
        return Warehouse(
            LockedDatabase(file, time_limit=time_limit, row_cap=row_cap, memory_limit=memory_limit, threads=threads)
        )
    if scheme in ("postgresql", "postgresql+psycopg"):
        # A folder with a file of its own needs no library of servers.
        from semantic_layer.warehouse.postgres import ReadOnlyServer

        return Warehouse(ReadOnlyServer(url, time_limit=time_limit, row_cap=row_cap))
    raise WarehouseError("failed", "The warehouse must be duckdb:///FILE or postgresql://USER@HOST/DATABASE.")


class Warehouse:
    """One open warehouse. Thread-safe."""

    def __init__(self, database: Database) -> None:
        """Keep the open database."""
        self._database = database
        self._states: dict[dt.date, DataState] = {}
        self._lock = threading.Lock()

    @property
    def dialect(self) -> Dialect:
        """Return the engine's SQL dialect."""
        return self._database.dialect

    def run(self, compiled: CompiledQuery, cancel: Cancel | None = None) -> Result:
        """Return the rows of a compiled query, cut at the row cap, or at the limit that a list of members asks for.

        ``cancel`` stops it from another thread.

        Raises:
            WarehouseError: the engine failed or ran out of time, or the query was cancelled.
        """
        begun = time.perf_counter()
        _, rows = self._database.run_sql(compiled.sql, cancel=cancel)
        cap = self._database.row_cap
        if isinstance(compiled.query, Members):
            cap = min(cap, compiled.query.limit)
        total = self._total(compiled, cancel) if compiled.total is not None else None
        elapsed = (time.perf_counter() - begun) * 1000
        return Result(
            columns=compiled.columns, rows=tuple(rows[:cap]), truncated=len(rows) > cap, total=total, elapsed_ms=elapsed
        )

    def _total(self, compiled: CompiledQuery, cancel: Cancel | None) -> tuple[Any, ...]:
        """Return the total row under the columns of the rows."""
        assert compiled.total is not None
        _, rows = self._database.run_sql(compiled.total.sql, cancel=cancel)
        names = [column.name for column in compiled.total.columns]
        found = dict(zip(names, rows[0], strict=True)) if rows else {}
        return tuple(found.get(column.name) for column in compiled.columns)

    def check_alive(self) -> None:
        """Ask the engine for something.

        Raises:
            WarehouseError: it does not answer.
        """
        self._database.run_sql("SELECT 1", row_cap=1)

    @property
    def data_version(self) -> str:
        """Return what tells the data from any other state of them, whatever model they are seen by.

        Raises:
            WarehouseError: they cannot be read.
        """
        return self._database.version

    def version(self, model: Model) -> str:
        """Return what tells the data, as a model sees them, from any other state of them."""
        return f"{self.data_version}-{model.version}"

    def state(self, model: Model, today: dt.date) -> DataState:
        """Return what the data cover before a day, and their version.

        Read once for each day that is asked on, and again when the file has changed. Where the model says where its
        data end, no day after that is looked at.
        """
        version = self.version(model)
        before = min(today, model.calendar.as_of or today)
        with self._lock:
            if any(state.version != version for state in self._states.values()):
                self._states.clear()
            if before not in self._states:
                while len(self._states) >= KEPT_DAYS:
                    self._states.pop(next(iter(self._states)))
                self._states[before] = self._read(model, before, version)
            return self._states[before]

    def _read(self, model: Model, before: dt.date, version: str) -> DataState:
        return DataState(coverage=self._coverage(model, before), version=version, dialect=self.dialect)

    def _coverage(self, model: Model, before: dt.date) -> dict[str, Coverage]:
        coverage = {}
        for table, column in time_columns(model):
            _, rows = self._database.run_sql(coverage_sql(model, table, column, before, self.dialect))
            first, last = rows[0]
            fixed = model.tables[table].watermark
            if first is not None:
                # A declared last complete day holds where its last rows are older: there were none since.
                known = fixed or (before if last is None else day_of_value(last))
                # Today is not over, but where the data have ended and are declared to be whole on that very day.
                is_whole = fixed is not None and before == model.calendar.as_of == fixed
                watermark = known if is_whole else min(known, before - dt.timedelta(days=1))
                coverage[f"{table}.{column}"] = Coverage(first=day_of_value(first), watermark=watermark)
        return coverage

    def members(self, model: Model, dimension: str, viewer: Viewer | None = None) -> tuple[MemberRow, ...]:
        """Return the members of a dimension with their names by language: all, or those a viewer may see.

        Of more than are read, one more than ``MOST_MEMBERS``: ``are_all`` says so.
        """
        languages = list(model.dimensions[dimension].labels)
        _, rows = self._database.run_sql(member_sql(model, dimension, self.dialect, viewer), row_cap=MOST_MEMBERS)
        return tuple(
            MemberRow(row[0], {lang: str(name) for lang, name in zip(languages, row[1:], strict=True) if name})
            for row in rows
            if row[0] is not None
        )

    def check(
        self, model: Model, locate: Locate = nowhere, today: dt.date | None = None
    ) -> tuple[ModelProblem, ...]:  # fmt: skip
        """Return what the model says of the database that is not so, and, as warnings, what is weak in the data."""
        found = list(find_live_problems(model, self._database, today or model.calendar.as_of))
        if all(each.severity == "warning" for each in found):
            found += self._cut_short(model)
        return tuple(tell_finding(each, locate) for each in found)

    def _cut_short(self, model: Model) -> Findings:
        for name, spec in model.dimensions.items():
            if spec.index and not are_all(self.members(model, name)):
                message = f"has more than {MOST_MEMBERS:,} members: questions cannot name the others."
                yield warning(("dimensions", name), (), message, "live_many_members")

    def misfits(self, model: Model) -> dict[str, str]:
        """Return, for each table that is not there as it is modelled, why."""
        return find_misfits(model, self._database)

    def close(self) -> None:
        """Close the database."""
        self._database.close()
