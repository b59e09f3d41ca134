"""Commands that answer: ``ask`` and ``query``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api.cli.options import (
    AttributeOption,
    JsonOption,
    LocaleOption,
    ModelOption,
    PersonOption,
    RoleOption,
    SqlOption,
    TodayOption,
    day_of,
    open_memory,
    open_model,
    open_to_ask,
    out,
    person_of,
    viewer_of,
)
from api.desk import guess_locale
from api.memory import Memory
from api.terminal import EXIT, print_answer
from nlq.answer import Answer, AnswerChoice
from nlq.ask import answer_query
from nlq.followup import go_on_from
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.session import Session


def ask_command(
    question: Annotated[str | None, typer.Argument(help="What you want to know; without it, a chat.")] = None,
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, role: RoleOption = None,
    attribute: AttributeOption = None, person: PersonOption = None,
    pick: Annotated[int | None, typer.Option(min=1, help="Which choice of a question back is meant.")] = None,
    sql: SqlOption = True, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer a question."""
    viewer = viewer_of(role, attribute)
    engine = open_to_ask(model, waits=True)
    try:
        session = Session(today=day_of(today, engine), locale=locale or "en", viewer=viewer)
        chat = Chat(open_memory(engine), session, locale, person_of(person))
        if question is None:
            chat.run(sql)
            return
        answer = chat.ask(question)
        answer = chat.pick(pick) if pick is not None and answer.choices else answer
    finally:
        engine.close()
    print_answer(answer, out, as_json, sql)
    raise typer.Exit(EXIT[answer.status])


class Chat:
    """Questions in a row, in the language given, else in their own."""

    def __init__(self, memory: Memory, session: Session, locale: str | None, person: str | None) -> None:
        """Start with nothing asked."""
        self._memory, self._session, self._locale, self._person = memory, session, locale, person
        self._context: Any = None
        self._choices: tuple[AnswerChoice, ...] = ()

    def ask(self, text: str) -> Answer:
        """Return the answer to a question, which may go on from the last."""
        language = self._locale or guess_locale(text)
        self._session = self._session.model_copy(update={"locale": language})
        question = Question(text=text, locale=language)
        return self._keep(self._memory.ask(question, self._session, self._person, self._context))

    def pick(self, number: int) -> Answer:
        """Return the answer to a choice of the last question back, by its number from 1; it is remembered.

        Raises:
            BadParameter: there is no such choice.
        """
        if number > len(self._choices):
            raise typer.BadParameter(f"There is no choice {number}: the question has {len(self._choices)}.")
        choice = self._choices[number - 1]
        return self._keep(self._memory.choose(choice.query, choice.remember, self._session, self._person))

    def _keep(self, answer: Answer) -> Answer:
        self._context = go_on_from(self._context, answer)
        self._choices = answer.choices
        return answer

    def run(self, sql: bool) -> None:
        """Ask and answer until the input ends; a number picks a choice of the last question back."""
        out.print("Ask a question; an empty line ends.")
        for line in iter(lambda: sys.stdin.readline(), ""):
            text = line.strip()
            if not text:
                return
            chosen = text.isdecimal() and 1 <= int(text) <= len(self._choices)
            print_answer(self.pick(int(text)) if chosen else self.ask(text), out, False, sql)


def query_command(
    file: Annotated[str, typer.Argument(help="A file with a semantic query in JSON, or - for the input.")],
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, role: RoleOption = None,
    attribute: AttributeOption = None, sql: SqlOption = True, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer a semantic query."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        query = query_adapter.validate_python(json.loads(text))
    except (OSError, UnicodeDecodeError):
        raise typer.BadParameter(f"“{file}” cannot be read.") from None
    except (ValueError, ValidationError) as error:
        raise typer.BadParameter(f"That is no semantic query: {str(error).splitlines()[0]}") from None
    viewer = viewer_of(role, attribute)
    engine = open_model(model)
    try:
        session = Session(today=day_of(today, engine), locale=locale or "en", viewer=viewer)
        answer = answer_query(query, session, engine)
    finally:
        engine.close()
    print_answer(answer, out, as_json, sql)
    raise typer.Exit(EXIT[answer.status])
