"""The days of each measure: its period, its buckets, and the days each side of a comparison takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
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
from semantic_layer.compiler.facts import Window
from semantic_layer.compiler.setting import Setting
from semantic_layer.issues import Issue, NotYet
from semantic_layer.model.definitions import Cumulative
from semantic_layer.model.inputs import input_names
from semantic_layer.query import Data, Grain
from semantic_layer.query.period import Unit
from semantic_layer.result import ComparisonShown, PeriodShown

UNITS: tuple[Unit, ...] = get_args(Unit)


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
        """Keep what periods are resolved against."""
        self.query, self.model, self.session, self.state = query, setting.model, setting.session, setting.state
        self.grain = next((axis for axis in query.by if isinstance(axis, Grain)), None)
        self._known: dict[Any, Sides] = {}

    def sides(self, metric: str, period: Any, grain: Grain | None) -> Sides:
        """Return the sides of a metric, whose own period, if it has one, goes before the query's."""
        spec = self.model.metrics[metric]
        chosen = period or self.query.period or spec.default_period or self.model.header.default_period
        clock = self._clock(metric)
        key = (chosen.model_dump_json(), clock.watermark, clock.first, grain, spec.compare)
        if key not in self._known:
            self._known[key] = self._resolve(chosen, clock, grain, spec.compare == "full")
        return self._known[key]

    def widen(self, windows: tuple[Window, ...], calculation: Cumulative, metric: str) -> tuple[Window, ...]:
        """Return windows that reach back from their ends: as far as a cumulative metric accumulates.

        The bucket keeps its name and its end, so that what is accumulated does not depend on the period asked for,
        and a coarser bucket has the value at its end.
        """
        clock = self._clock(metric)

        def first(end: dt.date) -> dt.date:
            if calculation.window:
                return step(end, calculation.unit or "day", -calculation.window)
            if calculation.since is None or calculation.since == "ever":
                return clock.first or dt.date(1970, 1, 1)
            return unit_start(end - dt.timedelta(days=1), calculation.since, clock)

        return tuple(replace(window, start=first(window.end)) for window in windows)

    def units_before(self, windows: tuple[Window, ...], unit: str | None, metric: str) -> tuple[Window, ...]:
        """Return the whole unit before each window's own; of a span that is no unit, the equal span before it."""
        clock = self._clock(metric)
        found = []
        for window in windows:
            own = next((each for each in UNITS if each == unit), None)
            if own is not None:
                end = unit_start(window.start, own, clock)
                start = step(end, own, -1)
            else:
                end, start = window.start, window.start - (window.end - window.start)
            found.append(Window(window.bucket, start, end))
        return tuple(found)

    def _clock(self, metric: str) -> Clock:
        covered = [self.state.coverage[place] for place in self._places(metric) if place in self.state.coverage]
        first = min((c.first for c in covered), default=None)
        watermark = min((c.watermark for c in covered), default=None)
        header = self.model.header
        return Clock(header.calendar, header.seasons, self.session.today, first, watermark)

    def _places(self, metric: str) -> list[str]:
        """Return the time columns that a metric's leaves read. What is valid until further notice has none."""
        calculation: Any = self.model.metrics[metric].calculation
        inputs = input_names(self.model.metrics[metric])
        if inputs:
            return [place for name in inputs for place in self._places(name)]
        if getattr(calculation, "valid_from", None):
            return []
        time = calculation.time or self.model.tables[calculation.table].time
        return [f"{calculation.table}.{time}"]

    def _resolve(self, symbolic: Any, clock: Clock, grain: Grain | None, full: bool) -> Sides:
        period = resolve_period(symbolic, clock)
        warnings = [] if period.complete else [_incomplete(period)]
        buckets = split_period(period, grain.unit, clock, grain.fiscal) if grain else ()
        current = tuple(Window(b.unit_start, b.start, b.end) for b in buckets) or (
            Window(None, period.start, period.end),
        )
        sides, shown = [current], []
        for compare in self.query.compare:
            comparison, more = resolve_comparison(
                period, symbolic, compare, clock, grain.unit if grain else None, full=full
            )
            warnings += more
            shown.append(comparison)
            if grain is None:
                sides.append((Window(None, comparison.start, comparison.end),))
            elif compare.basis == "period":
                raise NotYet("A breakdown by time against a period of its own", "Ask for the two periods one by one.")
            else:
                pairs = [(b.unit_start, *compare_bucket(b, grain.unit, compare, clock)) for b in buckets]
                sides.append(tuple(Window(*pair) for pair in pairs))
        return Sides(period, tuple(shown), tuple(sides), clock.watermark, tuple(warnings))


def _incomplete(period: PeriodShown) -> Issue:
    last = period.end - dt.timedelta(days=1)
    message = f"The period is not over: data up to {last} are in."
    return Issue(code="incomplete_period", message=message, params={"last": str(last)})
