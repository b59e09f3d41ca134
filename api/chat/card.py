"""An answer as a card: everything that a chat shows of it, as texts in the reader's language, for any platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.chat.words import say
from nlq.answer import Answer, AnswerChoice, MetricCard
from nlq.tell.numbers import format_bucket, format_value
from nlq.tell.readback import member_label
from nlq.tell.targets import period_label
from nlq.tell.words import say as tell
from semantic_layer.model import Model
from semantic_layer.result import ResultColumn

#: Rows of a table that a card holds: a chat is read on a phone, and the rest is told by its number.
MOST_ROWS = 30
STANDINGS = ("on_track", "behind", "unknown")


class Table(BaseModel):
    """The rows of an answer as texts: the last is the total, where ``has_total``. ``more`` counts those left out."""

    model_config = ConfigDict(frozen=True)

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_number: tuple[bool, ...]
    has_total: bool = False
    more: int = 0


class Card(BaseModel):
    """What a chat shows of an answer. ``notes`` weaken or explain the number, ``definitions`` say what it is.

    ``choices_first`` says that the choices are the answer: it is a question back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: str
    locale: str
    text: str
    readback: str = ""
    table: Table | None = None
    notes: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    sql: str = ""
    choices: tuple[AnswerChoice, ...] = ()
    suggestions: tuple[str, ...] = ()
    chart: dict[str, Any] | None = None
    answer_id: str = ""

    @property
    def choices_first(self) -> bool:
        """Say whether the choices are what is answered."""
        return self.status == "clarify"


def make_card(answer: Answer, model: Model) -> Card:
    """Return the card of an answer over a model, which is the part of it that the reader may know."""
    notes = [issue.message for issue in (*answer.warnings, *answer.notes)]
    notes += [say("truncated", answer.locale)] if answer.truncated else []
    return Card(
        status=answer.status, locale=answer.locale, text=answer.text,
        readback="" if answer.readback == answer.text else answer.readback,
        table=_table(answer, model), notes=tuple(notes), sql=answer.sql or "",
        definitions=tuple(_definition(card) for card in answer.metrics),
        choices=answer.choices, suggestions=answer.suggestions if answer.status == "answered" else (),
        chart=answer.chart, answer_id=answer.answer_id or "",
    )  # fmt: skip


def defined(line: str, locale: str) -> str:
    """Return a line of definition as cards show it.

    >>> defined("销售额：…", "zh")
    '指标口径｜销售额：…'
    """
    return f"{say('definition', locale)}{'｜' if locale.lower().startswith('zh') else ': '}{line}"


def _definition(card: MetricCard) -> str:
    """Return a metric's definition in a line: what it is, how it is computed, whose it is, and which version."""
    whose = " · ".join(each for each in (card.owner_label, card.department_label) if each)
    parts = (card.definition, card.formula, whose, f"v{card.version}" + (f" ({card.hash})" if card.hash else ""))
    return f"{card.label}: {' · '.join(part for part in parts if part)}"


def _table(answer: Answer, model: Model) -> Table | None:
    """Return the rows as texts; None where the sentence says it all: one row without an axis."""
    axes = [column for column in answer.columns if column.role in ("dimension", "period")]
    if not answer.rows or not (axes or len(answer.rows) > 1):
        return None
    shown = answer.rows[:MOST_ROWS]
    rows = [tuple(_cells(row, answer, model)) for row in shown]
    if answer.totals is not None:
        first, *rest = _cells(answer.totals.row, answer, model, empty="")
        rows.append((say("total", answer.locale) if not first else first, *rest))
    return Table(
        head=tuple(_head(column, answer) for column in answer.columns), rows=tuple(rows),
        is_number=tuple(column.type in ("integer", "double") for column in answer.columns),
        has_total=answer.totals is not None, more=len(answer.rows) - len(shown),
    )  # fmt: skip


def _head(column: ResultColumn, answer: Answer) -> str:
    """Return a column's label, with what tells it from others of the same label."""
    label = column.label or column.name
    shared = any(other is not column and other.label == column.label for other in answer.columns)
    kind = column.name.rpartition("__")[2]
    code = kind if kind in ("attainment", "status") else column.role
    return f"{label} · {say(code, answer.locale)}" if shared and column.role != "value" else label


def _cells(row: tuple[Any, ...], answer: Answer, model: Model, empty: str | None = None) -> Iterator[str]:
    for value, column in zip(row, answer.columns, strict=True):
        if value is None and empty is not None and column.role in ("dimension", "period"):
            yield empty
        else:
            yield _cell(value, _of_row(column, row, answer), answer.locale, model)


def _of_row(column: ResultColumn, row: tuple[Any, ...], answer: Answer) -> ResultColumn:
    """Return a column with the unit that a row of a board has: each row is of another metric."""
    if answer.columns[0].name != "metric" or column.unit or column.type != "double":
        return column
    card = next((card for card in answer.metrics if card.label == row[0]), None)
    if card is None:
        return column
    unit = "percentage_point" if column.name == "gap" and card.unit == "share" else card.unit
    return column.model_copy(update={"unit": unit, "metric": card.name})


def _cell(value: Any, column: ResultColumn, locale: str, model: Model) -> str:
    if value is None:
        return tell("no_value", locale) if column.role == "dimension" else "–"
    if column.role == "period" and column.type == "date":
        return format_bucket(value, column.of or "", locale)
    if column.name == "target_period":
        return period_label(value, locale)
    if value in STANDINGS and column.name.rpartition("__")[2] == "status":
        return tell(f"value_{value}", locale)
    if column.role == "dimension":
        # An explanation names the dimension of each row; any other axis holds members.
        named = column.name == "dimension" and value in model.dimensions
        return model.dimension_label(value, locale) if named else _member(value, column, locale, model)
    return format_value(value, column.unit, locale, model, column.metric)


def _member(value: Any, column: ResultColumn, locale: str, model: Model) -> str:
    spec = model.dimensions.get(column.of or "")
    return str(value) if spec is None or spec.labels else member_label(column.of or "", value, model, locale)
