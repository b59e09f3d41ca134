"""Commands of the state: ``state backup`` and ``state restore``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import JsonOption, out
from api.settings import Settings
from api.state import back_up, open_door, restore

state_app = typer.Typer(no_args_is_help=True, help="What the service keeps: back it up, restore it.")
FileArgument = Annotated[Path, typer.Argument(help="The file of the backup.")]


@state_app.command("backup")
def backup_command(file: FileArgument, as_json: JsonOption = False) -> None:
    """Write all that is kept to a file, while the service goes on. Whoever reads it reads who asked what."""
    door = open_door(Settings().state)
    try:
        _print(back_up(door, file, dt.datetime.now(dt.UTC)), "Backed up", as_json)
    finally:
        door.close()


@state_app.command("restore")
def restore_command(
    file: FileArgument,
    replace: Annotated[bool, typer.Option("--replace", help="What is kept now goes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Put a backup into the state: all of it, or nothing."""
    door = open_door(Settings().state)
    try:
        _print(restore(door, file, replace=replace), "Restored", as_json)
    finally:
        door.close()


def _print(rows: dict[str, int], what: str, as_json: bool) -> None:
    if as_json:
        out.print_json(data=rows)
    else:
        out.print(f"{what}: {', '.join(f'{count:,} of {name}' for name, count in rows.items() if count) or 'nothing'}.")
