"""The other side of a comparison: like for like where the current side is cut."""

from __future__ import annotations

import datetime as dt
from typing import Any

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.resolve import find_season, find_span, refuse_days, resolve_period
from semantic_layer.calendar.spans import DAY, on_the_calendar, refuse_period
from semantic_layer.calendar.units import MONTHS, add_months, iso_week_start, step, unit_start
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query.parts import Compare
from semantic_layer.query.period import Between, Part, Season, Unit
from semantic_layer.result import ComparisonShown, PeriodShown

Days = tuple[dt.date, dt.date]


def resolve_comparison(
    period: PeriodShown, symbolic: Any, compare: Compare, clock: Clock, *, full: bool = False
) -> tuple[ComparisonShown, tuple[Issue, ...]]:
    """Return the days a period is set against, and what weakens the comparison.

    An incomplete period is compared like for like, unless ``full``: a year before, up to the same date;
    the unit before, for as many days, or whole where it is shorter (warning unequal_length).

    Raises:
        QueryRefused: the other side has no data (before_data, no_data_yet) or is on no calendar (a year before that
            has no such week); it is shorter than the period (grain_needed); or the period has no start, and nothing
            says how far back it is (no_start); or both sides are the same days (same_days).
    """
    if compare.basis == "period":
        other = resolve_period(compare.period, clock)
        if (other.start, other.end) == (period.start, period.end) and symbolic != compare.period:
            # October against last month, in November.
            raise QueryRefused(
                Issue(code="same_days", message="Both sides are the same days: say what it is set against.")
            )
        named = ComparisonShown(basis="period", start=other.start, end=other.end, like_for_like=False, unit=other.unit)
        return named, not_over(other, compare.period)
    cut = not period.complete and not full
    with on_the_calendar():
        if compare.basis == "previous_year":
            start, end = _year_before(period, symbolic, clock, full)
        elif isinstance(symbolic, Between) and symbolic.first is None:
            start, end = period.start, _day_before(period.end, compare.unit or _unit_of_end(symbolic), clock)
        else:
            start, end = _unit_before(period, compare.unit, clock, full)
    if clock.is_before_data(end):
        raise refuse_days("before_data", start, end, clock)
    shown = ComparisonShown(
        basis=compare.basis, start=start, end=end, like_for_like=cut, unit=compare.unit or period.unit
    )
    return shown, _weaknesses(period, symbolic, shown, full)


def _weaknesses(period: PeriodShown, symbolic: Any, other: ComparisonShown, full: bool) -> tuple[Issue, ...]:
    """Return what to say of the lengths of the two sides."""
    now, before = (period.whole_end if full else period.end) - period.start, other.end - other.start
    if other.basis == "previous_year":
        is_season = isinstance(symbolic, Season) and now != before
        return (_lengths("season_lengths", now.days, before.days),) if is_season else ()
    if other.like_for_like and before < now and period.unit in MONTHS and other.unit == period.unit:
        return (shorter_unit(),)
    moved = other.unit is not None and other.unit != period.unit and not _whole_months(period.start, period.whole_end)
    return (unequal_days(now.days, before.days),) if moved and now != before else ()


def not_over(period: PeriodShown, symbolic: Any) -> tuple[Issue, ...]:
    """Return the warning that a period is not over, where it is not asked for to date."""
    if period.complete or getattr(symbolic, "to_date", False):
        return ()
    message = f"The period is not over: data up to {period.end - DAY} are in."
    return (Issue(code="incomplete_period", message=message, params={"last": str(period.end - DAY)}),)


def shorter_unit() -> Issue:
    """Return the warning that the unit before has fewer days than a cut one, and is taken whole."""
    return Issue(code="unequal_length", message="The unit before is shorter and is taken whole.")


def unequal_days(now: int, before: int) -> Issue:
    """Return the warning that the two sides of a comparison have not as many days."""
    return _lengths("unequal_days", now, before)


def _lengths(code: str, now: int, before: int) -> Issue:
    message = f"One side has {now} days, the other {before}: sums are of unequal lengths."
    return Issue(code=code, message=message, params={"now": str(now), "before": str(before)})


def move_back(start: dt.date, end: dt.date, unit: Unit, *, whole: bool = True) -> Days:
    """Return the same dates a unit earlier: the first and the last day each moved, a 31st to a shorter month's end.

    >>> [str(day) for day in move_back(dt.date(2025, 3, 30), dt.date(2025, 3, 31), "month")]
    ['2025-02-28', '2025-03-01']

    Whole months stay whole where they are meant so: 28 February by itself is not set against the 29th too.
    """
    if unit not in MONTHS:
        return step(start, unit, -1), step(end, unit, -1)
    if whole and start.day == end.day == 1:
        return add_months(start, -MONTHS[unit]), add_months(end, -MONTHS[unit])
    # The end is moved by its last day: 1 March, the end of February, must not lose a 29th.
    return add_months(start, -MONTHS[unit]), add_months(end - DAY, -MONTHS[unit]) + DAY


def week_year_before(week: dt.date) -> dt.date:
    """Return the first day of the week of the same ISO number a year earlier, ``week`` being the first of one.

    Raises:
        QueryRefused: week 53 where the year before has none.
    """
    iso = (week + 3 * DAY).isocalendar()
    monday = iso_week_start(iso.year - 1, iso.week)
    if monday is None:
        raise refuse_period(f"{iso.year - 1} has no week {iso.week} to compare with.")
    return monday + (week - dt.date.fromisocalendar(iso.year, iso.week, 1))


def fiscal_year_before(start: dt.date, unit: Unit, clock: Clock) -> dt.date:
    """Return where the fiscal unit of the same number began a year earlier, in a calendar of weeks.

    Raises:
        QueryRefused: a 53rd week where the year before has none.
    """
    if unit != "week":
        return step(start, unit, -12 // MONTHS[unit], clock, True)
    year = unit_start(start, "year", clock, True)
    before = step(year, "year", -1, clock, True)
    moved = before + (start - year)
    if moved >= year:
        raise refuse_period("The fiscal year before has no 53rd week to compare with.")
    return moved


def _year_before(period: PeriodShown, symbolic: Any, clock: Clock, full: bool) -> Days:
    if isinstance(symbolic, Season):
        year = find_season(symbolic, clock)[0]
        before = find_span(Season(name=symbolic.name, year=year - 1), clock)
        if period.complete or full:
            return before.start, before.end
        return before.start, min(before.start + (period.end - period.start), before.end)
    end = period.whole_end if full else period.end
    unit: Any = period.unit
    if period.fiscal and clock.calendar.fiscal_weeks and unit not in (None, "day", "season"):
        begun = unit_start(period.start, unit, clock, True)
        start = fiscal_year_before(begun, unit, clock)
        whole_end = step(start, unit, 1, clock, True)
        whole = period.complete or full
        return start, whole_end if whole else min(start + (end - period.start), whole_end)
    if unit == "week":
        start = week_year_before(period.start)
        return start, start + (end - period.start)
    return move_back(period.start, end, "year", whole=period.complete or full)


def _unit_before(period: PeriodShown, named: Unit | None, clock: Clock, full: bool) -> Days:
    """Return the unit before: the period's own, or the one that is named, which the period may be a part of."""
    whole = period.complete or full
    unit: Any = named or period.unit
    if unit is None or unit == "season":
        start, whole_end = span_before(period.start, period.whole_end)
    elif unit == period.unit:
        whole_end = unit_start(period.start, unit, clock, period.fiscal)
        start = step(whole_end, unit, -1, clock, period.fiscal)
    else:
        if step(period.start, unit, 1, clock, period.fiscal) < period.whole_end:
            raise need_grain(unit)
        return move_back(period.start, period.whole_end if full else period.end, unit, whole=whole)
    return start, whole_end if whole else min(start + (period.end - period.start), whole_end)


def _day_before(end: dt.date, unit: Unit | None, clock: Clock) -> dt.date:
    """Return the (excluded) end of what is told up to a day a unit earlier: the end of a month is set against one."""
    if unit is None:
        message = "What is told up to a day has no unit before it: say a week, a month or a year before."
        raise QueryRefused(Issue(code="no_start", message=message))
    if unit not in MONTHS:
        return step(end, unit, -1, clock)
    return move_back(end, end, unit)[1] if end.day == 1 else move_back(end - DAY, end, unit, whole=False)[1]


def _unit_of_end(symbolic: Between) -> Unit | None:
    """Return the unit whose end a period without a start ends with; None of a day."""
    last = symbolic.last.of if isinstance(symbolic.last, Part) else symbolic.last
    unit: Unit | None = getattr(last, "unit", None)
    return unit if unit != "day" else None


def need_grain(unit: Unit) -> QueryRefused:
    """Return the refusal of "month over month" of what is longer than a month, and is not broken down by month."""
    message = f"One {unit} is set against the {unit} before it: break a longer period down by {unit}."
    return QueryRefused(Issue(code="grain_needed", message=message, params={"unit": unit}))


def span_before(start: dt.date, end: dt.date) -> Days:
    """Return the equal span before another: as many whole months where it is of such, else as many days.

    >>> [str(day) for day in span_before(dt.date(2025, 3, 1), dt.date(2025, 5, 1))]
    ['2025-01-01', '2025-03-01']
    """
    months = _whole_months(start, end)
    return (add_months(start, -months) if months else start - (end - start)), start


def _whole_months(start: dt.date, end: dt.date) -> int:
    """Return of how many whole months some days are; 0 if they are not."""
    return (end.year - start.year) * 12 + end.month - start.month if start.day == end.day == 1 else 0
