"""Filling slots: which type of phrase may stand at the top of a question, and what it then does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots.handlers import HANDLERS, keep
from nlq.grammar.slots.rank_handlers import rank_most_moved, take_sup
from nlq.grammar.slots.slots import Slots
from nlq.grammar.slots.taking import take_metric, take_pred, take_which_of


def fill(slots: Slots, kind: str, value: Any) -> Slots | None:
    """Return the slots with one more phrase, or None where it clashes with what is there."""
    if slots.last == "OWN" and kind in _PLACES:
        # "Our store" is the viewer's own, which only they can name; "our stores' revenue" would say all of them.
        return None
    if slots.last in ("THEY", "DITTO") and kind in ("DIM", "DIMH", "GRAIN"):
        # "This store" is one that was shown, "the same stores" are those that were there before, 那个季度 is a time.
        return None
    if slots.going_on and kind == "ACROSSALL":
        # After an answer "all cities" may take its city off: that is a reading of its own.
        return None
    if slots.last == "TOPN" and kind == "MEMBER":
        # "Top 2 stores" ranks stores, though one of the channels has that name.
        return None
    change = kind == "CHANGE" or (kind == "PAIR" and value[1][0] == "change")
    if change and slots.last in ("SUP", "BYMETRIC"):
        # "Biggest percentage drop" is no biggest value, and "by revenue drop" is not by revenue.
        return None
    handler = (_COLUMNS if slots.columns is not None else _WHOLE).get(kind)
    if slots.going_on and slots.columns is None and (handler is None or kind in ("SHARE", "WITHHAVING", "THR")):
        handler = _ONWARD.get(kind, handler)
    filled = handler(slots, value) if handler else None
    return replace(filled, last=kind) if filled else None


def _column(kind: str) -> Any:
    def show(slots: Slots, value: Any) -> Slots | None:
        return replace(slots, columns=(*(slots.columns or ()), (kind, value)))

    return show


def _return(slots: Slots, value: Any) -> Slots | None:
    return replace(slots, columns=slots.columns or ())


def _here(slots: Slots, value: Any) -> Slots | None:
    """Take "what counts as an order here?": of a definition it says nothing, of a number it would say where."""
    return slots if slots.aspects or slots.what or slots.catalogue else None


def _by_members(slots: Slots, value: Any) -> Slots | None:
    """Take "by Rome / Oslo": these, one by one."""
    filled = take_pred(slots, ("in", *value))
    return replace(filled, apart=True) if filled else None


def _did_more(slots: Slots, value: Any) -> Slots | None:
    filled = take_metric(slots, (value[0],))
    beside: Slots | None = HANDLERS["OTHERSIDE"](filled, value[1]) if filled else None
    return beside


def _whose_more(slots: Slots, value: Any) -> Slots | None:
    filled = take_metric(slots, value)
    return replace(filled, comparing=True) if filled else None


def _said_already(slots: Slots, value: Any) -> Slots | None:
    return slots if ("in", *value) in slots.preds else None


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


def _go_on(slots: Slots, value: Any) -> Slots | None:
    """Take words that open what is said; 拆 and "drill down" are of what was shown."""
    return replace(slots, down=True) if value == "down" else slots


def _lift_all(slots: Slots, value: Any) -> Slots | None:
    lifted: Slots | None = _of_last("lift")(slots, ("filter", value))
    return lifted


def _sort_by(slots: Slots, value: Any) -> Slots | None:
    metrics, way = value
    sorted_: Slots | None = _of_last("sort")(slots, way)
    return replace(sorted_, order_by=metrics) if sorted_ and not slots.order_by and len(metrics) == 1 else None


def _most_moved(slots: Slots, value: Any) -> Slots | None:
    number, way = value
    return rank_most_moved(slots, ((number, None, None, None), way))


def _beside(slots: Slots, value: Any) -> Slots | None:
    filled = take_pred(slots, ("in", *value))
    beside: Slots | None = _of_last("besides")(filled, "add") if filled else None
    return beside


def _keep_only(slots: Slots, value: str) -> Slots | None:
    """Take "keep only …"; "how many of them are …" is of what was counted."""
    kept: Slots | None = _of_last("only")(slots, "many" if value == "many" else True)
    return kept


def _mark(name: str) -> Any:
    """Return the handler of what is said of the last answer, in whatever words."""
    set_value = _of_last(name)
    return lambda slots, value: set_value(slots, True)


#: What "our" may not be said of: a place or a team, one of which is meant.
_PLACES = frozenset({"DIM", "DIMH"})
#: What may stand at the top of a question, beside what names columns and what goes on from an answer.
_WHOLE = {
    **HANDLERS,
    "RETURN": _return,
    "WHICHOF": take_which_of,
    "HERE": _here,
    "BYMEMBERS": _by_members,
    "DIDMORE": _did_more,
    "WHOSEMORE": _whose_more,
}
#: What may stand where columns are named.
_COLUMNS: dict[str, Any] = {
    "RETURN": _return, "METRIC": _column("metric"), "DIM": _column("dim"), "UNIT": _column("grain"),
    "COLUMN": _column("head"), "COL": _column("of"), "MEMBER": _said_already,
    "TOPN": HANDLERS["TOPN"], "RANK": HANDLERS["RANK"],
    **dict.fromkeys(("DET", "COMMA", "AND", "FILL", "THEIR", "POSS", "DE"), keep),
}  # fmt: skip
#: The types that say something at the top of a question only after an answer, of what was answered.
_ONWARD: dict[str, Any] = {
    "CORRECT": _correct, "DITTO": _mark("same"), "GOON": _go_on, "THERE": keep, "SORTING": _mark("sorting"),
    "SAMETIME": _of_last("same_time"), "UNSHARE": _mark("unshare"), "SORTBY": _sort_by, "MOSTMOVED": _most_moved,
    "FULLUNIT": _of_last("whole"), "REST": _mark("rest"), "BESIDEMEMBER": _beside,
    "ONLY": _mark("only"), "KEEP": _keep_only,
    "BESIDES": _of_last("besides"), "THEY": _mark("they"), "THOSE": _of_last("those"), "SOMANY": _of_last("so_many"),
    "BOTHSHOWN": _mark("both"),
    "ROW": _of_last("row"),
    "LIFTED": _of_last("lift"), "UNFILTERED": _lift_all, "DROPPED": _of_last("drop"), "LESS": _of_last("less"),
    "SHIFT": _of_last("shift"), "INYEAR": _of_last("in_year"), "SUM": _mark("total"), "ROLLUP": _mark("total"),
    "SHARE": _mark("share"), "PORTION": _mark("share"), "EACH": _mark("each"), "APIECE": _mark("each"),
    "THR": _of_last("threshold"), "THRDE": _of_last("threshold"), "WITHHAVING": HANDLERS["HAVING"],
    "WHICH": _mark("which"),
    "WHICHONE": _mark("which"), "ONSUP": take_sup, "SORT": _of_last("sort"),
}  # fmt: skip
