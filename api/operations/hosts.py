"""By which names a request may call us: a page elsewhere that has its own name lead here is not answered."""

from __future__ import annotations

import re
from collections.abc import Container

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.words import locale_of
from api.problem_words import tell
from api.problems import Problem, respond_to
from api.settings import Settings

#: What this machine calls itself.
LOCAL = ("127.0.0.1", "localhost", "[::1]")
#: Answered under any name: it says nothing, or proves by a signature who sends it.
ANY = ("/healthz", "/chat/")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(:\d+)?")


def names_of(settings: Settings) -> tuple[str, ...] | None:
    """Return the names a request may call us by; None is any.

    Where nobody signs in, only this machine is served, and only under its own names and those of ``KPI_HOSTS``. Where
    everybody does, a page elsewhere has no login to send: the names are checked where ``KPI_HOSTS`` gives some.
    """
    given = tuple(name.strip().lower() for name in settings.hosts.split(",") if name.strip())
    if settings.auth == "on" and not given:
        return None
    own = f"[{settings.host}]" if ":" in settings.host else settings.host.lower()
    return (*LOCAL, own, *given)


class Hosts:
    """Stands before an application, and answers what calls us by another name."""

    def __init__(self, app: ASGIApp, names: Container[str]) -> None:
        """Keep the names."""
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "http" and not scope["path"].startswith(ANY):
            request = Request(scope)
            if name_in(request.headers.get("host", "")) not in self._names:
                await respond_to(request, Problem(421, *tell("name", locale_of(request))))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def name_in(header: str) -> str:
    """Return the name in a Host header, without its port; "" where there is none.

    >>> name_in("LOCALHOST:8000"), name_in("[::1]:8000"), name_in("kpi.example.com"), name_in("a:b:c"), name_in("")
    ('localhost', '[::1]', 'kpi.example.com', '', '')
    """
    found = _HOST.fullmatch(header.strip().lower())
    return found[1] if found else ""
