"""What many phrases do to the slots: take a metric, a filter, an axis, the things asked for, a condition on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots.slots import Slots
from nlq.periods import put_in_year
from semantic_layer import query as q


def take_metric(slots: Slots, value: Any) -> Slots | None:
    """Take what is measured: once."""
    return replace(slots, metrics=value) if not slots.metrics else None


def take_other_metric(slots: Slots, value: Any) -> Slots | None:
    """Take "(more leavers) than hires" as one more number, where no groups are asked for that meet it."""
    free = len(slots.metrics) == len(value) == 1 and slots.metrics != value
    groups = slots.which or slots.bare or slots.count or slots.counting or slots.compares
    return replace(slots, metrics=(*slots.metrics, *value), outdone=True) if free and not groups else None


def joins_two_kinds(slots: Slots) -> bool:
    """Say whether an "and" would join what is of two kinds: "North and express" may be what they share, or both.

    "Trades and shares" names two measures, though stocks are called shares.
    """
    return slots.last == "FOLLOW" and bool(slots.preds or slots.metrics) and not slots.going_on


def take_pred(slots: Slots, value: Any) -> Slots | None:
    """Two filters on one dimension, neither joined nor negated, contradict or repeat each other."""
    if value[0] == "and":
        filled: Slots | None = slots
        for part in value[1:]:
            filled = filled and take_pred(filled, part)
        return filled
    for other in slots.preds:
        if other[0] == value[0] == "in" and other[1] == value[1]:
            return None
        if value in (("not", other), other[1:] and other[0] == "not" and other[1]):
            # "Express excluding express" is nothing.
            return None
    return replace(slots, preds=tuple(sorted((*slots.preds, value), key=repr)))


def take_each_member(slots: Slots, value: Any) -> Slots | None:
    """Take members that are told one by one: of an average there is none of them together."""
    filled = take_pred(slots, ("in", *value[:2])) if not slots.going_on else None
    return replace(filled, one_by_one=value[2]) if filled else None


def take_whole(slots: Slots, value: Any) -> Slots | None:
    """Take a filter that says in what something is: of a share it names the whole."""
    filled = take_pred(slots, value)
    return replace(filled, within=(*filled.within, value)) if filled and not slots.going_on else None


def take_measure_within(slots: Slots, value: Any) -> Slots | None:
    """Take a measure in which something is: the filters before it name the whole."""
    filled = take_metric(slots, value)
    return replace(filled, within=filled.preds) if filled and not slots.going_on else None


def take_axis(slots: Slots, value: Any) -> Slots | None:
    """Take a breakdown that is not there yet."""
    return replace(slots, axes=(*slots.axes, *value)) if not set(value) & set(slots.axes) else None


def take_which(slots: Slots, value: str) -> Slots | None:
    """Take the dimension that is asked for."""
    return replace(slots, which=value) if slots.which is None and not slots.bare else None


def take_having(slots: Slots, value: Any) -> Slots | None:
    """Take a condition on groups."""
    if value[0] == "both":
        filled = take_having(slots, value[1])
        return take_having(filled, value[2]) if filled else None
    if len(value) > 3:
        # What moved was set against something by name.
        filled = take_compare(slots, value[3])
        return take_having(filled, value[:3]) if filled else None
    return replace(slots, having=(*slots.having, value)) if value not in slots.having else None


def take_which_of(slots: Slots, value: Any) -> Slots | None:
    """Take the dimension that is asked for, of what is said with it: "which East China store"."""
    filled = take_pred(slots, value[1])
    return take_which(filled, value[0]) if filled else None


def take_period(slots: Slots, value: Any) -> Slots | None:
    """Take when it is asked of: once."""
    return replace(slots, period=value) if slots.period is None else None


def take_period_or_year(slots: Slots, value: Any) -> Slots | None:
    """Take when it is asked of; a year beside what names none is its year: "Q3 revenue last year"."""
    spans = isinstance(value, q.Between) and slots.last in ("GRAIN", "ATENDS", "COMMA")
    if slots.period is None or not (spans or slots.last in ("METRIC", "MEMBER")):
        # "In May and last year" are two periods; "this year by month, January to October" is one.
        return take_period(slots, value)
    both = put_in_year(slots.period, value) or put_in_year(value, slots.period)
    return replace(slots, period=both) if both is not None and not slots.compares else None


def take_compare(slots: Slots, value: Any) -> Slots | None:
    """Take what is set against the period: each once."""
    return replace(slots, compares=(*slots.compares, value)) if value not in slots.compares else None


def take_department(slots: Slots, value: str) -> Slots | None:
    """Take a department by its name alone, which may be meant as something else: "the sales target"."""
    return replace(slots, department=value, department_alone=True) if slots.department is None else None


def take_verb(slots: Slots, value: Any) -> Slots:
    """Take a verb, kept apart from covers without it: which noun it belongs to is looked at when all is read."""
    return replace(slots, verbs=(*slots.verbs, value))


def take_timed(slots: Slots, value: Any) -> Slots:
    """Take a verb that says when a row counts: whether it is done to what is measured is looked at when all is read."""
    return replace(slots, timed=(*slots.timed, value))
