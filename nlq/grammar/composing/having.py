"""Conditions on groups: on a metric's value, or on whether it rose or fell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.ordering import fits_unit
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer import query as q


def compose_having(value: Any) -> tuple[q.MeasureIs, ...]:
    """Return what a condition on groups says, in parts: a metric or its change, compared with a number or a range."""
    ends = ((">=", value[2][0]), ("<=", value[2][1])) if value[1] == "between" else ((value[1], value[2]),)
    measure: Any = q.Metric(name=metric_of(value))
    if isinstance(value[0], tuple):
        measure = q.Combine(op=value[0][0], measures=(measure,))
    return tuple(q.MeasureIs(measure=measure, op=op, value=number) for op, number in ends)


def settle_threshold(slots: Slots, index: Index) -> Slots | None:
    """Return the slots with the condition that a number apart says: "sales by city, only those over 2 million".

    It is of the one measure whose groups are shown; None where it is of none, or of another unit.
    """
    if slots.threshold is None:
        return slots
    metrics, (op, *number, unit) = slots.metrics, slots.threshold
    shown = slots.bare or slots.which or any(axis[0] == "dim" for axis in slots.axes)
    if len(metrics) != 1 or not isinstance(metrics[0], str) or not shown or not fits_unit(metrics[0], unit, index):
        return None
    return replace(slots, threshold=None, having=(*slots.having, (metrics[0], op, *number)))


def metric_of(having: Any) -> str:
    """Return the metric that a condition looks at: its value, or its change."""
    return str(having[0][1] if isinstance(having[0], tuple) else having[0])


def moved_groups(slots: Slots) -> tuple[Any, ...]:
    """Return what "which regions grew", "how many did" says of them: the others are not asked for."""
    way = str(slots.change).removesuffix("_rate")
    asked = (slots.which or slots.count) and way in ("up", "down") and not (slots.rank or slots.sup or slots.order_by)
    names = [name for name in slots.metrics if isinstance(name, str)] if asked else []
    return tuple(moved(name, way) for name in names)


def moved(metric: str, way: str) -> tuple[Any, str, float]:
    """Return the condition of the grammar that a metric went "up" or "down"."""
    return ("change", metric), ">" if way == "up" else "<", 0.0
