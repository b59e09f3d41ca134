"""The command that serves: ``serve``; with several workers, each is a process of its own behind one port."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import typer
from fastapi import FastAPI

from api.cli.address import check_address
from api.cli.options import ModelOption, err, open_to_ask, source_of
from api.operations.counters import SHARED, forget_dead
from api.operations.logs import set_up_logs
from api.operations.workers import Life, Workers
from api.settings import Settings, today_of
from nlq.engine import Engine
from nlq.warm import warm_up


def serve_command(
    host: Annotated[str | None, typer.Option()] = None, port: Annotated[int | None, typer.Option()] = None,
    model: ModelOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that share the port.")] = None,
) -> None:  # fmt: skip
    """Serve the API and the page."""
    from api.operations import server

    given = {"host": host, "port": port, "model": model, "workers": workers}
    given = {name: value for name, value in given.items() if value is not None}
    settings = Settings().model_copy(update=given)
    check_address(settings.host, settings.auth)
    set_up_logs(settings.log, settings.log_level)
    with server.ending_at_once():
        engine = open_to_ask(settings.model)
        err.print(f"Serving {engine.model.header.name} on http://{settings.host}:{settings.port}")
        for name, count in engine.index.cut.items():
            err.print(f"Not all names of {name} are read: questions cannot name its members past the first {count:,}.")
        if settings.workers == 1:
            server.serve_app(_make_app(settings, engine), settings)
        else:
            # Opened to see that it can be: what is wrong with it is told once, before any worker begins.
            engine.close()
            _serve_by_workers(settings, given)


def _serve_by_workers(settings: Settings, given: Mapping[str, Any]) -> None:
    from api.operations import server

    with tempfile.TemporaryDirectory(prefix="kpi-counts-") as counts:
        os.environ[SHARED] = counts
        os.environ |= {f"KPI_{name.upper()}": str(value) for name, value in given.items()}
        if not Workers(settings.workers, work, (server.bind(settings),), settings.shutdown_time).run():
            raise typer.Exit(server.FAILED)


def work(place: socket.socket, life: Life) -> None:
    """Be one of several workers, at a place that was bound, by the settings of the environment."""
    from api.operations import server

    with suppress(KeyboardInterrupt), server.ending_at_once():
        settings = Settings()
        set_up_logs(settings.log, settings.log_level)
        forget_dead()
        server.serve_app(_make_app(settings, open_to_ask(settings.model)), settings, place, life)


def _make_app(settings: Settings, engine: Engine) -> FastAPI:
    """Return the service over an engine, which is closed when the service ends."""
    from api.app import create_app
    from api.page.library import begin_library

    begin_library()
    warm_up(engine, today_of(engine.model))
    app = create_app(settings, engine, source_of(settings.model))
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        async with within(running) as state:
            yield state
        engine.close()

    app.router.lifespan_context = lifespan
    return app
