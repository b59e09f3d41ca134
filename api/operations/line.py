"""The line of questions: so many are worked on at once, so many wait, and who goes away is not worked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.scopes import ASKS, scope_of
from api.access.words import locale_of, say
from api.operations.counters import Counters
from api.operations.current import Current
from api.problems import Problem, respond_to
from semantic_layer.issues import OutOfTime
from semantic_layer.warehouse import Cancel

#: Seconds after which who was sent away may come again.
AGAIN = 5


class Line:
    """Stands before what asks for numbers.

    ``at_once`` questions are worked on, ``most`` more wait; the next is sent away with 429. ``seconds`` is what one may
    wait, and then what one may be worked on: what the warehouse is doing for it is stopped then, and when the client
    has gone away.
    """

    def __init__(
        self, app: ASGIApp, at_once: int, most: int, seconds: float, served: Current, counters: Counters
    ) -> None:  # fmt: skip
        """Begin with nobody."""
        self._app, self._seconds, self._served, self._counters = app, seconds, served, counters
        self._free, self._room = asyncio.Semaphore(at_once), at_once + most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through in its turn, or send it away."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope_of(get_route_path(scope)) != ASKS:
            await self._app(scope, receive, send)
            return
        if not self._room:
            await self._send_away(scope, receive, send)
            return
        self._room -= 1
        asker = _Asker(receive)
        try:
            await self._in_turn(scope, asker, send)
        finally:
            self._room += 1
            asker.forget()

    async def _in_turn(self, scope: Scope, asker: _Asker, send: Send) -> None:
        with self._counters.waiting.track_inprogress():
            has_turn = await self._wait(asker)
        if not has_turn:
            if asker.gone.is_set():
                self._counters.left.inc()
            else:
                await self._send_away(scope, asker.receive, send)
            return
        place = _Place(self._free, self._counters)
        try:
            await self._work(scope, asker, send, place)
        finally:
            place.leave()

    async def _wait(self, asker: _Asker) -> bool:
        """Say whether it is this one's turn, before he goes away or waited too long."""
        turn, gone = asyncio.ensure_future(self._free.acquire()), asyncio.ensure_future(asker.gone.wait())
        try:
            await asyncio.wait({turn, gone}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not turn.done():
                turn.cancel()
        with suppress(asyncio.CancelledError):
            await turn
        if turn.cancelled():
            return False
        if asker.gone.is_set():
            self._free.release()
            return False
        return True

    async def _work(self, scope: Scope, asker: _Asker, send: Send, place: _Place) -> None:
        begun, answered, cancel = False, False, Cancel()

        async def sent(message: Message) -> None:
            nonlocal begun, answered
            begun = True
            if _is_answer(message):
                # A client that reads slowly holds up nobody.
                answered = True
                place.leave()
            await send(message)

        def left() -> None:
            if not answered:
                self._counters.left.inc()
                cancel()

        def stop() -> None:
            cancel(OutOfTime(self._seconds))
            if begun:
                # Whoever has not read all events by now holds up nobody either.
                place.leave()

        over = asyncio.get_running_loop().call_later(self._seconds, stop)
        asker.when_gone(left)
        try:
            with cancel, self._served.pinned():
                await self._app(scope, asker.receive, sent)
        finally:
            over.cancel()
            asker.when_gone(None)

    async def _send_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._counters.shed.inc()
        request = Request(scope)
        told = say("busy", locale_of(request), wait=str(AGAIN))
        refused = Problem(429, *told, headers={"Retry-After": str(AGAIN)})
        await respond_to(request, refused)(scope, receive, send)


def _is_answer(message: Message) -> bool:
    """Say whether a question is answered once this is sent: events may begin before that, and are its last then."""
    if message["type"] == "http.response.start":
        return "event-stream" not in Headers(raw=message["headers"]).get("content-type", "")
    return message["type"] == "http.response.body" and not message.get("more_body")


class _Place:
    """A place among those that are worked on, left once."""

    def __init__(self, free: asyncio.Semaphore, counters: Counters) -> None:
        self._free, self._counters, self._held = free, counters, True
        counters.working.inc()

    def leave(self) -> None:
        if self._held:
            self._held = False
            self._counters.working.dec()
            self._free.release()


class _Asker:
    """Who waits for an answer: his request is handed out, and he is listened to meanwhile, in case he goes away."""

    def __init__(self, receive: Receive) -> None:
        self.gone = asyncio.Event()
        self._receive = receive
        self._has_body = asyncio.Event()
        self._body: Message | None = None
        self._call: Callable[[], None] | None = None
        self._listening = asyncio.create_task(self._listen())

    async def receive(self) -> Message:
        """Return his request, which is read whole before; after that only that he is gone, once he is."""
        await self._has_body.wait()
        if self._body is not None:
            body, self._body = self._body, None
            return body
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def when_gone(self, call: Callable[[], None] | None) -> None:
        """Have something called when he goes, or nothing any more."""
        self._call = call

    def forget(self) -> None:
        """Listen no longer."""
        self._listening.cancel()

    async def _listen(self) -> None:
        message = await self._receive()
        if message["type"] == "http.request":
            self._body = message
            self._has_body.set()
            await self._receive()
        self._has_body.set()
        self.gone.set()
        if self._call is not None:
            self._call()
