"""What every command shares: the console, options, and how a model is opened."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console

from api.history import GitHistory
from api.memory import Memory
from api.operations.current import Current
from api.operations.reload import Source
from api.settings import Settings, today_of
from api.state import Choices, open_door
from eval.demo import DEMOS, demo_folder
from nlq.engine import Engine, build_engine, open_engine
from nlq.llm import LanguageModel, open_language_model
from semantic_layer.issues import ProviderError
from semantic_layer.model import Model
from semantic_layer.session import Viewer
from semantic_layer.warehouse import open_warehouse

log = structlog.get_logger()
out, err = Console(), Console(stderr=True)
DEMO_NAMES = ", ".join(DEMOS)
ModelOption = Annotated[str | None, typer.Option("--model", help=f"A model folder, or a demo: {DEMO_NAMES}.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SqlOption = Annotated[bool, typer.Option("--sql/--no-sql", help="Print the SQL below an answer.")]
TodayOption = Annotated[str | None, typer.Option(help="The day to ask on, YYYY-MM-DD.")]
LocaleOption = Annotated[str | None, typer.Option(help="en or zh.")]
RoleOption = Annotated[list[str] | None, typer.Option("--role", help="A role of who asks; may be given again.")]
AttributeOption = Annotated[
    list[str] | None,
    typer.Option("--attribute", help="What policies read of who asks, as region=East; may be given again."),
]
PersonOption = Annotated[str | None, typer.Option(help="Whose choices are remembered; the user of this machine.")]


def person_of(given: str | None) -> str | None:
    """Return who asks: the person given, else the user of this machine; None where nobody knows."""
    try:
        return given or getpass.getuser()
    except (OSError, KeyError, ImportError):
        return None


def open_memory(engine: Engine) -> Memory:
    """Return what people chose of an engine's model, where the settings keep it.

    Raises:
        StateError: the settings name no place to keep it.
    """
    return Memory(Choices(open_door(Settings().state)), Current(engine))


def folder_of(model: str | None) -> Path:
    """Return the folder of a model or demo."""
    name = model or Settings().model
    return demo_folder(name) if name in DEMOS and not Path(name).is_dir() else Path(name)


def open_model(model: str | None, embeddings: str = "off", language_model: LanguageModel | None = None) -> Engine:
    """Return the engine of a model or demo, within the limits of the settings."""
    folder = folder_of(model)
    return open_engine(
        folder,
        warehouse=other_warehouse(),
        embeddings=embeddings,
        vectors=Settings().cache / "vectors",
        history=GitHistory(folder),
        language_model=language_model,
        **limits(),
    )


def open_to_ask(model: str | None, *, waits: bool = False) -> Engine:
    """Return the engine with the language model that the settings name, where they name one.

    Without one nothing is embedded for a single question; with one, ``waits`` says to wait until all is.
    """
    settings = Settings()
    try:
        named = open_language_model(
            settings.llm, base_url=settings.llm_base_url, api_key=settings.llm_api_key.get_secret_value(),
            time_limit=settings.llm_time_limit, max_tokens=settings.llm_max_tokens, options=settings.llm_options,
            on_failure=lambda kind: log.warning("language_model_failed", kind=kind),
        )  # fmt: skip
    except ProviderError as error:
        raise typer.BadParameter(str(error)) from None
    engine = open_model(model, settings.embeddings if named or not waits else "off", named)
    if waits and engine.index.retriever is not None:
        engine.index.retriever.wait()
    return engine


def source_of(model: str | None) -> Source:
    """Return where the engine of a model or demo comes from, so that what changes there can be served."""
    folder, settings = folder_of(model), Settings()

    def remake(old: Engine, changed: Model) -> Engine:
        place = other_warehouse()
        warehouse = old.warehouse
        if not place and changed.header.warehouse != old.whole.header.warehouse:
            warehouse = open_warehouse(changed.header.warehouse, folder, **limits())
        vectors = settings.cache / "vectors"
        return build_engine(changed, warehouse, settings.embeddings, old.history, vectors, old.language_model)

    return Source(folder, remake)


def other_warehouse() -> str:
    """Return the URL that the settings put in the place of a model's own warehouse; "" where they name none."""
    return Settings().warehouse.get_secret_value()


def limits() -> dict[str, Any]:
    """Return what a query may use, by the settings."""
    settings = Settings()
    return {name: getattr(settings, name) for name in ("time_limit", "row_cap", "memory_limit", "threads")}


def day_of(text: str | None, engine: Engine) -> dt.date:
    """Return the day to ask on: the one given, else the model's today."""
    try:
        return dt.date.fromisoformat(text) if text else today_of(engine.model)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day: write it as 2026-11-23.") from None


def viewer_of(roles: list[str] | None, attributes: list[str] | None) -> Viewer:
    """Return who asks, from the options of a command."""
    found: dict[str, tuple[str, ...]] = {}
    for text in attributes or ():
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise typer.BadParameter(f"“{text}” is no attribute: write it as region=East.")
        found[name] = (*found.get(name, ()), value)
    return Viewer(roles=tuple(roles or ()), attributes=found)
