"""Units by their number, and parts of a period by units counted from one end of it."""

from __future__ import annotations

import datetime as dt

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.spans import DAY, Span, cut_to_date, is_fiscal, refuse_period
from semantic_layer.calendar.units import MONTHS, add_months, iso_week_start, step, unit_label, unit_start, year_name
from semantic_layer.calendar.week_years import month_starts, named
from semantic_layer.query import period as p


def named_span(period: p.Named, clock: Clock) -> Span:
    """Return the days of a unit by its number: of the year that is said, else the latest that has begun.

    Raises:
        QueryRefused: no_such_period.
    """
    this_year = year_name(clock.today, clock, period.fiscal)
    year = period.year
    if period.year_offset is not None:
        year = this_year + period.year_offset
    if year is not None:
        span = _named_in(period, year, clock)
        if span is None:
            raise refuse_period(f"{year} has no {period.unit} {period.number}.")
    else:
        tries = (_named_in(period, this_year + back, clock) for back in (1, 0, -1, -2, -3, -4))
        span = next((found for found in tries if found and found.start <= clock.today), None)
        if span is None:
            raise refuse_period(f"There is no {period.unit} {period.number}.")
    if period.to_date and period.year and span.end <= clock.today:
        raise refuse_period(f"{span.name} is over: what was until now is all of it.")
    return cut_to_date(span, clock, f"{span.name}_to_date") if period.to_date else span


def _named_in(period: p.Named, year: int, clock: Clock) -> Span | None:
    """Return the named unit of one year, or None where that year has none."""
    number = period.number or 1
    start: dt.date | None
    if period.unit == "day":
        start = _day(year, period.month or 1, number)
    elif period.unit == "week":
        start = _week(year, number, clock, period.fiscal)
    elif period.fiscal:
        start = _fiscal_start(year, (number - 1) * MONTHS[period.unit], clock)
    else:
        start = dt.date(year, 1 + (number - 1) * MONTHS[period.unit], 1)
    if start is None:
        return None
    name = unit_label(start, period.unit, period.fiscal, clock)
    return Span(start, step(start, period.unit, 1, clock, period.fiscal), name, period.unit)


def _day(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _week(year: int, number: int, clock: Clock, fiscal: bool) -> dt.date | None:
    """Return the first day of a week by its number: of the ISO year, or of a fiscal year made of weeks."""
    weeks = clock.calendar.fiscal_weeks
    if fiscal and weeks:
        starts = month_starts(named(year, weeks), weeks)
        start = starts[0] + 7 * (number - 1) * DAY
        return start if start < starts[-1] else None
    if fiscal and clock.calendar.fiscal_year_start > 1:
        # A fiscal year that begins with a month is not made of weeks: none of its weeks has a number.
        return None
    monday = iso_week_start(year, number)
    return unit_start(monday + 3 * DAY, "week", clock) if monday else None


def _fiscal_start(year: int, months: int, clock: Clock) -> dt.date:
    """Return where the fiscal month that is ``months`` after the first of a fiscal year begins."""
    weeks = clock.calendar.fiscal_weeks
    if weeks:
        return month_starts(named(year, weeks), weeks)[months]
    begin = dt.date(year, clock.calendar.fiscal_year_start, 1)
    return add_months(begin, months - (12 if clock.calendar.fiscal_year_start > 1 else 0))


def part_span(period: p.Part, whole: Span, clock: Clock) -> Span:
    """Return the part of a span: fiscal units of a fiscal one. Weeks may reach over its ends, and each touches it.

    Raises:
        QueryRefused: no_such_period, where it does not have so many.
    """
    unit, fiscal = period.unit, is_fiscal(period)
    if period.which == "first":
        start = step(unit_start(whole.start, unit, clock, fiscal), unit, period.skip, clock, fiscal)
        end = step(start, unit, period.count, clock, fiscal)
    else:
        last = unit_start(whole.end - DAY, unit, clock, fiscal)
        end = step(last, unit, 1 - period.skip, clock, fiscal)
        start = step(end, unit, -period.count, clock, fiscal)
    first_end, last_start = step(start, unit, 1, clock, fiscal), step(end, unit, -1, clock, fiscal)
    touches = first_end > whole.start and last_start < whole.end
    if not touches or (unit != "week" and (start < whole.start or end > whole.end)):
        raise refuse_period(f"{whole.name} has no {period.count + period.skip} {unit}s.")
    name = f"{period.which}_{period.count}_{unit}_of_{whole.name}"
    return Span(start, end, name, unit if period.count == 1 else None)
