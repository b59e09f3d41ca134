"""The one gate before every route: whoever is not known, or may not, comes no further."""

from __future__ import annotations

from starlette._utils import get_route_path
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.guard import Guard
from api.access.scopes import OPEN, scope_of
from api.access.words import locale_of, say
from api.problems import Problem, respond_to
from semantic_layer.issues import StateError


class Gate:
    """Stands before the router, so that a route that is added later, a mount or a page of documents is behind it too.

    It goes by the path that the router goes by. What is not open is told who asks in ``request.state.caller``, and
    is kept by no cache.
    """

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        """Stand before an application."""
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            # No route speaks anything else; one that will has to bring its own way of saying who asks.
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        needed = scope_of(get_route_path(scope))
        if needed == OPEN:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            request.state.caller = await run_in_threadpool(self._guard.admit, request, needed)
        except Problem as refused:
            await respond_to(request, refused)(scope, receive, send)
        except StateError:
            unknown = Problem(503, *say("state", locale_of(request)), headers={"Retry-After": "5"})
            await respond_to(request, unknown)(scope, receive, send)
        else:
            await self._app(scope, receive, _uncached(send))


def _uncached(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sent
