"""Values and columns that fit each other: what a dimension may be compared with, and which metrics are numbers."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from semantic_layer.model.definitions import ColumnType, Cumulative, Scalar, Simple
from semantic_layer.model.model import Model

NUMBERS = frozenset({"integer", "number"})
#: Units of how long something takes.
TIMES = ("seconds", "minutes", "hours", "days")


def is_currency(unit: str | None) -> bool:
    """Say whether a unit is money: three capitals, as ISO 4217 has them.

    >>> is_currency("CNY"), is_currency("CO2"), is_currency("count"), is_currency(None)
    (True, False, False, False)
    """
    return unit is not None and len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper()


def dimension_type(model: Model, name: str) -> ColumnType:
    """Return the type of a dimension's column."""
    spec = model.dimensions[name]
    return model.tables[spec.table].columns[spec.column].type


def as_value(value: Scalar, kind: ColumnType) -> Scalar | None:
    """Return a value as one that a column of this type is compared with; None where none of it can be.

    A day and its text are one: what a query reads from JSON may be either.

    >>> as_value("3", "integer"), as_value(3, "number"), as_value(dt.date(2025, 3, 1), "text")
    (None, 3, '2025-03-01')
    """
    if kind == "text":
        return value.isoformat() if isinstance(value, dt.date) else value if isinstance(value, str) else None
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if kind in NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return value if is_number else None
    return _as_day(value)


def from_text(text: str, kind: ColumnType) -> Scalar | None:
    """Return the value that a text names, such as an attribute of a viewer; None where it names none.

    >>> from_text("3", "integer"), from_text("3.5", "number"), from_text("abc", "integer"), from_text("3", "text")
    (3, 3.5, None, '3')
    """
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.strip().lower())
    if kind not in NUMBERS:
        return as_value(text, kind)
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(text) if text.strip().lstrip("+-").isdecimal() else number


def is_number(model: Model, metric: str) -> bool:
    """Say whether a metric's values are numbers: the smallest or largest of dates or texts is none.

    What is not there at all is another problem than its type.
    """
    spec = model.metrics.get(metric)
    calculation: Any = spec.calculation if spec else None
    if isinstance(calculation, Cumulative):
        return is_number(model, calculation.metric)
    table = model.tables.get(calculation.table) if isinstance(calculation, Simple) else None
    column = table.columns.get(calculation.column or "") if table and calculation.agg in ("min", "max") else None
    return column is None or column.type in NUMBERS


def _as_day(value: Scalar) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
