"""What a condition of a question lets through of one dimension, told without the data."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from semantic_layer.model.definitions import ColumnType, Scalar
from semantic_layer.model.values import as_value
from semantic_layer.query import And, Exists, In, InKeys, Is, IsNull, MeasureIs, Not, Or, Range

Values = tuple[Scalar | None, ...]
_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def one_dimension(part: Any) -> str | None:
    """Return the one dimension whose own value decides a condition; None where it looks at more, or at other rows."""
    if isinstance(part, And | Or):
        names = {one_dimension(each) for each in part.parts}
        return names.pop() if len(names) == 1 else None
    if isinstance(part, Not):
        return one_dimension(part.part)
    return None if isinstance(part, Exists | InKeys | MeasureIs) else part.dimension


def finite_values(part: Any, kind: ColumnType) -> Values | None:
    """Return all values that a condition can let through, as the column has them; None where it does not list them."""
    if isinstance(part, Or):
        parts = [finite_values(each, kind) for each in part.parts]
        return None if None in parts else tuple(value for values in parts for value in values or ())
    if isinstance(part, And):
        return next((found for each in part.parts if (found := finite_values(each, kind)) is not None), None)
    if isinstance(part, In | IsNull) or (isinstance(part, Is) and part.op == "="):
        return named_values(part, kind)
    return None


def named_values(part: Any, kind: ColumnType) -> Values:
    """Return the values that a condition names, as the column has them."""
    if isinstance(part, And | Or):
        return tuple(dict.fromkeys(value for each in part.parts for value in named_values(each, kind)))
    if isinstance(part, Not):
        return named_values(part.part, kind)
    if isinstance(part, IsNull):
        return (None,)
    named = part.values if isinstance(part, In) else (part.value,) if isinstance(part, Is) else ()
    return tuple(as_value(value, kind) for value in named)


def lets_through(part: Any, value: Scalar | None, kind: ColumnType) -> bool:
    """Say whether a condition may hold for a value of its dimension, as it does for rows: "not" keeps those without."""
    held = _holds(part, value, kind)
    return held is None or held


def _holds(part: Any, value: Scalar | None, kind: ColumnType) -> bool | None:
    """Return whether a condition holds for a value; None where the engine alone can say."""
    if isinstance(part, Not):
        inner = _holds(part.part, value, kind)
        return None if inner is None else not inner
    if isinstance(part, And | Or):
        held, decided = [_holds(each, value, kind) for each in part.parts], isinstance(part, Or)
        return decided if decided in held else None if None in held else not decided
    if isinstance(part, IsNull):
        return value is None
    if value is None:
        return False
    if isinstance(part, In):
        return value in named_values(part, kind)
    if isinstance(part, Is):
        return compare(part.op, value, as_value(part.value, kind))
    if isinstance(part, Range):
        low, high = (None if end is None else as_value(end, kind) for end in (part.low, part.high))
        return (low is None or compare(">=", value, low)) and (high is None or compare("<=", value, high))
    return None


def compare(op: str, value: Any, other: Any) -> bool:
    """Compare two values; what cannot be compared here may be comparable to the engine, and is let through."""
    try:
        return _COMPARES[op](value, other)
    except TypeError:
        return True
