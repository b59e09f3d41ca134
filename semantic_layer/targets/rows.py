"""What each row of a result has reached of its target: by the days and the segment that the row is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from semantic_layer.calendar import Clock, step, unit_start
from semantic_layer.model import Model
from semantic_layer.query import Data, Dimension, Explicit, Grain, Groups, Metric
from semantic_layer.result import CompiledQuery, PeriodShown, Result
from semantic_layer.targets.attain import Reached
from semantic_layer.targets.batch import Run
from semantic_layer.targets.find import Aims, Segment, read_segment
from semantic_layer.targets.labels import member_labels
from semantic_layer.targets.spans import whole_days

#: The segment of each value that an axis shows; a time axis has none of its own.
Shown = Mapping[Any, Segment]


@dataclass(frozen=True)
class Column:
    """A measure of a result that may have targets: where it stands, its filters' segment, and its days."""

    metric: str
    place: int
    base: Segment
    days: PeriodShown
    axes: tuple[Shown, ...]


def reach_rows(
    place: int, query: Data, compiled: CompiledQuery, result: Result, aims: Aims, run: Run
) -> list[Reached | None]:
    """Return for each row what a measure has reached of its target, the total row last; [] where it has no target."""
    column = _column(place, query, compiled, result, aims, run)
    if column is None:
        return []
    found = [_of_row(row, query, column, aims) for row in result.rows]
    if result.total is not None:
        found.append(_reached(result.total[column.place], column.base, column.days, column, aims))
    return found


def _column(place: int, query: Data, compiled: CompiledQuery, result: Result, aims: Aims, run: Run) -> Column | None:
    measure = query.measures[place]
    if not isinstance(measure, Metric) or measure.name not in aims.by_metric:
        return None
    base, days = read_segment(query.where, measure.where), compiled.days[place].period
    if base is None:
        return None
    axes = [_shown(axis, measure, days, query, aims, run) for axis in query.by]
    number = [at for at, shown in enumerate(result.columns) if shown.role == "value"][place]
    known = tuple(axis for axis in axes if axis is not None)
    return Column(measure.name, number, base, days, known) if len(known) == len(axes) else None


def _shown(axis: Any, measure: Metric, days: PeriodShown, query: Data, aims: Aims, run: Run) -> Shown | None:
    """Return what an axis shows by segment; None where no target goes by the axis."""
    if isinstance(axis, Grain):
        return None if axis.unit in ("day", "week") else {}
    if isinstance(axis, Groups):
        found = {group.label: read_segment(group.where) for group in axis.groups}
        return {label: segment for label, segment in found.items() if segment is not None}
    assert isinstance(axis, Dimension)
    values = aims.members(measure.name, axis.name, (days.start, days.end))
    if not values:
        return None
    plain = measure.model_copy(update={"period": Explicit(start=days.start, end=days.end)})
    labels = member_labels(axis.name, values, plain, query.where, aims.model, run)
    return {label: ((axis.name, (value,)),) for label, value in labels.items()}


def _of_row(row: Sequence[Any], query: Data, column: Column, aims: Aims) -> Reached | None:
    segment: Segment | None = column.base
    days: PeriodShown | None = column.days
    for axis, cell, shown in zip(query.by, row, column.axes, strict=False):
        if isinstance(axis, Grain):
            days = None if days is None else _bucket(cell, axis, days, aims.model)
        else:
            segment = None if segment is None else _joined(segment, shown.get(cell))
    if segment is None or days is None:
        return None
    return _reached(row[column.place], segment, days, column, aims)


def _joined(segment: Segment, more: Segment | None) -> Segment | None:
    """Return both in one; of East and South China, a group picks its own. None where there is none."""
    if more is None:
        return None
    found = dict(segment)
    for name, values in more:
        if name in found and not set(values) <= set(found[name]):
            return None
        found[name] = values
    return tuple(sorted(found.items()))


def _bucket(day: dt.date | None, grain: Grain, period: PeriodShown, model: Model) -> PeriodShown | None:
    """Return the days of a unit of time, cut as the period is; None where the period holds only a part of it."""
    clock = Clock(model.calendar)
    if day is None or unit_start(day, grain.unit, clock, grain.fiscal) != day:
        return None
    end = step(day, grain.unit, 1, clock, grain.fiscal)
    if day < period.start or end > whole_days(period, model.calendar)[1]:
        return None
    return PeriodShown(
        symbolic="", start=day, end=min(end, period.end), whole_end=end, complete=end <= period.end,
        unit=grain.unit, fiscal=grain.fiscal,
    )  # fmt: skip


def _reached(value: Any, segment: Segment, days: PeriodShown, column: Column, aims: Aims) -> Reached | None:
    aim = aims.find(column.metric, whole_days(days, aims.model.calendar), segment)
    if aim is None:
        return None
    return Reached(column.metric, aim, None if value is None else float(value), days.end)
