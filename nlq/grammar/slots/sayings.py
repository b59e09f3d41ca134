"""What a model says in one word of a metric and its breakdown: "PMO", orders month by month."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots.slots import Slots


def expand_sayings(slots: Slots) -> Slots | None:
    """Return the slots with the metric and the breakdown that such a word stands for.

    None where another breakdown by time is asked for, or a metric beside it that nothing breaks down.
    """
    units = {value[2] for value in slots.metrics if _is_saying(value)}
    if not units:
        return slots
    asked = {axis[1] for axis in slots.axes if axis[0] == "grain"}
    alike = asked == units or (not asked and all(map(_is_saying, slots.metrics)))
    if len(units) > 1 or not alike:
        return None
    metrics = tuple(dict.fromkeys(value[1] if _is_saying(value) else value for value in slots.metrics))
    grain = () if asked else (("grain", units.pop(), False),)
    return replace(slots, metrics=metrics, axes=(*slots.axes, *grain))


def _is_saying(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] == "said"
