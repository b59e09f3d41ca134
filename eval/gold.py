"""The rows that expected queries return, from a locked-down connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path

from eval.grade import Gold
from eval.suite import Suite, Turn
from semantic_layer.issues import WarehouseError
from semantic_layer.warehouse import open_locked


class GoldRows:
    """Runs expected queries. Read-only and locked down, but not behind the compiler's guard: gold owes it nothing.

    ``members`` are the names of members that the model gives, in any language: a sentence may tell them.
    """

    def __init__(self, database: Path, members: Collection[str] = ()) -> None:
        self.members = members
        self._database = open_locked(database)
        self._known: dict[str, Gold] = {}
        self._lock = threading.Lock()

    def of_turn(self, turn: Turn, suite: Suite) -> tuple[Gold, ...]:
        """Return columns and rows of a turn's expected query, then of its other shapes; none where it has none.

        Raises:
            ValueError: a query does not run.
        """
        return tuple(self.of_sql(suite.whole_sql(sql)) for sql in (turn.sql, *turn.also) if sql is not None)

    def of_readings(self, turn: Turn, suite: Suite) -> tuple[Gold, ...]:
        """Return columns and rows of each reading that a question back must offer."""
        return tuple(self.of_sql(suite.whole_sql(sql)) for sql in turn.readings)

    def of_sql(self, sql: str) -> Gold:
        """Return columns and rows of a whole query.

        Raises:
            ValueError: the query does not run.
        """
        with self._lock:
            known = self._known.get(sql)
        if known is None:
            try:
                known = self._database.run_sql(sql)
            except WarehouseError as error:
                raise ValueError(f"An expected query does not run: {error.__cause__ or error}: {sql}") from error
            with self._lock:
                self._known[sql] = known
        return known

    def close(self) -> None:
        """Close the connection."""
        self._database.close()
