"""The one gate before every route: whoever is not known, or may not, comes no further."""

from __future__ import annotations

from fastapi import FastAPI
from starlette._utils import get_route_path
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.guard import Guard
from api.access.ledger import Ledger
from api.access.limits import Limits
from api.access.scopes import ASKS, OPEN, rule_of, scope_of
from api.access.session import add_session
from api.access.tokens import Tokens
from api.access.words import locale_of, say
from api.caller import Caller
from api.problems import Problem, respond_to
from api.settings import Settings
from api.state import Audit, Door, Keys, Usage
from semantic_layer.issues import StateError


def add_gate(app: FastAPI, settings: Settings, door: Door) -> tuple[Ledger | None, Limits | None]:
    """Put the gate before every route, where everybody has to sign in.

    Return where questions are then written down, and the limits of each person.
    """
    app.state.guard = None
    ledger, limits = None, None
    if settings.auth == "on":
        tokens = Tokens(settings.oidc) if settings.oidc else None
        app.state.guard = Guard(Keys(door), settings.session_hours, tokens)
        limits = Limits(Usage(door), settings.rate_limit, settings.cost_limit)
        app.add_middleware(Gate, guard=app.state.guard, limits=limits)
        ledger = Ledger(Audit(door), limits, settings.audit, settings.audit_days)
    add_session(app, app.state.guard)
    return ledger, limits


class Gate:
    """Stands before the router, so that a route that is added later, a mount or a page of documents is behind it too.

    It goes by the path that the router goes by. What is not open is told who asks in ``request.state.caller``, and
    is kept by no cache.
    """

    def __init__(self, app: ASGIApp, guard: Guard, limits: Limits) -> None:
        """Stand before an application."""
        self._app, self._guard, self._limits = app, guard, limits

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
        path = get_route_path(scope)
        needed = scope_of(path)
        if needed == OPEN:
            await self._app(scope, receive, send)
            return
        if rule_of(path) is None and not _leads_somewhere(scope):
            # Who is known may hear that there is nothing; who is not hears nothing.
            needed = OPEN
        request = Request(scope)
        try:
            request.state.caller = await run_in_threadpool(self._admit, request, needed)
        except Problem as refused:
            await respond_to(request, refused)(scope, receive, send)
        except StateError:
            unknown = Problem(503, *say("state", locale_of(request)), headers={"Retry-After": "5"})
            await respond_to(request, unknown)(scope, receive, send)
        else:
            await self._app(scope, receive, _uncached(send))

    def _admit(self, request: Request, needed: str) -> Caller:
        caller = self._guard.admit(request, needed)
        self._limits.take(caller.person or "", locale_of(request), asks=needed == ASKS)
        return caller


def _leads_somewhere(scope: Scope) -> bool:
    return any(route.matches(scope)[0] is not Match.NONE for route in scope["app"].router.routes)


def _uncached(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sent
