"""Where each conversation stands, for whoever answers next: another worker, or this one after a restart.

It is forgotten after a day without a word.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from api.state.aging import Aging
from api.state.door import Door
from api.state.tables import PLACES

#: How long a conversation may pause.
KEPT = dt.timedelta(days=1)


class Places:
    """The places in a state's database, each a text under a key that says whose it is."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door, self._aging = door, Aging(PLACES.c.at, KEPT)

    def find(self, key: str) -> str | None:
        """Return what is kept under a key; None where nothing is.

        Raises:
            StateError: the state cannot be read.
        """
        with self._door.reading() as connection:
            found = select(PLACES.c.turn).where(PLACES.c.key == key)
            return connection.execute(found).scalar_one_or_none() if connection else None

    def keep(self, key: str, turn: str, now: dt.datetime) -> None:
        """Keep a text under a key; what has not been touched for a day is forgotten with some of the writes.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing(durable=False) as connection:
            put = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(PLACES)
            changed = {name: put.excluded[name] for name in ("turn", "at")}
            put = put.on_conflict_do_update(index_elements=[PLACES.c.key], set_=changed)
            connection.execute(put, {"key": key, "turn": turn, "at": now})
            self._aging.forget(connection, now)

    def forget(self, key: str) -> None:
        """Forget what is kept under a key.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            connection.execute(delete(PLACES).where(PLACES.c.key == key))
