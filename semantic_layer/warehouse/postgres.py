"""PostgreSQL, read-only: each query in a transaction that cannot write, with a time limit that the server keeps too.

No message of this door holds SQL, an address, a name or a password: what the driver says is only kept as the cause.
"""

from __future__ import annotations

import hashlib
import socket
from contextlib import suppress
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

from semantic_layer.issues import OutOfTime, WarehouseError
from semantic_layer.warehouse.database import GRACE, Cancel, Watch, plain_value

#: Connections that are kept, and how many more there may be while many ask.
KEPT, MORE = 5, 10
#: Seconds that the server has to let us in.
CONNECT_LIMIT = 5
#: What the server, the database or the role may have set otherwise, and would change what a query means.
_FIXED = (
    "timezone=UTC", "datestyle=ISO,YMD", "intervalstyle=postgres", "extra_float_digits=1",
    "standard_conforming_strings=on", "default_transaction_read_only=on",
    # All rows of a result are wanted, not the first few soon. A range of days is taken for a handful of rows: a loop
    # over each of them ran for minutes where a hash takes a second.
    "cursor_tuple_fraction=1", "enable_nestloop=off", "jit=off",
)  # fmt: skip
#: The database and its life, what its transactions have made of it, and how far a copy of it has followed.
_VERSION = """SELECT pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()),
 pg_current_snapshot()::text, CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END"""


class ReadOnlyServer:
    """A PostgreSQL database that can only be read. Safe from several threads: a query has a connection of its own."""

    dialect: Literal["postgres"] = "postgres"

    def __init__(self, url: str, *, time_limit: float, row_cap: int) -> None:
        """Reach the server; limits are seconds and rows.

        Raises:
            WarehouseError: it is not there, does not let us in, or the driver is not installed.
        """
        self.time_limit, self.row_cap = time_limit, row_cap
        milliseconds = max(1, int(time_limit * 1000))
        limits = (f"statement_timeout={milliseconds}", f"lock_timeout={max(1, milliseconds // 2)}")
        self._engine = connect(url, *_FIXED, *limits)
        event.listen(self._engine, "handle_error", _close_lost_cursor)
        self.run_sql("SELECT 1")

    @property
    def version(self) -> str:
        """Return what tells the database from any other state of it: any transaction that wrote changes it."""
        _, rows = self.run_sql(_VERSION)
        return hashlib.sha256(repr(rows[0]).encode()).hexdigest()[:16]

    def run_sql(
        self, sql: str, row_cap: int | None = None, cancel: Cancel | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and plain rows, at most one more than the row cap.

        Raises:
            OutOfTime: it took longer than the time limit.
            WarehouseError: the server failed or is gone, or the query was cancelled.
        """
        if "\0" in sql:
            # The driver would end the text there.
            raise WarehouseError("failed", "The warehouse could not answer.")
        most = (row_cap or self.row_cap) + 1
        try:
            return self._run(sql, most, cancel)
        except SQLAlchemyError as error:
            if not getattr(error, "connection_invalidated", False):
                raise translate(error, self.time_limit) from error
        try:
            # The connection had been kept, and the server has been away since.
            return self._run(sql, most, cancel)
        except SQLAlchemyError as error:
            raise translate(error, self.time_limit) from error

    def _run(self, sql: str, most: int, cancel: Cancel | None) -> tuple[list[str], list[tuple[Any, ...]]]:
        with self._connection() as connection:
            driver: Any = connection.connection.driver_connection
            watch = Watch(self.time_limit, lambda: _stop(driver), cancel, lambda: _hang_up(driver))
            try:
                with watch:
                    if watch.error is not None:
                        raise watch.error
                    found = _fetch(connection, sql, most)
                    # Before the watch ends: what it stops must not be the next query of this connection.
                    connection.rollback()
                    return found
            except SQLAlchemyError as error:
                if watch.error is None:
                    raise
                connection.invalidate()
                raise watch.error from error

    def _connection(self) -> Connection:
        try:
            return self._engine.connect()
        except SQLAlchemyError as error:
            raise translate(error, self.time_limit) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def connect(url: str, *settings: str) -> Engine:
    """Return an engine for a URL; ``settings`` of the session hold whatever the URL asks for.

    Tables without a schema are those of ``public``, unless the URL's ``options`` set another search path.

    Raises:
        WarehouseError: no such URL, or the driver is not installed.
    """
    try:
        place = make_url(url).set(drivername="postgresql+psycopg")
        asked = place.normalized_query.get("options", ())
        options = " ".join(["-c search_path=public,pg_temp", *asked, *(f"-c {setting}" for setting in settings)])
        return create_engine(
            place.difference_update_query(["options"]), pool_size=KEPT, max_overflow=MORE, pool_timeout=CONNECT_LIMIT,
            connect_args={
                # Each statement is another one: its plan is not kept.
                "options": options, "connect_timeout": CONNECT_LIMIT, "client_encoding": "utf8",
                "application_name": "kpi-answers", "prepare_threshold": None,
            },
        )  # fmt: skip
    except ImportError as error:
        message = "PostgreSQL needs a driver: pip install 'kpi-answers[postgres]'."
        raise WarehouseError("failed", message) from error
    except (ArgumentError, ValueError):
        raise WarehouseError("failed", "The warehouse's URL cannot be read.") from None


def _fetch(connection: Connection, sql: str, most: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    # A cursor on the server: what is over the cap never comes here. It takes a SELECT and nothing else.
    connection = connection.execution_options(
        postgresql_readonly=True, stream_results=True, max_row_buffer=most, no_parameters=True
    )
    with connection.exec_driver_sql(sql) as result:
        names = list(result.keys())
        return names, [tuple(map(plain_value, row)) for row in result.fetchmany(most)]


def _close_lost_cursor(context: ExceptionContext) -> None:
    # Of a connection that is lost, SQLAlchemy leaves the cursor to the driver, which warns that it was left open.
    running: Any = context.execution_context
    if context.is_disconnect and running is not None and running.cursor is not None:
        running.cursor.close()


def _stop(driver: Any) -> None:
    import psycopg

    # A server that does not listen is given up soon.
    with suppress(psycopg.Error):
        driver.cancel_safe(timeout=GRACE)


def _hang_up(driver: Any) -> None:
    """Break with a server that holds the line and says nothing: what waits for it gets an error."""
    import psycopg

    with suppress(psycopg.Error, OSError), socket.socket(fileno=socket.dup(driver.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def translate(error: SQLAlchemyError, seconds: float) -> WarehouseError:
    """Return a driver's error as one of ours, by its code and never by its words."""
    if isinstance(error, NoneFree):
        return WarehouseError("busy", "The warehouse has no connection free.")
    code = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if code == "57014":
        return OutOfTime(seconds)
    if code in ("55P03", "40P01"):
        return WarehouseError("locked", "Another program is writing to the warehouse.")
    if code in ("53300", "57P03"):
        return WarehouseError("busy", "The warehouse takes no more connections now.")
    refused = not code and isinstance(error, DBAPIError)
    if refused or code[:2] in ("08", "28", "3D") or code.startswith("57P"):
        return WarehouseError("unreachable", "The warehouse cannot be reached, or does not let us in.")
    return WarehouseError("failed", "The warehouse could not answer.")
