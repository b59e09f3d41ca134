"""A symbolic period to days: on the calendar first, then cut at the watermark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.seasons import season_days
from semantic_layer.calendar.units import MONTHS, add_months, iso_week_start, step, unit_label, unit_start
from semantic_layer.calendar.week_years import month_starts, named
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import period as p
from semantic_layer.result import PeriodShown

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days on the calendar, half-open, before any cut; ``unit`` where the span is one whole unit."""

    start: dt.date
    end: dt.date
    name: str
    unit: str | None = None


def resolve_period(period: Any, clock: Clock) -> PeriodShown:
    """Return the days of a period, cut at the watermark.

    Source: the period conventions of the house (docs/reference, periods).

    Raises:
        QueryRefused: no_data_yet, before_data or no_such_period.
    """
    span = find_span(period, clock)
    if span.start >= clock.data_end:
        raise QueryRefused(_outside("no_data_yet", span, clock))
    if clock.first is not None and span.end <= clock.first:
        raise QueryRefused(_outside("before_data", span, clock))
    end = min(span.end, clock.data_end)
    return PeriodShown(
        symbolic=span.name,
        start=span.start,
        end=end,
        whole_end=span.end,
        complete=end == span.end,
        unit=span.unit,
        fiscal=bool(getattr(period, "fiscal", False)),
    )


def _outside(code: str, span: Span, clock: Clock) -> Issue:
    known = clock.data_end - DAY if code == "no_data_yet" else clock.first or clock.today
    side = "end on" if code == "no_data_yet" else "begin on"
    message = f"There are no data for {span.start} to {span.end - DAY}: they {side} {known}."
    params = {"start": str(span.start), "end": str(span.end - DAY), "known": str(known)}
    return Issue(code=code, message=message, params=params)


def refuse_period(message: str) -> QueryRefused:
    """Return the refusal of a period that no calendar has."""
    return QueryRefused(Issue(code="no_such_period", message=message))


def find_span(period: Any, clock: Clock) -> Span:
    """Return the calendar days of a symbolic period."""
    return _FINDERS[type(period)](period, clock)


def _relative(period: p.Relative, clock: Clock) -> Span:
    try:
        first = unit_start(clock.today, period.unit, clock, period.fiscal)
        start = step(first, period.unit, period.offset, clock, period.fiscal)
        end = step(start, period.unit, 1, clock, period.fiscal)
    except (ValueError, OverflowError) as error:
        raise refuse_period("That lies outside any calendar.") from error
    word = {0: "this", -1: "last", 1: "next"}.get(period.offset, f"{period.offset:+d}")
    fiscal = "fiscal_" if period.fiscal else ""
    if period.to_date:
        end = max(min(end, clock.data_end), start + DAY)
        return Span(start, end, f"{fiscal}{period.unit}_to_date", period.unit)
    return Span(start, end, f"{word}_{fiscal}{period.unit}", period.unit)


def _trailing(period: p.Trailing, clock: Clock) -> Span:
    name = f"{'next' if period.ahead else 'last'}_{period.count}_{period.unit}s"
    try:
        return _trailing_span(period, clock, name)
    except (ValueError, OverflowError) as error:
        raise refuse_period("That reaches back further than any calendar.") from error


def _trailing_span(period: p.Trailing, clock: Clock, name: str) -> Span:
    if period.ahead:
        start = step(unit_start(clock.today, period.unit, clock), period.unit, 1)
        return Span(start, step(start, period.unit, period.count), name)
    if period.unit == "day":
        today = clock.calendar.last_n_days_includes_today
        end = clock.today + DAY if today else min(clock.data_end, clock.today)
        return Span(end - period.count * DAY, end, name)
    if clock.calendar.trailing == "rolling":
        return Span(step(clock.data_end, period.unit, -period.count), clock.data_end, name)
    end = unit_start(clock.today, period.unit, clock)
    unit = period.unit if period.count == 1 else None
    return Span(step(end, period.unit, -period.count), end, name, unit)


def _named(period: p.Named, clock: Clock) -> Span:
    if period.year is not None:
        year: int | None = period.year
    else:
        year = clock.today.year + period.year_offset if period.year_offset is not None else None
    if year is not None:
        span = _named_in(period, year, clock)
        if span is None:
            raise refuse_period(f"{year} has no {period.unit} {period.number}.")
    else:
        tries = (_named_in(period, clock.today.year + back, clock) for back in (1, 0, -1, -2, -3, -4))
        span = next((found for found in tries if found and found.start <= clock.today), None)
        if span is None:
            raise refuse_period(f"There is no {period.unit} {period.number}.")
    if period.to_date:
        return Span(span.start, max(min(span.end, clock.data_end), span.start + DAY), f"{span.name}_to_date", span.unit)
    return span


def _named_in(period: p.Named, year: int, clock: Clock) -> Span | None:
    """Return the named unit of one year, or None where that year has none."""
    number = period.number or 1
    if period.unit == "day":
        try:
            start = dt.date(year, period.month or 1, number)
        except ValueError:
            return None
    elif period.unit == "week":
        monday = iso_week_start(year, number)
        if monday is None:
            return None
        start = unit_start(monday + 3 * DAY, "week", clock)
    elif period.fiscal and clock.calendar.fiscal_weeks:
        weeks = clock.calendar.fiscal_weeks
        start = month_starts(named(year, weeks), weeks)[(number - 1) * MONTHS[period.unit]]
    elif period.fiscal:
        begin = dt.date(year, clock.calendar.fiscal_year_start, 1)
        begin = add_months(begin, -12) if clock.calendar.fiscal_year_start > 1 else begin
        start = add_months(begin, (number - 1) * MONTHS[period.unit])
    else:
        start = dt.date(year, 1 + (number - 1) * MONTHS[period.unit], 1)
    name = unit_label(start, period.unit, period.fiscal, clock)
    return Span(start, step(start, period.unit, 1, clock, period.fiscal), name, period.unit)


def _explicit(period: p.Explicit, clock: Clock) -> Span:
    return Span(period.start, period.end, f"{period.start}/{period.end - DAY}")


def _season(period: p.Season, clock: Clock) -> Span:
    offset = clock.today.year + period.year_offset if period.year_offset is not None else None
    wanted = period.year or offset
    for year in [wanted] if wanted else [clock.today.year + back for back in (1, 0, -1)]:
        days = season_days(period.name, year, clock)
        if days and (wanted or days[0] <= clock.today):
            return Span(*days, f"{year}-{period.name}", "season")
    raise refuse_period(f"I don't know when “{period.name}” is.")


def _part(period: p.Part, clock: Clock) -> Span:
    whole = find_span(period.of, clock)
    unit = period.unit
    if period.which == "first":
        start = step(unit_start(whole.start, unit, clock), unit, period.skip)
        end = step(start, unit, period.count)
    else:
        last = unit_start(whole.end - DAY, unit, clock)
        end = step(last, unit, 1 - period.skip)
        start = step(end, unit, -period.count)
    if unit != "week" and (start < whole.start or end > whole.end):
        raise refuse_period(f"{whole.name} has no {period.count + period.skip} {unit}s.")
    return Span(
        start, end, f"{period.which}_{period.count}_{unit}_of_{whole.name}", unit if period.count == 1 else None
    )


def _between(period: p.Between, clock: Clock) -> Span:
    first = find_span(period.first, clock) if period.first else None
    last = find_span(period.last, clock) if period.last else None
    if first and last and last.end <= first.start and getattr(period.first, "year", 0) is None:
        first = find_span(period.first.model_copy(update={"year": last.start.year}), clock)  # type: ignore[union-attr]
        if first.start >= last.end:
            first = find_span(period.first.model_copy(update={"year": last.start.year - 1}), clock)  # type: ignore[union-attr]
    start = first.start if first else clock.first or dt.date.min
    end = last.end if last else max(clock.data_end, start + DAY)
    if first and not last and first.start >= clock.data_end:
        end = first.end
    if start >= end:
        raise refuse_period("That range ends before it starts.")
    name = (
        f"{first.name}_to_{last.name}"
        if first and last
        else f"since_{first.name}"
        if first
        else f"up_to_{last and last.name}"
    )
    return Span(start, end, name)


def _before(period: p.Before, clock: Clock) -> Span:
    span = find_span(period.of, clock)
    start = min(clock.first or dt.date.min, span.start - DAY)
    return Span(start, span.start, f"before_{span.name}")


def _after(period: p.After, clock: Clock) -> Span:
    span = find_span(period.of, clock)
    return Span(span.end, max(clock.data_end, span.end + DAY), f"after_{span.name}")


def _all(period: p.AllTime, clock: Clock) -> Span:
    return Span(clock.first or dt.date(1970, 1, 1), clock.data_end, "all_time")


_FINDERS: dict[type, Callable[[Any, Clock], Span]] = {
    p.Relative: _relative, p.Trailing: _trailing, p.Named: _named, p.Explicit: _explicit, p.Season: _season,
    p.Part: _part, p.Between: _between, p.Before: _before, p.After: _after, p.AllTime: _all,
}  # fmt: skip
