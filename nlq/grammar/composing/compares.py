"""What a number is set against: each comparison that is asked for, by the convention of its period."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from nlq.grammar.slots.slots import Slots, asks_change
from semantic_layer import query as q

UNITS: tuple[q.Unit, ...] = get_args(q.Unit)
#: Units of a year that begin on the same dates in the next.
_ALIKE = ("year", "half", "quarter", "month")

#: Units that others consist of, as many of them each time.
_WHOLE_IN = (("month", "quarter"), ("month", "half"))


def compose_compares(slots: Slots) -> tuple[q.Compare, ...]:
    """Return the comparisons asked for; a change with no basis is against the unit before."""
    ways = (slots.change, slots.sup and slots.sup[1])
    asked_percent = slots.change == "percent" or any(str(way).endswith("rate") for way in ways)
    wants_change = asks_change(replace(slots, change=None) if slots.trend and slots.change == "any" else slots)
    finest = min((UNITS.index(axis[1]) for axis in slots.axes if axis[0] == "grain"), default=len(UNITS))
    compares = tuple(_by_convention(compare, slots.period, finest) for compare in slots.compares) or (
        (q.Compare(basis="previous_unit"),) if wants_change else ()
    )
    return tuple(c.model_copy(update={"percent": True}) for c in compares) if asked_percent else tuple(compares)


def is_whole_in(grain: str, unit: str) -> bool:
    """Say whether a unit is so many of another, as many each time: each of them has its like in the unit before.

    >>> is_whole_in("month", "quarter"), is_whole_in("week", "quarter"), is_whole_in("day", "month")
    (True, False, False)
    """
    return (grain, unit) in _WHOLE_IN


def has_no_other_side(compare: q.Compare, period: Any) -> bool:
    """Say whether a comparison would set a period against itself, or against one that is no like of it."""
    return _is_lopsided(compare, period) or _is_itself(compare, period)


def _is_lopsided(compare: q.Compare, period: Any) -> bool:
    """Say whether one unit is set against another: October with the whole of 2025 says nothing, and is not meant."""
    units = [getattr(each, "unit", None) for each in (period, compare.period)]
    return None not in units and units[0] != units[1]


def _is_itself(compare: q.Compare, period: Any) -> bool:
    return period is not None and compare.period == period


def _by_convention(compare: q.Compare, period: Any, finest: int) -> q.Compare:
    """Return "this year vs last year" as the unit before, "this month vs last year" as the year before.

    Both are then like for like; set against the whole of last year, part of this one would look small. So is "2026
    against 2025". By month, each month of this year is against the same of last year, and not against the month
    before; a day of this month against the same day of last month. ``finest`` is the place of the grain in the units.
    """
    other = compare.period
    if isinstance(other, q.Named) and isinstance(period, q.Named) and other.year and other.year + 1 == period.year:
        same = period.model_copy(update={"year": other.year}) == other and not other.fiscal
        return q.Compare(basis="previous_year") if same and period.unit in _ALIKE else compare
    if not isinstance(other, q.Relative) or other.fiscal:
        return compare
    if finest < len(UNITS) and other.unit == UNITS[finest] != getattr(period, "unit", None) and other.offset == -1:
        # By quarter this year, "vs last quarter" is of each of them.
        return q.Compare(basis="previous_unit")
    if isinstance(period, q.Relative) and period.unit == other.unit and period.offset == other.offset + 1:
        if finest < UNITS.index(period.unit):
            if period.unit == "year":
                return q.Compare(basis="previous_year")
            # By month, a quarter that is not over is set against as much of the one before.
            apart = is_whole_in(UNITS[finest], period.unit)
            return q.Compare(basis="previous_unit", unit=period.unit) if apart else compare
        return q.Compare(basis="previous_unit")
    if other.unit == "year" and other.offset == -1 and getattr(period, "unit", None) != "year":
        return q.Compare(basis="previous_year")
    return compare
