"""A period in units: its buckets, and what each is set against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.compare import Days, fiscal_year_before, move_back, need_grain, week_year_before
from semantic_layer.calendar.spans import DAY, on_the_calendar
from semantic_layer.calendar.units import step, unit_label, unit_start
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query.parts import Compare
from semantic_layer.query.period import Unit
from semantic_layer.result import PeriodShown

#: Sixteen years by day. Nobody reads a table of more units, and each makes the statement longer.
MOST_BUCKETS = 6_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """One unit of a breakdown: ``start`` to ``end`` cut to the period, ``whole_end`` before any cut by the data."""

    label: str
    unit_start: dt.date
    start: dt.date
    end: dt.date
    whole_end: dt.date
    complete: bool


def split_period(period: PeriodShown, unit: Unit, clock: Clock, fiscal: bool = False) -> tuple[Bucket, ...]:
    """Return the units of a period, in order; the first and the last may be cut. None ends before the data begin.

    Raises:
        QueryRefused: too_many_buckets, with a coarser unit; no_such_period at the ends of the calendar.
    """
    buckets: list[Bucket] = []
    if clock.is_before_data(period.end):
        return ()
    with on_the_calendar():
        first = clock.opening if clock.is_before_data(period.start) else period.start
        start = unit_start(first, unit, clock, fiscal)
        while start < period.end:
            after = step(start, unit, 1, clock, fiscal)
            cut = (max(start, period.start), min(after, period.end))
            label = unit_label(start, unit, fiscal, clock)
            buckets.append(Bucket(label, start, *cut, min(after, period.whole_end), cut == (start, after)))
            start = after
            if len(buckets) > MOST_BUCKETS:
                raise too_many(unit)
    return tuple(buckets)


def too_many(unit: Unit) -> QueryRefused:
    """Return the refusal of a breakdown by so many units that no statement should hold them."""
    coarser = {"day": "month", "week": "month"}.get(unit, "year")
    message = f"That is too many rows, a {unit} each: ask by {coarser}, for a shorter period, or for less at a time."
    return QueryRefused(Issue(code="too_many_buckets", message=message, params={"unit": unit, "coarser": coarser}))


def compare_bucket(
    bucket: Bucket, unit: Unit, compare: Compare, clock: Clock, fiscal: bool = False, *, full: bool = False
) -> Days:
    """Return the days a bucket is set against, as many of them as it has where the data cut it, unless ``full``.

    A bucket that begins where the period does, within its unit, is moved by its dates, as that span by itself is.

    Raises:
        QueryRefused: no_such_period, where the year before has no such week; grain_needed, where a unit is named
            that is shorter than the bucket.
    """
    weeks = clock.calendar.fiscal_weeks is not None and fiscal and unit != "day"
    end = bucket.whole_end if full else bucket.end
    whole = bucket.start == bucket.unit_start and end == step(bucket.unit_start, unit, 1, clock, fiscal)
    with on_the_calendar():
        if compare.basis == "previous_year":
            if unit != "week" and not weeks:
                return move_back(bucket.start, end, "year", whole=whole)
            begun = fiscal_year_before(bucket.unit_start, unit, clock) if weeks else week_year_before(bucket.unit_start)
        else:
            back = compare.unit or unit
            if step(bucket.unit_start, back, 1, clock, fiscal) < step(bucket.unit_start, unit, 1, clock, fiscal):
                raise need_grain(back)
            if bucket.start > bucket.unit_start and not weeks:
                return move_back(bucket.start, end, back)
            begun = step(bucket.unit_start, back, -1, clock, fiscal)
        whole_end = step(begun, unit, 1, clock, fiscal)
    if whole:
        return begun, whole_end
    gone = bucket.start - bucket.unit_start, end - bucket.unit_start
    return min(begun + gone[0], whole_end - DAY), min(begun + gone[1], whole_end)
