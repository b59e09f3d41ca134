"""Conditions of a definition, told without the data: the values that they list, and whether one meets them."""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.compiler.possible import Values, compare
from semantic_layer.model.calculations import Condition, Scalar
from semantic_layer.model.definitions import ColumnType
from semantic_layer.model.values import as_value


def listed_values(conditions: Sequence[Condition], kind: ColumnType) -> Values | None:
    """Return the values that conditions list as all that they keep; None where none lists them."""
    for each in conditions:
        if each.op in ("=", "in"):
            many = each.value if isinstance(each.value, tuple) else (each.value,)
            return tuple(None if value is None else as_value(value, kind) for value in many)
        if each.op == "is_null":
            return (None,)
    return None


def meets(condition: Condition, value: Scalar | None) -> bool:
    """Say whether a value meets a condition, as rows do: one that is not there is not any other.

    >>> meets(Condition(field="state", op="!=", value="open"), None), meets(Condition(field="n", op="<", value=3), 3)
    (True, False)
    """
    many = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if condition.op in ("is_null", "not_null"):
        return (value is None) == (condition.op == "is_null")
    if condition.op in ("!=", "not_in"):
        return value not in many
    if value is None:
        return False
    if condition.op in ("=", "in"):
        return value in many
    return compare(condition.op, value, condition.value)
