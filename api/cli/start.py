"""The command that begins a model folder: ``init``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import typer

from api.cli.options import out
from semantic_layer.model.draft import draft_folder, safe_name
from semantic_layer.model.load import load_model
from semantic_layer.warehouse import open_warehouse
from semantic_layer.warehouse.survey import survey_warehouse

STARTER = Path(__file__).parent / "starter"
#: Seconds that one question to a database without a model may take: it counts the values of every column.
TIME_LIMIT = 120
LOCAL = "duckdb:///"


def init_command(
    folder: Annotated[Path, typer.Argument(help="The new model folder.")],
    from_warehouse: Annotated[
        str | None,
        typer.Option(
            help="Draft it from a database's own tables: duckdb:///FILE, from where you are, or postgresql://…"
        ),
    ] = None,
) -> None:
    """Begin a model folder: an example to change, or a draft of what a database holds."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise typer.BadParameter(f"“{folder}” is there already, and not empty.")
    written = _without_password(_from_folder(from_warehouse, folder)) if from_warehouse else ""
    files = _draft(folder, from_warehouse, written) if from_warehouse else _starter(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    model = load_model(folder)
    parts = {"table": model.tables, "join": model.joins, "dimension": model.dimensions, "metric": model.metrics}
    told = ", ".join(f"{len(part)} {name}{'' if len(part) == 1 else 's'}" for name, part in parts.items())
    out.print(f"Wrote {', '.join(files)}: {told}.", markup=False)
    if from_warehouse and from_warehouse.startswith("postgresql") and written != from_warehouse:
        out.print("The password is not written: set KPI_WAREHOUSE to the whole URL before you ask.", markup=False)
    out.print(f"Then: kpi lint --model {folder}", markup=False)


def _starter(folder: Path) -> dict[str, str]:
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(STARTER.glob("*.yaml"))}
    return files | {"model.yaml": files["model.yaml"].replace("my_model", safe_name(folder.resolve().name), 1)}


def _draft(folder: Path, url: str, written: str) -> dict[str, str]:
    warehouse = open_warehouse(url, Path.cwd(), time_limit=TIME_LIMIT)
    try:
        survey = survey_warehouse(warehouse)
    finally:
        warehouse.close()
    if not survey.tables:
        raise typer.BadParameter("The database has no table.")
    return draft_folder(survey, folder.resolve().name, written)


def _from_folder(url: str, folder: Path) -> str:
    """Return a database's URL as the folder writes it: a file is found from there, whoever asks from where."""
    if not url.startswith(LOCAL) or url.startswith(f"{LOCAL}/"):
        return url
    return f"{LOCAL}{Path(os.path.relpath(Path.cwd() / url.removeprefix(LOCAL), folder.resolve())).as_posix()}"


def _without_password(url: str) -> str:
    """Return a database's URL as it may be written down, with whom it is read as and no password.

    >>> _without_password("postgresql://ann:secret@db/sales?sslmode=require&password=secret")
    'postgresql://ann@db/sales?sslmode=require'
    """
    if url.startswith(LOCAL):
        return url
    parts = urlsplit(url)
    who, at, where = parts.netloc.rpartition("@")
    kept = [(key, value) for key, value in parse_qsl(parts.query) if "password" not in key]
    if len(kept) < len(parse_qsl(parts.query)):
        parts = parts._replace(query=urlencode(kept))
    return urlunsplit(parts._replace(netloc=f"{who.partition(':')[0]}{at}{where}"))
