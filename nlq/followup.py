"""A follow-up: the last query with what the new words replace, add or break down by."""

from __future__ import annotations

from typing import Any

from nlq.grammar.compose import add_filters, compose_axes, compose_compares
from nlq.grammar.slots import Slots
from nlq.index import Index
from semantic_layer.query import Data


def continue_query(slots: Slots, context: Any, index: Index) -> Data | None:
    """Return the last query changed by what was said, or None where nothing was or it names a metric.

    A period replaces the period, a comparison the comparison; an axis joins or, being a bare name,
    replaces the axes; a member replaces the filter on its own dimension and keeps the others.
    """
    whole = slots.metrics or slots.rank or slots.sup or slots.having or slots.count or slots.order_by
    if not isinstance(context, Data) or whole or slots.aspects or slots.listing or slots.what:
        return None
    changes: dict[str, Any] = {}
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
