"""The days of each measure: its period, its buckets, and the days each side of a comparison takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, get_args

from semantic_layer.calendar import (
    Clock,
    compare_bucket,
    resolve_comparison,
    resolve_period,
    split_period,
    step,
    unit_start,
)
from semantic_layer.compiler.clocks import clock_of
from semantic_layer.compiler.facts import Window
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.timeless import check_now, today_shown
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model.definitions import Cumulative
from semantic_layer.model.inputs import time_places
from semantic_layer.query import Data, Grain
from semantic_layer.query.period import Unit
from semantic_layer.result import ComparisonShown, PeriodShown

UNITS: tuple[Unit, ...] = get_args(Unit)
#: Which units a unit is made of: a week lies in two months, and adds up to none.
_WITHIN: dict[str, tuple[str, ...]] = {
    "day": ("week", "month", "quarter", "half", "year"),
    "month": ("quarter", "half", "year"),
    "quarter": ("half", "year"),
    "half": ("year",),
}


@dataclass(frozen=True)
class Sides:
    """The windows of a measure: the current side first, then one side for each comparison."""

    period: PeriodShown
    comparisons: tuple[ComparisonShown, ...]
    windows: tuple[tuple[Window, ...], ...]
    watermark: dt.date | None
    warnings: tuple[Issue, ...]


class Times:
    """Resolves and keeps the sides of a query's measures."""

    def __init__(self, query: Data, setting: Setting) -> None:
        """Keep what periods are resolved against.

        Raises:
            QueryRefused: two time axes of which neither is made of the other.
        """
        self.query, self.setting, self.model = query, setting, setting.model
        self.grains = tuple(axis for axis in query.by if isinstance(axis, Grain))
        check_nested(self.grains)
        self._known: dict[Any, Sides] = {}

    def sides(self, metric: str, period: Any) -> Sides:
        """Return the sides of a metric, whose own period, if it has one, goes before the query's."""
        spec = self.model.metrics[metric]
        if check_now(
            self.setting, metric, asked=bool(period or self.query.period or self.grains or self.query.compare)
        ):
            shown = today_shown(self.setting.session.today)
            return Sides(shown, (), ((Window((), shown.start, shown.end),),), None, ())
        chosen = period or self.query.period or spec.default_period or self.model.header.default_period
        clock = self.clock(metric)
        key = (chosen.model_dump_json(), clock.watermark, clock.first, spec.compare)
        if key not in self._known:
            self._known[key] = self._resolve(chosen, clock, spec.compare == "full")
        return self._with_open_ends(self._known[key], spec.calculation, clock)

    def _with_open_ends(self, sides: Sides, calculation: Any, clock: Clock) -> Sides:
        """Add a warning where some of what has begun still has time to be completed."""
        days = getattr(calculation, "days", None)
        if days is None or sides.period.end + dt.timedelta(days=days) <= clock.data_end:
            return sides
        message = f"Some have not had their {days} days yet: the rate may still rise."
        issue = Issue(code="still_open", message=message, params={"days": str(days)})
        return replace(sides, warnings=(*sides.warnings, issue))

    def split(self, windows: tuple[Window, ...], grains: Sequence[Grain], metric: str) -> tuple[Window, ...]:
        """Return each window in the units of further time axes: what is folded over them, or counted."""
        check_now(self.setting, metric, asked=bool(grains))
        clock = self.clock(metric)
        for grain in grains:
            pieces = []
            for window in windows:
                for bucket in split_period(_whole(window.start, window.end), grain.unit, clock, grain.fiscal):
                    pieces.append(Window((*window.buckets, bucket.unit_start), bucket.start, bucket.end))
            windows = tuple(pieces)
        return windows

    def widen(self, windows: tuple[Window, ...], calculation: Cumulative, metric: str) -> tuple[Window, ...]:
        """Return windows that reach back from their ends: as far as a cumulative metric accumulates.

        The bucket keeps its name and its end, so that what is accumulated does not depend on the period asked for,
        and a coarser bucket has the value at its end.
        """
        clock = self.clock(metric)

        def first(end: dt.date) -> dt.date:
            if calculation.window:
                return step(end, calculation.unit or "day", -calculation.window)
            if calculation.since is None or calculation.since == "ever":
                return clock.first or dt.date(1970, 1, 1)
            unit: Any = calculation.since.removeprefix("fiscal_")
            return unit_start(end - dt.timedelta(days=1), unit, clock, calculation.since != unit)

        return tuple(replace(window, start=first(window.end)) for window in windows)

    def units_before(
        self, windows: tuple[Window, ...], unit: str | None, fiscal: bool, metric: str
    ) -> tuple[Window, ...]:
        """Return the whole unit before each window's own; of a span that is no unit, the equal span before it."""
        clock = self.clock(metric)
        found = []
        for window in windows:
            own = next((each for each in UNITS if each == unit), None)
            if own is not None:
                end = unit_start(window.start, own, clock, fiscal)
                start = step(end, own, -1, clock, fiscal)
            else:
                end, start = window.start, window.start - (window.end - window.start)
            found.append(Window(window.buckets, start, end))
        return tuple(found)

    def clock(self, metric: str) -> Clock:
        """Return the calendar with the first and the last day for which all of a metric's tables are complete."""
        return clock_of(self.setting, time_places(self.model.metrics, self.model.tables, metric))

    def _resolve(self, symbolic: Any, clock: Clock, full: bool) -> Sides:
        period = resolve_period(symbolic, clock)
        warnings = [] if period.complete else [_incomplete(period)]
        grain = finest(self.grains)
        buckets = split_period(period, grain.unit, clock, grain.fiscal) if grain else ()
        names = [self._names(bucket.unit_start, clock) for bucket in buckets]
        current = tuple(Window(name, b.start, b.end) for name, b in zip(names, buckets, strict=True))
        sides, shown = [current or (Window((), period.start, period.end),)], []
        for compare in self.query.compare:
            comparison, more = resolve_comparison(
                period, symbolic, compare, clock, grain.unit if grain else None, full=full
            )
            warnings += more
            shown.append(comparison)
            if grain is None:
                sides.append((Window((), comparison.start, comparison.end),))
            elif compare.basis == "period":
                other, uneven = _side_by_side(names, buckets, comparison, grain, clock)
                sides.append(other)
                warnings += uneven
            else:
                pairs = [compare_bucket(b, grain.unit, compare, clock, grain.fiscal) for b in buckets]
                sides.append(tuple(Window(name, *pair) for name, pair in zip(names, pairs, strict=True)))
        return Sides(period, tuple(shown), tuple(sides), clock.watermark, tuple(warnings))

    def _names(self, day: dt.date, clock: Clock) -> tuple[dt.date, ...]:
        return tuple(unit_start(day, grain.unit, clock, grain.fiscal) for grain in self.grains)


def finest(grains: Sequence[Grain]) -> Grain | None:
    """Return the time axis of the smallest units, if there is any."""
    return min(grains, key=lambda grain: UNITS.index(grain.unit)) if grains else None


def check_nested(grains: Sequence[Grain]) -> None:
    """Let time axes through of which the finer are always made of: days of months, never weeks of months.

    Raises:
        QueryRefused: grains_cross, with units that do fit.
    """
    for one, other in combinations([grain.unit for grain in grains], 2):
        if one == other or one in _WITHIN.get(other, ()) or other in _WITHIN.get(one, ()):
            continue
        message = f"A {one} does not lie within one {other}, nor the other way round."
        params = {"one": one, "other": other}
        raise QueryRefused(Issue(code="grains_cross", message=message, suggestions=("day",), params=params))


def _side_by_side(
    names: Sequence[tuple[dt.date, ...]], buckets: Sequence[Any], other: ComparisonShown, grain: Grain, clock: Clock
) -> tuple[tuple[Window, ...], list[Issue]]:
    """Return the units of another period, the first under the first of this one's; what has no partner is left out."""
    theirs = split_period(_whole(other.start, other.end), grain.unit, clock, grain.fiscal)
    windows = tuple(Window(name, b.start, b.end) for name, b in zip(names, theirs, strict=False))
    message = "The periods do not have as many units: those without a partner are left out."
    uneven = [] if len(theirs) == len(buckets) else [Issue(code="uneven_units", message=message)]
    return windows, uneven


def _whole(start: dt.date, end: dt.date) -> PeriodShown:
    return PeriodShown(symbolic="", start=start, end=end, whole_end=end, complete=True)


def _incomplete(period: PeriodShown) -> Issue:
    last = period.end - dt.timedelta(days=1)
    message = f"The period is not over: data up to {last} are in."
    return Issue(code="incomplete_period", message=message, params={"last": str(last)})
