"""Targets against their parts: periods, segments, inputs and children of the tree, where they do not add up."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from semantic_layer.compiler.expressions import evaluate_formula, formula_names, linear_terms
from semantic_layer.model import Model
from semantic_layer.model.definitions import Target
from semantic_layer.query import Unit
from semantic_layer.targets.find import Aims, Part, fill_days
from semantic_layer.targets.growth import adds_over, adds_up, growth_of
from semantic_layer.targets.spans import read_period

#: Targets are round numbers: parts that miss the whole by less than this share of it add up.
SLACK = 0.005
#: The units a period is made of, each checked by itself.
_UNITS: tuple[Unit, ...] = ("half", "quarter", "month")
Kind = Literal["periods", "segments", "inputs", "children"]
#: The least and the most that a whole can be, given its parts.
Bounds = tuple[float, float]


@dataclass(frozen=True)
class TargetGap:
    """A target that its parts contradict: they allow ``low`` to ``high`` (equal where they add up to one number).

    ``along`` is the unit, the dimension or the formula that parts it; ``complete`` says that no part is missing.
    """

    target: Target
    kind: Kind
    along: str
    parts: tuple[Target, ...]
    low: float
    high: float
    complete: bool

    @property
    def message(self) -> str:
        """Return what is wrong, in a line."""
        of = ", ".join(f"{name} {value}" for name, value in self.target.segment.items())
        what = f"{self.target.metric} {self.target.period}" + (f" ({of})" if of else "")
        allowed = f"{self.low:,.6g}" if self.low == self.high else f"{self.low:,.6g} to {self.high:,.6g}"
        allowed = f"at least {self.low:,.6g}" if self.high == math.inf else allowed
        return f"the target of {what} is {self.target.value:,.6g}; its parts by {self.along} make {allowed}."


def find_target_gaps(model: Model, members: Mapping[str, Collection[Any]] | None = None) -> Iterator[TargetGap]:
    """Yield the targets that do not fit their parts, in the order of the model's targets.

    ``members`` are all the members of a dimension, by its name; absent, those that the model declares. Segments that
    do not name every member may fall short of the whole, and never exceed it.
    """
    aims = Aims(model)
    parts = {id(part.target): part for groups in aims.by_metric.values() for group in groups.values() for part in group}
    for target in model.targets:
        yield from gaps_of(parts[id(target)], aims, members)


def gaps_of(whole: Part, aims: Aims, members: Mapping[str, Collection[Any]] | None = None) -> Iterator[TargetGap]:
    """Yield the ways in which one target does not fit its parts."""
    yield from _of_periods(whole, aims)
    yield from _of_segments(whole, aims, members or {})
    yield from _of_inputs(whole, aims)
    yield from _of_children(whole, aims)


def _gap(
    whole: Part, kind: Kind, along: str, parts: Sequence[Part], bounds: Bounds | None, complete: bool
) -> Iterator[TargetGap]:
    """Yield a gap where the whole lies outside of what its parts allow."""
    value = whole.target.value
    slack = SLACK * max(abs(each) for each in (value, *(bounds or ())) if math.isfinite(each))
    if bounds is not None and not bounds[0] - slack <= value <= bounds[1] + slack:
        yield TargetGap(whole.target, kind, along, tuple(part.target for part in parts), *bounds, complete)


def _of_periods(whole: Part, aims: Aims) -> Iterator[TargetGap]:
    group, days = aims.by_metric[whole.target.metric][whole.segment], (whole.start, whole.end)
    fiscal = read_period(whole.target.period).fiscal
    for unit in _UNITS:

        def is_unit(part: Part, unit: Unit = unit) -> bool:
            period = read_period(part.target.period)
            return (period.unit, period.fiscal) == (unit, fiscal)

        parts = fill_days(group, days, is_unit)
        if parts:
            yield from _gap(
                whole, "periods", unit, parts, _bounds_in_time(whole.target.metric, parts, aims.model), True
            )
            continue
        inside = [p for p in group if is_unit(p) and days[0] <= p.start and p.end <= days[1] and p is not whole]
        if inside and adds_up(whole.target.metric, aims.model):
            yield from _gap(whole, "periods", unit, inside, _at_least(whole.target.metric, inside, aims.model), False)
    mixed = fill_days(group, days, lambda part: read_period(part.target.period).fiscal == fiscal)
    if len({read_period(part.target.period).unit for part in mixed}) > 1:
        # Half a year and two quarters: no unit by itself makes the whole.
        bounds = _bounds_in_time(whole.target.metric, mixed, aims.model)
        yield from _gap(whole, "periods", "period", mixed, bounds, True)


def _of_segments(whole: Part, aims: Aims, members: Mapping[str, Collection[Any]]) -> Iterator[TargetGap]:
    metric = whole.target.metric
    for name, parts in aims.split(metric, (whole.start, whole.end), whole.segment).items():
        known = members.get(name) or [member.value for member in aims.model.dimensions[name].members]
        complete = bool(known) and set(known) <= {dict(part.segment)[name][0] for part in parts}
        yield from _gap(whole, "segments", name, parts, _bounds_over(metric, parts, complete, aims.model), complete)


def _bounds_in_time(metric: str, parts: Sequence[Part], model: Model) -> Bounds | None:
    values = [part.target.value for part in parts]
    calculation: Any = model.metrics[metric].calculation
    growth = growth_of(metric, model)
    if growth == "adds":
        return sum(values), sum(values)
    if growth == "grows" and calculation.type != "ratio":
        return max(values), sum(values)
    if calculation.type == "cumulative" or getattr(calculation, "take", "") == "last":
        # What holds at the end of the whole is what holds at the end of its last part.
        return values[-1], values[-1]
    return (min(values), max(values)) if _is_mean(metric, model) else None


def _bounds_over(metric: str, parts: Sequence[Part], complete: bool, model: Model) -> Bounds | None:
    values = [part.target.value for part in parts]
    if adds_over(metric, model):
        return (sum(values), sum(values)) if complete else _at_least(metric, parts, model)
    if growth_of(metric, model) == "grows" and model.metrics[metric].calculation.type != "ratio":
        return max(values), sum(values) if complete else math.inf
    return (min(values), max(values)) if complete and _is_mean(metric, model) else None


def _at_least(metric: str, parts: Sequence[Part], model: Model) -> Bounds | None:
    """Return the bounds of a whole of which some parts are not written, where none takes anything away."""
    values = [part.target.value for part in parts]
    return (sum(values), math.inf) if min(values) >= 0 and not _takes_away(metric, model) else None


def _takes_away(metric: str, model: Model) -> bool:
    """Say whether a metric can be below zero by its formula."""
    calculation: Any = model.metrics[metric].calculation
    if calculation.type != "derived":
        return False
    terms = linear_terms(calculation.formula)
    return terms is None or any(factor < 0 or _takes_away(name, model) for name, factor in terms)


def _is_mean(metric: str, model: Model) -> bool:
    """Say whether the whole lies between its parts: averages, and ratios of what adds up."""
    calculation: Any = model.metrics[metric].calculation
    if calculation.type == "ratio":
        return all(adds_up(side.metric, model) for side in (calculation.numerator, calculation.denominator))
    return calculation.type == "simple" and calculation.agg in ("avg", "median", "percentile", "min", "max")


def _of_inputs(whole: Part, aims: Aims) -> Iterator[TargetGap]:
    """Yield a gap where the targets of a metric's inputs make another one of it."""
    calculation: Any = aims.model.metrics[whole.target.metric].calculation
    if calculation.type == "derived":
        formula = calculation.formula
    elif calculation.type == "ratio" and not (calculation.numerator.where or calculation.denominator.where):
        formula = f"{calculation.numerator.metric} / {calculation.denominator.metric}"
    else:
        return
    days = (whole.start, whole.end)
    used = [part for name in formula_names(formula) if (part := aims.own(name, days, whole.segment))]
    value = evaluate_formula(formula, {part.target.metric: part.target.value for part in used})
    bounds = (value, value) if value is not None else _at_least_inputs(whole.target.metric, used, aims.model)
    if used and _one_unit(whole.target.metric, aims.model):
        yield from _gap(whole, "inputs", formula, used, bounds, value is not None)


def _at_least_inputs(metric: str, used: Sequence[Part], model: Model) -> Bounds | None:
    """Return the bounds of a sum of metrics of which some have no target."""
    calculation: Any = model.metrics[metric].calculation
    terms = dict(linear_terms(calculation.formula) or ()) if calculation.type == "derived" else {}
    if not used or _takes_away(metric, model) or not terms or min(part.target.value for part in used) < 0:
        return None
    return sum(terms[part.target.metric] * part.target.value for part in used), math.inf


def _one_unit(metric: str, model: Model) -> bool:
    """Say whether what a formula adds up is counted in its own unit: targets in others say nothing of it."""
    calculation: Any = model.metrics[metric].calculation
    terms = linear_terms(calculation.formula) if calculation.type == "derived" else None
    return all(model.metrics[name].unit == model.metrics[metric].unit for name, _ in terms or ())


def _of_children(whole: Part, aims: Aims) -> Iterator[TargetGap]:
    """Yield a gap where a metric's children, counted in its unit and good the same way, add up to something else.

    Two children at least, each with a target for the same days and segment: one alone is no breakdown.
    """
    metrics, name = aims.model.metrics, whole.target.metric
    own = metrics[name]
    children = [
        child for child, spec in metrics.items()
        if spec.parent == name and (spec.unit, spec.direction) == (own.unit, own.direction)
        and adds_over(child, aims.model) and spec.calculation.type != "derived"
    ]  # fmt: skip
    if len(children) < 2 or not adds_over(name, aims.model):
        return
    days = (whole.start, whole.end)
    parts = [part for child in children if (part := aims.own(child, days, whole.segment))]
    if len(parts) == len(children):
        total = sum(part.target.value for part in parts)
        yield from _gap(whole, "children", "children", parts, (total, total), True)
