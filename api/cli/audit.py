"""The command about who asked what: ``audit``."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterable
from typing import Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from api.cli.options import out
from api.settings import Settings
from api.spreadsheet import write_cell
from api.state import Audit, Entry, Sought, open_door


def audit_command(
    person: Annotated[str | None, typer.Option(help="Of one person.")] = None,
    status: Annotated[str | None, typer.Option(help="answered, clarify, refused or failed.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day on, YYYY-MM-DD, in UTC.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day, itself included.")] = None,
    last: Annotated[int, typer.Option(min=1, help="How many are listed, the newest first.")] = 20,
    form: Annotated[
        Literal["table", "csv", "jsonl"], typer.Option("--format", help="csv and jsonl: all, the first first.")
    ] = "table",
) -> None:
    """List or export who asked what, what it was read as, and by which SQL. What came out is not kept."""
    before = _day(until) + dt.timedelta(days=1) if until else None
    sought = Sought(person=person, status=status, since=_day(since) if since else None, before=before)
    audit = Audit(open_door(Settings().state))
    if form == "table":
        _list(audit.newest(sought, last))
    elif form == "csv":
        _write_csv(audit.all(sought))
    else:
        for entry in audit.all(sought):
            sys.stdout.write(entry.model_dump_json() + "\n")


def _day(text: str) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day: write it as 2026-11-23.") from None


def _list(entries: tuple[Entry, ...]) -> None:
    if not entries:
        out.print("Nothing is written down of that.", markup=False)
        return
    table = Table("when (UTC)", "who", "asked", "status", "read as", "rows")
    for entry in entries:
        asked, read = entry.question or entry.query, entry.readback or ", ".join(entry.issues)
        by = f"shared by {entry.shared_by}" if entry.shared_by else ""
        status = ", ".join(filter(None, (entry.status, "replayed" if entry.replayed else "", by)))
        cells = (f"{entry.at:%Y-%m-%d %H:%M}", entry.person or "–", asked, status, read, str(entry.rows))
        table.add_row(*map(Text, cells))
    out.print(table)


def _write_csv(entries: Iterable[Entry]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Entry.model_fields)
    for entry in entries:
        writer.writerow([write_cell(value) for value in entry.model_dump(mode="json").values()])
