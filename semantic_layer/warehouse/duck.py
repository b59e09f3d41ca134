"""DuckDB, read-only and locked down: no files, no settings, no extensions, a time and a memory limit."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Literal

import duckdb

from semantic_layer.issues import WarehouseError
from semantic_layer.warehouse.database import Cancel, Watch, plain_value


class LockedDatabase:
    """A database that can only be read. Safe from several threads: each call has a cursor of its own.

    A file that was replaced is opened again as soon as no query runs, so that rows and ``version`` agree.
    """

    dialect: Literal["duckdb"] = "duckdb"

    def __init__(self, path: Path, *, time_limit: float, row_cap: int, memory_limit: str, threads: int) -> None:
        """Open the file; limits are seconds, rows, a size such as "4GB", and threads.

        Raises:
            WarehouseError: missing, locked by a writer, or not a database.
        """
        self.path, self.time_limit, self.row_cap = path, time_limit, row_cap
        self._limits = (memory_limit, threads)
        self._lock = threading.Condition()
        self._running = 0
        self._connection = _connect(path, *self._limits)
        self._opened = _fingerprint(path)

    @property
    def version(self) -> str:
        """Return what tells the open file from any other state of it."""
        with self._lock:
            self._reopen_if_replaced()
            return self._opened

    def run_sql(
        self, sql: str, row_cap: int | None = None, cancel: Cancel | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and plain rows, at most one more than the row cap.

        Raises:
            OutOfTime: it took longer than the time limit.
            WarehouseError: the engine failed, or the query was cancelled.
        """
        cursor = self._begin()
        # Told again after a while: what comes just before a query begins is not heard.
        watch = Watch(self.time_limit, cursor.interrupt, cancel, cursor.interrupt)
        try:
            with watch:
                if watch.error is not None:
                    raise watch.error
                cursor.execute(sql)
                rows = cursor.fetchmany((row_cap or self.row_cap) + 1)
                names = [column[0] for column in cursor.description or ()]
            return names, [tuple(map(plain_value, row)) for row in rows]
        except duckdb.Error as error:
            raise watch.error or WarehouseError("failed", "The warehouse could not answer.") from error
        finally:
            self._end(cursor)

    def _begin(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            self._reopen_if_replaced()
            try:
                cursor = self._connection.cursor()
            except duckdb.Error as error:
                raise WarehouseError("missing", "The warehouse is closed.") from error
            self._running += 1
            return cursor

    def _end(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with self._lock:
            self._running -= 1
            cursor.close()
            self._lock.notify_all()

    def _reopen_if_replaced(self) -> None:
        fresh = _fingerprint(self.path)
        if fresh in (self._opened, ""):
            return
        # The engine keeps one instance a file: the old one must be closed before the new file is seen. Whoever comes
        # now waits for those who run, so that they come to an end under any load.
        over = time.monotonic() + self.time_limit
        while self._running and (left := over - time.monotonic()) > 0:
            self._lock.wait(left)
        if self._running or fresh == self._opened:
            return
        self._connection.close()
        self._connection = _connect(self.path, *self._limits)
        self._opened = fresh

    def close(self) -> None:
        """Close the file. What still runs has a cursor of its own, and comes to its end."""
        # A connection refuses to be closed in the middle of another call on it.
        with self._lock:
            self._connection.close()


def open_locked(path: Path | str, *, time_limit: float = 60, row_cap: int = 100_000) -> LockedDatabase:
    """Return a read-only connection of its own to a database file: for SQL that no guard has seen."""
    return LockedDatabase(Path(path), time_limit=time_limit, row_cap=row_cap, memory_limit="4GB", threads=2)


def _fingerprint(path: Path) -> str:
    try:
        facts = path.stat()
    except OSError:
        return ""
    return f"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{facts.st_size:x}"


#: One process has one instance of a file: only its first connection may still set anything.
_LOCKING = threading.Lock()


def _lock_down(connection: duckdb.DuckDBPyConnection) -> None:
    """Fix the zone that parts of a moment (its hour, its day) are those of, then every setting."""
    with _LOCKING:
        locked = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
        if locked != (True,):
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            connection.execute("SET GLOBAL lock_configuration = true")


def _connect(path: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    if not path.is_file():
        raise WarehouseError("missing", "The warehouse's database file is not there.")
    try:
        connection = duckdb.connect(
            str(path),
            read_only=True,
            config={
                "enable_external_access": "false",
                "autoload_known_extensions": "false",
                "autoinstall_known_extensions": "false",
                "allow_community_extensions": "false",
                "memory_limit": memory_limit,
                "threads": str(threads),
                "temp_directory": "",
            },
        )
        _lock_down(connection)
        return connection
    except duckdb.Error as error:
        text = str(error).lower()
        if "lock" in text and "lock_configuration" not in text:
            raise WarehouseError("locked", "Another program is writing to the warehouse.") from error
        if "different configuration" in text:
            # One process has one instance of a file: its limits are the first opener's.
            raise WarehouseError("busy", "The warehouse is open here already, with other limits.") from error
        raise WarehouseError("corrupt", "The warehouse's file is not a database that can be read.") from error
