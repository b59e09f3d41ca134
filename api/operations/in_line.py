"""Requests that ask for numbers stand in the line of questions; who goes away is not worked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.scopes import ASKS, scope_of
from api.access.words import locale_of, say
from api.operations.counters import Counters
from api.operations.line import AGAIN, Busy, Gone, Line, Place
from api.problems import Problem, respond_to

#: What is shared is computed anew for whoever has other rights, though it is only read.
SHARED = "/v1/shares/"


class InLine:
    """Stands before what asks for numbers: lets it through in its turn, or sends it away with 429.

    When the client has gone away, what the warehouse is doing for it is stopped.
    """

    def __init__(self, app: ASGIApp, line: Line, counters: Counters) -> None:
        """Stand before an application."""
        self._app, self._line, self._counters = app, line, counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through in its turn, or send it away."""
        if not _asks(scope):
            await self._app(scope, receive, send)
            return
        asker = _Asker(receive)
        try:
            async with self._line.turn(asker.gone) as place:
                await self._work(scope, asker, send, place)
        except Busy:
            await _send_away(scope, asker.receive, send)
        except Gone:
            # Nobody is there to be told.
            pass
        finally:
            asker.forget()

    async def _work(self, scope: Scope, asker: _Asker, send: Send, place: Place) -> None:
        begun, answered = False, False

        async def sent(message: Message) -> None:
            nonlocal begun, answered
            begun = True
            if _is_answer(message):
                # A client that reads slowly holds up nobody.
                answered = True
                place.leave()
            await send(message)

        def late() -> None:
            if begun:
                # Whoever has not read all events by now holds up nobody either.
                place.leave()

        with self._line.work(late) as cancel:

            def left() -> None:
                if not answered:
                    self._counters.left.inc()
                    cancel()

            asker.when_gone(left)
            try:
                await self._app(scope, asker.receive, sent)
            finally:
                asker.when_gone(None)


def _asks(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    path = get_route_path(scope)
    return scope_of(path) == ASKS and (scope["method"] == "POST" or path.startswith(SHARED))


async def _send_away(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    told = say("busy", locale_of(request), wait=str(AGAIN))
    refused = Problem(429, *told, headers={"Retry-After": str(AGAIN)})
    await respond_to(request, refused)(scope, receive, send)


def _is_answer(message: Message) -> bool:
    """Say whether a question is answered once this is sent: events may begin before that, and are its last then."""
    if message["type"] == "http.response.start":
        return "event-stream" not in Headers(raw=message["headers"]).get("content-type", "")
    return message["type"] == "http.response.body" and not message.get("more_body")


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
