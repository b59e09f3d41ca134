"""What clients send."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from nlq.answer import Preference

#: Days around which periods can be reckoned, whatever is asked.
Today = Annotated[dt.date, Field(ge=dt.date(1900, 1, 1), le=dt.date(2199, 12, 31))]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskRequest(_Request):
    """A question. ``today`` and ``locale`` default to the model's and the question's own.

    With ``keep`` it is kept among the person's conversations, to be come back to. With ``progress`` and events
    wanted, each stage is told as it begins.
    """

    question: str = Field(max_length=20_000)
    today: Today | None = None
    locale: str | None = Field(default=None, pattern=r"^(en|zh)(-[A-Za-z-]+)?$")
    conversation_id: str | None = Field(default=None, max_length=100)
    keep: bool = False
    progress: bool = False


class QueryRequest(_Request):
    """A semantic query. ``remember`` is that of the choice whose query it is, where it was chosen.

    With ``keep`` it is kept among the person's conversations, under what the person picked, ``asked``.
    """

    query: dict[str, Any]
    today: Today | None = None
    locale: str | None = Field(default=None, pattern=r"^(en|zh)(-[A-Za-z-]+)?$")
    conversation_id: str | None = Field(default=None, max_length=100)
    remember: tuple[Preference, ...] = Field(default=(), max_length=20)
    keep: bool = False
    progress: bool = False
    asked: str = Field(default="", max_length=2_000)


class FeedbackRequest(_Request):
    """What somebody says of an answer; ``expected`` is what it should have been, ``question`` what had been asked."""

    answer_id: str = Field(max_length=100)
    right: bool
    comment: str = Field(default="", max_length=2_000)
    expected: str = Field(default="", max_length=2_000)
    question: str = Field(default="", max_length=2_000)


class ShareRequest(_Request):
    """What is shared: a conversation as it stands, or one answer of it."""

    conversation_id: str = Field(min_length=1, max_length=100)
    answer_id: str | None = Field(default=None, max_length=100)


class CandidatesRequest(_Request):
    """A question, of whose names it is asked what they could stand for."""

    question: str = Field(max_length=20_000)
    locale: str | None = Field(default=None, pattern=r"^(en|zh)(-[A-Za-z-]+)?$")


class OverviewRequest(_Request):
    """The metrics that are looked at, by name: as many as are on a screen."""

    metrics: tuple[str, ...] = Field(min_length=1, max_length=12)
    locale: str | None = Field(default=None, pattern=r"^(en|zh)(-[A-Za-z-]+)?$")
