"""What a phrase of each type does to the slots of a question: new slots, or None where it clashes with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots import Slots
from semantic_layer.query import Compare

#: What a clause about things may stand right after.
_BEFORE_CLAUSES = ("METRIC", "MEMBER", "PRED", "DIMP", "RANK", "RANKED", "WHICHDIM")


def _metric(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, metrics=value) if not slots.metrics else None


def _pred(slots: Slots, value: Any) -> Slots | None:
    """Two filters on one dimension, neither joined nor negated, contradict or repeat each other."""
    for other in slots.preds:
        if other[0] == value[0] == "in" and other[1] == value[1]:
            return None
    return replace(slots, preds=tuple(sorted((*slots.preds, value), key=repr)))


def _member(slots: Slots, value: Any) -> Slots | None:
    return _pred(slots, ("in", *value))


def _attached(slots: Slots, value: Any) -> Slots | None:
    """Take a clause for one about all that is measured: right after a breakdown it would be about that."""
    how, pred = value
    free = slots.last == "AUX" and not (slots.axes or slots.bare or slots.which)
    after = _BEFORE_CLAUSES if how != "de" else (*_BEFORE_CLAUSES, "", "FILL", "AXIS")
    return _pred(slots, pred) if free or slots.last in after else None


def _when(slots: Slots, value: Any) -> Slots | None:
    return _attached(slots, ("that", value)) if slots.last != "WHICHDIM" else None


def _broken_down_among(slots: Slots, value: Any) -> Slots | None:
    filled = _axis(slots, (("dim", value[0]),))
    return filled and _pred(filled, value[1])


def _qualified(slots: Slots, value: Any) -> Slots | None:
    return _pred(slots, value[1])


def _axis(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, axes=(*slots.axes, *value)) if not set(value) & set(slots.axes) else None


def _grain(slots: Slots, value: Any) -> Slots | None:
    return _axis(slots, (("grain", value.unit, value.fiscal),))


def _bare(slots: Slots, value: str) -> Slots | None:
    return replace(slots, bare=(value,)) if not slots.bare and not slots.which else None


def _period(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, period=value) if slots.period is None else None


def _series(slots: Slots, value: Any) -> Slots | None:
    filled = _axis(slots, (value[0],))
    return filled and _period(filled, value[1])


def _compare(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, compares=(*slots.compares, value)) if value not in slots.compares else None


def _before(slots: Slots, value: Any) -> Slots | None:
    filled = _compare(slots, value.model_copy(update={"unit": None}))
    return replace(filled, before=value.unit) if filled and slots.before is None else None


def _which(slots: Slots, value: str) -> Slots | None:
    return replace(slots, which=value) if slots.which is None and not slots.bare else None


def _rank(slots: Slots, value: Any) -> Slots | None:
    number, ranked, pred, direction = value
    filled = slots if pred is None else _pred(slots, pred)
    if filled and not isinstance(ranked, str | None):
        filled, ranked = _axis(filled, (ranked,)), None
    if filled is None or slots.rank is not None:
        return None
    return replace(filled, rank=(number, ranked, direction))


def _rank_of(slots: Slots, value: Any) -> Slots | None:
    filled = _metric(slots, value[1])
    return _rank(filled, value[0]) if filled else None


def _rank_set(slots: Slots, value: Any) -> Slots | None:
    """Rank several dimensions together: each combination of their members is one place."""
    pair, number, dimensions, direction = value
    filled = _axis(slots, tuple(("dim", name) for name in dimensions))
    filled = _pair(filled, pair) if filled and pair else filled
    filled = filled and _rank(filled, (number, None, None, direction))
    return replace(filled, together=dimensions) if filled else None


def _ranked(slots: Slots, value: Any) -> Slots | None:
    pair, number, dimension, pred = value
    filled = _pair(slots, pair)
    return _rank(filled, (number, dimension, pred, None)) if filled else None


def _pair(slots: Slots, value: Any) -> Slots | None:
    metrics, (what, how) = value
    filled = _metric(slots, metrics)
    if filled is None:
        return None
    return _change(filled, how) if what == "change" else take_sup(filled, (what, how))


def take_sup(slots: Slots, value: Any) -> Slots | None:
    """Take what is the highest, the best or the biggest change of."""
    return replace(slots, sup=value) if slots.sup is None else None


def _by_change(slots: Slots, value: Any) -> Slots | None:
    """Rank on how much a metric changed, against what is said with it."""
    metrics, what, how, compare = value
    filled = _pair(slots, (metrics, (what, how)))
    return _compare(filled, compare) if filled and compare else filled


def _rank_change(slots: Slots, value: Any) -> Slots | None:
    filled = _by_change(slots, value[1])
    return _rank(filled, value[0]) if filled else None


def _plain_sup(slots: Slots, value: str) -> Slots | None:
    return take_sup(slots, ("sup", value))


def _change_sup(slots: Slots, value: str) -> Slots | None:
    return take_sup(slots, ("supchg", value))


def _having(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, having=(*slots.having, value)) if value not in slots.having else None


def _groups(slots: Slots, value: Any) -> Slots | None:
    name, pred, having = value
    filled = slots if pred is None else _pred(slots, pred)
    filled = filled and _having(filled, having)
    return _which(filled, name) if filled else None


def _count(slots: Slots, value: Any) -> Slots | None:
    name, pred, having = value
    filled: Slots | None = slots if pred is None else _pred(slots, pred)
    if filled and having:
        filled = _having(filled, having)
    return replace(filled, count=name) if filled and slots.count is None else None


def _order_by(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, order_by=value) if not slots.order_by else None


def _top(slots: Slots, value: Any) -> Slots | None:
    return _rank(slots, (value[0], None, None, value[1]))


def _change(slots: Slots, value: str) -> Slots | None:
    """Two words for one change say it together: "by how much did it grow"; the fall of a growth rate is another."""
    value = "rate" if value == "rate_down" else value
    if "percent" in (value, slots.change):
        return replace(slots, change="percent") if "rate" not in (value, slots.change) else None
    if slots.change in (None, "any") or value == slots.change:
        return replace(slots, change=value)
    return slots if value == "any" else None


def _aspect(slots: Slots, value: str) -> Slots | None:
    # "When was … last changed" says one thing in two places.
    return replace(slots, aspects=(*slots.aspects, value)) if value not in slots.aspects else slots


def _sides(slots: Slots, value: Any) -> Slots | None:
    filled = _member(slots, value)
    return replace(filled, comparing=True) if filled else None


def _other_side(slots: Slots, value: Any) -> Slots | None:
    """Add a member to the one of its dimension that is named: the two stand side by side."""
    own = [pred for pred in slots.preds if pred[:2] == ("in", value[0])]
    if len(own) != 1:
        return None
    both = ("in", value[0], tuple(sorted({*own[0][2], *value[1]}, key=str)))
    preds = tuple(sorted((*(pred for pred in slots.preds if pred is not own[0]), both), key=repr))
    return replace(slots, preds=preds, comparing=True)


def _periods(slots: Slots, value: Any) -> Slots | None:
    """Take two periods that stand side by side; whether they are compared is for the rest of the question to say."""
    filled = _period(slots, value[0])
    filled = filled and _compare(filled, Compare(basis="period", period=value[1]))
    return replace(filled, paired=True) if filled else None


def _flag(name: str) -> Any:
    def set_flag(slots: Slots, value: Any) -> Slots | None:
        said: dict[str, Any] = {name: True}
        return replace(slots, **said)

    return set_flag


def keep(slots: Slots, value: Any) -> Slots | None:
    """Take words that change nothing."""
    return slots


def _once(name: str) -> Any:
    """Return the handler of what can be said once: said twice, it must be the same."""

    def set_value(slots: Slots, value: Any) -> Slots | None:
        said: dict[str, Any] = {name: value}
        return replace(slots, **said) if getattr(slots, name) in (None, "", value) else None

    return set_value


def _ranking(slots: Slots, value: str) -> Slots | None:
    """Take the order that is asked for; "rank" by itself names none, and the highest are first."""
    if value == "any" or slots.ranking in (None, "any", value):
        return replace(slots, ranking=slots.ranking if value == "any" and slots.ranking else value)
    return None


def _department_alone(slots: Slots, value: str) -> Slots | None:
    return replace(slots, department=value, department_alone=True) if slots.department is None else None


def _verb(slots: Slots, value: Any) -> Slots | None:
    # Kept apart from covers without it: which noun it belongs to is looked at when all is read.
    return replace(slots, verbs=(*slots.verbs, value))


def _done(slots: Slots, value: Any) -> Slots | None:
    # Whether it is done to what is measured is looked at when all is read.
    return replace(slots, done=(*slots.done, value))


def _why(slots: Slots, value: str) -> Slots | None:
    return replace(slots, why=value) if slots.why is None else None


#: The types that may stand at the top of a question. Everything else must be part of a phrase.
HANDLERS: dict[str, Any] = {
    "METRIC": _metric, "MEMBER": _member, "SIDES": _sides, "OTHERSIDE": _other_side, "PERIODS": _periods,
    "PRED": _pred, "DIMP": _qualified, "RELPRED": _attached, "WHEN": _when,
    "AXISP": _broken_down_among, "AXIS": _axis, "GRAIN": _grain,
    "DIM": _bare, "PERIOD": _period, "SERIES": _series,
    "COMPARE": _compare, "BEFORE": _before, "WHICHDIM": _which, "RANK": _rank, "RANKED": _ranked,
    "RANKSET": _rank_set,
    "PAIR": _pair, "BYCHANGE": _by_change, "RANKCHANGE": _rank_change, "SUP": _plain_sup, "SUPCHG": _change_sup,
    "HAVING": _having, "STILL": _flag("still"), "DONE": _done, "INSCALE": _once("scale"),
    "DIMH": _groups, "COUNTDIM": _count, "BYMETRIC": _order_by, "RANKING": _ranking,
    "RANKOF": _rank_of, "TOPN": _top, "CHANGE": _change,
    "TREND": _flag("trend"), "ASPECT": _aspect, "WHATIS": _flag("what"), "PRON": _flag("pronoun"),
    "FOLLOW": _flag("follows"), "OWN": keep,
    "BOARD": _once("board"), "SIDE": _flag("comparing"), "APART": _flag("apart"), "ADD": _flag("adding"),
    "TOTAL": _flag("totals"),
    "WHY": _why, "MUCH": keep,
    "STATUS": _once("status"), "MEET": _once("meet"), "FAR": _flag("far"), "FROM": _flag("from_"),
    "ATTAIN": _once("attain"), "VERSUS": _flag("versus"), "DEPT": _department_alone, "OFDEPT": _once("department"),
    "HOLDERS": _once("departments"),
    "LIST": _flag("listing"), "EXIST": _flag("listing"), "CATALOGUE": _flag("catalogue"), "FILL": keep,
    "AUX": keep, "VERB": _verb,
    "COMMA": keep, "COUNTQ": _flag("counting"), "HOWMUCH": keep, "DET": keep, "ACROSSALL": keep,
}  # fmt: skip
