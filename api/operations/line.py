"""The line of questions: so many are worked on at once and so many wait, by whatever door they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from api.operations.counters import Counters
from api.operations.current import Current
from semantic_layer.issues import OutOfTime
from semantic_layer.warehouse import Cancel

#: Seconds after which who was sent away may come again.
AGAIN = 5


class Busy(Exception):
    """More have come than may wait, or one has waited too long: he is told to come again."""


class Gone(Exception):
    """Who waited has gone away before his turn."""


class Line:
    """Of a service's questions, ``at_once`` are worked on and ``most`` more wait. For the thread of the event loop.

    ``seconds`` is what one may wait, and then what one may be worked on: what the warehouse is doing for it is stopped
    then.
    """

    def __init__(self, at_once: int, most: int, seconds: float, served: Current, counters: Counters) -> None:
        """Begin with nobody."""
        self._seconds, self._served, self._counters = seconds, served, counters
        self._free, self._room = asyncio.Semaphore(at_once), at_once + most

    @asynccontextmanager
    async def turn(self, gone: asyncio.Event) -> AsyncIterator[Place]:
        """Wait for a turn, and yield the place that one has then; nobody waits any more who is ``gone``.

        Raises:
            Busy: too many wait, or one waited too long.
            Gone: he went away.
        """
        if not self._room:
            self._counters.shed.inc()
            raise Busy
        self._room -= 1
        try:
            with self._counters.waiting.track_inprogress():
                await self._wait(gone)
            place = Place(self._free, self._counters)
            try:
                yield place
            finally:
                place.leave()
        finally:
            self._room += 1

    @contextmanager
    def work(self, late: Callable[[], None] = lambda: None) -> Iterator[Cancel]:
        """Yield what stops the queries of all that is done within, which sees one engine.

        They are stopped when it takes too long, and ``late`` is called; and when the task is cancelled.
        """
        cancel = Cancel()

        def stop() -> None:
            cancel(OutOfTime(self._seconds))
            late()

        over = asyncio.get_running_loop().call_later(self._seconds, stop)
        try:
            with cancel, self._served.pinned():
                yield cancel
        except asyncio.CancelledError:
            # A thread does not end with its task: the service is being stopped, and would wait for the query.
            cancel()
            raise
        finally:
            over.cancel()

    async def _wait(self, gone: asyncio.Event) -> None:
        turn, left = asyncio.ensure_future(self._free.acquire()), asyncio.ensure_future(gone.wait())
        try:
            await asyncio.wait({turn, left}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
            if not turn.done():
                turn.cancel()
        with suppress(asyncio.CancelledError):
            await turn
        if not gone.is_set() and not turn.cancelled():
            return
        if not turn.cancelled():
            self._free.release()
        if gone.is_set():
            self._counters.left.inc()
            raise Gone
        self._counters.shed.inc()
        raise Busy


class Place:
    """A place among those that are worked on, left once."""

    def __init__(self, free: asyncio.Semaphore, counters: Counters) -> None:
        """Take it."""
        self._free, self._counters, self._held = free, counters, True
        counters.working.inc()

    def leave(self) -> None:
        """Let the next have it."""
        if self._held:
            self._held = False
            self._counters.working.dec()
            self._free.release()
