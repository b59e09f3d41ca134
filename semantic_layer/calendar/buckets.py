"""A period in units: its buckets, and what each is set against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.compare import fiscal_year_before, year_before
from semantic_layer.calendar.units import step, unit_label, unit_start
from semantic_layer.query.parts import Compare
from semantic_layer.query.period import Unit
from semantic_layer.result import PeriodShown


@dataclass(frozen=True, slots=True)
class Bucket:
    """One unit of a breakdown: ``start`` to ``end`` cut to the period, ``whole_end`` before the cut."""

    label: str
    unit_start: dt.date
    start: dt.date
    end: dt.date
    whole_end: dt.date
    complete: bool


def split_period(period: PeriodShown, unit: Unit, clock: Clock, fiscal: bool = False) -> tuple[Bucket, ...]:
    """Return the units of a period, in order; the first and the last may be cut."""
    buckets = []
    start = unit_start(period.start, unit, clock, fiscal)
    while start < period.end:
        after = step(start, unit, 1, clock, fiscal)
        cut = (max(start, period.start), min(after, period.end))
        label = unit_label(start, unit, fiscal, clock)
        buckets.append(Bucket(label, start, *cut, after, cut == (start, after)))
        start = after
    return tuple(buckets)


def compare_bucket(
    bucket: Bucket, unit: Unit, compare: Compare, clock: Clock, fiscal: bool = False
) -> tuple[dt.date, dt.date]:
    """Return the days a bucket is set against, as many of them as it has where it is cut."""
    if compare.basis == "previous_year" and fiscal and clock.calendar.fiscal_weeks and unit != "day":
        start = fiscal_year_before(bucket.unit_start, unit, clock)
        whole_end = step(start, unit, 1, clock, fiscal)
        return _cut(bucket, start, whole_end)
    if compare.basis == "previous_year":
        return year_before(bucket.start, bucket.end, unit, whole=bucket.complete)
    back = compare.unit or unit
    start = step(bucket.unit_start, back, -1, clock, fiscal)
    whole_end = step(start, unit, 1, clock, fiscal)
    return _cut(bucket, start, whole_end)


def _cut(bucket: Bucket, start: dt.date, whole_end: dt.date) -> tuple[dt.date, dt.date]:
    """Return the other side's days, as many of them as the bucket has where it is cut."""
    if bucket.complete:
        return start, whole_end
    shifted = start + (bucket.start - bucket.unit_start)
    return shifted, max(shifted + dt.timedelta(days=1), min(start + (bucket.end - bucket.unit_start), whole_end))
