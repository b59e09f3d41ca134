"""The target of a metric for its days and its segment: one that is written, or several that add up to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal

from semantic_layer.model import Model
from semantic_layer.model.definitions import Scalar, Target
from semantic_layer.query import And, In, Is
from semantic_layer.targets.growth import adds_over, adds_up
from semantic_layer.targets.spans import Days, target_days

#: What rows are about: per dimension, by name, the raw values that are meant.
Segment = tuple[tuple[str, tuple[Any, ...]], ...]
#: Says whether a dimension has no member beside these, for the viewer who asks.
Covers = Callable[[str, tuple[Scalar, ...]], bool]


@dataclass(frozen=True)
class Part:
    """A target with its days and its segment, which tell it from any other of its metric."""

    metric: str
    start: dt.date
    end: dt.date
    segment: Segment
    target: Target = field(compare=False)


@dataclass(frozen=True)
class Aim:
    """What a metric is to reach: the target written for it, or the parts that add up to it, and what they are."""

    parts: tuple[Part, ...]
    made_of: Literal["", "periods", "segments"] = ""

    @property
    def whole(self) -> float:
        """Return the target of the whole, in the metric's unit."""
        return sum(part.target.value for part in self.parts)

    @property
    def tolerance(self) -> float:
        """Return by which share of it a value may miss it: that of the strictest part."""
        return min(part.target.tolerance for part in self.parts)

    @property
    def period(self) -> str:
        """Return the period as targets write it; of several, the first and the last."""
        first, last = self.parts[0].target.period, self.parts[-1].target.period
        return first if first == last else f"{first} – {last}"


def read_segment(*predicates: Any) -> Segment | None:
    """Return the segment that filters pick, or None where no target can be written for it."""
    found: dict[str, tuple[Any, ...]] = {}
    for predicate in _flat(predicates):
        if isinstance(predicate, Is) and predicate.op == "=":
            values: tuple[Any, ...] = (predicate.value,)
        elif isinstance(predicate, In):
            values = tuple(dict.fromkeys(predicate.values))
        else:
            return None
        if found.setdefault(predicate.dimension, values) != values:
            return None
    return tuple(sorted(found.items()))


def _flat(predicates: Iterable[Any]) -> Iterator[Any]:
    for predicate in predicates:
        if isinstance(predicate, And):
            yield from _flat(predicate.parts)
        elif predicate is not None:
            yield predicate


def segment_of(target: Target) -> Segment:
    """Return the segment that a target is for."""
    return tuple(sorted((name, (value,)) for name, value in target.segment.items()))


class Aims:
    """The targets of a model, by metric, days and segment."""

    def __init__(self, model: Model) -> None:
        """Keep the targets of a model, which says how each metric is computed."""
        self.model = model
        self._covers: Covers | None = None
        self.by_metric: dict[str, dict[Segment, list[Part]]] = {}
        for target in model.targets:
            segment = segment_of(target)
            part = Part(target.metric, *target_days(target.period, model.calendar), segment, target)
            self.by_metric.setdefault(target.metric, {}).setdefault(segment, []).append(part)
        for groups in self.by_metric.values():
            for parts in groups.values():
                # The longest first where several begin on a day.
                parts.sort(key=lambda part: (part.start, -part.end.toordinal()))

    def covered_by(self, covers: Covers) -> Aims:
        """Return the same targets with what is asked before segments stand for the whole: else they never do."""
        asked = copy(self)
        asked._covers = covers
        return asked

    def find(self, metric: str, days: Days, segment: Segment) -> Aim | None:
        """Return the target for just these days and this segment; else what adds up to it; else None.

        A target is never split: months make up a quarter, and a quarter says nothing of its months.
        """
        if metric not in self.by_metric:
            return None
        own = self.own(metric, days, segment)
        if own is not None:
            return Aim((own,))
        return self._of_members(metric, days, segment) or self._of_periods(metric, days, segment) or (
            self._of_segments(metric, days, segment)
        )  # fmt: skip

    def members(self, metric: str, dimension: str, within: Days = (dt.date.min, dt.date.max)) -> tuple[Any, ...]:
        """Return the members of a dimension that a metric has targets for, in any of the days."""
        found: dict[Any, None] = {}
        for segment, parts in self.by_metric.get(metric, {}).items():
            if any(part.start < within[1] and within[0] < part.end for part in parts):
                found |= dict.fromkeys(dict(segment).get(dimension, ()))
        return tuple(found)

    def own(self, metric: str, days: Days, segment: Segment) -> Part | None:
        """Return the target that is written for just these days and this segment."""
        parts = self.by_metric.get(metric, {}).get(segment, ())
        return next((part for part in parts if (part.start, part.end) == days), None)

    def _of_members(self, metric: str, days: Days, segment: Segment) -> Aim | None:
        """Return the targets of "East and South China", one of each."""
        if all(len(values) == 1 for _, values in segment) or not adds_over(metric, self.model):
            return None
        single = (
            tuple((name, (value,)) for (name, _), value in zip(segment, chosen, strict=True))
            for chosen in product(*(values for _, values in segment))
        )
        found = [self.own(metric, days, each) for each in single]
        return Aim(tuple(part for part in found if part), "segments") if all(found) else None

    def _of_periods(self, metric: str, days: Days, segment: Segment) -> Aim | None:
        if not adds_up(metric, self.model):
            return None
        found = fill_days(self.by_metric[metric].get(segment, []), days)
        return Aim(found, "periods") if len(found) > 1 else None

    def _of_segments(self, metric: str, days: Days, segment: Segment) -> Aim | None:
        if self._covers is None or not adds_over(metric, self.model):
            return None
        for name, parts in self.split(metric, days, segment).items():
            if len(parts) > 1 and self._covers(name, tuple(dict(part.segment)[name][0] for part in parts)):
                return Aim(parts, "segments")
        return None

    def split(self, metric: str, days: Days, segment: Segment) -> dict[str, tuple[Part, ...]]:
        """Return the targets of the same days along one more dimension, by its name."""
        found: dict[str, list[Part]] = {}
        for own, parts in self.by_metric.get(metric, {}).items():
            more = set(own) - set(segment)
            if len(own) == len(segment) + 1 and len(more) == 1:
                name = more.pop()[0]
                found.setdefault(name, []).extend(part for part in parts if (part.start, part.end) == days)
        return {name: tuple(parts) for name, parts in sorted(found.items()) if parts}


def fill_days(
    parts: Iterable[Part], days: Days, within: Callable[[Part], bool] = lambda part: True
) -> tuple[Part, ...]:
    """Return the parts that follow on each other from the first day to the last; none where there is a hole."""
    start, end = days
    found = []
    for part in parts:
        if part.start == start and part.end <= end and (part.start, part.end) != days and within(part):
            found.append(part)
            start = part.end
    return tuple(found) if start == end else ()
