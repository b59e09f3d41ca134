"""The numbers of metrics before and after a change, over recent periods: those that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import computed_field

from eval.diff.side import Side
from eval.rows import same_cell
from semantic_layer.calendar import Clock, step, unit_start
from semantic_layer.calendar.units import unit_label
from semantic_layer.compiler.compile import compile_query
from semantic_layer.issues import QueryRefused, WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.inputs import time_places
from semantic_layer.query import Data, Metric
from semantic_layer.query.period import Frozen, Relative, Unit
from semantic_layer.session import Session

#: By how often a metric is looked at: the unit of which the last three are compared, and the one of which the last is.
PERIODS: dict[str | None, tuple[Unit, Unit]] = {
    "daily": ("day", "week"), "weekly": ("week", "month"), "monthly": ("month", "quarter"), None: ("month", "quarter"),
    "quarterly": ("quarter", "year"), "yearly": ("year", "year"),
}  # fmt: skip


class Number(Frozen):
    """One value on each side, in the metric's unit, for a period by its name; why, where there is none."""

    period: str
    before: Any = None
    after: Any = None
    why_before: str = ""
    why_after: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def difference(self) -> float | None:
        """Return after less before."""
        both = all(isinstance(value, int | float) for value in (self.before, self.after))
        return self.after - self.before if both else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float | None:
        """Return the difference as a share of what was before; None of nothing."""
        return self.difference / abs(self.before) if self.difference is not None and self.before else None


class MetricNumbers(Frozen):
    """A metric with the periods in which it differs."""

    metric: str
    unit: str
    numbers: tuple[Number, ...]


def compare_numbers(names: Iterable[str], old: Side, new: Side, today: dt.date) -> tuple[MetricNumbers, ...]:
    """Return, of metrics that both models define, those that differ in a recent complete period.

    A metric that only one side can compute differs, and says why.
    """
    units = {name: spec.unit for name, spec in new.model.metrics.items()}
    old, new = (Side(_open(side.model), side.warehouse, side.left_out) for side in (old, new))
    found = ((name, tuple(_numbers(name, old, new, today))) for name in names)
    return tuple(MetricNumbers(metric=n, unit=units.get(n, ""), numbers=numbers) for n, numbers in found if numbers)


def _open(model: Model) -> Model:
    """Return a model as one who sees everything knows it: a policy would show nobody nothing at all."""
    metrics = {name: spec.model_copy(update={"visible_to": ()}) for name, spec in model.metrics.items()}
    dimensions = {name: spec.model_copy(update={"visible_to": ()}) for name, spec in model.dimensions.items()}
    return model.model_copy(update={"policies": (), "masks": (), "metrics": metrics, "dimensions": dimensions})


def _numbers(name: str, old: Side, new: Side, today: dt.date) -> Iterator[Number]:
    spec = new.model.metrics.get(name) or old.model.metrics.get(name)
    told: set[tuple[str, str]] = set()
    side = new if name in new.model.metrics else old
    day = _looked_on(name, side, today)
    for period in _recent(spec.cadence if spec else None) if day else [None]:
        before, why_before = _value(name, period, old, day or today)
        after, why_after = _value(name, period, new, day or today)
        whys = (why_before, why_after)
        if whys in told or (same_cell(before, after, spec.unit if spec else None) and why_before == why_after):
            continue
        if any(whys):
            # What cannot be computed cannot be in any period: it is told once.
            told.add(whys)
        named = _named(period, day, new.model) if period and day else "now"
        yield Number(period=named, before=before, after=after, why_before=why_before, why_after=why_after)


def _named(period: Relative, day: dt.date, model: Model) -> str:
    start = step(unit_start(day, period.unit, Clock(model.calendar)), period.unit, period.offset)
    return unit_label(start, period.unit)


def _looked_on(name: str, side: Side, today: dt.date) -> dt.date | None:
    """Return the day on which recent periods end: today, or the day after the data do; None of what has no date."""
    metrics, tables = side.model.metrics, side.model.tables
    places = [place for ends in (False, True) for place in time_places(metrics, tables, name, open_ended=ends)]
    coverage = side.warehouse.state(side.model, today).coverage
    lasts = [coverage[place].watermark for place in places if place in coverage]
    if not places and name in metrics:
        return None
    return min([today, *(last + dt.timedelta(days=1) for last in lasts)])


def _recent(cadence: str | None) -> list[Relative]:
    short, long = PERIODS[cadence]
    wanted = [Relative(unit=short, offset=-place) for place in (1, 2, 3)]
    return wanted if short == long else [*wanted, Relative(unit=long, offset=-1)]


def _value(name: str, period: Relative | None, side: Side, today: dt.date) -> tuple[Any, str]:
    """Return the value of a metric in a period (as of now without one), or why there is none."""
    if name in side.left_out:
        return None, side.left_out[name]
    query, session = Data(measures=(Metric(name=name),), period=period), Session(today=today)
    try:
        compiled = compile_query(query, side.model, session, side.warehouse.state(side.model, today))
        rows = side.warehouse.run(compiled).rows
    except (QueryRefused, WarehouseError) as error:
        return None, str(error)
    return rows[0][0] if rows else None, ""
