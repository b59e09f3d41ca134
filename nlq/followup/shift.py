"""A period counted from the one before: the quarter before that, a year earlier."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nlq.grammar.parse.chart import Item
from nlq.periods import Shift
from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.resolve import find_season, find_span
from semantic_layer.calendar.units import add_months, step, unit_start, year_name
from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.names import default_period
from semantic_layer.query import Between, Compare, Data, Explicit, Named, Part, Relative, Season, Trailing

#: How many months a unit has that is numbered within a year.
_MONTHS = {"month": 1, "quarter": 3, "half": 6}


def shift_period(period: Any, shift: Shift, model: Model, today: dt.date) -> Any:
    """Return the period so many units on, by a name of its own; None where it is not one unit of the calendar.

    A quarter is moved by quarters or by years: "the month before" a quarter says nothing.
    """
    period = model.header.default_period if period is None else period
    if not isinstance(period, Relative | Named) or period.to_date:
        return None
    if shift.unit == period.unit and isinstance(period, Relative):
        return period.model_copy(update={"offset": period.offset + shift.count})
    if shift.unit != period.unit and not (shift.unit == "year" and period.unit in _MONTHS):
        return None
    clock = _clock(model, today)
    try:
        start = step(find_span(period, clock).start, shift.unit, shift.count, clock, period.fiscal)  # type: ignore[arg-type]
        named = _name(start, period.unit, period.fiscal, clock)
        return named if find_span(named, clock).start == start else None
    except (QueryRefused, ValueError):
        # Weeks and years of weeks may have no number of that kind.
        return None


def unit_around(period: Any, unit: str, model: Model, today: dt.date) -> Any:
    """Return the month, quarter or year that a period lies in: after March, "the full year" is its year.

    None where it lies in several.
    """
    period = model.header.default_period if period is None else period
    fiscal = bool(getattr(period, "fiscal", False))
    clock = _clock(model, today)
    span = find_span(period, clock)
    start, last = (unit_start(day, unit, clock, fiscal) for day in (span.start, span.end - dt.timedelta(days=1)))  # type: ignore[arg-type]
    return _name(start, unit, fiscal, clock) if start == last else None


def move(table: Data, period: Any, model: Model, today: dt.date) -> Data | None:
    """Return the table of another period, compared as it was: October against September makes July against June.

    None where it was compared with a period that stands in no such relation to its own, and is moved.
    """
    own = period_of(table, model)
    if _span_of(period, model, today) == _span_of(own, model, today) is not None:
        return table
    compares = [_moved(each, own, model, today) for each in table.compare]
    return table.model_copy(update={"period": period, "compare": tuple(compares)}) if None not in compares else None


def period_of(table: Data, model: Model) -> Any:
    """Return the period of a table: its own, else the one that its measures have by default."""
    return table.period if table.period is not None else default_period((table.measures, table.having), model)


def _clock(model: Model, today: dt.date) -> Clock:
    return Clock(model.header.calendar, model.header.seasons, today)


def _span_of(period: Any, model: Model, today: dt.date) -> Any:
    """Return the days of a period; None where there are none such."""
    period = model.header.default_period if period is None else period
    try:
        return find_span(period, _clock(model, today))
    except QueryRefused:
        return None


def _moved(compare: Compare, period: Any, model: Model, today: dt.date) -> Compare | None:
    if compare.period is None:
        return compare
    clock = _clock(model, today)
    own = getattr(period or model.header.default_period, "unit", None)
    ways: tuple[tuple[Any, Any], ...] = (("previous_unit", own), ("previous_year", "year"))
    for basis, unit in ways:
        before = shift_period(period, Shift(unit, -1), model, today) if unit else None
        if before is not None and find_span(before, clock).start == find_span(compare.period, clock).start:
            return compare.model_copy(update={"basis": basis, "period": None})
    return None


def without_year(found: list[Item], context: Any) -> list[Item]:
    """Return mentions without a whole year where only the year is said after a season: that season's is meant."""
    seasonal = isinstance(getattr(context, "period", None), Season)
    if not seasonal or any(item.kind == "METRIC" for item in found):
        return found
    years = {(item.start, item.end) for item in found if item.kind == "INYEAR"}
    return [item for item in found if item.kind != "PERIOD" or (item.start, item.end) not in years]


def is_whole_year(period: Any) -> bool:
    """Say whether a period is a year of the calendar, or of the business."""
    return is_of_year(period) and not period.to_date


def is_of_year(period: Any) -> bool:
    """Say whether a period is a year, or one to date."""
    return isinstance(period, Relative | Named) and period.unit == "year"


def same_in_year(period: Any, year: Any, model: Model, today: dt.date) -> Any:
    """Return what "the same for last year" is after the third quarter: that quarter, a year earlier.

    None after a year, after what has no like in other years, and in the year that it is of.
    """
    period = model.header.default_period if period is None else period
    if not is_whole_year(year):
        return None
    clock = _clock(model, today)
    apart = year_name(find_span(year, clock).start, clock) - year_name(find_span(period, clock).start, clock)
    if not apart:
        return None
    if isinstance(period, Season):
        return Season(name=period.name, year=find_season(period, clock)[0] + apart)
    if isinstance(period, Relative | Named) and period.unit == "week":
        return _week_of_year(period, apart, clock)
    if isinstance(period, Relative | Named) and period.unit != "day":
        return shift_period(period, Shift("year", apart), model, today) if period.unit in _MONTHS else None
    if not isinstance(period, Trailing | Between | Explicit | Part | Relative | Named):
        return None
    span = find_span(period, clock)
    last = add_months(span.end - dt.timedelta(days=1), 12 * apart)
    return Explicit(start=add_months(span.start, 12 * apart), end=last + dt.timedelta(days=1))


def _week_of_year(period: Relative | Named, apart: int, clock: Clock) -> Named | None:
    """Return the week of the same number so many years on; None where that year has none."""
    week = _name(find_span(period, clock).start, "week", period.fiscal, clock)
    moved = week.model_copy(update={"year": (week.year or 0) + apart})
    try:
        return moved if find_span(moved, clock) else None
    except (QueryRefused, ValueError):
        return None


def _name(start: dt.date, unit: Any, fiscal: bool, clock: Clock) -> Named:
    """Return the unit that starts on a day, by its number and year."""
    if unit == "day":
        return Named(unit=unit, number=start.day, month=start.month, year=start.year)
    if unit == "week":
        week = (start + dt.timedelta(days=3)).isocalendar()
        return Named(unit=unit, number=week.week, year=week.year, fiscal=fiscal)
    year = year_name(start, clock, fiscal)
    if unit == "year":
        return Named(unit=unit, year=year, fiscal=fiscal)
    begun = unit_start(start, "year", clock, fiscal)
    past = (start.year - begun.year) * 12 + start.month - begun.month
    return Named(unit=unit, number=past // _MONTHS[unit] + 1, year=year, fiscal=fiscal)
