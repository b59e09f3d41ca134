"""Forgetting what is too old: with some of the writes, so that no clock has to run for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, Connection, delete

#: Of how many writes one looks for what is too old.
ONE_OF = 100


class Aging:
    """Rows of a table that are forgotten once the moment in their ``column`` is longer ago than ``kept``."""

    def __init__(self, column: Column[Any], kept: dt.timedelta) -> None:
        """Begin to count writes."""
        self._column, self._kept, self._writes = column, kept, 0

    def forget(self, connection: Connection, now: dt.datetime) -> None:
        """Count a write, and with the first and one of so many after it forget what is too old.

        From the first on: a service that is started anew every day forgets too.
        """
        if self._writes % ONE_OF == 0:
            connection.execute(delete(self._column.table).where(self._column < now - self._kept))
        self._writes += 1
