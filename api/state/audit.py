"""The audit trail: who asked what, what it was read as, by which SQL and under which policies. Never what came out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, delete, insert, select

from api.state.door import Door
from api.state.tables import AUDIT

#: Entries that are read at once.
PAGE = 500
LISTS = ("offered", "policies", "issues")
#: Built once, as it runs with every question.
_PUT = insert(AUDIT)


class Entry(BaseModel):
    """One question. ``query`` is the canonical text of what it was read as, ``offered`` those of its choices.

    ``policies`` are the row policies that held for the person with the values they held by, and masks with none;
    ``issues`` the codes of a refusal; ``rows`` how many came out, those of choices too. ``at`` is in UTC. What was
    ``replayed`` is a turn of before that was said again to find where a conversation stands: none of it was shown.

    Of what the person opened of a share, ``shared_by`` is who shared it; ``computed_for`` is who saw it first, where it
    was shown as it was computed under his rights, and "" where it was computed anew under the person's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: dt.datetime
    person: str | None
    credential: str
    model: str
    version: str
    question: str
    status: str
    readback: str = ""
    query: str = ""
    offered: tuple[str, ...] = ()
    sql: str = ""
    policies: dict[str, tuple[str, ...]] = {}
    rows: int = 0
    issues: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    answer_id: str = ""
    replayed: bool = False
    shared_by: str = ""
    computed_for: str = ""


class Sought(BaseModel):
    """Which entries are looked for: of a person, of a status, from a moment on, before another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str | None = None
    status: str | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None


class Audit:
    """The trail in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def keep(self, entry: Entry) -> None:
        """Keep an entry: when this returns, it is on the disk.

        Raises:
            StateError: the state cannot be written.
        """
        lists = {name: json.dumps(getattr(entry, name), ensure_ascii=False) for name in LISTS}
        with self._door.writing() as connection:
            connection.execute(_PUT, {**dict(entry), **lists})

    def forget(self, before: dt.datetime) -> int:
        """Forget the entries before a moment; return how many those were.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            return connection.execute(delete(AUDIT).where(AUDIT.c.at < before)).rowcount

    def newest(self, sought: Sought, most: int) -> tuple[Entry, ...]:
        """Return the newest entries, the newest first.

        Raises:
            StateError: the state cannot be read.
        """
        with self._door.reading() as connection:
            found = _which(sought).order_by(AUDIT.c.id.desc()).limit(most)
            return tuple(map(_entry, connection.execute(found))) if connection else ()

    def all(self, sought: Sought) -> Iterator[Entry]:
        """Yield every entry, the first first; they are read in pages, and nobody who writes waits for the reader.

        Raises:
            StateError: the state cannot be read.
        """
        last = 0
        while True:
            page = _which(sought).where(AUDIT.c.id > last).order_by(AUDIT.c.id).limit(PAGE)
            with self._door.reading() as connection:
                rows = connection.execute(page).all() if connection else []
            yield from map(_entry, rows)
            if len(rows) < PAGE:
                return
            last = rows[-1].id


def _which(sought: Sought) -> Select[Any]:
    found = select(AUDIT)
    for name in ("person", "status"):
        value = getattr(sought, name)
        found = found if value is None else found.where(AUDIT.c[name] == value)
    found = found if sought.since is None else found.where(AUDIT.c.at >= sought.since)
    return found if sought.before is None else found.where(AUDIT.c.at < sought.before)


def _entry(row: Any) -> Entry:
    fields = {name: getattr(row, name) for name in Entry.model_fields}
    fields["at"] = row.at if row.at.tzinfo else row.at.replace(tzinfo=dt.UTC)
    return Entry.model_validate(fields | {name: json.loads(fields[name]) for name in LISTS})
