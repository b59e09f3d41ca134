"""Which messages of chats were taken: of all workers that are sent one, and after a restart, one answers it."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.dialects import postgresql, sqlite

from api.state.aging import Aging
from api.state.door import Door
from api.state.tables import SEEN

#: How long a message is remembered: no platform retries for longer than a day.
KEPT = dt.timedelta(days=2)


class Seen:
    """The messages in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door, self._aging = door, Aging(SEEN.c.at, KEPT)

    def mark(self, platform: str, id: str, now: dt.datetime) -> bool:
        """Mark a message as taken, and say whether nobody took it before; what is too old is forgotten now and then.

        It outlives the process, and the power not in any case: then a message may be answered again.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing(durable=False) as connection:
            put = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(SEEN)
            put = put.on_conflict_do_nothing(index_elements=[SEEN.c.key])
            taken = connection.execute(put.returning(SEEN.c.key), {"key": _digest(platform, id), "at": now})
            is_first = taken.scalar_one_or_none() is not None
            self._aging.forget(connection, now)
        return is_first


def _digest(platform: str, id: str) -> str:
    return hashlib.sha256(f"{platform}\n{id}".encode()).hexdigest()
