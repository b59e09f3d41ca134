"""What phrases of time do to the slots: a breakdown along time, and what is set against the period."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots.slots import Slots
from nlq.grammar.slots.taking import take_axis, take_compare, take_period


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


def take_single(slots: Slots, value: Any) -> Slots | None:
    """Take "on a single day": one of them is asked for, the highest or so many that meet a condition."""
    filled = take_grain(slots, value)
    return replace(filled, single=True) if filled else None


def one_of_units(slots: Slots) -> Slots | None:
    """Return the slots as what is asked of single units of time: which of them, or how many.

    None where groups of another kind are asked for beside them, or no one of them: 单日销售额最高的门店 is no store of
    each day.
    """
    if not slots.single:
        return slots
    units = [axis for axis in slots.axes if axis[0] == "grain"]
    if slots.count in units:
        return replace(slots, axes=tuple(axis for axis in slots.axes if axis != slots.count), single=False)
    others = slots.which or slots.bare or slots.count or len(slots.axes) > len(units)
    others = others or (slots.rank is not None and isinstance(slots.rank[1], str))
    ranked = slots.sup or (slots.rank and not isinstance(slots.rank[1], str))
    return slots if ranked and not others else None
