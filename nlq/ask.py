"""The main path: a question to an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from nlq.answer import Answer, AnswerChoice
from nlq.choose import Outcome, Ran, choose
from nlq.engine import Engine
from nlq.offers.nearest_asked import name_nearest
from nlq.offers.other_dimension import run_or_ask
from nlq.preference import prefer
from nlq.read import read
from nlq.reading import Clarification, Question, Reading, Refusal
from nlq.tell import (
    name_members,
    tell,
    tell_background,
    tell_board,
    tell_bound,
    tell_clarification,
    tell_description,
    tell_explanation,
    tell_refusal,
    tell_settlement,
)
from nlq.tell.words import say
from nlq.unknown.suggest import suggest
from semantic_layer.explain import change_query
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.names import check_names
from semantic_layer.query import Board, Data, Describe, Explain, Members
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.session import Session
from semantic_layer.targets import set_beside


def ask(question: Question, session: Session, engine: Engine, context: Any = None) -> Answer:
    """Return the answer to a question: a number with its proof, a question back, or a refusal.

    ``context`` is the query that a follow-up goes on from (``go_on_from`` says which that is after an answer).

    Raises:
        WarehouseError: the warehouse failed or ran out of time.
    """
    spent: dict[str, float] = {}
    engine = engine.seen_by(session.viewer)

    def run(reading: Reading) -> Outcome:
        if isinstance(reading.query, Board | Describe) or getattr(reading.query, "targets", False):
            # Whether there is a target at all decides whether it is a reading.
            return _answer(reading.query, session, engine, spent)
        return _run(_rows_of(reading.query), session, engine, spent)

    def offer(readings: tuple[Reading, ...], first: int) -> tuple[AnswerChoice, ...]:
        return _choices(question, readings, first, ran, (session, engine, spent))

    with _clocked(spent, "read"):
        readings = read(question, session, engine.index, context)
    try:
        choice, ran, settlement = choose(readings, run, engine.model, question.preferences)
        if isinstance(choice, Refusal) and not readings.readings and engine.language_model is not None:
            with _clocked(spent, "language_model"):
                propose = engine.language_model.begin()
                choice, ran = suggest(question, session, engine.index, propose, context, run) or (choice, ran)
        if isinstance(choice, Reading) and not ran:
            choice, ran = run_or_ask(choice, run, engine.model)
        if isinstance(choice, Refusal):
            # What is taken instead of what cannot be had says nothing of the words.
            aside = [each.model_copy(update={"remember": ()}) for each in offer(settlement.aside, 0)]
            answer, others = tell_refusal(choice, engine.model, session), tuple(aside)
            with _clocked(spent, "read"):
                answer = name_nearest(answer, question, session, engine, context)
        elif isinstance(choice, Clarification):
            answer, others = tell_clarification(choice, engine.model, session), offer(choice.readings, 0)
        else:
            answer = _answer_reading(choice, ran.get(0), session, engine, spent)
            others = offer((choice, *settlement.aside), 1) if settlement.settled else ()
    except QueryRefused as refused:
        return _timed(tell_refusal(Refusal(issues=refused.issues), engine.model, session), spent)
    answer = answer.model_copy(update={"choices": (*others, *answer.choices)})
    answer = tell_background(answer, readings.background, session.locale)
    return _timed(tell_settlement(answer, settlement, question, engine.model, session), spent)


def _answer_reading(reading: Reading, ran: Any, session: Session, engine: Engine, spent: dict[str, float]) -> Answer:
    answer = _answer(reading.query, session, engine, spent, ran, reading.presumes, reading.scale)
    if reading.otherwise is not None and _found_nothing(answer):
        answer = _answer_otherwise(reading.otherwise, answer, session, engine, spent)
    if reading.bound is not None:
        answer = tell_bound(answer, reading.bound, engine.model)
    return answer.model_copy(update={"trace": reading.trace, "confidence": reading.confidence})


def answer_query(query: Any, session: Session, engine: Engine) -> Answer:
    """Return the answer to a semantic query, without any language read.

    Raises:
        WarehouseError: the warehouse failed or ran out of time.
    """
    spent: dict[str, float] = {}
    engine = engine.seen_by(session.viewer)
    try:
        return _timed(_answer(query, session, engine, spent), spent)
    except QueryRefused as refused:
        return _timed(tell_refusal(Refusal(issues=refused.issues), engine.model, session, query), spent)


def _found_nothing(answer: Answer) -> bool:
    """Say whether no row of an answer has a value other than zero."""
    values = [place for place, column in enumerate(answer.columns) if column.role in ("value", "previous")]
    return bool(answer.columns) and not any(row[place] for row in answer.rows for place in values)


def _answer_otherwise(query: Any, first: Answer, session: Session, engine: Engine, spent: dict[str, float]) -> Answer:
    """Return the answer in which filters of the answer before gave way, and say so, if that finds more."""
    try:
        answer = _answer(query, session, engine, spent)
    except QueryRefused:
        return first
    if _found_nothing(answer):
        return first
    note = Issue(
        code="filter_gave_way", message=f"Nothing meets all of this: {first.readback}.",
        params={"readback": first.readback},
    )  # fmt: skip
    text = say(note.code, session.locale, readback=first.readback)
    return answer.model_copy(update={"notes": (note.model_copy(update={"message": text}), *answer.notes)})


def _rows_of(query: Any) -> Any:
    """Return the query whose rows tell a reading from its rivals: of an explanation, the change itself."""
    return change_query(query) if isinstance(query, Explain) else query


def _answer(
    query: Any, session: Session, engine: Engine, spent: dict[str, float], ran: Any = None, presumes: Any = None,
    scale: float | None = None,
) -> Answer:  # fmt: skip
    if isinstance(ran, Answer):
        return ran
    check_names(query, engine.whole, session.viewer)
    if isinstance(query, Describe):
        return tell_description(query, engine.model, session, engine.state(session.today), engine.history)
    run = partial(_run, session=session, engine=engine, spent=spent)
    model = name_members(query, engine.model, session.locale, run)
    if isinstance(query, Explain):
        return tell_explanation(query, run, model, engine.index.sizes, session, presumes)
    if not isinstance(query, Data | Members):
        return tell_board(query, run, model, session, engine.aims)
    compiled, result = ran or run(query)
    # Targets beside the values may need numbers of last year: they are run like any other query.
    beside = set_beside(query, compiled, result, engine.aims, session, run)
    with _clocked(spent, "tell"):
        return tell(query, compiled, beside, model, session, scale)


def _choices(
    question: Question,
    readings: tuple[Reading, ...],
    first: int,
    ran: Ran,
    how: tuple[Session, Engine, dict[str, float]],
) -> tuple[AnswerChoice, ...]:
    """Return the readings from the ``first`` on as choices, each with its numbers and what it says of the words."""
    session, engine, spent = how
    numbered = list(enumerate(readings))[first:]
    told = [(each, _answer(_rows_of(each.query), session, engine, spent, ran[n])) for n, each in numbered]
    return tuple(
        AnswerChoice(
            label=answer.text, readback=answer.readback, query=reading.query, period=answer.period,
            columns=answer.columns, rows=answer.rows, remember=prefer(reading, readings, question.text, engine.model),
        )
        for reading, answer in told
    )  # fmt: skip


def _run(query: Any, session: Session, engine: Engine, spent: dict[str, float]) -> tuple[CompiledQuery, Result]:
    with _clocked(spent, "compile"):
        compiled = engine.compile(query, session)
    with _clocked(spent, "run"):
        return compiled, engine.run(compiled)


@contextmanager
def _clocked(spent: dict[str, float], stage: str) -> Iterator[None]:
    begun = time.perf_counter()
    try:
        yield
    finally:
        spent[stage] = spent.get(stage, 0.0) + (time.perf_counter() - begun) * 1000


def _timed(answer: Answer, spent: dict[str, float]) -> Answer:
    return answer.model_copy(update={"elapsed_ms": {stage: round(ms, 2) for stage, ms in spent.items()}})
