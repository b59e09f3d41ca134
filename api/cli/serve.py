"""The command that serves: ``serve``; with several workers, each is a process of its own behind one port."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import typer
from fastapi import FastAPI

from api.cli.address import check_address
from api.cli.options import ModelOption, err, open_to_ask, source_of
from api.operations.counters import SHARED, forget_dead
from api.operations.logs import server_logs, set_up_logs
from api.settings import Settings
from nlq.engine import Engine

#: Seconds in which a worker has to say that it lives: building a large index holds it up.
LIFE_SIGN = 120


def serve_command(
    host: Annotated[str | None, typer.Option()] = None, port: Annotated[int | None, typer.Option()] = None,
    model: ModelOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that share the port.")] = None,
) -> None:  # fmt: skip
    """Serve the API and the page."""
    given = {"host": host, "port": port, "model": model, "workers": workers}
    settings = Settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    check_address(settings.host, settings.auth)
    set_up_logs(settings.log, settings.log_level)
    engine = open_to_ask(settings.model)
    err.print(f"Serving {engine.model.header.name} on http://{settings.host}:{settings.port}")
    for name, count in engine.index.cut.items():
        err.print(f"Not all names of {name} are read: questions cannot name its members past the first {count:,}.")
    if settings.workers == 1:
        _run(_make_app(settings, engine), settings)
        return
    # Opened to see that it can be: what is wrong with it is told once, before any worker begins.
    engine.close()
    with tempfile.TemporaryDirectory(prefix="kpi-counts-") as counts:
        os.environ[SHARED] = counts
        os.environ |= {f"KPI_{name.upper()}": str(value) for name, value in given.items() if value is not None}
        _run("api.cli.serve:make_worker", settings, factory=True, timeout_worker_healthcheck=LIFE_SIGN)


def make_worker() -> FastAPI:
    """Return the service of one of several workers, by the settings of the environment."""
    settings = Settings()
    set_up_logs(settings.log, settings.log_level)
    forget_dead()
    return _make_app(settings, open_to_ask(settings.model))


def _make_app(settings: Settings, engine: Engine) -> FastAPI:
    """Return the service over an engine, which is closed when the service ends."""
    from api.app import create_app

    engine.warm_up()
    app = create_app(settings, engine, source_of(settings.model))
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        async with within(running) as state:
            yield state
        engine.close()

    app.router.lifespan_context = lifespan
    return app


def _run(app: FastAPI | str, settings: Settings, **more: Any) -> None:
    import uvicorn

    uvicorn.run(
        app, host=settings.host, port=settings.port, workers=settings.workers,
        log_config=server_logs(settings.log), access_log=False, server_header=False,
        timeout_graceful_shutdown=settings.shutdown_time, **more,
    )  # fmt: skip
