"""What phrases of time do to the slots: a breakdown along time, and what is set against the period."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots import Slots
from nlq.grammar.taking import take_axis, take_compare, take_period


def take_grain(slots: Slots, value: Any) -> Slots | None:
    """Take the unit of time by which numbers are told."""
    axis = ("grain", value.unit, value.fiscal)
    # "Daily volume, day by day" says it twice.
    return slots if axis in slots.axes else take_axis(slots, (axis,))


def take_at_ends(slots: Slots, value: Any) -> Slots | None:
    """Take a unit at the end of each of which a stock is told: "at the end of each quarter"."""
    filled = take_grain(slots, value)
    return replace(filled, at_ends=True) if filled else None


def take_same_days(slots: Slots, value: Any) -> Slots | None:
    """Take what a period is set against, day by day of the unit before: 比上月同期."""
    filled = take_compare(slots, value)
    return replace(filled, same_days=True) if filled else None


def take_series(slots: Slots, value: Any) -> Slots | None:
    """Take a breakdown along time and the time it runs over."""
    filled = take_axis(slots, (value[0],))
    return filled and take_period(filled, value[1])


def take_before(slots: Slots, value: Any) -> Slots | None:
    """Take "than last month", which names its other side by the unit alone."""
    filled = take_compare(slots, value.model_copy(update={"unit": None}))
    return replace(filled, before=value.unit) if filled and slots.before is None else None
