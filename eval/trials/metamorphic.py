"""What must hold of a model folder without any gold: questions varied, and numbers against each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from eval.suite import Case, Suite, load_suites
from eval.trials.variations import (
    UNKNOWN,
    Variation,
    inject_distractor,
    inject_filter,
    inject_negation,
    inject_unknown,
    is_who_asks,
    vary_alike,
)
from nlq.answer import Answer
from nlq.ask import ask
from nlq.choose import CLEAR
from nlq.engine import Engine, open_engine
from nlq.read import read
from nlq.reading import Question, Reading
from semantic_layer.issues import QueryRefused
from semantic_layer.query import Data, Dimension, Metric, Named
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

Outcome = Literal["held", "withheld", "broken"]
#: Buckets add up to their total to within this share of it.
SUM_TOLERANCE = 1e-9


class Trial(NamedTuple):
    """One thing tried. ``withheld``: the question was not answered, which is never wrong but may be needless."""

    model: str
    kind: str
    text: str
    outcome: Outcome
    detail: str = ""


def try_folder(folder: Path, split: str = "dev", part: int = 0, parts: int = 1) -> Iterator[Trial]:
    """Yield what was tried on a model folder: questions of its suites varied, then its additive metrics.

    Of several ``parts`` each has its share of the questions, and the first all that is not about one question.

    Raises:
        ModelError, WarehouseError: the folder or its warehouse cannot be opened.
    """
    engine = open_engine(folder)
    suites = load_suites(folder)
    try:
        asked = [(case, suite) for suite in suites for case in suite.cases if case.split == split and not case.turns]
        for case, suite in asked[part::parts]:
            yield from _try_question(case, suite, engine)
        if part == 0:
            yield from _try_translations(suites, engine, split)
            yield from _try_numbers(engine, suites[0] if suites else None)
    finally:
        engine.close()


def _read(text: str, suite: Suite, engine: Engine) -> Reading | None:
    session = Session(today=suite.today, locale=suite.locale)
    found = read(Question(text=text, locale=suite.locale), session, engine.index)
    # What is only offered is told by nobody.
    asks = found.lacks_metric or found.set_aside or found.asks or found.apart
    best = found.readings[0] if found.readings and not asks else None
    # Beside close rivals none answers by being the first: they are run, and asked back where they differ.
    return best if best is not None and best.probability >= CLEAR else None


def _is_named_aside(word: str, text: str, suite: Suite, engine: Engine) -> bool:
    """Say whether an answer names a word as told around the question, and does not pass it over."""
    notes = _answer(text, suite, engine).notes
    return any(word in note.params["words"] for note in notes if note.code == "background")


def _is_told(text: str, suite: Suite, engine: Engine) -> bool:
    """Say whether a question is answered, and not asked back."""
    return _answer(text, suite, engine).status == "answered"


def _answer(text: str, suite: Suite, engine: Engine) -> Answer:
    return ask(Question(text=text, locale=suite.locale), Session(today=suite.today, locale=suite.locale), engine)


def _meaning(text: str, suite: Suite, engine: Engine) -> str | None:
    reading = _read(text, suite, engine)
    return canonical(reading.query) if reading else None


def _computed(text: str, suite: Suite, engine: Engine) -> str | None:
    """Return the SQL a question is answered by, else what it asks: a year may be said in one language alone."""
    reading = _read(text, suite, engine)
    if reading is None or not isinstance(reading.query, Data):
        return canonical(reading.query) if reading else None
    try:
        return engine.compile(reading.query, Session(today=suite.today, locale="en")).sql
    except QueryRefused:
        return None


def _try_question(case: Case, suite: Suite, engine: Engine) -> Iterator[Trial]:
    reading = _read(case.question, suite, engine)
    if reading is None:
        return
    name, meaning = engine.model.header.name, canonical(reading.query)
    for variation in vary_alike(case.question, suite.locale, reading.trace, engine.model):
        found = _meaning(variation.text, suite, engine)
        outcome: Outcome = "held" if found == meaning else "withheld" if found is None else "broken"
        if outcome == "broken" and not _is_told(variation.text, suite, engine):
            outcome = "withheld"
        yield Trial(name, variation.kind, variation.text, outcome, case.question)
    for variation in inject_unknown(case.question, suite.locale, reading.trace):
        told = _read(variation.text, suite, engine)
        word = UNKNOWN[suite.locale]
        held = told is None or is_who_asks(word, told.trace) or _is_named_aside(word, variation.text, suite, engine)
        yield Trial(name, variation.kind, variation.text, "held" if held else "broken", case.question)
    for variation in (
        *inject_distractor(case.question, suite.locale, reading.trace, engine.model),
        *inject_negation(case.question, suite.locale, reading.trace),
    ):
        found = _meaning(variation.text, suite, engine)
        yield Trial(name, variation.kind, variation.text, "broken" if found == meaning else "held", case.question)
    if isinstance(reading.query, Data):
        for variation in inject_filter(case.question, suite.locale, reading.trace, engine.model):
            yield _try_filter(name, variation, meaning, suite, engine)


def _try_filter(name: str, variation: Variation, meaning: str, suite: Suite, engine: Engine) -> Trial:
    found = _meaning(variation.text, suite, engine)
    if found is None:
        return Trial(name, variation.kind, variation.text, "withheld")
    fits = found != meaning and json.dumps(variation.adds) in found
    return Trial(name, variation.kind, variation.text, "held" if fits else "broken", f"not by {variation.adds}")


def _try_translations(suites: tuple[Suite, ...], engine: Engine, split: str) -> Iterator[Trial]:
    """Yield the cases that stand under one id in suites of two languages: they mean the same."""
    by_name = {suite.suite: suite for suite in suites}
    for name, one in by_name.items():
        other = by_name.get(name.removesuffix("_en") + "_zh") if name.endswith("_en") else None
        twins = {case.id: case for case in other.cases} if other else {}
        for case in one.cases:
            twin = twins.get(case.id)
            # The same id in hand-written suites may be another question: only those with the same rows are pairs.
            if other is None or twin is None or not _pairs(case, twin) or case.split != split:
                continue
            left, right = _computed(case.question, one, engine), _computed(twin.question, other, engine)
            outcome: Outcome = "withheld" if None in (left, right) else "held" if left == right else "broken"
            yield Trial(engine.model.header.name, "translation", f"{case.question} | {twin.question}", outcome)


def _pairs(one: Case, other: Case) -> bool:
    def rows(case: Case) -> object:
        return case.sql.replace("_zh", "_en") if case.sql else case.expect

    return bool(one.sql) and rows(one) == rows(other)


def _try_numbers(engine: Engine, suite: Suite | None) -> Iterator[Trial]:
    """Yield, for every additive metric and dimension: buckets add up to the total, and none exceeds it."""
    session = Session(today=suite.today if suite else engine.model.calendar.as_of, locale="en")
    for name, metric in engine.model.metrics.items():
        calculation = metric.calculation
        if calculation.type == "simple" and calculation.agg in ("sum", "count"):
            for dimension in engine.model.dimensions:
                yield from _try_sum(name, dimension, session, engine)


def _try_sum(name: str, dimension: str, session: Session, engine: Engine) -> Iterator[Trial]:
    year = Named(unit="year", year=session.today.year - 1)
    whole = Data(measures=(Metric(name=name),), period=year)
    parts = Data(measures=(Metric(name=name),), by=(Dimension(name=dimension),), period=year)
    try:
        total = engine.run(engine.compile(whole, session)).rows[0][0] or 0.0
        result = engine.run(engine.compile(parts, session))
    except QueryRefused:
        return  # No path from the metric to the dimension, or one that would count rows twice.
    except IndexError:
        return  # No rows in that year.
    if result.truncated:
        return
    place = next(n for n, column in enumerate(result.columns) if column.role == "value")
    buckets = [row[place] or 0.0 for row in result.rows]
    adds_up = abs(sum(buckets) - total) <= SUM_TOLERANCE * max(abs(total), 1.0)
    text = f"{name} by {dimension}"
    yield Trial(
        engine.model.header.name, "buckets add up", text, "held" if adds_up else "broken", f"{sum(buckets)}, {total}"
    )
    if buckets and min(buckets) >= 0:
        exceeds = max(buckets) > total * (1 + SUM_TOLERANCE)
        yield Trial(engine.model.header.name, "a filter never raises", text, "broken" if exceeds else "held")
