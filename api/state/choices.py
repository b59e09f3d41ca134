"""What people chose where words can mean several things: kept by person and model, counted without names."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite

from api.state.door import Door
from api.state.tables import CHOICES
from nlq.answer import Preference

#: Of the choices of one person for one model, the newest that are looked at.
MOST = 1_000


class Tally(BaseModel):
    """How many people chose one meaning of words, rather than which others."""

    model_config = ConfigDict(frozen=True)

    words: str
    said: str
    chosen: str
    others: tuple[str, ...]
    people: int


class Choices:
    """The choices in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def recall(self, person: str, model: str) -> tuple[Preference, ...]:
        """Return what a person chose for a model, the newest first.

        Raises:
            StateError: the state cannot be read.
        """
        own = select(CHOICES).where(CHOICES.c.person == person, CHOICES.c.model == model)
        with self._door.reading() as connection:
            found = connection.execute(own.order_by(CHOICES.c.made_at.desc()).limit(MOST)) if connection else ()
            return tuple(_preference(row) for row in found)

    def keep(self, person: str, model: str, made: Iterable[Preference], now: dt.datetime) -> None:
        """Keep what a person chose; of the same words with the same meanings, the last choice holds.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
            for each in made:
                row = {"person": person, "model": model, "made_at": now, **_row(each)}
                put = insert(CHOICES).values(row)
                key = [CHOICES.c.person, CHOICES.c.model, CHOICES.c.words, CHOICES.c.ambiguity]
                changed = {name: put.excluded[name] for name in row if CHOICES.c[name] not in key}
                connection.execute(put.on_conflict_do_update(index_elements=key, set_=changed))

    def forget(self, person: str, model: str, words: str | None = None) -> int:
        """Forget what a person chose of words, or for a model at all; return how many choices that were.

        Raises:
            StateError: the state cannot be written.
        """
        own = delete(CHOICES).where(CHOICES.c.person == person, CHOICES.c.model == model)
        own = own if words is None else own.where(CHOICES.c.words == words)
        with self._door.writing() as connection:
            return connection.execute(own).rowcount

    def tally(self, model: str) -> tuple[Tally, ...]:
        """Return how many people chose each meaning of words, those of most people first.

        Raises:
            StateError: the state cannot be read.
        """
        by = (CHOICES.c.words, CHOICES.c.chosen, CHOICES.c.others)
        people = func.count(distinct(CHOICES.c.person))
        counted = select(*by, func.max(CHOICES.c.said).label("said"), people.label("people"))
        counted = counted.where(CHOICES.c.model == model).group_by(*by)
        with self._door.reading() as connection:
            found = connection.execute(counted.order_by(people.desc(), *by)) if connection else ()
            return tuple(
                Tally(
                    words=row.words, said=row.said, chosen=row.chosen, others=json.loads(row.others), people=row.people
                )
                for row in found
            )


def _row(made: Preference) -> dict[str, Any]:
    ambiguity = hashlib.sha256(json.dumps(sorted({made.chosen, *made.others})).encode()).hexdigest()
    others = json.dumps(sorted(made.others), ensure_ascii=False)
    return {**made.model_dump(include={"words", "said", "chosen", "definitions"}), "ambiguity": ambiguity,
            "others": others}  # fmt: skip


def _preference(row: Any) -> Preference:
    others = tuple(json.loads(row.others))
    return Preference(words=row.words, said=row.said, chosen=row.chosen, others=others, definitions=row.definitions)
