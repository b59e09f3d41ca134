"""Fiscal years of whole weeks (4-4-5, 4-5-4, 5-4-4): 52 weeks, and 53 where the calendar has moved on by one.

Source: the retail calendar of the National Retail Federation is ``4-5-4`` ending on the Saturday nearest the end of
January, named by the year it begins in.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from functools import lru_cache
from itertools import accumulate

from semantic_layer.model.definitions import FiscalWeeks

DAY = dt.timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: How many months a unit has.
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def last_day(year: int, weeks: FiscalWeeks) -> dt.date:
    """Return the last day of the fiscal year that ends in, or nearest, ``weeks.in_month`` of a calendar year.

    >>> nrf = FiscalWeeks(pattern="4-5-4", ends_on="saturday", in_month=1, rule="nearest", named_by="start")
    >>> last_day(2024, nrf), last_day(2026, nrf)
    (datetime.date(2024, 2, 3), datetime.date(2026, 1, 31))
    """
    end = dt.date(year, weeks.in_month, monthrange(year, weeks.in_month)[1])
    back = (end.weekday() - WEEKDAYS.index(weeks.ends_on)) % 7
    return end + (7 - back) * DAY if weeks.rule == "nearest" and back > 3 else end - back * DAY


@lru_cache(maxsize=256)
def month_starts(year: int, weeks: FiscalWeeks) -> tuple[dt.date, ...]:
    """Return the first days of the twelve months of the year that ends in ``year``, and that of the year after.

    A 53rd week belongs to the last month.
    """
    start = last_day(year - 1, weeks) + DAY
    lengths = [int(number) for number in weeks.pattern.split("-")] * 4
    starts = [start + 7 * count * DAY for count in accumulate(lengths[:-1], initial=0)]
    return (*starts, last_day(year, weeks) + DAY)


def find(day: dt.date, weeks: FiscalWeeks) -> tuple[int, int]:
    """Return (year it ends in, month 0–11) of the fiscal month that holds a day."""
    year = next(y for y in (day.year - 1, day.year, day.year + 1) if day <= last_day(y, weeks))
    starts = month_starts(year, weeks)
    return year, max(place for place in range(12) if starts[place] <= day)


def unit_start(day: dt.date, unit: str, weeks: FiscalWeeks) -> dt.date:
    """Return the first day of the fiscal week, month, quarter, half or year that holds a day."""
    year, month = find(day, weeks)
    starts = month_starts(year, weeks)
    if unit == "week":
        return day - (day - starts[0]).days % 7 * DAY
    return starts[month - month % MONTHS[unit]]


def step(start: dt.date, unit: str, count: int, weeks: FiscalWeeks) -> dt.date:
    """Return the first day of the fiscal unit ``count`` after the one that starts at ``start``."""
    if unit == "week":
        return start + 7 * count * DAY
    year, month = find(start, weeks)
    year, month = divmod(year * 12 + month + count * MONTHS[unit], 12)
    return month_starts(year, weeks)[month]


def named(year: int, weeks: FiscalWeeks) -> int:
    """Return the year in which the fiscal year ends that people call ``year``."""
    return year + 1 if weeks.named_by == "start" and weeks.in_month < 12 else year


def name_of(start: dt.date, weeks: FiscalWeeks) -> tuple[int, int]:
    """Return what people call the fiscal year of a day, and the number 1–12 of its month there."""
    year, month = find(start, weeks)
    return year - (named(year, weeks) - year), month + 1
