"""Each request is logged and counted: which route, what came of it, how long it took. Never what was asked."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from starlette._utils import get_route_path
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.scopes import rule_of
from api.operations.counters import Counters

log = structlog.get_logger()
#: The header by which a request is found in the log: the one that was sent, where it is a plain word.
HEADER = "X-Request-Id"
_WORD = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: Asked again and again by machines: not worth a line each.
OFTEN = ("/healthz", "/readyz", "/metrics")
#: The status of what nobody waited for.
LEFT = 499


class Watch:
    """Stands outermost."""

    def __init__(self, app: ASGIApp, counters: Counters) -> None:
        """Keep where to count."""
        self._app, self._counters = app, counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and note what comes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if _WORD.fullmatch(given) else uuid.uuid4().hex
        begun, status, took = time.perf_counter(), LEFT, 0.0
        # A mount changes it.
        path = get_route_path(scope)

        async def sent(message: Message) -> None:
            nonlocal status, took
            if message["type"] == "http.response.start":
                status, took = message["status"], time.perf_counter() - begun
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        with structlog.contextvars.bound_contextvars(request=name), self._counters.in_flight.track_inprogress():
            await self._app(scope, receive, sent)
            self._note(scope, path, status, took or time.perf_counter() - begun)

    def _note(self, scope: Scope, path: str, status: int, took: float) -> None:
        route, method = route_of(scope, path), scope["method"] if scope["method"] in METHODS else "other"
        self._counters.requests.labels(method, route, str(status)).inc()
        self._counters.request_seconds.labels(route).observe(took)
        caller = scope.get("state", {}).get("caller")
        more = {"credential": caller.credential} if caller is not None else {}
        say = log.debug if route in OFTEN else log.info
        say("request", method=method, route=route, status=status, ms=round(took * 1000, 1), **more)


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def route_of(scope: Scope, path: str) -> str:
    """Return the route of a request, as it is written in the code: paths that people make up are all one."""
    found: str | None = getattr(scope.get("route"), "path", None)
    return found or ("/" if path == "/" else rule_of(path) or "none")
