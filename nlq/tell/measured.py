"""What a chart measures: columns of numbers, what their axis is called, and with how many decimals it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol

from nlq.tell.numbers import babel_of
from nlq.tell.words import say
from semantic_layer.model import Model, pick_text
from semantic_layer.model.values import is_currency
from semantic_layer.result import Result, ResultColumn

#: From this number on, an axis is written in short (12k).
SHORT_FROM = 10_000
#: So many times as large, and the smaller of two is not read any more on one axis.
FAR_APART = 20
#: More than these are not read any more; the table has them all.
MOST_MEASURED = 6


@dataclass(frozen=True)
class Measured:
    """A column of numbers: its place among the columns, that of its targets, and how its numbers are told.

    ``unit`` is what stands behind a number, in the reader's language. Numbers are drawn times ``factor``.
    """

    place: int
    target: int | None
    label: str
    kind: str | None
    unit: str
    decimals: int
    factor: float
    largest: float

    def draw(self, value: Any) -> Any:
        """Return a raw value as it is drawn."""
        return value if value is None or self.factor == 1 else value * self.factor

    @property
    def is_share(self) -> bool:
        """Say whether its numbers are written as percent."""
        return self.kind == "share"

    @property
    def axis(self) -> dict[str, Any]:
        """Return how an axis is written: no finer than the numbers are told, but where all of them are finer."""
        step = 10.0 ** -(self.decimals + 2 * self.is_share)
        if not self.is_share and self.largest >= SHORT_FROM:
            return {"format": "~s"}
        if self.decimals and self.largest < 10 * step:
            return {"format": ".2~%" if self.is_share else ".2~r"}
        form = f".{self.decimals}~%" if self.is_share else f",.{self.decimals}~f"
        return {"format": form, "tickMinStep": step if step < 1 else 1}

    @property
    def tip(self) -> str:
        """Return how a single number is written."""
        return f".{self.decimals}%" if self.is_share else f",.{self.decimals}f"


def find_measured(result: Result, model: Model, locale: str) -> tuple[Measured, ...]:
    """Return the columns of a result that are drawn, each under a label of its own."""
    found: list[Measured] = []
    for place, column in enumerate(result.columns):
        values = [row[place] for row in result.rows if row[place] is not None]
        if column.role == "value" and all(isinstance(value, int | float | Decimal) for value in values):
            found.append(_measured(place, column, values, result, model, locale))
    taken = [each.label for each in found]
    return tuple(
        each if taken.count(each.label) == 1 else _numbered(each, taken[: at + 1].count(each.label))
        for at, each in enumerate(found[:MOST_MEASURED])
    )


def share_an_axis(measured: Sequence[Measured]) -> bool:
    """Say whether numbers are read against each other: one unit, and none so small that it would lie on the ground."""
    largest = [each.largest for each in measured if each.largest]
    is_near = not largest or max(largest) <= FAR_APART * min(largest)
    return is_near and len({(each.kind, each.unit) for each in measured}) == 1


def _measured(
    place: int, column: ResultColumn, values: list[Any], result: Result, model: Model, locale: str
) -> Measured:
    spec = model.metrics.get(column.metric or "")
    own = spec if spec is not None and spec.unit == column.unit else None
    usual = 1 if column.unit == "share" else 0 if column.type == "integer" else 2
    factor = 100.0 if column.unit == "percentage_point" else 1.0
    names = [each.name for each in result.columns]
    aim = f"{column.name}__target"
    return Measured(
        place=place, target=names.index(aim) if aim in names else None, label=column.label or column.name,
        kind=column.unit, unit=_unit(column.unit, pick_text(own.unit_label, locale) if own else "", locale),
        decimals=usual if own is None or own.decimals is None else own.decimals, factor=factor,
        largest=float(max((abs(value * factor) for value in values), default=0)),
    )  # fmt: skip


def _unit(unit: str | None, label: str, locale: str) -> str:
    if unit is not None and is_currency(unit):
        return str(get_currency_symbol(unit, locale=babel_of(locale)))
    return "" if unit == "share" else label or say(f"unit_{unit}", locale)


def _numbered(measured: Measured, number: int) -> Measured:
    return Measured(**{**vars(measured), "label": f"{measured.label} ({number})"})
