"""What phrases of order and of movement do to the slots of a question: new slots, or None where they clash."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.having import moved
from nlq.grammar.slots.slots import Slots
from nlq.grammar.slots.taking import take_axis, take_compare, take_metric, take_pred, take_which
from semantic_layer import query as q

#: "By what percentage did it grow": the relative change of what is said to move.
_RELATIVE = {"any": "rate", "up": "up_rate", "down": "down_rate"}


def take_rank(slots: Slots, value: Any) -> Slots | None:
    """Take how many of what are kept, and from which end."""
    number, ranked, pred, direction = value
    filled = slots if pred is None else take_pred(slots, pred)
    if filled and not isinstance(ranked, str | None):
        filled, ranked = take_axis(filled, (ranked,)), None
    if filled is None or slots.rank is not None or slots.last == "CHANGE":
        return None
    return replace(filled, rank=(number, ranked, direction))


def take_in_order(slots: Slots, value: Any) -> Slots | None:
    """Take "top stores": all of them, in the order that is said."""
    filled = take_axis(slots, (("dim", value[0]),)) if slots.ranking is None and slots.rank is None else None
    return replace(filled, ranking=value[1]) if filled else None


def take_rank_of(slots: Slots, value: Any) -> Slots | None:
    """Take a rank together with what it is on."""
    filled = take_metric(slots, value[1])
    return take_rank(filled, value[0]) if filled else None


def take_rank_set(slots: Slots, value: Any) -> Slots | None:
    """Rank several dimensions together: each combination of their members is one place."""
    pair, number, dimensions, direction = value
    filled = take_axis(slots, tuple(("dim", name) for name in dimensions))
    filled = take_pair(filled, pair) if filled and pair else filled
    filled = filled and take_rank(filled, (number, None, None, direction))
    return replace(filled, together=dimensions) if filled else None


def take_ranked(slots: Slots, value: Any) -> Slots | None:
    """Take "5 stores with the highest sales": the measure, the end, and how many."""
    pair, number, dimension, pred = value
    filled = take_pair(slots, pair)
    return take_rank(filled, (number, dimension, pred, None)) if filled else None


def take_pair(slots: Slots, value: Any) -> Slots | None:
    """Take a measure with its superlative or its change, and what it is set against."""
    metrics, (what, how), *compares = value
    filled = take_metric(slots, metrics)
    for compare in compares:
        filled = filled and take_compare(filled, compare)
    if filled is None:
        return None
    return take_change(filled, how) if what == "change" else take_sup(filled, (what, how))


def take_sup(slots: Slots, value: Any) -> Slots | None:
    """Take what is the highest, the best or the biggest change of: "fell the most" is one thing, not two."""
    if slots.last in ("CHANGE", "DIMH", "MOVEDDIM") and value[0] == "sup":
        return None
    return replace(slots, sup=value) if slots.sup is None else None


def take_plain_sup(slots: Slots, value: str) -> Slots | None:
    """Take "highest", "worst"."""
    return take_sup(slots, ("sup", value))


def take_change_sup(slots: Slots, value: str) -> Slots | None:
    """Take "fell the most"."""
    return take_sup(slots, ("supchg", value))


def take_top(slots: Slots, value: Any) -> Slots | None:
    """Take a number of places by itself."""
    return take_rank(slots, (value[0], None, None, value[1]))


def take_change(slots: Slots, value: str) -> Slots | None:
    """Two words for one change say it together: "by how much did it grow"; the fall of a growth rate is another."""
    if slots.last == "BYMETRIC" and value not in ("any", "percent"):
        # "By sales growth" is not by sales.
        return None
    if "percent" in (value, slots.change):
        other = slots.change if value == "percent" else value
        if other in (None, "percent"):
            return replace(slots, change="percent")
        return replace(slots, change=_RELATIVE[other]) if other in _RELATIVE else None
    if slots.change in (None, "any") or value == slots.change:
        return replace(slots, change=value)
    return slots if value == "any" else None


def take_moved_things(slots: Slots, value: Any) -> Slots | None:
    """Take things of which only those are asked for whose measure rose, or fell."""
    name, pred, way = value
    filled = slots if pred is None else take_pred(slots, pred)
    filled = filled and take_which(filled, name)
    return take_change(filled, way) if filled else None


def take_by_change(slots: Slots, value: Any) -> Slots | None:
    """Rank on how much a measure moved, against what is said with it."""
    metrics, what, how, compare = value
    filled = take_pair(slots, (metrics, (what, how)))
    return take_compare(filled, compare) if filled and compare else filled


def take_rank_change(slots: Slots, value: Any) -> Slots | None:
    """Take so many of the things that moved most."""
    filled = take_by_change(slots, value[1])
    return take_rank(filled, value[0]) if filled else None


def rank_most_moved(slots: Slots, value: Any) -> Slots | None:
    """Take so many things whose measure moved most."""
    filled = take_rank(slots, value[0])
    return take_change_sup(filled, value[1]) if filled else None


def take_than_period(slots: Slots, value: Any) -> Slots | None:
    """Take 低于8月 after 9月销售额: those that moved so against that period."""
    way, period = value
    if len(slots.metrics) != 1 or not isinstance(slots.metrics[0], str) or slots.compares:
        return None
    against = q.Compare(basis="period", period=period)
    return replace(slots, compares=(against,), having=(*slots.having, moved(slots.metrics[0], way)))


def take_which_high(slots: Slots, value: Any) -> Slots | None:
    """Take 缺勤率高 after "which shift": of no group asked for it would be a condition that names no bound."""
    return take_pair(slots, value) if slots.which else None
