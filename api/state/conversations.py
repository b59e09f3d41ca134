"""Conversations that people come back to: what was asked and how it was answered, each person's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Table, delete, insert, select, update

from api.state.door import Door
from api.state.tables import CONVERSATIONS, TURNS

#: Characters of a title; conversations that are listed; turns of one that are read, the newest.
TITLE, MOST_LISTED, MOST_TURNS = 200, 200, 200


class Conversation(BaseModel):
    """A conversation: what was asked first, and when it last went on (UTC)."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    changed_at: dt.datetime


class Said(BaseModel):
    """One turn: what was asked on the day ``today``, its answer as JSON, and what the person might see then."""

    model_config = ConfigDict(frozen=True)

    asked: str
    answer: str
    rights: str
    today: dt.date
    made_at: dt.datetime


class Conversations:
    """The conversations in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def keep(self, person: str, model: str, id: str, said: Said) -> None:
        """Keep a turn at the end of a conversation, which begins with it where there is none.

        Raises:
            StateError: the state cannot be written.
        """
        own = _own(CONVERSATIONS, CONVERSATIONS.c.id, person, model, id)
        place = {"person": person, "model": model}
        with self._door.writing() as connection:
            changed = connection.execute(update(CONVERSATIONS).where(own).values(changed_at=said.made_at)).rowcount
            if not changed:
                begun = {**place, "id": id, "title": said.asked[:TITLE], "changed_at": said.made_at}
                connection.execute(insert(CONVERSATIONS).values(begun))
            connection.execute(insert(TURNS).values({**place, "conversation": id, **said.model_dump()}))

    def listed(self, person: str, model: str) -> tuple[Conversation, ...]:
        """Return a person's conversations, the newest first.

        Raises:
            StateError: the state cannot be read.
        """
        own = select(CONVERSATIONS).where(CONVERSATIONS.c.person == person, CONVERSATIONS.c.model == model)
        newest = own.order_by(CONVERSATIONS.c.changed_at.desc(), CONVERSATIONS.c.id).limit(MOST_LISTED)
        with self._door.reading() as connection:
            found = connection.execute(newest).mappings() if connection else ()
            return tuple(Conversation.model_validate({**row, "changed_at": in_utc(row["changed_at"])}) for row in found)

    def turns(self, person: str, model: str, id: str, most: int = MOST_TURNS) -> tuple[Said, ...]:
        """Return the newest turns of a person's conversation, the first first; none of one that is not his.

        Raises:
            StateError: the state cannot be read.
        """
        own = select(TURNS).where(_own(TURNS, TURNS.c.conversation, person, model, id))
        with self._door.reading() as connection:
            rows = connection.execute(own.order_by(TURNS.c.id.desc()).limit(most)).all() if connection else []
        return tuple(map(_said, reversed(rows)))

    def forget(self, person: str, model: str, id: str) -> int:
        """Forget a person's conversation; return how many that were.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            connection.execute(delete(TURNS).where(_own(TURNS, TURNS.c.conversation, person, model, id)))
            own = _own(CONVERSATIONS, CONVERSATIONS.c.id, person, model, id)
            return connection.execute(delete(CONVERSATIONS).where(own)).rowcount

    def forget_before(self, moment: dt.datetime) -> None:
        """Forget whatever was answered before a moment, and the conversations that did not go on after it.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            connection.execute(delete(TURNS).where(TURNS.c.made_at < moment))
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.changed_at < moment))


def in_utc(moment: dt.datetime) -> dt.datetime:
    """Return a moment as read from the state with its time zone: SQLite keeps none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _own(table: Table, place: ColumnElement[str], person: str, model: str, id: str) -> ColumnElement[bool]:
    return (table.c.person == person) & (table.c.model == model) & (place == id)


def _said(row: Any) -> Said:
    fields = {name: getattr(row, name) for name in Said.model_fields}
    return Said.model_validate({**fields, "made_at": in_utc(row.made_at)})
