"""A period to windows of days: those of each unit of a breakdown, and those that each comparison sets beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args

from semantic_layer.calendar import (
    Bucket,
    Clock,
    compare_bucket,
    not_over,
    refuse_days,
    resolve_comparison,
    resolve_period,
    shorter_unit,
    split_period,
    unequal_days,
    unit_label,
    unit_start,
)
from semantic_layer.compiler.facts import Window
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import Compare, Grain, Season
from semantic_layer.query.period import Unit
from semantic_layer.result import ComparisonShown, PeriodShown

Days = tuple[dt.date, dt.date]
UNITS: tuple[Unit, ...] = get_args(Unit)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Sides:
    """The windows of a measure: the current side first, then one side for each comparison."""

    period: PeriodShown
    comparisons: tuple[ComparisonShown, ...]
    windows: tuple[tuple[Window, ...], ...]
    watermark: dt.date | None
    warnings: tuple[Issue, ...]
    first: dt.date | None = None


@dataclass(frozen=True)
class Beside:
    """What a comparison sets beside a period: the days it shows, its windows, and what weakens it."""

    shown: ComparisonShown
    windows: tuple[Window, ...]
    warnings: tuple[Issue, ...]


def resolve_sides(
    symbolic: Any, compares: Sequence[Compare], grains: Sequence[Grain], clock: Clock, *, full: bool = False
) -> Sides:
    """Return the windows of a period and of what it is set against.

    A unit of the breakdown that has nothing before it (a 53rd week, days before the data) has no window there.

    Raises:
        QueryRefused: the period or all of what it is set against has no data, or is on no calendar.
    """
    period = resolve_period(symbolic, clock)
    grain = finest(grains)
    if grain is None:
        current: tuple[Window, ...] = (Window((), period.start, period.end),)
        others = [_plain(period, symbolic, compare, clock, full) for compare in compares]
    else:
        units = _Units(period, grains, grain, clock, full)
        current = tuple(Window(units.name(b), b.start, b.end) for b in units.buckets)
        others = [units.beside(symbolic, compare) for compare in compares]
    said = [*not_over(period, symbolic), *(issue for other in others for issue in other.warnings)]
    return Sides(
        period=period,
        comparisons=tuple(other.shown for other in others),
        windows=(current, *(other.windows for other in others)),
        watermark=clock.watermark,
        warnings=tuple(issue for place, issue in enumerate(said) if issue not in said[:place]),
        first=clock.first,
    )


def finest(grains: Sequence[Grain]) -> Grain | None:
    """Return the time axis of the smallest units, if there is any."""
    return min(grains, key=lambda grain: UNITS.index(grain.unit)) if grains else None


def partly_before_data(start: dt.date, end: dt.date, first: dt.date) -> Issue:
    """Return the warning that some of the days that a number is made of lie before the data begin."""
    params = {"start": str(start), "end": str(end - DAY), "known": str(first)}
    message = f"The data begin on {first}: of {start} to {end - DAY} only the later part is in."
    return Issue(code="partly_before_data", message=message, params=params)


def whole_days(start: dt.date, end: dt.date) -> PeriodShown:
    """Return days as a period of which nothing is cut."""
    return PeriodShown(symbolic="", start=start, end=end, whole_end=end, complete=True)


def _plain(period: PeriodShown, symbolic: Any, compare: Compare, clock: Clock, full: bool) -> Beside:
    shown, warnings = resolve_comparison(period, symbolic, compare, clock, full=full)
    return Beside(shown, (Window((), shown.start, shown.end),), warnings)


@dataclass(frozen=True)
class _Units:
    """A period in the units of its finest time axis."""

    period: PeriodShown
    grains: Sequence[Grain]
    grain: Grain
    clock: Clock
    full: bool

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        return split_period(self.period, self.grain.unit, self.clock, self.grain.fiscal)

    def name(self, bucket: Bucket) -> tuple[dt.date, ...]:
        """Return where the unit of each time axis begins that a bucket lies in."""
        return tuple(unit_start(bucket.unit_start, each.unit, self.clock, each.fiscal) for each in self.grains)

    def beside(self, symbolic: Any, compare: Compare) -> Beside:
        """Return what a comparison sets beside the units.

        Raises:
            QueryRefused: before_data or no_such_period, where no unit has anything beside it; grain_needed.
        """
        if compare.basis == "period" or (compare.basis == "previous_year" and isinstance(symbolic, Season)):
            return self._side_by_side(symbolic, compare)
        pairs = [(bucket, self._days_of(bucket, compare)) for bucket in self.buckets]
        found = [(b, days) for b, days in pairs if not isinstance(days, QueryRefused)]
        missing = [(b, days) for b, days in pairs if isinstance(days, QueryRefused)]
        kept = [(b, days) for b, days in found if not self.clock.is_before_data(days[1])]
        if not kept and found:
            raise refuse_days("before_data", found[0][1][0], found[-1][1][1], self.clock)
        if not kept:
            raise missing[0][1]
        windows = tuple(Window(self.name(bucket), *days) for bucket, days in kept)
        warnings = [*self._lengths(kept, compare), *self._unmatched([bucket for bucket, _ in missing])]
        if len(kept) < len(found):
            warnings.append(partly_before_data(found[0][1][0], found[-1][1][1], self.clock.opening))
        return Beside(self._shown(compare, windows), windows, tuple(warnings))

    def _days_of(self, bucket: Bucket, compare: Compare) -> Days | QueryRefused:
        """Return the days that a unit is set against, or why the year before has none."""
        try:
            return compare_bucket(bucket, self.grain.unit, compare, self.clock, self.grain.fiscal, full=self.full)
        except QueryRefused as refused:
            if refused.issues[0].code != "no_such_period":
                raise
            return refused

    def _shown(self, compare: Compare, windows: Sequence[Window]) -> ComparisonShown:
        """Return the days that are used: from the first of any window to the last of any."""
        like = compare.basis != "period" and not self.period.complete and not self.full
        start, end = min(window.start for window in windows), max(window.end for window in windows)
        unit = compare.unit or self.grain.unit
        return ComparisonShown(basis=compare.basis, start=start, end=end, like_for_like=like, unit=unit)

    def _lengths(self, pairs: Sequence[tuple[Bucket, Days]], compare: Compare) -> Iterator[Issue]:
        """Yield what to say of units that are cut and have another number of days beside them."""
        for bucket, (start, end) in pairs:
            now, before = bucket.end - bucket.start, end - start
            if compare.basis != "previous_unit" or self.full or bucket.complete or now == before:
                continue
            yield shorter_unit() if bucket.start == bucket.unit_start else unequal_days(now.days, before.days)

    def _unmatched(self, buckets: Sequence[Bucket]) -> Iterator[Issue]:
        for bucket in buckets:
            name = unit_label(bucket.unit_start, self.grain.unit, self.grain.fiscal, self.clock)
            message = f"The year before has no unit like {name}: nothing is set against it."
            yield Issue(code="no_unit_before", message=message, params={"unit": name})

    def _side_by_side(self, symbolic: Any, compare: Compare) -> Beside:
        """Return the units of another period, the first under the first of this one's; what has none is left out."""
        other, more = resolve_comparison(self.period, symbolic, compare, self.clock, full=self.full)
        # The first of a period is its first also where the data begin later.
        ever = replace(self.clock, first=None)
        mine = split_period(self.period, self.grain.unit, ever, self.grain.fiscal)
        theirs = split_period(whole_days(other.start, other.end), self.grain.unit, ever, self.grain.fiscal)
        windows = tuple(
            Window(self.name(one), two.start, two.end)
            for one, two in zip(mine, theirs, strict=False)
            if not self.clock.is_before_data(one.end) and not self.clock.is_before_data(two.end)
        )
        if not windows:
            raise refuse_days("before_data", other.start, other.end, self.clock)
        message = "The periods do not have as many units: those without a partner are left out."
        uneven = () if len(theirs) == len(mine) else (Issue(code="uneven_units", message=message),)
        return Beside(self._shown(compare, windows), windows, (*more, *uneven))
