"""Commands that answer: ``ask``, ``query`` and ``serve``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api.app import guess_locale
from api.cli.options import (
    AttributeOption,
    JsonOption,
    LocaleOption,
    ModelOption,
    RoleOption,
    TodayOption,
    day_of,
    err,
    open_model,
    out,
    viewer_of,
)
from api.settings import Settings
from api.terminal import EXIT, print_answer
from nlq.ask import answer_query, ask
from nlq.engine import Engine
from nlq.followup import go_on_from
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.session import Session


def ask_command(
    question: Annotated[str | None, typer.Argument(help="What you want to know; without it, a chat.")] = None,
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, role: RoleOption = None,
    attribute: AttributeOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer a question."""
    viewer = viewer_of(role, attribute)
    engine = open_model(model)
    try:
        session = Session(today=day_of(today, engine), locale=locale or "en", viewer=viewer)
        if question is None:
            _chat(engine, session, locale)
            return
        answer = ask_one(question, engine, session, locale, None)
    finally:
        engine.close()
    print_answer(answer, out, as_json)
    raise typer.Exit(EXIT[answer.status])


def ask_one(question: str, engine: Engine, session: Session, locale: str | None, context: Any) -> Any:
    """Return the answer to a question, in the language given, else in its own."""
    language = locale or guess_locale(question)
    session = session.model_copy(update={"locale": language})
    return ask(Question(text=question, locale=language), session, engine, context)


def _chat(engine: Engine, session: Session, locale: str | None) -> None:
    """Ask and answer until the input ends; a number picks a choice of the last question back."""
    context: Any = None
    choices: tuple[Any, ...] = ()
    out.print("Ask a question; an empty line ends.")
    for line in iter(lambda: sys.stdin.readline(), ""):
        text = line.strip()
        if not text:
            return
        if text.isdigit() and 1 <= int(text) <= len(choices):
            answer = answer_query(choices[int(text) - 1].query, session, engine)
        else:
            answer = ask_one(text, engine, session, locale, context)
        print_answer(answer, out, False)
        context = go_on_from(context, answer)
        choices = answer.choices


def query_command(
    file: Annotated[str, typer.Argument(help="A file with a semantic query in JSON, or - for the input.")],
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, role: RoleOption = None,
    attribute: AttributeOption = None, as_json: JsonOption = False,
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
    print_answer(answer, out, as_json)
    raise typer.Exit(EXIT[answer.status])


def serve_command(
    host: Annotated[str | None, typer.Option()] = None, port: Annotated[int | None, typer.Option()] = None,
    model: ModelOption = None,
) -> None:  # fmt: skip
    """Serve the API and the page."""
    import uvicorn

    from api.app import create_app

    settings = Settings()
    engine = open_model(model, settings.embeddings)
    where = f"http://{host or settings.host}:{port or settings.port}"
    err.print(f"Serving {engine.model.header.name} on {where}")
    uvicorn.run(
        create_app(settings, engine), host=host or settings.host, port=port or settings.port, log_level="warning"
    )
