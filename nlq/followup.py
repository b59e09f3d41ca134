"""A follow-up: the last query with what the new words replace, add or break down by."""

from __future__ import annotations

from typing import Any

from nlq.explaining import continue_explanation
from nlq.grammar.boards import is_about_targets
from nlq.grammar.compose import add_filters, compose_axes, compose_compares
from nlq.grammar.slots import Slots
from nlq.index import Index
from semantic_layer.query import Board, Data, Explain, Metric


def is_follow_up(slots: Slots) -> bool:
    """Say whether the words go on from the last question though they might be one by themselves.

    "And revenue?" asks for the revenue of what was asked about; so does a metric alone, which says nothing of when
    and where. A whole question ("how many orders in May") starts anew.
    """
    if is_about_targets(slots):
        return _asks_on(slots)
    said = slots.period or slots.preds or slots.compares or slots.change or slots.axes or slots.bare or slots.which
    alone = bool(slots.metrics) and not said and not slots.counting and not slots.what
    return (slots.follows or slots.adding or alone) and not _is_whole(slots)


def _asks_on(slots: Slots) -> bool:
    """Say whether targets are asked of what was asked before: "is it on track?", "and against target?"."""
    own = (
        slots.metrics or slots.board or slots.which or slots.bare or slots.axes or slots.departments or slots.department
    )
    return bool((slots.follows or slots.pronoun) and not own)


def _is_whole(slots: Slots) -> bool:
    grouped = slots.rank or slots.sup or slots.having or slots.count or slots.order_by
    return bool(grouped or slots.aspects or slots.listing or slots.what or slots.catalogue or is_about_targets(slots))


def continue_query(slots: Slots, context: Any, index: Index) -> Data | Board | Explain | None:
    """Return the last query changed by what was said, or None where nothing was or it cannot be changed so."""
    if is_about_targets(slots):
        return _ask_targets(slots, context)
    if isinstance(context, Explain) and not slots.change:
        return continue_explanation(slots, context)
    if _is_whole(slots):
        return None
    if isinstance(context, Board):
        return _continue_board(slots, context)
    return _continue_data(slots, context) if isinstance(context, Data) else None


def _continue_data(slots: Slots, context: Data) -> Data | None:
    """Return the last table changed by what was said.

    Another metric takes the place of the last one, or stands beside it where it is added; a period replaces the
    period, a comparison the comparison; an axis joins or, being a bare name, replaces the axes; a member replaces
    the filter on its own dimension and keeps the others.
    """
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


def _ask_targets(slots: Slots, context: Any) -> Data | Board | None:
    """Return the last table with its targets ("and against target?"), or its metrics on a board ("is it on track?")."""
    names = tuple(measure.name for measure in getattr(context, "measures", ()) if isinstance(measure, Metric))
    if not isinstance(context, Data) or not _asks_on(slots) or len(names) != len(context.measures) or context.having:
        return None
    period = slots.period or context.period
    where = add_filters(context.where, slots.preds) if slots.preds else context.where
    if slots.versus or slots.comparing:
        return context.model_copy(update={"targets": True, "period": period, "where": where})
    return Board(metrics=names, where=where, period=period) if not context.by else None


def _continue_board(slots: Slots, context: Board) -> Board | None:
    """Return the last board of other metrics, of another period, or in other segments."""
    axes = {axis[1] for axis in slots.axes if axis[0] == "dim"} | set(slots.bare)
    if slots.compares or slots.change or slots.adding or len(axes) > 1 or len(axes) < len(slots.axes):
        return None
    changes: dict[str, Any] = {"by": axes.pop()} if axes else {}
    if slots.metrics and all(isinstance(name, str) for name in slots.metrics):
        changes.update(metrics=slots.metrics, department=None, departments=False)
    if slots.period is not None:
        changes["period"] = slots.period
    where = add_filters(context.where, slots.preds) if slots.preds else context.where
    if not changes and where == context.where:
        return None
    return context.model_copy(update={**changes, "where": where})
