"""Which units of time are made of which: days of everything, weeks of fiscal months of weeks, never of months."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.units import step, unit_start
from semantic_layer.model.definitions import Calendar
from semantic_layer.query.period import Unit

#: A unit of time, and whether it follows the fiscal year.
Kind = tuple[Unit, bool]
#: The years over which units are looked at: the days of the week have been on every date once.
_FIRST, _YEARS = dt.date(2000, 1, 1), 28


@lru_cache(maxsize=256)
def makes_up(finer: Kind, coarser: Kind, calendar: Calendar) -> bool:
    """Say whether units make up others whole: each of the coarser begins where one of the finer does.

    >>> from_february = Calendar(fiscal_year_start=2)
    >>> makes_up(("quarter", True), ("year", True), from_february)
    True
    >>> makes_up(("quarter", True), ("year", False), from_february)
    False
    """
    if finer in (coarser, ("day", False), ("day", True)):
        return True
    clock = Clock(calendar)
    start = unit_start(_FIRST, coarser[0], clock, coarser[1])
    while start.year < _FIRST.year + _YEARS:
        if unit_start(start, finer[0], clock, finer[1]) != start:
            return False
        start = step(start, coarser[0], 1, clock, coarser[1])
    return True
