"""Targets that contradict each other: parts of a period, members of a dimension, and addends that do not add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from semantic_layer.calendar import Clock
from semantic_layer.calendar.resolve import Span, find_span
from semantic_layer.compiler.expressions import formula_terms
from semantic_layer.model.definitions import Derived, Scalar, Target
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.targets import adds_up, read_period

#: Targets are round numbers: sums that differ by less than this share agree.
SLACK = 0.005
Segment = frozenset[tuple[str, Scalar]]


class _Placed(NamedTuple):
    """A target with its place in the list, its days and its segment."""

    place: int
    target: Target
    days: Span
    segment: Segment


def target_days(target: Target, model: Model) -> Span:
    """Return the days of a target's period."""
    return find_span(read_period(target.period), Clock(model.calendar))


def find_targets_out_of_range(subject: Subject) -> Findings:
    """Yield targets that a share, which lies between 0 and 1, cannot reach."""
    for index, target in enumerate(subject.model.targets):
        if subject.model.metrics[target.metric].unit == "share" and not 0 <= target.value <= 1:
            message = f"{target.metric} is a share: {target.value:g} does not lie between 0 and 1."
            yield warning(("targets", index), ("value",), message, "target_range")


def find_target_sums(subject: Subject) -> Findings:
    """Yield targets that the targets of their parts contradict.

    Parts that are all there add up to the whole. Parts of a quantity that is never negative do not come to more than
    the whole, however many of them are there.
    """
    model = subject.model
    by_metric: dict[str, list[_Placed]] = defaultdict(list)
    for index, target in enumerate(model.targets):
        placed = _Placed(index, target, target_days(target, model), frozenset(target.segment.items()))
        by_metric[target.metric].append(placed)
    for name, targets in by_metric.items():
        if adds_up(name, model):
            for whole in targets:
                yield from _in_time(whole, targets, _is_positive(name, model, targets))
                yield from _by_member(whole, targets, subject, _is_positive(name, model, targets))
        yield from _of_addends(name, targets, by_metric, model)


def _in_time(whole: _Placed, targets: list[_Placed], positive: bool) -> Findings:
    inside = [each for each in targets if each.segment == whole.segment and _lies_in(each.days, whole.days)]
    # Months of a quarter that has a target itself are that quarter's parts.
    parts = [each for each in inside if not any(_lies_in(each.days, other.days) for other in inside)]
    days = sum((each.days.end - each.days.start).days for each in parts)
    every = days == (whole.days.end - whole.days.start).days
    yield from _differ(whole, [each.target.value for each in parts], every, positive, _named(parts))


def _lies_in(part: Span, whole: Span) -> bool:
    shorter = part.end - part.start < whole.end - whole.start
    return shorter and whole.start <= part.start and part.end <= whole.end


def _by_member(whole: _Placed, targets: list[_Placed], subject: Subject, positive: bool) -> Findings:
    parts: dict[str, list[_Placed]] = defaultdict(list)
    for each in targets:
        more = each.segment - whole.segment
        if each.target.period == whole.target.period and len(more) == 1 and each.segment > whole.segment:
            parts[next(iter(more))[0]].append(each)
    for dimension, found in parts.items():
        known = _members(dimension, subject)
        every = len(known) > 1 and known <= {dict(each.segment)[dimension] for each in found}
        values = [each.target.value for each in found]
        said = f"{len(found)} of {dimension}" if not every else f"every {dimension}"
        yield from _differ(whole, values, every, positive, said)


def _members(dimension: str, subject: Subject) -> frozenset[Scalar]:
    """Return the members there are: the warehouse's where it was asked, else those declared."""
    if dimension in subject.members:
        return frozenset(subject.members[dimension])
    return frozenset(member.value for member in subject.model.dimensions[dimension].members)


def _of_addends(name: str, targets: list[_Placed], by_metric: dict[str, list[_Placed]], model: Model) -> Findings:
    """Yield targets of a sum or difference of metrics that the targets of these, for the same days, contradict."""
    calculation = model.metrics[name].calculation
    terms = formula_terms(calculation.formula) if isinstance(calculation, Derived) else None
    if not terms or any(model.metrics[each].unit != model.metrics[name].unit for each in terms):
        return
    for whole in targets:
        signed = {
            each: sign * same.target.value
            for each, sign in terms.items()
            for same in by_metric.get(each, ())
            if (same.days, same.segment) == (whole.days, whole.segment)
        }
        positive = min(terms.values()) > 0 and all(_is_positive(each, model, by_metric.get(each, ())) for each in terms)
        yield from _differ(whole, list(signed.values()), len(signed) == len(terms), positive, ", ".join(signed))


def _is_positive(name: str, model: Model, targets: Iterable[_Placed]) -> bool:
    """Say whether a quantity is never below zero: no target of it is, and it is no difference."""
    return not _subtracts(name, model) and all(each.target.value >= 0 for each in targets)


def _subtracts(name: str, model: Model) -> bool:
    calculation = model.metrics[name].calculation
    if not isinstance(calculation, Derived):
        return False
    terms = formula_terms(calculation.formula)
    return terms is None or any(sign < 0 or _subtracts(each, model) for each, sign in terms.items())


def _differ(whole: _Placed, values: list[float], every: bool, positive: bool, parts: str) -> Findings:
    total, wanted = sum(values), whole.target.value
    slack = SLACK * max(abs(total), abs(wanted))
    if not values or abs(total - wanted) <= slack or not (every or (positive and total > wanted)):
        return
    said = "add up to" if every else "come to more than the whole:"
    about = f"{whole.target.metric} for {whole.target.period}"
    message = f"{about}: the targets of {parts} {said} {total:g}, not {wanted:g}."
    yield warning(("targets", whole.place), ("value",), message, "target_sum")


def _named(parts: list[_Placed]) -> str:
    return ", ".join(each.target.period for each in sorted(parts, key=lambda placed: placed.days.start))
