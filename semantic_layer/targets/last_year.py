"""The share of a target that is due by a day: by the days gone, or by what last year had reached on that date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from semantic_layer.model import Model
from semantic_layer.query import And, Explicit, In, Is, Metric
from semantic_layer.targets.batch import Measured, Run, measure_all
from semantic_layer.targets.find import Part, Segment
from semantic_layer.targets.spans import Days, last_year_days

#: A target and the day (excluded) up to which it is looked at.
Due = tuple[Part, dt.date]


def last_year_shares(due: Iterable[Due], model: Model, run: Run) -> dict[Due, float | None]:
    """Return of each target the share that last year had reached: its value to the same date over that of the whole.

    The values are queried like any other, for the target's own metric and segment, under the viewer's policies. None
    where last year has no shape: no data for all of it, nothing in it, or a course that leaves 0 to 1.
    """
    wanted = list(dict.fromkeys(due))
    sides = [last_year_days(part.target.period, end, model.calendar) for part, end in wanted]
    measures = [_measure(part, days) for (part, _), both in zip(wanted, sides, strict=True) for days in both]
    found = measure_all(measures, model, run)
    pairs = zip(found[::2], found[1::2], strict=True)
    return {each: _share(*pair) for each, pair in zip(wanted, pairs, strict=True)}


def _measure(part: Part, days: Days) -> Metric:
    return Metric(
        name=part.target.metric, where=where_of(part.segment), period=Explicit(start=days[0], end=days[1])
    )  # fmt: skip


def where_of(segment: Segment) -> Any:
    """Return the filter that picks a segment; None for the whole."""
    parts = tuple(
        Is(dimension=name, value=values[0]) if len(values) == 1 else In(dimension=name, values=values)
        for name, values in segment
    )
    return parts[0] if len(parts) == 1 else And(parts=parts) if parts else None


def _share(gone: Measured, whole: Measured) -> float | None:
    days = whole.days
    if days is None or whole.value is None or not days.period.complete:
        return None
    if days.first is None or days.first > days.period.start or whole.value <= 0:
        return None
    # No rows until then is nothing until then: the whole of that year has some.
    share = (gone.value or 0.0) / whole.value
    return share if 0 <= share <= 1 else None


def linear_share(part: Part, end: dt.date) -> float:
    """Return the share of a target's days that are gone by a day (excluded)."""
    return (min(max(end, part.start), part.end) - part.start).days / (part.end - part.start).days
