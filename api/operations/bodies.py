"""The body of a request, read whole before anything is done with it: so long at most, in so much time at most."""

from __future__ import annotations

from collections.abc import Mapping

import anyio
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.words import locale_of
from api.problem_words import tell
from api.problems import Problem, respond_to

#: Of what is too long, so many times the limit are read and thrown away.
MUCH = 10
#: What is not read to its end is not waited for either.
_CLOSE = {"Connection": "close"}


class Bodies:
    """Stands before an application; a body that is too long, whatever its header says, or too slow comes no further.

    ``limit`` is bytes, ``limits`` those of paths that take others; ``seconds`` is what a client has to send it.
    """

    def __init__(self, app: ASGIApp, limit: int, limits: Mapping[str, int], seconds: float) -> None:
        """Keep the limits."""
        self._app, self._limit, self._limits, self._seconds = app, limit, limits, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through with its body, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            body = await self._read(request, receive)
        except Problem as refused:
            told = self._heard(receive, send) if refused.status == 413 else send
            await respond_to(request, refused)(scope, receive, told)
            return
        if body is not None:
            await self._app(scope, _replay(body, receive), send)

    async def _read(self, request: Request, receive: Receive) -> bytes | None:
        """Return the body; None where the client went away.

        Raises:
            Problem: 413, it is too long; 408, it did not come in time.
        """
        limit = self._limits.get(request.url.path, self._limit)
        locale = locale_of(request)
        too_long = Problem(413, *tell("large", locale, limit=limit), headers=_CLOSE)
        told = request.headers.get("content-length", "0")
        if not told.isdigit() or int(told) > limit:
            raise too_long
        body = bytearray()
        try:
            with anyio.fail_after(self._seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    body += message.get("body", b"")
                    if len(body) > limit:
                        raise too_long
                    if not message.get("more_body"):
                        return bytes(body)
        except TimeoutError:
            raise Problem(408, *tell("slow", locale, seconds=self._seconds), headers=_CLOSE) from None

    def _heard(self, receive: Receive, send: Send) -> Send:
        """Return what sends a refusal to who may be in the middle of sending: hung up on, he would hear nothing of it.

        What is still coming is thrown away meanwhile, as long as it is not much more than may be and comes in time.
        """

        async def sent(message: Message) -> None:
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if is_last:
                await send({**message, "more_body": True})
                await self._discard(receive)
            await send({"type": "http.response.body"} if is_last else message)

        return sent

    async def _discard(self, receive: Receive) -> None:
        left = MUCH * self._limit
        with anyio.move_on_after(self._seconds):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what hands the body out once, and then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
