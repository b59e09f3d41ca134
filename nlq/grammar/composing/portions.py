"""What a share is of: of the groups along an axis, or of what a filter names in the whole."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.predicates import compose_predicate, compose_where
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer import query as q


def compose_shares(values: list[Any], slots: Slots, axes: Any, index: Index, *, beside: int) -> tuple[list[Any], Any]:
    """Return the measures of shares, None where one cannot be told, and the filter they go with.

    ``beside`` so many other measures: beside one, a share is of it and along what it is broken down by. Beside
    several, it may be of any.
    """
    if len(values) == 1 and (not beside or (beside == 1 and _has_groups(axes))):
        return _share(values[0][1], slots, axes, index)
    return [None for _ in values], compose_where(slots.preds)


def _share(name: str, slots: Slots, axes: Any, index: Index) -> tuple[list[Any], Any]:
    """Return a share along the axes, or, without any, of what the one filter names in the whole.

    Of two filters the finer is the part, where one lies in the other: Shanghai's share in East China's sales.
    """
    if _has_groups(axes):
        of: Any = "grand" if slots.one_by_one else "filtered"
        return [q.Combine(op="share", measures=(q.Metric(name=name),), of=of, alias=f"{name}_share")], compose_where(
            slots.preds
        )
    own = [pred for pred in slots.preds if not any(_lies_in(other, pred, index) for other in slots.preds)]
    whole = [pred for pred in slots.preds if pred not in own]
    if len(own) != 1 or any(not _lies_in(own[0], pred, index) for pred in whole):
        return [None], None
    part = q.Metric(name=name, where=compose_predicate(own[0]))
    where = compose_where(whole)
    return [q.Combine(op="divide", measures=(part, q.Metric(name=name)), alias=f"{name}_share")], where


def _lies_in(pred: Any, other: Any, index: Index) -> bool:
    """Say whether each thing that a filter names lies in one that the other names: a city in its region."""
    if pred[0] != "in" or other[0] != "in" or pred[1] == other[1]:
        return False
    tables = [index.model.dimensions[each[1]].table for each in (pred, other)]
    return tables[0] != tables[1] and index.reaches(*tables) and not index.reaches(*reversed(tables))


def _has_groups(axes: Any) -> bool:
    return any(axis[0] == "dim" for axis in axes)
