"""Who changed the definition of a metric, when, and what became other: values, traced from one state to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from semantic_layer.model.load import Folder
from semantic_layer.query.period import Frozen

#: Changes of one metric that are told, the newest first.
MOST_REVISIONS = 20


class Author(Frozen):
    """One change of a folder: its day, the short name of the commit, who made it, and what they say of it."""

    date: dt.date
    commit: str
    author: str
    subject: str


class Revision(Author):
    """One change of a metric's definition.

    ``change`` is ``version`` where its version became another, else ``calculation`` where its values may have, else
    ``words``. ``recalculated`` says that its values may be others; ``before`` and ``after`` are its versions.
    """

    change: Literal["added", "removed", "version", "calculation", "words"]
    recalculated: bool = False
    before: str | None = None
    after: str | None = None


#: By the name of a metric: its changes, the newest first; None where nobody keeps them.
History = Callable[[str], tuple[Revision, ...] | None]


class State(NamedTuple):
    """A metric as a folder declared it: all it says, its calculation, its version and hash ("" where unknown)."""

    said: dict[str, Any]
    calculation: dict[str, Any]
    version: str
    hash: str


def no_history(name: str) -> None:
    """Return that nobody keeps the changes of a metric."""
    return None


def states_of(folder: Folder) -> dict[str, State | None]:
    """Return each metric as a folder declares it; None for one that cannot be read as things are written today."""
    # Of a folder with problems, parts may be missing: a hash would tell of a change that is none.
    known = {} if folder.problems else folder.model.hashes
    found: dict[str, State | None] = dict.fromkeys(folder.broken)
    for name, spec in folder.model.metrics.items():
        plain = spec.model_dump(mode="json")
        found[name] = State(plain, plain["calculation"], spec.version, known.get(name, ""))
    return found


def trace_changes(states: Iterable[tuple[Author, State | None]], *, whole: bool = True) -> Iterator[Revision]:
    """Yield what each change made of a metric, from its state after each (None: not there), the newest first.

    What comes before the last state is nothing, and there the metric was added; unless the states are not the
    ``whole`` of them: what the last one changed is then not known.
    """
    newer: tuple[Author, State | None] | None = None
    for older in states:
        if newer is not None:
            yield from _told(newer[0], older[1], newer[1])
        newer = older
    if newer is not None and whole:
        yield from _told(newer[0], None, newer[1])


def _told(author: Author, before: State | None, after: State | None) -> Iterator[Revision]:
    change = _change(before, after)
    if change is None:
        return
    recalculated = before is not None and after is not None and _is_other(before, after)
    yield Revision(
        **author.model_dump(), change=change, recalculated=recalculated, before=before and before.version,
        after=after and after.version,
    )  # fmt: skip


def _change(before: State | None, after: State | None) -> Any:
    if before is None or after is None:
        return None if before is after else "added" if before is None else "removed"
    if before.version != after.version:
        return "version"
    if _is_other(before, after):
        return "calculation"
    return "words" if before.said != after.said else None


def _is_other(before: State, after: State) -> bool:
    if before.hash and after.hash:
        return before.hash != after.hash
    return before.calculation != after.calculation
