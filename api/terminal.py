"""Answers in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from nlq.answer import Answer
from nlq.tell.words import say
from semantic_layer.result import ResultColumn

EXIT = {"answered": 0, "refused": 3, "clarify": 4}
#: Rows of a table that a terminal shows.
SHOWN = 40
STYLES = {"on_track": "green", "behind": "red", "unknown": "dim"}


def print_answer(answer: Answer, out: Console, as_json: bool, sql: bool = True) -> None:
    """Print an answer for people, with its SQL or without, or as JSON, which holds it all."""
    if as_json:
        out.print_json(answer.model_dump_json())
        return
    out.print(Text(answer.text, style="bold" if answer.status == "answered" else "yellow"))
    if answer.readback and answer.readback != answer.text:
        out.print(Text(answer.readback, style="dim"))
    if answer.choices and not answer.settled:
        _print_choices(answer, out)
    if answer.rows and len(answer.columns) > 1:
        out.print(_table(answer))
    for issue in (*answer.warnings, *answer.notes):
        out.print(Text(f"! {issue.message}", style="dim yellow"))
    if answer.choices and answer.settled:
        out.print(Text(say("or_else", answer.locale) if answer.status == "answered" else ""))
        _print_choices(answer, out)
    for card in answer.metrics:
        owner = f" · {card.owner_label}" if card.owner_label else ""
        out.print(Text(f"{card.label} v{card.version} ({card.hash}){owner}: {card.formula}", style="dim"))
    if answer.sql and sql:
        out.print(Syntax(answer.sql, "sql", word_wrap=True, background_color="default"))


def _print_choices(answer: Answer, out: Console) -> None:
    for place, choice in enumerate(answer.choices, start=1):
        out.print(Text(f"  {place}. {choice.label}"))


def print_error(out: Console, text: str, hint: str) -> None:
    """Print what went wrong, and what to do."""
    out.print(Text(text, style="red"))
    if hint:
        out.print(Text(hint))


def _table(answer: Answer) -> Table:
    table = Table()
    for column in answer.columns:
        is_text = column.role in ("dimension", "period") or column.type == "text"
        table.add_column(column.name, justify="left" if is_text else "right")
    for row in answer.rows[:SHOWN]:
        table.add_row(*(_told(value, column, answer.locale) for value, column in zip(row, answer.columns, strict=True)))
    if answer.totals is not None:
        table.add_section()
        table.add_row(*map(_cell, answer.totals.row))
    return table


def _told(value: object, column: ResultColumn, locale: str) -> Text:
    """Return a cell; the status of a target in the reader's words, and in its colour."""
    if column.name.rpartition("__")[2] == "status" and column.type == "text" and value in STYLES:
        return Text(say(f"value_{value}", locale), style=STYLES[str(value)])
    return Text(_cell(value))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 100 else f"{value:,.2f}"
    return str(value)
