"""Slots: what a question fixes. Phrases fill them in any order; what clashes is no reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Slots:
    """What has been said so far. Values are those of the grammar (see ``rules``)."""

    metrics: tuple[Any, ...] = ()
    preds: tuple[Any, ...] = ()
    axes: tuple[Any, ...] = ()
    bare: tuple[str, ...] = ()
    period: Any = None
    compares: tuple[Any, ...] = ()
    which: str | None = None
    rank: Any = None
    sup: Any = None
    having: tuple[Any, ...] = ()
    count: str | None = None
    order_by: tuple[Any, ...] = ()
    change: str | None = None
    trend: bool = False
    aspects: tuple[str, ...] = ()
    what: bool = False
    pronoun: bool = False
    follows: bool = False
    board: str = ""
    comparing: bool = False
    apart: bool = False
    adding: bool = False
    totals: bool = False
    status: str | None = None
    meet: str | None = None
    far: bool = False
    from_: bool = False
    attain: str = ""
    versus: bool = False
    department: str | None = None
    department_alone: bool = False
    departments: str = ""
    listing: bool = False
    catalogue: bool = False
    counting: bool = False
    why: str | None = None
    #: Whether there is an answer to go on from, and what is said of it: (what, value), in order.
    going_on: bool = False
    on: tuple[tuple[str, Any], ...] = ()
    last: str = ""


def fill(slots: Slots, kind: str, value: Any) -> Slots | None:
    """Return the slots with one more phrase, or None where it clashes with what is there."""
    if slots.last == "OWN" and kind in _PLACES:
        # "Our store" is the viewer's own, which only they can name; "our stores' revenue" would say all of them.
        return None
    if slots.last in ("THEY", "DITTO") and kind in ("DIM", "DIMH"):
        # "This store" is one that was shown, "the same stores" are those that were there before.
        return None
    handler = _HANDLERS.get(kind) or (_ONWARD.get(kind) if slots.going_on else None)
    filled = handler(slots, value) if handler else None
    return replace(filled, last=kind) if filled else None


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


def _compare(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, compares=(*slots.compares, value)) if value not in slots.compares else None


def _which(slots: Slots, value: str) -> Slots | None:
    return replace(slots, which=value) if slots.which is None and not slots.bare else None


def _rank(slots: Slots, value: Any) -> Slots | None:
    number, dimension, pred, direction = value
    filled = slots if pred is None else _pred(slots, pred)
    if filled is None or slots.rank is not None:
        return None
    return replace(filled, rank=(number, dimension, direction))


def _ranked(slots: Slots, value: Any) -> Slots | None:
    pair, number, dimension, pred = value
    filled = _pair(slots, pair)
    return _rank(filled, (number, dimension, pred, None)) if filled else None


def _pair(slots: Slots, value: Any) -> Slots | None:
    metrics, (what, how) = value
    filled = _metric(slots, metrics)
    if filled is None:
        return None
    return _change(filled, how) if what == "change" else _sup(filled, (what, how))


def _sup(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, sup=value) if slots.sup is None else None


def _plain_sup(slots: Slots, value: str) -> Slots | None:
    return _sup(slots, ("sup", value))


def _change_sup(slots: Slots, value: str) -> Slots | None:
    return _sup(slots, ("supchg", value))


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
    return replace(slots, change=value) if slots.change is None else None


def _aspect(slots: Slots, value: str) -> Slots | None:
    # "When was … last changed" says one thing in two places.
    return replace(slots, aspects=(*slots.aspects, value)) if value not in slots.aspects else slots


def _flag(name: str) -> Any:
    def set_flag(slots: Slots, value: Any) -> Slots | None:
        said: dict[str, Any] = {name: True}
        return replace(slots, **said)

    return set_flag


def _pass(slots: Slots, value: Any) -> Slots | None:
    return slots


def _correct(slots: Slots, value: Any) -> Any:
    """A correction opens what is said: elsewhere "no" denies something."""
    return _mark("correct")(slots, value) if slots.last in ("", "CORRECT", "COMMA", "FOLLOW") else None


def _of_last(name: str) -> Any:
    """Return the handler of what is said of the last answer."""

    def set_value(slots: Slots, value: Any) -> Slots | None:
        known = dict(slots.on)
        if name in known:
            return slots if known[name] == value else None
        return replace(slots, on=tuple(sorted((*slots.on, (name, value)), key=repr)))

    return set_value


def _lift_all(slots: Slots, value: Any) -> Slots | None:
    lifted: Slots | None = _of_last("lift")(slots, ("filter", value))
    return lifted


def _mark(name: str) -> Any:
    """Return the handler of what is said of the last answer, in whatever words."""
    set_value = _of_last(name)
    return lambda slots, value: set_value(slots, True)


def _once(name: str) -> Any:
    """Return the handler of what can be said once: said twice, it must be the same."""

    def set_value(slots: Slots, value: Any) -> Slots | None:
        said: dict[str, Any] = {name: value}
        return replace(slots, **said) if getattr(slots, name) in (None, "", value) else None

    return set_value


def _department_alone(slots: Slots, value: str) -> Slots | None:
    return replace(slots, department=value, department_alone=True) if slots.department is None else None


def _why(slots: Slots, value: str) -> Slots | None:
    return replace(slots, why=value) if slots.why is None else None


#: What "our" may not be said of: a place or a team, one of which is meant.
_PLACES = frozenset({"DIM", "AXIS", "DIMH", "MEMBER", "PRED"})
#: The types that may stand at the top of a question. Everything else must be part of a phrase.
_HANDLERS: dict[str, Any] = {
    "METRIC": _metric, "MEMBER": _member, "PRED": _pred, "DIMP": _qualified, "AXIS": _axis, "GRAIN": _grain,
    "DIM": _bare, "PERIOD": _period, "COMPARE": _compare, "WHICHDIM": _which, "RANK": _rank, "RANKED": _ranked,
    "PAIR": _pair, "SUP": _plain_sup, "SUPCHG": _change_sup, "HAVING": _having,
    "DIMH": _groups, "COUNTDIM": _count, "BYMETRIC": _order_by, "TOPN": _top, "CHANGE": _change,
    "TREND": _flag("trend"), "ASPECT": _aspect, "WHATIS": _flag("what"), "PRON": _flag("pronoun"),
    "FOLLOW": _flag("follows"), "OWN": _pass,
    "BOARD": _once("board"), "SIDE": _flag("comparing"), "APART": _flag("apart"), "ADD": _flag("adding"),
    "TOTAL": _flag("totals"),
    "WHY": _why, "MUCH": _pass,
    "STATUS": _once("status"), "MEET": _once("meet"), "FAR": _flag("far"), "FROM": _flag("from_"),
    "ATTAIN": _once("attain"), "VERSUS": _flag("versus"), "DEPT": _department_alone, "OFDEPT": _once("department"),
    "HOLDERS": _once("departments"),
    "LIST": _flag("listing"), "CATALOGUE": _flag("catalogue"), "FILL": _pass, "AUX": _pass, "COMMA": _pass,
    "COUNTQ": _flag("counting"), "HOWMUCH": _pass, "DET": _pass,
}  # fmt: skip
#: The types that say something at the top of a question only after an answer, of what was answered.
_ONWARD: dict[str, Any] = {
    "CORRECT": _correct, "DITTO": _mark("same"), "GOON": _pass, "ONLY": _mark("only"), "KEEP": _mark("only"),
    "BESIDES": _of_last("besides"), "THEY": _mark("they"), "THOSE": _of_last("those"), "ROW": _of_last("row"),
    "LIFTED": _of_last("lift"), "UNFILTERED": _lift_all, "DROPPED": _of_last("drop"), "LESS": _of_last("less"),
    "SHIFT": _of_last("shift"), "INYEAR": _of_last("in_year"), "SUM": _mark("total"), "ROLLUP": _mark("total"),
    "SHARE": _mark("share"), "PORTION": _mark("share"), "EACH": _mark("each"), "APIECE": _mark("each"),
    "THR": _of_last("threshold"), "THRDE": _of_last("threshold"), "WITHHAVING": _having, "WHICH": _mark("which"),
    "WHICHONE": _mark("which"), "ONSUP": _sup, "SORT": _of_last("sort"),
}  # fmt: skip
