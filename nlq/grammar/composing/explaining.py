"""Questions for reasons: which change is meant, by themselves or after an answer, and which way it is taken to be."""

from __future__ import annotations

from typing import Any, Literal

from nlq.grammar.composing.compares import compose_compares
from nlq.grammar.composing.compose import compose_axes
from nlq.grammar.composing.predicates import add_filters
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.explain import explanation_of
from semantic_layer.model import Model
from semantic_layer.names import walk
from semantic_layer.query import Between, Compare, Dimension, Explain, Metric, Named
from semantic_layer.query.forms import MOST_DIMENSIONS

#: What no explanation is asked with: each of these asks for something else.
_ELSE = (
    "bare", "rank", "sup", "having", "count", "order_by", "trend", "aspects", "what", "board", "comparing", "apart",
    "adding", "totals", "status", "listing", "catalogue", "counting",
)  # fmt: skip


def compose_explanation(slots: Slots, index: Index, context: Any = None) -> Explain | None:
    """Return the change whose reasons are asked for, or None where it is not clear which.

    After an answer, a question that says nothing of when and where is about that answer's days and filters.
    """
    fresh = _fresh(slots, index)
    said = slots.period or slots.preds or slots.compares
    if context is None or (fresh is not None and said):
        return fresh
    return continue_explanation(slots, context) or fresh


def _fresh(slots: Slots, index: Index) -> Explain | None:
    names, compares = _axes(slots), _compares(slots, slots.period)
    if len(slots.metrics) != 1 or slots.told_in or names is None or compares is None or slots.pronoun:
        return None
    if not (slots.change or compares or slots.why == "drove"):
        # "Why do we have complaints" asks for no change.
        return None
    period = _period(slots.period)
    balance = index.model.metrics[slots.metrics[0]].calculation.type == "balance"
    if slots.period is not None and (period is None or (_is_open(period) and not balance)):
        return None
    where = add_filters(None, slots.preds) if slots.preds else None
    more = {"compare": compares[0]} if compares else {}
    return Explain(measure=Metric(name=slots.metrics[0]), by=names, where=where, period=period, **more)


def continue_explanation(slots: Slots, context: Any) -> Explain | None:
    """Return the reasons of the last answer's change, or the last explanation changed by what was said.

    None where the last answer had no one change, or nothing new is asked.
    """
    base = context if isinstance(context, Explain) else explanation_of(context)
    names, compares = _axes(slots), _compares(slots, slots.period or (base and base.period))
    if base is None or names is None or compares is None or len(slots.metrics) > 1:
        return None
    changes: dict[str, Any] = {}
    if slots.metrics:
        changes["measure"] = Metric(name=slots.metrics[0])
    if slots.period is not None:
        changes["period"] = _period(slots.period)
        if changes["period"] is None or _is_open(changes["period"]):
            return None
    if compares:
        changes["compare"] = compares[0]
    if slots.preds:
        changes["where"] = add_filters(base.where, slots.preds)
        held = {getattr(node, "dimension", None) for node in walk(add_filters(None, slots.preds))}
        changes["by"] = tuple(name for name in base.by if name not in held)
    if names:
        changes["by"] = names
    if not changes and (isinstance(context, Explain) or not slots.why):
        return None
    return Explain.model_validate({**dict(base), **changes})


def presumed_way(slots: Slots, query: Any, model: Model) -> Literal["up", "down"] | None:
    """Return the way in which the words take the measure to have moved; better and worse are the metric's own."""
    if not isinstance(query, Explain) or not isinstance(query.measure, Metric):
        return None
    good = model.metrics[query.measure.name].direction
    if slots.change in ("better", "worse") and good != "none":
        return "up" if (good == "up") == (slots.change == "better") else "down"
    return "up" if slots.change == "up" else "down" if slots.change == "down" else None


def _axes(slots: Slots) -> tuple[str, ...] | None:
    """Return the dimensions to split by; None where something else is asked for."""
    if slots.on or any(getattr(slots, field) for field in _ELSE if field != "bare" or slots.why):
        return None
    if str(slots.change).endswith("rate") or not all(isinstance(name, str) for name in slots.metrics):
        return None
    axes = (*((("dim", slots.which),) if slots.which else ()), *slots.axes)
    # After an explanation, a dimension alone ("and city?") is one to split by.
    made = (*compose_axes(axes, slots), *(Dimension(name=name) for name in slots.bare))
    if (slots.which and slots.why == "why") or not all(isinstance(axis, Dimension) for axis in made):
        return None
    names = tuple(dict.fromkeys(axis.name for axis in made if isinstance(axis, Dimension)))
    return names if len(names) <= MOST_DIMENSIONS else None


def _compares(slots: Slots, period: Any) -> tuple[Compare, ...] | None:
    """Return what the change is against, as far as it was said; None where it is not one thing."""
    compares = tuple(c.model_copy(update={"percent": False}) for c in compose_compares(slots)) if slots.compares else ()
    if len(compares) > 1 or any(_is_other_unit(compare, period) for compare in compares):
        return None
    return tuple(compare.model_copy(update={"unit": None}) for compare in compares)


def _is_other_unit(compare: Compare, period: Any) -> bool:
    """Say whether one unit is set against another: a quarter month over month is three changes, not one."""
    own, other = (getattr(each, "unit", None) for each in (period, compare.period))
    return compare.unit not in (None, own) or (None not in (own, other) and own != other)


def _period(period: Any) -> Any:
    """Return the period of a change; None of "from March to July", which may mean July against March.

    From one month to the next it can only be the next against the one.
    """
    if not isinstance(period, Between) or period.first is None or period.last is None:
        return period
    first, last = period.first, period.last
    if not isinstance(first, Named) or not isinstance(last, Named) or last.unit == "day":
        return period
    return last if _follows(first, last) else None


def _follows(first: Named, last: Named) -> bool:
    """Say whether the second of two units of the calendar comes right after the first."""
    if first.unit != last.unit or first.unit == "week" or first.fiscal != last.fiscal:
        return False
    if (first.year is None) != (last.year is None) or first.year_offset != last.year_offset:
        return False
    many = {"month": 12, "quarter": 4, "half": 2}.get(first.unit, 1)
    places = [(each.year or 0) * many + (each.number or 0) for each in (first, last)]
    return places[1] - places[0] == 1


def _is_open(period: Any) -> bool:
    """Say whether a period is "as of October": since when is not said."""
    return isinstance(period, Between) and period.first is None
