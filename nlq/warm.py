"""What a process makes once is made before anybody waits for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from nlq.engine import Engine
from nlq.mentions.spelling.respell import is_word
from nlq.mentions.spelling.sound import sounding_as
from nlq.nearness.nearest import nearest_metrics
from nlq.read import read
from nlq.reading import Question
from semantic_layer.issues import KpiError
from semantic_layer.query import Data
from semantic_layer.session import Session

#: What is asked of a metric in each language: something plain, and something that no model knows.
_ASKED = {"en": ("{name} last month", "qwxz {name}"), "zh": ("上个月{name}", "龘靐{name}")}


def warm_up(engine: Engine, today: dt.date) -> None:
    """Make what a process makes with its first question, its first slip and its first refusal; no rows are read."""
    engine.index.warm_up()
    nearest_metrics("a", engine.index, "en")
    is_word("a")
    sounding_as("一", engine.index.characters)
    for locale, text in _questions(engine):
        session = Session(today=today, locale=locale)
        for reading in read(Question(text=text, locale=locale), session, engine.index).readings[:1]:
            # A model whose warehouse is away says so to who asks.
            with suppress(KpiError):
                if isinstance(reading.query, Data):
                    engine.compile(reading.query, session)


def _questions(engine: Engine) -> Iterator[tuple[str, str]]:
    for locale, asked in _ASKED.items():
        for metric in list(engine.model.metrics)[:1]:
            yield from ((locale, each.format(name=engine.model.metric_label(metric, locale))) for each in asked)
