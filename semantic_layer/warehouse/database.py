"""What every engine's door offers, and what the doors share: plain values, and stopping what runs too long."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import threading
import uuid
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol

from semantic_layer.issues import OutOfTime, WarehouseError
from semantic_layer.session import Dialect

#: Seconds that an engine has to obey, before the connection to it is given up.
GRACE = 2.0


class Cancel:
    """Stops the queries that run under it, from any thread. None that begins later under it runs.

    Within ``with cancel:`` every query of this context runs under it, that of somebody who knows nothing of it too;
    threads that are started with a copy of the context take it along.
    """

    def __init__(self) -> None:
        """Start with nothing to stop."""
        self._lock = threading.Lock()
        self._stops: set[Callable[[], None]] = set()
        self._called = False
        self._before: list[Token[Cancel | None]] = []
        self.error = WarehouseError("cancelled", "The query was stopped.")

    def __call__(self, error: WarehouseError | None = None) -> None:
        """Stop what runs, and what would: each fails with the error."""
        with self._lock:
            self.error = self.error if error is None or self._called else error
            self._called = True
            stops = tuple(self._stops)
        for stop in stops:
            stop()

    def __enter__(self) -> Cancel:
        """Hold for what this context runs."""
        self._before.append(_HELD.set(self))
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        """Hold no more."""
        _HELD.reset(self._before.pop())

    def add(self, stop: Callable[[], None]) -> None:
        """Call ``stop`` when cancelled: at once if that has been."""
        with self._lock:
            self._stops.add(stop)
            called = self._called
        if called:
            stop()

    def remove(self, stop: Callable[[], None]) -> None:
        """Forget about a query that is over."""
        with self._lock:
            self._stops.discard(stop)


_HELD: ContextVar[Cancel | None] = ContextVar("cancel", default=None)


class Database(Protocol):
    """An open database that can only be read. Safe from several threads."""

    time_limit: float
    row_cap: int

    @property
    def dialect(self) -> Dialect:
        """Return the dialect of its SQL."""
        ...

    @property
    def version(self) -> str:
        """Return what tells the data from any other state of them."""
        ...

    def run_sql(
        self, sql: str, row_cap: int | None = None, cancel: Cancel | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and plain rows, at most one more than the row cap.

        Raises:
            OutOfTime: it took longer than the time limit.
            WarehouseError: the engine failed, or the query was cancelled.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class Watch:
    """Stops one query at its time limit (seconds), or when it is cancelled; never one that is over.

    ``stop`` tells the engine to; ``give_up`` breaks with an engine that does not obey.
    """

    def __init__(
        self,
        seconds: float,
        stop: Callable[[], None],
        cancel: Cancel | None = None,
        give_up: Callable[[], None] | None = None,
    ) -> None:
        """Keep what to call."""
        self._seconds, self._stop, self._give_up = seconds, stop, give_up
        self._cancel = cancel or _HELD.get()
        # Held while the engine is told: a query that is over meanwhile must not pass its connection to the next.
        self._lock = threading.Lock()
        self._over = False
        self._timers: list[threading.Timer] = []
        self.error: WarehouseError | None = None

    def __enter__(self) -> Watch:
        """Start the clock."""
        self._later(self._seconds, self._time_out)
        if self._cancel is not None:
            self._cancel.add(self._cancelled)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        """Stop the clock."""
        with self._lock:
            self._over = True
            for timer in self._timers:
                timer.cancel()
        # A thread that outlives its query holds the engine's cursor, and an engine that is held as a program ends
        # complains of it.
        for timer in self._timers:
            timer.join()
        if self._cancel is not None:
            self._cancel.remove(self._cancelled)

    def _time_out(self) -> None:
        self._end(OutOfTime(self._seconds))

    def _cancelled(self) -> None:
        assert self._cancel is not None
        self._end(self._cancel.error)

    def _end(self, error: WarehouseError) -> None:
        with self._lock:
            if self._over or self.error is not None:
                return
            self.error = error
            if self._give_up is not None:
                self._later(GRACE, self._break)
            self._stop()

    def _break(self) -> None:
        with self._lock:
            if not self._over and self._give_up is not None:
                self._give_up()

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, call)
        timer.daemon = True
        self._timers.append(timer)
        timer.start()


def plain_value(value: Any) -> Any:
    """Return a value as answers hold them: a number for a decimal, a day for its midnight, None for no number.

    >>> plain_value(decimal.Decimal("1.50")), plain_value(decimal.Decimal("3")), plain_value(math.inf)
    (1.5, 3, None)
    """
    if isinstance(value, decimal.Decimal):
        if not value.is_finite():
            return None
        whole = value.as_tuple().exponent
        return int(value) if isinstance(whole, int) and whole >= 0 else float(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time.min and value.tzinfo is None:
        return value.date()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def day_of_value(value: dt.date) -> dt.date:
    """Return the day of a plain value: its own, or that of its moment."""
    return value.date() if isinstance(value, dt.datetime) else value
