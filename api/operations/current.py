"""The engine that is served: another takes its place whole, and what was begun with it is finished with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pydantic import BaseModel, ConfigDict

from nlq.engine import Engine


class Stale(BaseModel):
    """Why what is served is not what is there now, of the model or the data: since when (UTC), and each problem."""

    model_config = ConfigDict(frozen=True)

    since: dt.datetime
    problems: tuple[str, ...]


class Current:
    """Holds the engine that is served. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        """Begin with an engine."""
        self._engine = engine
        self.stale: dict[str, Stale] = {}

    @property
    def engine(self) -> Engine:
        """Return the engine: within ``pinned``, the one that was served when that began."""
        held = _PINNED.get()
        return held[1] if held is not None and held[0] is self else self._engine

    def tell_stale(self, *, whole: bool) -> dict[str, Any]:
        """Return since when the model, or the data, cannot be served as they are; with ``whole``, each problem too.

        Problems name what is in the folder, which not everybody may know.
        """
        left_out = set() if whole else {"problems"}
        return {name: each.model_dump(mode="json", exclude=left_out) for name, each in self.stale.items()}

    def put(self, engine: Engine) -> None:
        """Serve another engine from now on."""
        self._engine = engine

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Have everything within see one engine, and in threads that are started with a copy of the context."""
        token = _PINNED.set((self, self.engine))
        try:
            yield
        finally:
            _PINNED.reset(token)


_PINNED: ContextVar[tuple[Current, Engine] | None] = ContextVar("engine", default=None)
