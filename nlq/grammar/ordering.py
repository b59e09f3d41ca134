"""The order of a table, and how many of it are kept."""

from __future__ import annotations

from typing import Any

from nlq.grammar.slots import Slots
from nlq.index import Index
from semantic_layer import query as q


def compose_order(slots: Slots, index: Index, metrics: Any) -> tuple[q.Order, ...]:
    """Return what the rows are ordered by; nothing where no direction is good and "best" is asked for."""
    places = _ordered_by(slots, metrics)
    if slots.sup and slots.sup[0] == "supchg":
        side: Any = "change_pct" if slots.sup[1].endswith("_rate") else "change"
        return (q.Order(measure=places[0], side=side, descending=slots.sup[1].startswith("up")),)
    if slots.by_change:
        return _by_change(slots, index, metrics[0])
    how = (slots.sup and slots.sup[1]) or (slots.rank and slots.rank[2])
    if not how:
        asked = slots.order_by or slots.ranking
        return tuple(q.Order(measure=place, descending=slots.ranking != "asc") for place in places) if asked else ()
    names = [*metrics, *(name for name in slots.order_by if name not in metrics)]
    ends = [is_descending(how, names[place], index) for place in places]
    if None in ends:
        return ()
    return tuple(q.Order(measure=place, descending=bool(end)) for place, end in zip(places, ends, strict=True))


def _by_change(slots: Slots, index: Index, metric: Any) -> tuple[q.Order, ...]:
    """Return the order by how much a measure moved; nothing where the end that is wanted is not clear."""
    way, wanted = str(slots.by_change), slots.rank and slots.rank[2]
    side: Any = "change_pct" if way.endswith("_rate") else "change"
    end = is_descending(wanted, metric, index) if wanted else slots.ranking != "asc"
    if end is None or (way.startswith("down") and not end):
        # "The bottom three by decline" may be those that fell least, or those that rose.
        return ()
    return (q.Order(measure=0, side=side, descending=end and way.startswith("up")),)


def _ordered_by(slots: Slots, metrics: Any) -> tuple[int, ...]:
    """Return the places of the measures that the rows are ordered by, the first before the next."""
    names = [*metrics, *(name for name in slots.order_by if name not in metrics)]
    return tuple(names.index(name) for name in slots.order_by) or (0,)


def is_descending(how: str, metric: Any, index: Index) -> bool | None:
    """Return whether the wanted end is the high one; "best" and "worst" follow the good direction."""
    if how in ("desc", "max", "first"):
        return True
    if how in ("asc", "min", "last"):
        return False
    good = index.model.metrics[metric].direction if isinstance(metric, str) else "none"
    return None if good == "none" else (good == "up") == (how == "best")


def compose_top(slots: Slots, axes: Any, ranked: Any) -> q.Top | None:
    """Return how many are kept, in each group of the other axes: "top 2 stores in each region" are two a region.

    ``ranked`` is the dimension that is asked for. None where nothing says which of several axes is ranked.
    """
    if not slots.rank and not slots.sup:
        return None
    names = slots.together or (ranked,)
    per = tuple(place for place, axis in enumerate(axes) if axis[0] != "dim" or axis[1] not in names)
    if len(per) == len(axes):
        if len(axes) > 1:
            return None
        per = ()
    return q.Top(n=slots.rank[0] if slots.rank else 1, per=per)
