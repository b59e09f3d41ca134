"""How much each person asks: requests and warehouse seconds by the minute, for an hour; shared by all workers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from api.state.door import Door
from api.state.tables import USAGE

#: Minutes that are kept.
HOUR = 60


class Used(NamedTuple):
    """What one person used: requests of this minute and of the one before, seconds of the last hour."""

    now: int
    before: int
    seconds: float


#: Built once: it is asked with every request, and to put it together takes longer than to run it.
_USED = select(
    func.coalesce(func.sum(case((USAGE.c.minute == bindparam("before"), USAGE.c.requests), else_=0)), 0),
    func.coalesce(func.sum(USAGE.c.seconds), 0.0),
).where(USAGE.c.person == bindparam("person"), USAGE.c.minute > bindparam("gone"))


class Usage:
    """The counts in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def count(self, person: str, minute: int, check: Callable[[Used], None]) -> None:
        """Count a request of a person, unless ``check`` raises at what he used, this one included.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing(durable=False) as connection:
            # Counted first and looked at then: who asks twice at once waits here for himself, and is not let in twice.
            now = _add(connection, person, minute, 1, 0.0)
            asked = {"person": person, "before": minute - 1, "gone": minute - HOUR}
            before, seconds = connection.execute(_USED, asked).one()
            check(Used(now, before, seconds))
            if now == 1:
                connection.execute(delete(USAGE).where(USAGE.c.minute <= minute - HOUR))

    def charge(self, person: str, minute: int, seconds: float) -> None:
        """Add seconds to what a person used.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing(durable=False) as connection:
            _add(connection, person, minute, 0, seconds)

    def seconds(self, person: str, minute: int) -> dict[int, float]:
        """Return the seconds that a person used in each minute of the last hour.

        Raises:
            StateError: the state cannot be read.
        """
        own = select(USAGE.c.minute, USAGE.c.seconds)
        own = own.where(USAGE.c.person == person, USAGE.c.minute > minute - HOUR)
        with self._door.reading() as connection:
            return {row.minute: row.seconds for row in connection.execute(own)} if connection else {}


def _add(connection: Connection, person: str, minute: int, requests: int, seconds: float) -> int:
    """Return how many requests a person has made in a minute, with these."""
    given = {"person": person, "minute": minute, "requests": requests, "seconds": seconds}
    return int(connection.execute(_adding(connection.dialect.name), given).scalar_one())


@cache
def _adding(dialect: str) -> Any:
    put = (sqlite if dialect == "sqlite" else postgresql).insert(USAGE)
    more = {name: USAGE.c[name] + put.excluded[name] for name in ("requests", "seconds")}
    added = put.on_conflict_do_update(index_elements=[USAGE.c.person, USAGE.c.minute], set_=more)
    return added.returning(USAGE.c.requests)
