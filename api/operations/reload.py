"""The model's folder and its data are looked at while they are served: what changes is served, if it can be."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from anyio.to_thread import run_sync
from fastapi import FastAPI

from api.operations.counters import Counters
from api.operations.current import Current, Stale
from api.settings import today_of
from nlq.engine import Engine
from nlq.warm import warm_up
from semantic_layer.issues import KpiError, ModelError
from semantic_layer.model import Model
from semantic_layer.model.load import is_model_file, load_model

log = structlog.get_logger()

#: Seconds for a look that is under way as the service ends.
LAST_LOOK = 5.0


@dataclass(frozen=True)
class Source:
    """Where an engine comes from: the folder of its model, and what makes one of another model after one before."""

    folder: Path
    remake: Callable[[Engine, Model], Engine]


class Reloader:
    """Looks every few ``seconds`` whether the files of a folder, or the data, are others than those that are served.

    Files are loaded once two looks in a row find the same: somebody may be in the middle of saving several. What cannot
    be served leaves the old one serving, and that is said.
    """

    def __init__(self, current: Current, source: Source, counters: Counters, seconds: float) -> None:
        """Begin with what is served now."""
        self._current, self._source, self._counters = current, source, counters
        self._seconds, self._over = seconds, threading.Event()
        self._loaded = self._seen = _marks(source.folder)
        self._data = _data_of(current.engine)

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(self._seconds):
            try:
                self.look()
            except Exception as error:
                # Whatever it is, the next look comes.
                log.error("reload", outcome="failed", kind=type(error).__name__)

    def end(self) -> None:
        """Look no more."""
        self._over.set()

    def look(self) -> None:
        """Serve what has changed, if it can be."""
        found, before, data = _marks(self._source.folder), self._seen, _data_of(self._current.engine)
        self._seen = found
        if found == before and found != self._loaded:
            if self._serve("model", lambda: load_model(self._source.folder)):
                self._loaded, self._data = found, data
        elif data not in (self._data, "") and self._serve("data", lambda: self._current.engine.whole):
            self._data = data

    def _serve(self, what: str, model: Callable[[], Model]) -> bool:
        """Serve a model, if it can be; say whether there is nothing more to do about it."""
        old = self._current.engine
        try:
            fresh = self._source.remake(old, model())
        except KpiError as error:
            self._refuse(what, error, old)
            # A model that is broken stays so; a warehouse that cannot be read may be there with the next look.
            return isinstance(error, ModelError)
        warm_up(fresh, today_of(fresh.model))
        self._current.put(fresh)
        self._current.stale = {name: stale for name, stale in self._current.stale.items() if name != what}
        self._counters.reloads.labels(what).inc()
        self._counters.stale.set(len(self._current.stale))
        self._counters.serves(fresh.model.header.name, fresh.whole.version, old.whole.version)
        log.info("reload", outcome="served", what=what, version=fresh.whole.version)
        return True

    def _refuse(self, what: str, error: KpiError, old: Engine) -> None:
        problems = tuple(map(str, error.problems)) if isinstance(error, ModelError) else (str(error),)
        known = self._current.stale.get(what)
        if known is not None and known.problems == problems:
            return
        stale = Stale(since=dt.datetime.now(dt.UTC), problems=problems)
        self._current.stale = {**self._current.stale, what: stale}
        self._counters.reloads.labels("refused").inc()
        self._counters.stale.set(len(self._current.stale))
        log.error("reload", outcome="refused", what=what, problems=problems, serving=old.whole.version)


def add_reload(app: FastAPI, reloader: Reloader) -> None:
    """Have a reloader look as long as the service runs."""
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        thread = threading.Thread(target=reloader.run, name="reload", daemon=True)
        thread.start()
        try:
            async with within(running) as state:
                yield state
        finally:
            reloader.end()
            # A look under way holds the engine, which is closed next.
            await run_sync(thread.join, LAST_LOOK)

    app.router.lifespan_context = lifespan


def _marks(folder: Path) -> frozenset[tuple[str, int, int, int]]:
    """Return what tells the files of a folder from any other state of them."""
    try:
        files = [(path.name, path.stat()) for path in folder.iterdir() if is_model_file(path.name)]
    except OSError:
        # In the middle of being replaced: the next look finds it.
        return frozenset()
    return frozenset((name, facts.st_ino, facts.st_mtime_ns, facts.st_size) for name, facts in files)


def _data_of(engine: Engine) -> str:
    """Return the version of the data of a file; "" for a server, which always changes, or if it cannot be read."""
    if engine.warehouse.dialect != "duckdb":
        return ""
    try:
        return engine.warehouse.data_version
    except KpiError:
        return ""
