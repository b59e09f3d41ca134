"""The door to the state's database. SQLite: write-ahead log, one writer at a time. PostgreSQL: by URL.

Several processes may use it at once. Nothing is written, and no file is made, before there is something to keep. What
the driver says is only kept as the cause: no message holds a path, an address or a password.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from api.state.migrate import is_newest, migrate
from semantic_layer.issues import StateError

#: Seconds to wait for a writer before, and for a server to let us in: an answer waits as long.
PATIENCE, CONNECT_LIMIT = 2, 2
#: What a server may have set otherwise, and the driver cannot read or write.
_FIXED = ("timezone=UTC", "datestyle=ISO,YMD", "standard_conforming_strings=on")
#: What one process holds while it brings the tables of a server up to date.
_LOCK = 7_305_115_001


def open_door(url: str) -> Door:
    """Return the door to a database by its URL: ``sqlite:///FILE`` or ``postgresql://…``. It is not opened yet.

    Raises:
        StateError: the URL is none, or of another kind.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StateError("unfit", "The URL of the state cannot be read.") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StateError("unfit", "The state is kept in SQLite or PostgreSQL: sqlite:///FILE or postgresql://…")
    return Door(parsed)


class Door:
    """A database that is read and written in short transactions. Safe from several threads and processes."""

    def __init__(self, url: URL) -> None:
        """Keep where it is."""
        self._file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        self._url = url if self._file else url.set(drivername="postgresql+psycopg")
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._ready = False

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """Yield a connection to read by, or None where nothing has been kept yet.

        Raises:
            StateError: it cannot be read.
        """
        if self._file is not None and not self._file.exists():
            yield None
            return
        with self._connection(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """Yield a connection to write by; all of it is kept, or nothing.

        Once it is left, what was written outlives the process, and the power too. What is not ``durable`` does not
        wait for the disk: counters, and nothing of which somebody was told that it is kept.

        Raises:
            StateError: it cannot be written.
        """
        with self._connection(writes=True, durable=durable) as connection:
            yield connection

    def check_alive(self) -> None:
        """Read something.

        Raises:
            StateError: it cannot be read.
        """
        with self.reading() as connection:
            if connection is not None:
                connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let go of the connections."""
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def _connection(self, *, writes: bool, durable: bool = True) -> Iterator[Connection]:
        with translated():
            self._bring_up_to_date()
            opened = self._open().connect().execution_options(writes=writes, durable=durable)
            with opened as connection, connection.begin():
                if self._file is None and not durable:
                    connection.execute(text("SET LOCAL synchronous_commit TO off"))
                yield connection

    def _bring_up_to_date(self) -> None:
        """Make the tables, or bring them up to date: once a process, and by one process at a time."""
        with self._lock:
            if self._ready and (self._file is None or self._file.exists()):
                return
            # Connections to a file that was taken away would go on with it.
            self.close()
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._open().connect() as connection:
                current = is_newest(connection)
            if not current:
                self._migrate()
            self._ready = True

    def _migrate(self) -> None:
        if self._file is not None:
            self._write_ahead()
        with self._open().connect().execution_options(writes=True) as connection, connection.begin():
            if self._file is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            # Of several processes that begin at once, the first has made them.
            if not is_newest(connection):
                migrate(connection)

    def _write_ahead(self) -> None:
        """Let readers go on beside a writer, from now on: the file keeps that."""
        with self._open().connect() as connection, suppress(sqlite3.OperationalError):
            # Who is not alone with the file is refused at once; another who begins does the same.
            connection.connection.execute("PRAGMA journal_mode = WAL")

    def _open(self) -> Engine:
        if self._engine is None:
            if self._file is None:
                fixed = " ".join(f"-c {each}" for each in (*_FIXED, f"statement_timeout={CONNECT_LIMIT}s"))
                waits = {"connect_timeout": CONNECT_LIMIT, "options": fixed}
                self._engine = create_engine(self._url, connect_args=waits, pool_pre_ping=True)
            else:
                self._engine = create_engine(self._url, connect_args={"timeout": PATIENCE})
                event.listen(self._engine, "connect", _begin_by_hand)
                event.listen(self._engine, "begin", _begin)
        return self._engine


def _begin_by_hand(connection: Any, record: Any) -> None:
    # The driver would begin a transaction only at the first write, and too late to wait for another writer.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writes"):
        # NORMAL would leave the last transactions of a write-ahead log in the memory of the machine, after they were
        # acknowledged: FULL waits for the disk. It can be set before one, and not within.
        level = "FULL" if options.get("durable", True) else "NORMAL"
        if connection.info.get("synchronous") != level:
            connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
            connection.info["synchronous"] = level
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Turn what a database, a driver or a file system says into an error of ours.

    Raises:
        StateError: any of them failed.
    """
    try:
        yield
    except CommandError as error:
        raise StateError("newer", "The state was written by a newer version of this program.") from error
    except OperationalError as error:
        code = "locked" if "locked" in str(error.orig) else "unreachable"
        raise StateError(code, "The state cannot be reached just now.") from error
    except ImportError as error:
        message = "A state in PostgreSQL needs a driver: pip install 'kpi-answers[postgres]'."
        raise StateError("unfit", message) from error
    except (SQLAlchemyError, OSError) as error:
        raise StateError("broken", "The state cannot be read or written.") from error
