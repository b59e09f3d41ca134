"""What people chose, taken into account in what they ask; without it, if it is out of reach, and that is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import structlog

from api.operations.current import Current
from api.stages import Tell, watch
from api.state import Choices
from nlq.answer import Answer, Preference
from nlq.ask import answer_query, ask
from nlq.engine import Engine
from nlq.preference import holds
from nlq.reading import Question
from nlq.tell.choices import tell_kept, tell_unkept, tell_unread
from semantic_layer.issues import Issue, StateError
from semantic_layer.session import Session

log = structlog.get_logger()


class Memory:
    """Asks and chooses for a person, who is an id that the caller gives; nobody in particular is remembered nothing."""

    def __init__(self, choices: Choices, served: Current) -> None:
        """Keep the choices, and what is served, whose model they are of."""
        self.choices, self._served = choices, served

    @property
    def _engine(self) -> Engine:
        return self._served.engine

    def watched(self, tell: Tell | None) -> Memory:
        """Return the same, which tells how far an answer has come where somebody listens."""
        return Memory(self.choices, Current(watch(self._engine, tell)))

    @property
    def model(self) -> str:
        """Return the name of the model, by which choices are kept."""
        return self._engine.model.header.name

    def ask(self, question: Question, session: Session, person: str | None, context: Any = None) -> Answer:
        """Return the answer to a question, as the person chose before where it can be read in several ways.

        Raises:
            WarehouseError: the warehouse failed or ran out of time.
        """
        if not person:
            return ask(question, session, self._engine, context)
        try:
            known = self.choices.recall(person, self.model)
        except StateError as error:
            _log(error)
            answer = ask(question, session, self._engine, context)
            return _with_note(answer, tell_unread(answer.locale))
        return ask(question.model_copy(update={"preferences": known}), session, self._engine, context)

    def choose(self, query: Any, made: Iterable[Preference], session: Session, person: str | None) -> Answer:
        """Return the answer to a query that was chosen, once what the choice says is remembered.

        Raises:
            WarehouseError: the warehouse failed or ran out of time.
        """
        answer = answer_query(query, session, self._engine)
        model = self._engine.seen_by(session.viewer).model
        given = [each.model_copy(update={"by": "person"}) for each in made]
        if not person or not given or answer.status != "answered":
            return answer
        fit = [each for each in given if holds(each, model)]
        if not fit:
            return _with_note(answer, tell_unkept(answer.locale, unfit=True))
        try:
            self.choices.keep(person, self.model, fit, dt.datetime.now(dt.UTC))
        except StateError as error:
            _log(error)
            return _with_note(answer, tell_unkept(answer.locale))
        return tell_kept(answer, fit, model)


def _with_note(answer: Answer, note: Issue) -> Answer:
    return answer.model_copy(update={"notes": (note, *answer.notes)})


def _log(error: StateError) -> None:
    log.warning("state", code=error.code, cause=type(error.__cause__).__name__)
