"""The days that are said of things themselves, as a filter: symbolic in a question, fixed in its query."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.calendar import Clock
from semantic_layer.calendar.resolve import find_span
from semantic_layer.issues import QueryRefused
from semantic_layer.model.inputs import time_places
from semantic_layer.query import After, AllTime, Before, Between

DAY = dt.timedelta(days=1)


def fix_days(slots: Slots, today: dt.date, index: Index) -> Slots | None:
    """Return the slots with days in the place of periods that filter; None where such a period has none.

    "Customers who joined in 2024", where customers are counted by the day they joined, names the period itself.
    """
    said = [pred for pred in slots.preds if pred[0] == "when"]
    own = _are_their_own(slots, said[0][1], index) if len(said) == 1 and slots.period is None else ()
    if any(own) and not all(own):
        # Some are counted by that day, and some of those things by another: no one period is meant.
        return None
    if own and all(own):
        left = tuple(pred for pred in slots.preds if pred is not said[0])
        return replace(slots, preds=left, period=said[0][2])
    try:
        return replace(slots, preds=tuple(_fixed(pred, today, index) for pred in slots.preds))
    except QueryRefused:
        return None


def _are_their_own(slots: Slots, dimension: str, index: Index) -> tuple[bool, ...]:
    """Say of each metric whether it is placed in time by this dimension."""
    names = (*slots.metrics, *slots.order_by, *(item[0] for item in slots.having))
    spec, model = index.model.dimensions[dimension], index.model
    own = (f"{spec.table}.{spec.column}",)
    return tuple(isinstance(name, str) and time_places(model.metrics, model.tables, name) == own for name in names)


def _fixed(pred: Any, today: dt.date, index: Index) -> Any:
    if pred[0] in ("not", "or"):
        return (pred[0], *(_fixed(part, today, index) for part in pred[1:]))
    return ("days", pred[1], *_ends(pred[2], today, index)) if pred[0] == "when" else pred


def _ends(period: Any, today: dt.date, index: Index) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day; an end that is not said is open."""
    model = index.model
    span = find_span(period, Clock(model.calendar, model.header.seasons, today, None, today - DAY))
    from_open = isinstance(period, Before | AllTime) or (isinstance(period, Between) and period.first is None)
    to_open = isinstance(period, After | AllTime) or (isinstance(period, Between) and period.last is None)
    return None if from_open else span.start, None if to_open else span.end - DAY
