"""A rate, after which what it is of is named with a condition: of a no-show rate, "what about phone bookings?"."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from nlq.followup.turn import continue_query
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.model.inputs import input_names
from semantic_layer.query import Data, Metric


def rate_instead(slots: Slots, context: Any, index: Index, today: dt.date) -> tuple[Any, ...]:
    """Return the rate of the last answer among what is named now: bookings by phone may be those that it is of."""
    if not isinstance(context, Data) or not (slots.follows and slots.preds) or len(slots.metrics) != 1:
        return ()
    rate = context.measures[0] if len(context.measures) == 1 else None
    if not isinstance(rate, Metric) or slots.metrics[0] not in input_names(index.model.metrics[rate.name]):
        return ()
    kept = continue_query(replace(slots, metrics=()), context, index, today)
    return (kept,) if kept is not None else ()
