"""The command that says who changed a definition when: ``history``."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from api.cli.options import JsonOption, LocaleOption, ModelOption, err, folder_of, out
from api.history import GitHistory
from nlq.tell.history import change_text
from semantic_layer.model.history import Revision
from semantic_layer.model.load import load_model
from semantic_layer.model.nearest import nearest


def history_command(
    metric: Annotated[str, typer.Argument(help="A metric, by its name in the folder.")],
    model: ModelOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Say who changed a metric's definition, when, and what became other."""
    folder = folder_of(model)
    loaded = load_model(folder)
    changes = GitHistory(folder)(metric)
    if metric not in loaded.metrics and not changes:
        near = nearest(metric, loaded.metrics)
        closest = f" Closest: {', '.join(near)}." if near else ""
        raise typer.BadParameter(f"There is no metric “{metric}”.{closest}")
    if as_json:
        out.print_json(json.dumps(None if changes is None else [each.model_dump(mode="json") for each in changes]))
    elif changes is None:
        err.print(f"No history is kept: git does not know {folder.name}.", markup=False)
    elif changes:
        out.print(_table(changes, locale or "en"))
    else:
        out.print(f"No change of {metric} is committed yet.", markup=False)


def _table(changes: tuple[Revision, ...], locale: str) -> Table:
    table = Table("date", "commit", "author", "change", "reason given")
    for each in changes:
        table.add_row(str(each.date), each.commit, each.author, change_text(each, locale), each.subject)
    return table
