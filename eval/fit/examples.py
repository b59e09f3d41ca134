"""What the fit learns from: a question, all that it may mean with the features of each reading, and which is right."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple

from eval.fit.backwards import Made, can_compute, make_questions
from eval.fit.harder import forget, slip
from eval.fit.pieces import languages_of
from eval.gold import GoldRows
from eval.grade import Gold, grade
from eval.suite import Case, Suite, Turn, load_suites
from nlq.answer import Answer
from nlq.ask import answer_query, ask
from nlq.engine import Engine
from nlq.followup import go_on_from
from nlq.read import read
from nlq.reading import Question, Reading
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

#: Where a question comes from.
Source = Literal["gold", "synthetic", "slip", "orphan"]


class Candidate(NamedTuple):
    """One reading: what it counts of each feature, whether it is what was meant, and whether it can be computed."""

    features: Mapping[str, float]
    right: bool
    told: bool = True


class Example(NamedTuple):
    """A question with its readings; none where it was refused. ``meant`` says that one meaning is the right one.

    ``suite`` is the gold suite, or the shape of what was made.
    """

    text: str
    model: str
    suite: str
    locale: str
    source: Source
    meant: bool
    candidates: tuple[Candidate, ...]

    @property
    def is_open(self) -> bool:
        """Say whether it is gold that several readings are as likely: a question that must be asked back."""
        return self.source == "gold" and not self.meant and sum(each.told for each in self.candidates) > 1


def gold_examples(folder: Path, engine: Engine) -> list[Example]:
    """Return an example for each turn of the development cases of a folder's suites."""
    gold = GoldRows(folder / engine.model.header.warehouse.partition(":///")[2])
    cases = [(case, suite) for suite in load_suites(folder) for case in suite.cases if case.split == "dev"]
    try:
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            done = pool.map(lambda each: list(_of_case(each[0], each[1], engine, gold)), cases)
            return [example for examples in done for example in examples]
    finally:
        gold.close()


def _of_case(case: Case, suite: Suite, engine: Engine, gold: GoldRows) -> Iterator[Example]:
    session = Session(today=suite.today, locale=suite.locale)
    context: Any = None
    for turn in case.steps:
        question = Question(text=turn.question, locale=suite.locale)
        shapes = gold.of_turn(turn, suite)
        readings = read(question, session, engine.index, context).readings
        candidates = tuple(_graded(reading, turn, shapes, session, engine) for reading in readings)
        meant = turn.expect not in ("refuse", "clarify") and not turn.beyond
        name = engine.model.header.name
        asked = Example(turn.question, name, suite.suite, suite.locale, "gold", meant, candidates)
        yield asked
        if len(candidates) == 1 and candidates[0].right and context is None:
            yield from _orphan(asked, readings[0].query, session, engine, random.Random(turn.question))
        if turn is not case.steps[-1]:
            context = go_on_from(context, _as_asked(question, turn, shapes, session, engine, context))


def _orphan(asked: Example, query: Any, session: Session, engine: Engine, chance: random.Random) -> Iterator[Example]:
    """Yield what is read where the model does not know what the question names: nothing of it is right.

    Where it is read as it was all the same, the model knows it by other words too.
    """
    without = forget(engine, query, chance)
    if without is None:
        return
    readings = read(Question(text=asked.text, locale=asked.locale), session, without.index).readings
    if all(canonical(reading.query) != canonical(query) for reading in readings):
        candidates = tuple(
            Candidate(reading.features, False, can_compute(reading.query, session, engine)) for reading in readings
        )
        yield asked._replace(source="orphan", meant=False, candidates=candidates)


def _as_asked(
    question: Question, turn: Turn, gold: tuple[Gold, ...], session: Session, engine: Engine, context: Any
) -> Answer:
    """Return the answer that a dialogue goes on from: of a question back, the choice that is right."""
    answer = ask(question, session, engine, context)
    choice = grade(answer, turn, gold).choice
    return answer if choice is None else answer_query(answer.choices[choice].query, session, engine)


def _graded(reading: Reading, turn: Turn, gold: tuple[Gold, ...], session: Session, engine: Engine) -> Candidate:
    answer = answer_query(reading.query, session, engine)
    right = turn.expect not in ("refuse", "clarify") and grade(answer, turn, gold).verdict == "right"
    told = answer.status == "answered"
    return Candidate(reading.features, right and told, told)


def made_examples(engine: Engine, today: dt.date, count: int, seed: int = 0) -> Iterator[Example]:
    """Yield examples of questions made of queries over a model, ``count`` in each of its languages.

    Each is asked as it is, with a slip of the keyboard, and of a model that does not know one of its names.
    """
    for locale in languages_of(engine.model):
        session = Session(today=today, locale=locale)
        chance = random.Random(seed)
        for made in make_questions(engine, session, count, seed):
            asked = _of_made(made, made.text, "synthetic", session, engine)
            yield asked
            yield _of_made(made, slip(made.text, chance), "slip", session, engine)
            yield from _orphan(asked, made.query, session, engine, chance)


def _of_made(made: Made, text: str, source: Source, session: Session, engine: Engine) -> Example:
    wanted = canonical(made.query)
    readings = read(Question(text=text, locale=made.locale), session, engine.index).readings
    candidates = tuple(
        Candidate(reading.features, canonical(reading.query) == wanted, can_compute(reading.query, session, engine))
        for reading in readings
    )
    return Example(text, engine.model.header.name, made.shape, made.locale, source, True, candidates)


def save_examples(examples: Sequence[Example], path: Path) -> None:
    """Write examples to a file, one a line."""
    lines = [json.dumps({**each._asdict(), "candidates": [c._asdict() for c in each.candidates]}) for each in examples]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load_examples(path: Path) -> list[Example]:
    """Return the examples of a file."""
    held = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Example(**{**each, "candidates": tuple(Candidate(**c) for c in each["candidates"])}) for each in held]
