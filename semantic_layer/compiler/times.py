"""The days of each measure: its period, its buckets, and the days each side of a comparison takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from semantic_layer.calendar import (
    Clock,
    makes_up,
    on_the_calendar,
    span_before,
    split_period,
    step,
    too_many,
    unit_start,
)
from semantic_layer.compiler.clocks import clock_of
from semantic_layer.compiler.facts import Fact, Window
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.sides import UNITS, Sides, finest, partly_before_data, resolve_sides, whole_days
from semantic_layer.compiler.timeless import check_now, today_shown
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model.definitions import Cumulative, Retention
from semantic_layer.model.inputs import input_names, time_places
from semantic_layer.names import default_period
from semantic_layer.query import Data, Grain

#: Windows that a statement holds, of all its measures and what they are set against: these compile within a second.
MOST_WINDOWS = 8_000
_PARTIAL = Issue(code="partial_units", message="The first or the last unit is not whole: it counts as it is.")


class Times:
    """Resolves and keeps the sides of a query's measures."""

    def __init__(self, query: Data, setting: Setting, rows: Data | None = None) -> None:
        """Keep what periods are resolved against; ``rows`` is the query whose total row this one is.

        Raises:
            QueryRefused: two time axes of which neither is made of the other.
        """
        self.query, self.setting, self.model = query, setting, setting.model
        self.rows = rows or query
        self.grains = tuple(axis for axis in query.by if isinstance(axis, Grain))
        self.check_nested(self.grains)
        self._known: dict[Any, Sides] = {}

    def sides(self, metric: str, period: Any, beside: Sequence[str] = ()) -> Sides:
        """Return the sides of a metric, whose own period, if it has one, goes before the query's.

        With metrics ``beside`` it, which it is put into one number with, all end where the first of their data do.

        Raises:
            QueryRefused: as_of_now_only, or what the period and its comparisons are refused for.
        """
        spec = self.model.metrics[metric]
        asked = bool(period or self.query.period or self.grains or self.query.compare)
        if check_now(self.setting, metric, asked=asked):
            shown = today_shown(self.setting.session.today)
            return Sides(shown, (), ((Window((), shown.start, shown.end),),), None, ())
        chosen = period or self.query.period or self.default
        clock = self.clock(*(beside or (metric,)))
        key = (chosen.model_dump_json(), clock.watermark, clock.first, clock.nothing_before, spec.compare)
        if key not in self._known:
            full = spec.compare == "full"
            self._known[key] = resolve_sides(chosen, self.query.compare, self.grains, clock, full=full)
        return self._with_early_starts(self._with_open_ends(self._known[key], metric, clock), metric)

    @property
    def default(self) -> Any:
        """Return the period of a query that names none; a total has that of its rows."""
        return default_period((self.rows.measures, self.rows.having), self.model)

    def _with_open_ends(self, sides: Sides, metric: str, clock: Clock) -> Sides:
        """Add a warning where some of what has begun still has time to be completed."""
        days = max(self._days_allowed(metric), default=None)
        if days is None or sides.period.end + dt.timedelta(days=days) <= clock.data_end:
            return sides
        message = f"Some have not had their {days} days yet: the rate may still rise."
        issue = Issue(code="still_open", message=message, params={"days": str(days)})
        return replace(sides, warnings=(*sides.warnings, issue))

    def _days_allowed(self, metric: str) -> Iterator[int]:
        """Yield the days that a conversion, or one that the metric is made of, gives what has begun."""
        days = getattr(self.model.metrics[metric].calculation, "days", None)
        if days is not None:
            yield days
        for name in input_names(self.model.metrics[metric]):
            yield from self._days_allowed(name)

    def split(self, windows: tuple[Window, ...], grains: Sequence[Grain], metric: str) -> tuple[Window, ...]:
        """Return each window in the units of further time axes: what is folded over them, or counted."""
        check_now(self.setting, metric, asked=bool(grains))
        clock = self.clock(metric)
        for grain in grains:
            pieces, cut = [], False
            for window in windows:
                for bucket in split_period(whole_days(window.start, window.end), grain.unit, clock, grain.fiscal):
                    cut = cut or not bucket.complete
                    pieces.append(Window((*window.buckets, bucket.unit_start), bucket.start, bucket.end))
            windows = tuple(pieces)
            if cut and _PARTIAL not in self.setting.notes:
                self.setting.notes.append(_PARTIAL)
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
                return clock.opening
            unit: Any = calculation.since.removeprefix("fiscal_")
            return unit_start(end - dt.timedelta(days=1), unit, clock, calculation.since != unit)

        with on_the_calendar():
            return tuple(replace(window, start=first(window.end)) for window in windows)

    def units_before(
        self, windows: tuple[Window, ...], unit: str | None, fiscal: bool, metric: str
    ) -> tuple[Window, ...]:
        """Return the whole unit before each window's own; of a span that is no unit, the equal span before it."""
        clock = self.clock(metric)
        own = next((each for each in UNITS if each == unit), None)
        found = []
        with on_the_calendar():
            for window in windows:
                if own is None:
                    start, end = span_before(window.start, window.end)
                else:
                    end = unit_start(window.start, own, clock, fiscal)
                    start = step(end, own, -1, clock, fiscal)
                found.append(Window(window.buckets, start, end))
        return tuple(found)

    def check_nested(self, grains: Sequence[Grain]) -> None:
        """Let time axes through of which the finer are always made of: days of months, never weeks of months.

        Raises:
            QueryRefused: grains_cross, with units that do fit.
        """
        calendar = self.model.header.calendar
        for one, other in combinations([(grain.unit, grain.fiscal) for grain in grains], 2):
            if makes_up(one, other, calendar) or makes_up(other, one, calendar):
                continue
            names = [f"fiscal {unit}" if fiscal else unit for unit, fiscal in (one, other)]
            message = f"A {names[0]} does not lie within one {names[1]}, nor the other way round."
            params = dict(zip(("one", "other"), names, strict=True))
            raise QueryRefused(Issue(code="grains_cross", message=message, suggestions=("day",), params=params))

    def check_size(self, facts: Sequence[Fact], grains: Sequence[Grain]) -> None:
        """Let facts through that a statement of some length holds.

        Raises:
            QueryRefused: too_many_buckets.
        """
        grain = finest(grains)
        if grain is not None and sum(len(fact.windows) for fact in facts) > MOST_WINDOWS:
            raise too_many(grain.unit)

    def in_data(self, windows: tuple[Window, ...], metric: str) -> tuple[Window, ...]:
        """Return the windows that a leaf has data for: what lies before its table begins is not known to be nothing."""
        clock = self.clock(metric)
        return tuple(window for window in windows if not clock.is_before_data(window.end))

    def clock(self, *metrics: str) -> Clock:
        """Return the calendar with the first and the last day for which all tables of some metrics are complete."""
        metric_defs, tables = self.model.metrics, self.model.tables
        places = [place for name in metrics for place in time_places(metric_defs, tables, name)]
        since = [place for name in metrics for place in time_places(metric_defs, tables, name, open_ended=True)]
        return clock_of(self.setting, places or since, nothing_before=bool(since) and not places)

    def _flows(self, metric: str) -> Iterator[str]:
        """Yield the leaves of a metric that are added up over days: of them, all days count, not the last ones only."""
        spec = self.model.metrics[metric]
        inputs = input_names(spec)
        if not inputs and getattr(spec.calculation, "take", "") != "last":
            yield metric
        for name in inputs:
            yield from self._flows(name)

    def _with_early_starts(self, sides: Sides, metric: str) -> Sides:
        """Add a warning where some of the days that a number is made of lie before the data begin."""
        firsts = [self.clock(name).first for name in self._flows(metric)]
        first = max((day for day in firsts if day), default=None)
        known = {issue.code for issue in sides.warnings}
        if first is None or "partly_before_data" in known:
            return sides
        calculation = self.model.metrics[metric].calculation
        windows = [Window((), sides.period.start, sides.period.end)]
        windows += [Window((), other.start, other.end) for other in sides.comparisons]
        if isinstance(calculation, Cumulative):
            windows = [*self.widen((sides.windows[0][0],), calculation, metric), *windows]
        if isinstance(calculation, Retention):
            own = finest(self.grains)
            unit, fiscal = (own.unit, own.fiscal) if own else (sides.period.unit, sides.period.fiscal)
            windows = [*self.units_before((sides.windows[0][0],), unit, fiscal, metric), *windows]
        early = [partly_before_data(w.start, w.end, first) for w in windows if w.start < first][:1]
        return replace(sides, warnings=(*sides.warnings, *early))


def merge(windows: Sequence[Window], kept: Sequence[int]) -> tuple[Window, ...]:
    """Return windows in the buckets of some of their time axes only: those of one bucket together, end to end.

    Raises:
        QueryRefused: gaps_between, where days between them belong to none.
    """
    joined: dict[tuple[dt.date, ...], Window] = {}
    for window in sorted(windows, key=lambda window: window.start):
        name = tuple(window.buckets[place] for place in kept)
        before = joined.get(name)
        if before is not None and before.end < window.start:
            message = (
                "The units that are set against those of the question do not follow each other: no total is theirs."
            )
            raise QueryRefused(Issue(code="gaps_between", message=message))
        first = before.start if before is not None else window.start
        joined[name] = Window(name, first, max(window.end, before.end if before else window.end))
    return tuple(joined.values())
