"""A follow-up: the last query with what the new words replace, add or break down by."""

from __future__ import annotations

from typing import Any

from nlq.explaining import continue_explanation
from nlq.grammar.compose import add_filters, compose_axes, compose_compares
from nlq.grammar.slots import Slots
from nlq.index import Index
from semantic_layer.query import Data, Explain, Metric


def is_follow_up(slots: Slots) -> bool:
    """Say whether the words go on from the last question though they might be one by themselves.

    "And revenue?" asks for the revenue of what was asked about; so does a metric alone, which says nothing of when
    and where. A whole question ("how many orders in May") starts anew.
    """
    said = slots.period or slots.preds or slots.compares or slots.change or slots.axes or slots.bare or slots.which
    alone = bool(slots.metrics) and not said and not slots.counting and not slots.what
    return (slots.follows or slots.adding or alone) and not _is_whole(slots)


def _is_whole(slots: Slots) -> bool:
    grouped = slots.rank or slots.sup or slots.having or slots.count or slots.order_by
    return bool(grouped or slots.aspects or slots.listing or slots.what or slots.catalogue)


def continue_query(slots: Slots, context: Any, index: Index) -> Data | Explain | None:
    """Return the last query changed by what was said, or None where nothing was or it cannot be changed so.

    Another metric takes the place of the last one, or stands beside it where it is added; a period replaces the
    period, a comparison the comparison; an axis joins or, being a bare name, replaces the axes; a member replaces
    the filter on its own dimension and keeps the others.
    """
    if isinstance(context, Explain) and not slots.change:
        return continue_explanation(slots, context, index)
    return _changed(slots, context) if isinstance(context, Data) and not _is_whole(slots) else None


def _changed(slots: Slots, context: Data) -> Data | None:
    if slots.adding and not slots.metrics:
        return None
    changes: dict[str, Any] = {}
    if slots.metrics:
        plain = all(isinstance(measure, Metric) for measure in context.measures)
        if not plain or context.having is not None or not all(isinstance(name, str) for name in slots.metrics):
            return None
        fresh = tuple(Metric(name=name) for name in slots.metrics)
        changes.update(measures=(*context.measures, *fresh) if slots.adding else fresh, order=(), top=None)
        if context.top is not None:
            return None
    if slots.period is not None:
        changes["period"] = slots.period
    if slots.compares or slots.change:
        changes["compare"] = compose_compares(slots)
    axes = slots.axes or tuple(("dim", name) for name in slots.bare)
    if axes:
        changes["by"] = compose_axes(axes, slots)
        changes.update(order=(), top=None)
    if slots.preds:
        changes["where"] = add_filters(context.where, slots.preds)
    return Data.model_validate({**dict(context), **changes}) if changes else None
