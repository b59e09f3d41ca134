"""A symbolic period to days: on the calendar first, then cut at the watermark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.named import named_span, part_span
from semantic_layer.calendar.seasons import season_days, season_names
from semantic_layer.calendar.spans import DAY, Span, cut_to_date, is_fiscal, on_the_calendar, refuse_period
from semantic_layer.calendar.units import step, unit_start
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model.nearest import nearest
from semantic_layer.query import period as p
from semantic_layer.result import PeriodShown


def resolve_period(period: Any, clock: Clock) -> PeriodShown:
    """Return the days of a period, cut at the watermark.

    Source: the period conventions of the house (docs/reference, periods).

    Raises:
        QueryRefused: no_data_yet, before_data or no_such_period.
    """
    span = find_span(period, clock)
    if span.start >= clock.data_end:
        raise refuse_days("no_data_yet", span.start, span.end, clock)
    end, whole_end = min(span.end, clock.data_end), span.whole_end or span.end
    if clock.is_before_data(end):
        raise refuse_days("before_data", span.start, end, clock)
    return PeriodShown(
        symbolic=span.name,
        start=span.start,
        end=end,
        whole_end=whole_end,
        complete=end == whole_end,
        unit=span.unit,
        fiscal=is_fiscal(period),
    )


def refuse_days(code: str, start: dt.date, end: dt.date, clock: Clock) -> QueryRefused:
    """Return the refusal of days that lie after the data (no_data_yet) or before them (before_data)."""
    known = clock.data_end - DAY if code == "no_data_yet" else clock.opening
    side = "end on" if code == "no_data_yet" else "begin on"
    message = f"There are no data for {start} to {end - DAY}: they {side} {known}."
    params = {"start": str(start), "end": str(end - DAY), "known": str(known)}
    return QueryRefused(Issue(code=code, message=message, params=params))


def find_span(period: Any, clock: Clock) -> Span:
    """Return the calendar days of a symbolic period.

    Raises:
        QueryRefused: no_such_period.
    """
    with on_the_calendar():
        return _FINDERS[type(period)](period, clock)


def _relative(period: p.Relative, clock: Clock) -> Span:
    first = unit_start(clock.today, period.unit, clock, period.fiscal)
    start = step(first, period.unit, period.offset, clock, period.fiscal)
    end = step(start, period.unit, 1, clock, period.fiscal)
    word = {0: "this", -1: "last", 1: "next"}.get(period.offset, f"{period.offset:+d}")
    fiscal = "fiscal_" if period.fiscal else ""
    span = Span(start, end, f"{word}_{fiscal}{period.unit}", period.unit)
    return cut_to_date(span, clock, f"{fiscal}{period.unit}_to_date") if period.to_date else span


def _trailing(period: p.Trailing, clock: Clock) -> Span:
    name = f"{'next' if period.ahead else 'last'}_{period.count}_{period.unit}s"
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


def _explicit(period: p.Explicit, clock: Clock) -> Span:
    return Span(period.start, period.end, f"{period.start}/{period.end - DAY}")


def _season(period: p.Season, clock: Clock) -> Span:
    year, start, end = find_season(period, clock)
    return Span(start, end, f"{year}-{period.name}", "season")


def find_season(period: p.Season, clock: Clock) -> tuple[int, dt.date, dt.date]:
    """Return the year that a season belongs to, and its days: New Year's may begin in the December before.

    Raises:
        QueryRefused: unknown_season, with the nearest names; no_such_period where that year has none.
    """
    offset = clock.today.year + period.year_offset if period.year_offset is not None else None
    wanted = period.year or offset
    for year in [wanted] if wanted else [clock.today.year + back for back in (1, 0, -1)]:
        days = season_days(period.name, year, clock)
        if days and (wanted or days[0] <= clock.today):
            return (year, *days)
    names = season_names(clock)
    if period.name in names or period.name.casefold() in names:
        raise refuse_period(f"I don't know when “{period.name}” is.")
    raise QueryRefused(
        Issue(
            code="unknown_season", message=f"I don't know a season or holiday called “{period.name}”.",
            suggestions=nearest(period.name, names), params={"name": period.name},
        )
    )  # fmt: skip


def _part(period: p.Part, clock: Clock) -> Span:
    return part_span(period, find_span(period.of, clock), clock)


def _between(period: p.Between, clock: Clock) -> Span:
    first = find_span(period.first, clock) if period.first else None
    last = find_span(period.last, clock) if period.last else None
    if first and last and last.end <= first.start and getattr(period.first, "year", 0) is None:
        first = find_span(period.first.model_copy(update={"year": last.start.year}), clock)  # type: ignore[union-attr]
        if first.start >= last.end:
            first = find_span(period.first.model_copy(update={"year": last.start.year - 1}), clock)  # type: ignore[union-attr]
    start = first.start if first else min(clock.opening, last.end - DAY)  # type: ignore[union-attr]
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
    return Span(min(clock.opening, span.start - DAY), span.start, f"before_{span.name}")


def _after(period: p.After, clock: Clock) -> Span:
    span = find_span(period.of, clock)
    return Span(span.end, max(clock.data_end, span.end + DAY), f"after_{span.name}")


def _all(period: p.AllTime, clock: Clock) -> Span:
    return Span(min(clock.opening, clock.data_end - DAY), clock.data_end, "all_time")


_FINDERS: dict[type, Callable[[Any, Clock], Span]] = {
    p.Relative: _relative, p.Trailing: _trailing, p.Named: named_span, p.Explicit: _explicit, p.Season: _season,
    p.Part: _part, p.Between: _between, p.Before: _before, p.After: _after, p.AllTime: _all,
}  # fmt: skip
