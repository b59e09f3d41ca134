"""The one door to the HTTP server: serve an application until told to stop, and end in time."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

from api.operations.ending import Ending
from api.operations.logs import server_logs
from api.operations.workers import Life
from api.settings import Settings

#: What a program says by its exit that could not begin.
FAILED = 3
#: Seconds that a connection is kept for the next request: longer than proxies keep theirs (60 by nginx and by most load
#: balancers), since whoever closes first must not be the one that a request may be on its way to.
KEPT_OPEN = 75


class _Server(uvicorn.Server):
    """Says when the end begins, and that it lives where somebody looks after it."""

    def __init__(self, config: uvicorn.Config, ending: Ending, life: Life | None) -> None:
        super().__init__(config)
        self._ending, self._life = ending, life

    async def on_tick(self, counter: int) -> bool:
        if self._life is not None:
            self._life.beat()
            # Who was to end it was killed: it would hold the port for ever.
            self.should_exit |= self._life.is_orphan
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending.begin()
        await super().shutdown(sockets)


def serve_app(app: FastAPI, settings: Settings, place: socket.socket | None = None, life: Life | None = None) -> None:
    """Serve an application: at the place that was bound, else at the address of the settings; leave once told to stop.

    Raises:
        SystemExit: it could not begin.
    """
    server = _Server(_config(app, settings), app.state.ending, life)
    with suppress(KeyboardInterrupt):
        server.run(None if place is None else [place])
    if not server.started:
        sys.exit(FAILED)


def bind(settings: Settings) -> socket.socket:
    """Return the address of the settings as a place that several workers can serve at.

    Raises:
        SystemExit: it is taken, or no address of this machine.
    """
    return _config("", settings).bind_socket()


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Have this process end at ``SIGTERM``, at once, while nothing is under way: before it serves, and after.

    Threads that are still busy are not waited for. The first process of a container has to say so: what others do by
    themselves at that signal, it does not.
    """

    def end(number: int, frame: Any) -> None:
        sys.stderr.flush()
        os._exit(0)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _config(app: FastAPI | str, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app, host=settings.host, port=settings.port, log_config=server_logs(settings.log), access_log=False,
        server_header=False, timeout_graceful_shutdown=settings.shutdown_time, timeout_keep_alive=KEPT_OPEN,
    )  # fmt: skip
