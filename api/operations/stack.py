"""Everything that stands around the routes, from the outside in."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI

from api.operations.bodies import Bodies
from api.operations.counters import Counters
from api.operations.headers import Headers
from api.operations.hosts import Hosts, names_of
from api.operations.in_line import InLine
from api.operations.line import Line
from api.operations.watch import Watch
from api.problems import Defects
from api.settings import Settings


def add_line(app: FastAPI, line: Line, counters: Counters) -> None:
    """Put the line of questions before the routes: within the gate, so that nobody unknown takes a place in it."""
    app.add_middleware(InLine, line=line, counters=counters)


def add_stack(app: FastAPI, settings: Settings, limits: Mapping[str, int], counters: Counters) -> None:
    """Put around an application what holds for every request; ``limits`` are bytes of paths that take longer bodies."""
    # What is added last stands outermost.
    app.add_middleware(Bodies, limit=settings.body_limit, limits=limits, seconds=settings.body_time)
    app.add_middleware(Defects)
    names = names_of(settings)
    if names is not None:
        app.add_middleware(Hosts, names=names)
    app.add_middleware(Headers, holders=settings.embed_origins)
    app.add_middleware(Watch, counters=counters)
