"""What a phrase of each type does to the slots of a question: new slots, or None where it clashes with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.rules.more_of import take_more_of
from nlq.grammar.rules.own import take_own
from nlq.grammar.slots.rank_handlers import (
    rank_most_moved,
    take_by_change,
    take_change,
    take_change_sup,
    take_in_order,
    take_moved_things,
    take_pair,
    take_plain_sup,
    take_rank,
    take_rank_change,
    take_rank_of,
    take_rank_set,
    take_ranked,
    take_than_period,
    take_top,
    take_which_high,
)
from nlq.grammar.slots.slots import Slots
from nlq.grammar.slots.taking import (
    joins_two_kinds,
    take_axis,
    take_compare,
    take_department,
    take_each_member,
    take_having,
    take_measure_within,
    take_metric,
    take_other_metric,
    take_period,
    take_period_or_year,
    take_pred,
    take_timed,
    take_verb,
    take_which,
    take_whole,
)
from nlq.grammar.slots.time_handlers import (
    take_at_ends,
    take_before,
    take_grain,
    take_same_days,
    take_series,
    take_single,
)
from semantic_layer.query import Compare

#: What a clause about things may stand right after.
_BEFORE_CLAUSES = ("METRIC", "MEMBER", "PRED", "DIMP", "RANK", "RANKED", "WHICHDIM")


def _member(slots: Slots, value: Any) -> Slots | None:
    if joins_two_kinds(slots):
        return None
    return take_pred(slots, ("in", *value))


def _attached(slots: Slots, value: Any) -> Slots | None:
    """Take a clause for one about all that is measured: right after a breakdown it would be about that."""
    how, pred = value
    free = slots.last == "AUX" and not (slots.axes or slots.bare or slots.which)
    after = _BEFORE_CLAUSES if how != "de" else (*_BEFORE_CLAUSES, "", "FILL", "AXIS")
    return take_pred(slots, pred) if free or slots.last in after else None


def _when(slots: Slots, value: Any) -> Slots | None:
    return _attached(slots, ("that", value)) if slots.last != "WHICHDIM" else None


def _broken_down_among(slots: Slots, value: Any) -> Slots | None:
    filled = take_axis(slots, (("dim", value[0]), *value[2:]))
    return filled and take_pred(filled, value[1])


def _qualified(slots: Slots, value: Any) -> Slots | None:
    return take_pred(slots, value[1])


def _bare(slots: Slots, value: str) -> Slots | None:
    if slots.last == "HAVING" and slots.having[-1][1:] == ("=", 0.0):
        # "How many shipments had no carrier" asks for no carriers without any.
        return None
    return replace(slots, bare=(value,)) if not slots.bare and not slots.which else None


def _having_after(slots: Slots, value: Any) -> Slots | None:
    """Take "… with more than 200 orders" for the things that stand some words before it."""
    return take_having(slots, value) if slots.bare or slots.which or slots.count else None


def _groups(slots: Slots, value: Any) -> Slots | None:
    name, pred, having = value
    filled = slots if pred is None else take_pred(slots, pred)
    filled = filled and take_having(filled, having)
    return take_which(filled, name) if filled else None


def _count(slots: Slots, value: Any) -> Slots | None:
    name, pred, having = value
    filled: Slots | None = slots if pred is None else take_pred(slots, pred)
    if filled and having:
        filled = take_having(filled, having)
    return replace(filled, count=name) if filled and slots.count is None else None


def _order_by_of(slots: Slots, value: Any) -> Slots | None:
    filled = take_period(slots, value[0])
    return _order_by(filled, value[1]) if filled else None


def _order_by(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, order_by=value) if not slots.order_by else None


def _share_of(slots: Slots, value: Any) -> Slots | None:
    return None if slots.going_on or joins_two_kinds(slots) else replace(slots, portion=value)


def _units_with(slots: Slots, value: Any) -> Slots | None:
    filled = take_axis(slots, (value[0],))
    return take_having(filled, value[1]) if filled else None


def _units_within(slots: Slots, value: Any) -> Slots | None:
    filled = take_period(slots, value[2])
    return _units_with(filled, value) if filled else None


def _so_far(slots: Slots, value: str) -> Slots | None:
    return replace(slots, so_far="sum" if "sum" in (value, slots.so_far) else value)


def _contrast(slots: Slots, value: Any) -> Slots | None:
    """Take 对比 after what stands in groups already; after a target it is set against that."""
    told = slots.last in ("METRIC", "AXIS", "PERIOD", "DE") and any(axis[0] == "dim" for axis in slots.axes)
    return slots if told else None


def _told_apart(slots: Slots, value: Any) -> Slots | None:
    return None if slots.metrics else replace(slots, metrics=value, aspects=("definition",))


def _threshold(slots: Slots, value: Any) -> Slots | None:
    apart = slots.threshold is None and slots.metrics and slots.last != "METRIC"
    return replace(slots, threshold=value) if apart else None


def _unit(slots: Slots, value: str) -> Slots | None:
    return replace(slots, told_in=value) if slots.told_in in ("", value) else None


def _currency(slots: Slots, value: str) -> Slots | None:
    """Take a currency as the one that is told in; beside a threshold it belongs to its number, or to nothing."""
    return None if slots.having else _unit(slots, value)


def _judged(slots: Slots, value: Any) -> Slots | None:
    filled = take_which(slots, value[0])
    return replace(filled, status=value[1]) if filled and slots.status in (None, value[1]) else None


def _aspect_of(slots: Slots, value: Any) -> Slots | None:
    filled = _bare(slots, value[0])
    return _aspect(filled, value[1]) if filled else None


def _aux(slots: Slots, value: str) -> Slots | None:
    return replace(slots, ahead=True) if value == "will" else slots


def _mean(slots: Slots, value: str) -> Slots | None:
    """Take "on average": said twice, it would be a mean of means."""
    return replace(slots, mean=value) if slots.mean is None else None


def _mean_over(slots: Slots, value: Any) -> Slots | None:
    """Take the mean of so many each, apart from the measure; 前三季度平均 is a mean in those quarters."""
    how, axis = value if isinstance(value, tuple) else ("avg", ("grain", value, False))
    free = slots.mean is None and slots.over is None and slots.last != "TOPN"
    return replace(slots, mean=how, over=axis) if free else None


def _aspect(slots: Slots, value: str) -> Slots | None:
    # "When was … last changed" says one thing in two places.
    return replace(slots, aspects=(*slots.aspects, value)) if value not in slots.aspects else slots


def _sides(slots: Slots, value: Any) -> Slots | None:
    filled = _member(slots, value)
    return replace(filled, comparing=True, apart=True) if filled else None


def _other_side(slots: Slots, value: Any) -> Slots | None:
    """Add a member to the one of its dimension that is named: the two stand side by side."""
    own = [pred for pred in slots.preds if pred[:2] == ("in", value[0])]
    if len(own) != 1:
        return None
    both = ("in", value[0], tuple(sorted({*own[0][2], *value[1]}, key=str)))
    preds = tuple(sorted((*(pred for pred in slots.preds if pred is not own[0]), both), key=repr))
    return replace(slots, preds=preds, comparing=True, apart=True)


def _periods(slots: Slots, value: Any) -> Slots | None:
    """Take two periods that stand side by side; whether they are compared is for the rest of the question to say."""
    filled = take_period(slots, value[0])
    filled = filled and take_compare(filled, Compare(basis="period", period=value[1]))
    return replace(filled, paired=value[2]) if filled else None


def _flag(name: str) -> Any:
    def set_flag(slots: Slots, value: Any) -> Slots | None:
        said: dict[str, Any] = {name: True}
        return replace(slots, **said)

    return set_flag


def _side_of(slots: Slots, value: Any) -> Slots | None:
    filled = take_metric(slots, value)
    return replace(filled, comparing=True) if filled else None


def keep(slots: Slots, value: Any) -> Slots | None:
    """Take words that change nothing."""
    return slots


def _once(name: str) -> Any:
    """Return the handler of what can be said once: said twice, it must be the same."""

    def set_value(slots: Slots, value: Any) -> Slots | None:
        said: dict[str, Any] = {name: value}
        return replace(slots, **said) if getattr(slots, name) in (None, "", value) else None

    return set_value


def _done(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, done=value) if slots.done in ((), value) else None


def _ranking(slots: Slots, value: str) -> Slots | None:
    """Take the order that is asked for; "rank" by itself names none, and the highest are first."""
    if value == "any" or slots.ranking in (None, "any", value):
        return replace(slots, ranking=slots.ranking if value == "any" and slots.ranking else value)
    return None


def _why(slots: Slots, value: str) -> Slots | None:
    return replace(slots, why=value) if slots.why is None else None


#: The types that may stand at the top of a question. Everything else must be part of a phrase.
HANDLERS: dict[str, Any] = {
    "METRIC": take_metric, "MEMBER": _member, "EACHMEMBER": take_each_member,
    "SIDES": _sides, "OTHERSIDE": _other_side, "PERIODS": _periods,
    "PRED": take_pred, "WITHIN": take_whole, "METRICIN": take_measure_within,
    "DIMP": _qualified, "RELPRED": _attached, "WHEN": _when,
    "AXISP": _broken_down_among, "AXIS": take_axis, "GRAIN": take_grain, "ATENDS": take_at_ends, "SINGLE": take_single,
    "SAMEDAYS": take_same_days,
    "DIM": _bare, "PERIOD": take_period_or_year, "SERIES": take_series,
    "COMPARE": take_compare, "BEFORE": take_before, "WHICHDIM": take_which, "RANK": take_rank,
    "RANKED": take_ranked, "RANKSET": take_rank_set,
    "PAIR": take_pair, "WHICHHIGH": take_which_high, "BYCHANGE": take_by_change, "RANKCHANGE": take_rank_change,
    "SUP": take_plain_sup, "SUPCHG": take_change_sup,
    "HOWMORE": lambda slots, value: slots if slots.comparing else None,
    "BUT": lambda slots, value: slots if slots.having or slots.axes else None, "THR": _threshold,
    "MOREOF": take_more_of,
    "HAVING": take_having, "WITHHAVING": _having_after, "STILL": _flag("still"), "TIMED": take_timed,
    "CONTRAST": _contrast, "OTHERMETRIC": take_other_metric,
    "TOLDAPART": _told_apart,
    "THANPERIOD": take_than_period, "INSCALE": _once("scale"),
    "DIMH": _groups, "COUNTDIM": _count, "BYMETRIC": _order_by, "BYMETRICOF": _order_by_of, "RANKING": _ranking,
    "RANKOF": take_rank_of, "INORDER": take_in_order, "MOVEDDIM": take_moved_things, "RANKCHG": rank_most_moved,
    "SHARE": _share_of, "SHAREOF": _share_of, "UNITH": _units_with, "UNITHIN": _units_within,
    "JUDGED": _judged, "DIMASPECT": _aspect_of,
    "SOFAR": _so_far, "INUNIT": _unit, "UNITNAME": _unit, "CUR": _currency, "MONEYQ": _unit,
    "AVG": _mean, "OVER": _once("over"), "AVGG": _mean_over, "AVGOVER": _mean_over,
    "TOPN": take_top, "CHANGE": take_change,
    "TREND": _flag("trend"), "ASPECT": _aspect, "WHATIS": _flag("what"), "PRON": _flag("pronoun"),
    "FOLLOW": _flag("follows"), "OWN": keep, "OWNDIM": take_own, "SIDEOF": _side_of,
    "BOARD": _once("board"), "SIDE": _flag("comparing"), "APART": _flag("apart"), "ADD": _flag("adding"),
    "TOTAL": _flag("totals"),
    "WHY": _why, "MUCH": keep,
    "STATUS": _once("status"), "MEET": _once("meet"), "FAR": _flag("far"), "FROM": _flag("from_"),
    "ATTAIN": _once("attain"), "VERSUS": _flag("versus"), "DEPT": take_department, "OFDEPT": _once("department"),
    "HOLDERS": _once("departments"),
    "LIST": _flag("listing"), "EXIST": _flag("listing"), "CATALOGUE": _flag("catalogue"), "FILL": keep,
    "AUX": _aux, "VERB": take_verb, "DONE": _done, "OVERPART": _flag("makes_up"), "OFWHOLE": _flag("makes_up"),
    "COMMA": keep, "COUNTQ": _flag("counting"), "HOWMUCH": keep, "DET": keep, "ACROSSALL": keep,
}  # fmt: skip
