"""What people say of answers: right or wrong, and what they expected."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select

from api.requests import FeedbackRequest
from api.state.door import Door
from api.state.tables import FEEDBACK


class Feedback:
    """The feedback in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def keep(self, said: FeedbackRequest, person: str | None, model: str, now: dt.datetime) -> None:
        """Keep what a person, or nobody in particular, says of an answer.

        Raises:
            StateError: the state cannot be written.
        """
        row = {**said.model_dump(), "person": person, "model": model, "made_at": now}
        with self._door.writing() as connection:
            connection.execute(insert(FEEDBACK).values(row))

    def recall(self, model: str) -> tuple[FeedbackRequest, ...]:
        """Return what was said of a model's answers, the first first.

        Raises:
            StateError: the state cannot be read.
        """
        fields = [FEEDBACK.c[name] for name in FeedbackRequest.model_fields]
        found = select(*fields).where(FEEDBACK.c.model == model).order_by(FEEDBACK.c.id)
        with self._door.reading() as connection:
            rows = connection.execute(found).mappings() if connection else ()
            return tuple(FeedbackRequest.model_validate(dict(row)) for row in rows)
