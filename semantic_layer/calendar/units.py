"""Units of the calendar: where they start, and steps from one to another."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from semantic_layer.calendar import week_years
from semantic_layer.calendar.clock import Clock
from semantic_layer.query.period import Unit

MONTHS = week_years.MONTHS


def unit_start(day: dt.date, unit: Unit, clock: Clock, fiscal: bool = False) -> dt.date:
    """Return the first day of the unit that holds ``day``.

    >>> from semantic_layer.model.definitions import Calendar
    >>> unit_start(dt.date(2026, 11, 23), "quarter", Clock(Calendar()))
    datetime.date(2026, 10, 1)
    """
    if unit == "day":
        return day
    if fiscal and clock.calendar.fiscal_weeks:
        return week_years.unit_start(day, unit, clock.calendar.fiscal_weeks)
    if unit == "week":
        return day - dt.timedelta(days=(day.weekday() - week_years.WEEKDAYS.index(clock.calendar.week_start)) % 7)
    first_month = clock.calendar.fiscal_year_start if fiscal else 1
    past = (day.month - first_month) % MONTHS[unit]
    return add_months(day.replace(day=1), -past)


def step(start: dt.date, unit: Unit, count: int, clock: Clock | None = None, fiscal: bool = False) -> dt.date:
    """Return the first day of the unit ``count`` after the one that starts at ``start``.

    ``clock`` is needed for fiscal units: those of a year of weeks differ in length.
    """
    if fiscal and clock is not None and clock.calendar.fiscal_weeks and unit != "day":
        return week_years.step(start, unit, count, clock.calendar.fiscal_weeks)
    if unit in ("day", "week"):
        return start + dt.timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(start, count * MONTHS[unit])


def add_months(day: dt.date, count: int) -> dt.date:
    """Return the same day of the month ``count`` months on; the last one where that month is shorter.

    >>> add_months(dt.date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def iso_week_start(year: int, week: int) -> dt.date | None:
    """Return the Monday of an ISO week; None where the year has no such week."""
    try:
        return dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def year_name(day: dt.date, clock: Clock, fiscal: bool = False) -> int:
    """Return what people call the year, or the fiscal year, that holds a day.

    >>> from semantic_layer.model.definitions import Calendar
    >>> year_name(dt.date(2026, 4, 1), Clock(Calendar(fiscal_year_start=4)), fiscal=True)
    2027
    """
    if not fiscal:
        return day.year
    if clock.calendar.fiscal_weeks:
        return week_years.name_of(day, clock.calendar.fiscal_weeks)[0]
    shift = clock.calendar.fiscal_year_start - 1
    # A fiscal year has the name of the calendar year it ends in.
    return add_months(day, -shift).year + (1 if shift else 0)


def unit_label(start: dt.date, unit: Unit, fiscal: bool = False, clock: Clock | None = None) -> str:
    """Return the short name of the unit that starts at ``start``.

    >>> unit_label(dt.date(2026, 10, 1), "quarter")
    '2026-Q4'
    """
    year, month, prefix = start.year, start.month, ""
    if fiscal and clock is not None:
        year, month, prefix = year_name(start, clock, True), _fiscal_month(start, clock), "FY"
    weeks = clock.calendar.fiscal_weeks if fiscal and clock is not None else None
    if weeks and unit == "month":
        return f"FY{year}-P{month:02d}"
    if weeks and unit == "week":
        return f"FY{year}-W{(start - week_years.unit_start(start, 'year', weeks)).days // 7 + 1:02d}"
    if unit == "week":
        iso = (start + dt.timedelta(days=3)).isocalendar()
        return f"{iso.year}-W{iso.week:02d}"
    names = {
        "day": start.isoformat(),
        "month": f"{start:%Y-%m}",
        "quarter": f"{prefix}{year}-Q{(month - 1) // 3 + 1}",
        "half": f"{prefix}{year}-H{(month - 1) // 6 + 1}",
        "year": f"{prefix}{year}",
    }
    return names[unit]


def _fiscal_month(day: dt.date, clock: Clock) -> int:
    """Return the number, from 1, of the month of the fiscal year that holds a day."""
    if clock.calendar.fiscal_weeks:
        return week_years.name_of(day, clock.calendar.fiscal_weeks)[1]
    return (day.month - clock.calendar.fiscal_year_start) % 12 + 1
