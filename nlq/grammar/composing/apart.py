"""Measures that words make which stand apart: "what are sales per month on average", "sales by channel in percent"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.ordering import adds_up
from nlq.grammar.rules.wholes import is_money
from nlq.grammar.slots.slots import OF_CHANGES, Slots, asks_change
from nlq.index import Index
from semantic_layer import query as q
from semantic_layer.model.inputs import is_mean


def join_apart(slots: Slots, index: Index) -> Slots | None:
    """Return the slots with a mean or a share as their measure; None where such a word has nothing it is of."""
    placed = _up_to_now(slots) if slots.so_far else slots
    if placed is None or not _is_told_in(placed, index):
        return None
    return _join(replace(placed, change=_form_or_change(placed, index)), index)


def says_of_numbers(slots: Slots) -> bool:
    """Say whether words ask for a mean, a share or a unit: of what is no number they would be passed over."""
    return bool(slots.mean or slots.over or slots.portion or slots.told_in)


def _join(slots: Slots, index: Index) -> Slots | None:
    if slots.change == "percent" and not slots.compares:
        return None
    if slots.mean or slots.over:
        return _as_mean(slots, index)
    return _as_share(slots, index) if slots.portion else slots


def _as_mean(slots: Slots, index: Index) -> Slots | None:
    whole = len(slots.metrics) == 1 and isinstance(slots.metrics[0], str) and not slots.portion
    by_time = any(axis[0] == "grain" for axis in slots.axes)
    if (
        whole
        and slots.mean == "avg"
        and not slots.over
        and not by_time
        and is_mean(index.model.metrics[slots.metrics[0]])
    ):
        # Transit time, "on average", is a mean already.
        return replace(slots, mean=None)
    if not whole or not slots.mean or not slots.over or slots.over in slots.axes:
        return None
    return replace(slots, metrics=(("fold", slots.mean, slots.metrics[0], slots.over),), mean=None, over=None)


def _as_share(slots: Slots, index: Index) -> Slots | None:
    if slots.portion == "form" and (slots.compares or asks_change(slots)):
        return _as_percent(slots)
    if slots.change or len(slots.metrics) != 1:
        return None
    name = slots.metrics[0]
    if not isinstance(name, str):
        return replace(slots, portion="") if name[0] in ("share", "divide") else None
    if slots.portion == "form" and index.model.metrics[name].unit == "share":
        # A rate is told in percent anyway.
        return replace(slots, portion="")
    return replace(slots, metrics=(("share", name),), portion="") if adds_up(name, index) else None


#: Which relative change is the highest or the lowest of "grew": 增长百分比最低 is the furthest down.
_MOST_MOVED = {("max", "up"): "up", ("max", "down"): "down", ("min", "up"): "down", ("min", "down"): "up"}


def _as_percent(slots: Slots) -> Slots | None:
    """Return "growth in percent" as the change in percent: of what is set beside something no share is asked for.

    "Grew the most in percent", 增长百分比最高 rank on it; None where an end and a movement do not go together.
    """
    if slots.sup and slots.sup[0] in OF_CHANGES:
        way = str(slots.sup[1])
        return replace(slots, portion="", sup=(slots.sup[0], way if way.endswith("_rate") else f"{way}_rate"))
    if slots.change in ("up", "down") and (slots.sup or slots.rank or slots.ranking):
        moved = _MOST_MOVED.get((slots.sup[1], slots.change)) if slots.sup and not slots.ranking else None
        return replace(slots, portion="", change=None, sup=("supchg", f"{moved}_rate")) if moved else None
    return replace(slots, portion="", change="percent")


def _up_to_now(slots: Slots) -> Slots | None:
    """Return the slots with their period cut at today: "this year so far". What is over has no "so far".

    "Cumulative by month" may be a running total, which is not read.
    """
    period = slots.period
    if slots.so_far == "sum" and any(axis[0] == "grain" for axis in slots.axes):
        return None
    if isinstance(period, q.Relative) and period.offset == 0:
        return replace(slots, period=period.model_copy(update={"to_date": True}), so_far="")
    is_open = isinstance(period, q.Between) and period.last is None
    # A season is that of this year, as far as it went.
    is_open |= isinstance(period, q.Season) and period.year is None and not period.year_offset
    return replace(slots, so_far="") if is_open or (slots.so_far == "sum" and _is_whole(period)) else None


def _is_whole(period: Any) -> bool:
    """Say whether "in total" leaves a period as it is; of a month or a quarter it may be the year up to it."""
    return period is not None and not (isinstance(period, q.Named) and period.unit in ("day", "month", "quarter"))


def _is_told_in(slots: Slots, index: Index) -> bool:
    """Say whether the unit that is named is the one that all measures have anyway."""
    if not slots.told_in:
        return True
    units = {index.model.metrics[name].unit if isinstance(name, str) else "" for name in slots.metrics}
    money = slots.told_in == "money" and all(isinstance(name, str) and is_money(name, index) for name in slots.metrics)
    return bool(slots.metrics) and (units == {slots.told_in} or money)


def _form_or_change(slots: Slots, index: Index) -> str | None:
    """Return the change that is asked for: 是百分之几 of a rate asks for the rate itself."""
    names = slots.metrics
    if slots.change != "percent" or slots.compares:
        return slots.change
    rates = names and all(isinstance(name, str) and index.model.metrics[name].unit == "share" for name in names)
    return None if rates and not slots.portion else slots.change
