"""Where a question looks for the few, and nothing counts as zero: members without rows may be among the answers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from semantic_layer.compiler.values import missing_is_zero
from semantic_layer.model import Model
from semantic_layer.query import And, Data, MeasureIs, Metric, Not, Or

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def looks_for_few(query: Data, model: Model) -> bool:
    """Say whether a group without rows may be among the answers: the smallest first, or a condition that 0 meets."""
    if query.having is not None:
        return bool(holds_at_zero(query.having, model))
    first = query.order[0] if query.order else None
    if first is None or first.measure is None or first.side != "value" or first.descending:
        return False
    return _is_zero(query.measures[first.measure], model)


def holds_at_zero(predicate: Any, model: Model) -> bool | None:
    """Say whether a condition on groups holds where there are no rows; None where a measure has no value there."""
    if isinstance(predicate, MeasureIs):
        return _HOLDS[predicate.op](0, predicate.value) if _is_zero(predicate.measure, model) else None
    if isinstance(predicate, Not):
        inner = holds_at_zero(predicate.part, model)
        return None if inner is None else not inner
    if not isinstance(predicate, And | Or):
        return None
    parts = [holds_at_zero(part, model) for part in predicate.parts]
    decided = isinstance(predicate, Or)
    if decided in parts:
        return decided
    return None if None in parts else not decided


def _is_zero(measure: Any, model: Model) -> bool:
    return isinstance(measure, Metric) and missing_is_zero(model.metrics[measure.name])
