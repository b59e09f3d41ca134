"""What people share by link: turns as they were answered, under a name that nobody guesses."""

from __future__ import annotations

import datetime as dt
import json

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, insert, select

from api.state.conversations import Said, in_utc
from api.state.door import Door
from api.state.tables import SHARES


class Share(BaseModel):
    """Turns that a person shared at a moment (UTC)."""

    model_config = ConfigDict(frozen=True)

    id: str
    person: str
    model: str
    turns: tuple[Said, ...]
    made_at: dt.datetime


class Shares:
    """The shares in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def keep(self, share: Share) -> None:
        """Keep a share.

        Raises:
            StateError: the state cannot be written.
        """
        turns = json.dumps([turn.model_dump(mode="json") for turn in share.turns], ensure_ascii=False)
        with self._door.writing() as connection:
            connection.execute(insert(SHARES).values({**dict(share), "turns": turns}))

    def find(self, id: str, model: str) -> Share | None:
        """Return a share of a model by its name; None where there is none, or no more.

        Raises:
            StateError: the state cannot be read.
        """
        wanted = select(SHARES).where(SHARES.c.id == id, SHARES.c.model == model)
        with self._door.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none() if connection else None
        if row is None:
            return None
        return Share.model_validate({**row, "turns": json.loads(row["turns"]), "made_at": in_utc(row["made_at"])})

    def end(self, id: str, person: str) -> int:
        """End a share of a person's own; return how many that were.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            return connection.execute(delete(SHARES).where(SHARES.c.id == id, SHARES.c.person == person)).rowcount

    def forget_before(self, moment: dt.datetime) -> None:
        """End whatever was shared before a moment.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            connection.execute(delete(SHARES).where(SHARES.c.made_at < moment))
