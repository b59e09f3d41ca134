"""The periods of targets: how they are written, and the days they are."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any, get_args

from semantic_layer.calendar import Clock, resolve_comparison, step, unit_start
from semantic_layer.calendar.resolve import find_span
from semantic_layer.model.definitions import Calendar
from semantic_layer.query import Compare, Named, Unit
from semantic_layer.result import PeriodShown

Days = tuple[dt.date, dt.date]
#: How a target's period names a unit within its year: by a letter, a calendar month by its number alone.
_UNITS: dict[str, Unit] = {"H": "half", "Q": "quarter", "P": "month", "": "month"}
_WRITTEN = re.compile(r"(FY)?(\d{4})(?:-([HQP]?)(\d+))?")


def read_period(name: str) -> Named:
    """Return a period as targets write it; FY before the year says the fiscal one.

    >>> read_period("2026-Q4").unit, read_period("FY2026-P03").number, read_period("FY2026").fiscal
    ('quarter', 3, True)
    """
    found = _WRITTEN.fullmatch(name)
    if found is None:
        raise ValueError(f"“{name}” is no period of a target")
    fiscal, year = found[1] is not None, int(found[2])
    if found[4] is None:
        return Named(unit="year", year=year, fiscal=fiscal)
    return Named(unit=_UNITS[found[3]], number=int(found[4]), year=year, fiscal=fiscal)


@lru_cache(maxsize=4096)
def target_days(name: str, calendar: Calendar) -> Days:
    """Return the days of a target's period, half-open.

    >>> target_days("FY2026-Q1", Calendar(fiscal_year_start=4))[0]
    datetime.date(2025, 4, 1)
    """
    span = find_span(read_period(name), Clock(calendar))
    return span.start, span.end


def whole_days(period: PeriodShown, calendar: Calendar) -> Days:
    """Return the days of the whole unit that a period is, or is the beginning of ("quarter to date")."""
    clock = Clock(calendar)
    unit: Any = period.unit
    if unit in get_args(Unit) and unit_start(period.start, unit, clock, period.fiscal) == period.start:
        return period.start, step(period.start, unit, 1, clock, period.fiscal)
    return period.start, period.whole_end


def last_year_days(name: str, end: dt.date, calendar: Calendar) -> tuple[Days, Days]:
    """Return the days of last year set against a target's days up to ``end`` (excluded), and the whole of them.

    They are the same calendar dates a year earlier; of a fiscal year of weeks, as many days of the same unit.
    """
    start, whole_end = target_days(name, calendar)
    written = read_period(name)
    gone = PeriodShown(
        symbolic=name, start=start, end=end, whole_end=whole_end, complete=end == whole_end,
        unit=written.unit, fiscal=written.fiscal,
    )  # fmt: skip
    compare, clock = Compare(basis="previous_year"), Clock(calendar)
    part, _ = resolve_comparison(gone, written, compare, clock)
    whole, _ = resolve_comparison(gone, written, compare, clock, full=True)
    return (part.start, part.end), (whole.start, whole.end)
