"""The other side of a comparison: like for like where the current side is cut."""

from __future__ import annotations

import datetime as dt
from typing import Any

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.resolve import find_span, refuse_period, resolve_period
from semantic_layer.calendar.units import MONTHS, add_months, iso_week_start, step, unit_start
from semantic_layer.issues import Issue
from semantic_layer.query.parts import Compare
from semantic_layer.query.period import Season, Unit
from semantic_layer.result import ComparisonShown, PeriodShown

DAY = dt.timedelta(days=1)


def resolve_comparison(
    period: PeriodShown, symbolic: Any, compare: Compare, clock: Clock, grain: Unit | None = None, *, full: bool = False
) -> tuple[ComparisonShown, tuple[Issue, ...]]:
    """Return the days a period is set against, and what weakens the comparison.

    An incomplete period is compared like for like, unless ``full``: a year before, up to the same date;
    the unit before, for as many days, or whole where it is shorter (warning unequal_length).

    Raises:
        QueryRefused: a period of its own that has no data, or a year before that has no such week.
    """
    if compare.basis == "period":
        other = resolve_period(compare.period, clock)
        return _shown("period", other.start, other.end, False, other.unit), ()
    if compare.basis == "previous_year":
        start, end = _year_before(period, symbolic, clock, full)
    else:
        start, end = _unit_before(period, symbolic, compare.unit or grain, clock, full)
    warnings: tuple[Issue, ...] = ()
    cut = not period.complete and not full
    is_month_like = period.unit in ("month", "quarter", "half", "year")
    if compare.basis == "previous_unit" and cut and is_month_like and end - start < period.end - period.start:
        warnings = (Issue(code="unequal_length", message="The unit before is shorter and is taken whole."),)
    if isinstance(symbolic, Season) and compare.basis == "previous_year" and end - start != period.end - period.start:
        warnings = (_season_lengths((period.end - period.start).days, (end - start).days),)
    return _shown(compare.basis, start, end, cut, compare.unit or period.unit), warnings


def _season_lengths(now: int, before: int) -> Issue:
    message = f"The season has {now} days, the year before {before}: sums are of unequal lengths."
    return Issue(code="season_lengths", message=message, params={"now": str(now), "before": str(before)})


def _shown(basis: Any, start: dt.date, end: dt.date, like: bool, unit: str | None) -> ComparisonShown:
    return ComparisonShown(basis=basis, start=start, end=end, like_for_like=like, unit=unit)


def year_before(start: dt.date, end: dt.date, unit: str | None, whole: bool = False) -> tuple[dt.date, dt.date]:
    """Return the same calendar dates a year earlier; an ISO week goes to the ISO week of that number.

    Raises:
        QueryRefused: week 53 where the year before has none.
    """
    if unit == "week":
        iso = (start + 3 * DAY).isocalendar()
        monday = iso_week_start(iso.year - 1, iso.week)
        if monday is None:
            raise refuse_period(f"{iso.year - 1} has no week {iso.week} to compare with.")
        moved = monday + (start - dt.date.fromisocalendar(iso.year, iso.week, 1))
        return moved, moved + (end - start)
    # The end is moved by its last day: 1 March, the end of February, must not lose a 29th. Only whole months end
    # where the month ends: 28 February by itself, or from the 15th on, is not set against the 29th too.
    last = add_months(end - DAY, -12)
    if whole and start.day == end.day == 1:
        return add_months(start, -12), add_months(end, -12)
    return add_months(start, -12), last + DAY


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


def _year_before(period: PeriodShown, symbolic: Any, clock: Clock, full: bool) -> tuple[dt.date, dt.date]:
    if isinstance(symbolic, Season):
        year = period.start.year - 1
        before = find_span(Season(name=symbolic.name, year=year), clock)
        return before.start, before.end if period.complete else before.start + (period.end - period.start)
    end = period.whole_end if full else period.end
    unit: Any = period.unit
    if getattr(symbolic, "fiscal", False) and clock.calendar.fiscal_weeks and unit not in (None, "day", "season"):
        begun = unit_start(period.start, unit, clock, True)
        start = fiscal_year_before(begun, unit, clock)
        whole_end = step(start, unit, 1, clock, True)
        whole = period.complete or full
        return start, whole_end if whole else min(start + (end - period.start), whole_end)
    return year_before(period.start, end, period.unit, whole=period.complete or full)


def _unit_before(
    period: PeriodShown, symbolic: Any, unit: Unit | None, clock: Clock, full: bool
) -> tuple[dt.date, dt.date]:
    own = unit or period.unit
    if own == "season":
        start, end = period.start - (period.whole_end - period.start), period.start
        return start, end
    if own is None:
        length = _whole_months(period)
        start = add_months(period.start, -length) if length else period.start - (period.whole_end - period.start)
        whole_end = period.start
    elif unit is None or unit == period.unit:
        fiscal = bool(getattr(symbolic, "fiscal", False))
        first = unit_start(period.start, own, clock, fiscal)  # type: ignore[arg-type]
        start, whole_end = step(first, own, -1, clock, fiscal), first  # type: ignore[arg-type]
    else:
        start, whole_end = step(period.start, unit, -1), step(period.whole_end, unit, -1)
        return start, whole_end if full or period.complete else min(start + (period.end - period.start), whole_end)
    if full or period.complete:
        return start, whole_end
    return start, min(start + (period.end - period.start), whole_end)


def _whole_months(period: PeriodShown) -> int:
    """Return of how many whole months the period is; 0 if it is not."""
    if period.start.day != 1 or period.whole_end.day != 1:
        return 0
    return (period.whole_end.year - period.start.year) * 12 + period.whole_end.month - period.start.month
