"""Who changed the definition of a metric: traced along the git log of its folder, and kept until that grows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from api.git import find_commit, folder_at, log_of
from semantic_layer.model.history import MOST_REVISIONS, Author, Revision, State, states_of, trace_changes

#: Commits of a folder that are looked at: reading one takes a tenth of a second, once.
MOST_COMMITS = 100


class GitHistory:
    """The changes of each metric of a folder, by its name. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; nothing is read before somebody asks."""
        self._folder = folder
        self._lock = threading.Lock()
        self._log_at = lru_cache(maxsize=2)(self._read_log)
        self._states_at = lru_cache(maxsize=2 * MOST_COMMITS)(self._read_states)

    def __call__(self, name: str) -> tuple[Revision, ...] | None:
        """Return the changes of a metric's definition, the newest first; None for a folder that git does not keep."""
        head = find_commit(self._folder, "HEAD")
        with self._lock:
            log = self._log_at(head) if head else ()
            if not log:
                return None
            looked_at = log[:MOST_COMMITS]
            oldest = self._states_at(looked_at[-1].commit)
            whole = len(log) == len(looked_at) and (name not in oldest or oldest[name] is not None)
            return tuple(islice(trace_changes(self._states(name, looked_at), whole=whole), MOST_REVISIONS))

    def _states(self, name: str, log: tuple[Author, ...]) -> Iterator[tuple[Author, State | None]]:
        for author in log:
            states = self._states_at(author.commit)
            # Where it was written in a way that is not read any more, its change is told with the next one.
            if name not in states or states[name] is not None:
                yield author, states.get(name)

    def _read_log(self, head: str) -> tuple[Author, ...]:
        return log_of(self._folder, MOST_COMMITS + 1) or ()

    def _read_states(self, commit: str) -> dict[str, State | None]:
        folder = folder_at(self._folder, commit)
        return states_of(folder) if folder else {}
