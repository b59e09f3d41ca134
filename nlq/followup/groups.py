"""The groups of a table ranked, cut and sorted by what is said after it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.followup.said import said_in, value_of
from nlq.followup.shown import freeze, is_cut
from nlq.grammar.composing.ordering import cut_to, is_descending
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.query import Data, Dimension, Metric, Order, Top


def sort_as_said(table: Data, said: Slots, index: Index) -> Data | None:
    """Return the table sorted by what orders already; which end comes first of a column that is named is said there."""
    way = value_of(said, "sort")
    if said.order_by or (way is None and said.ranking == "any"):
        return table if said.order_by else None
    if way is None and (said.axes or said.bare):
        # 按品类从高到低 sorts by what nobody named.
        return None
    return _sort_groups(table, str(way or said.ranking), index)


def _sort_groups(table: Data, way: str, index: Index) -> Data | None:
    """Return the table in the other order; one that is cut by its order would then show other groups.

    None too where the best are to be first and no end is the good one, or it is not the measure that orders.
    """
    if not table.by or table.top is not None:
        return None
    first = table.order[0] if table.order else Order(measure=0)
    descending: bool | None = way == "desc"
    if way in ("best", "worst"):
        descending = _way(way, table, index, first.measure) if first.measure is not None else None
    if descending is None:
        return None
    return table.model_copy(update={"order": (first.model_copy(update={"descending": descending}),)})


def sort_by(table: Data, slots: Slots, index: Index) -> Data | None:
    """Return the table in the order of one of its measures; the highest first, where no order is said."""
    names = [measure.name if isinstance(measure, Metric) else None for measure in table.measures]
    if not table.by or table.top is not None or len(slots.order_by) != 1 or names.count(slots.order_by[0]) != 1:
        return None
    place = names.index(slots.order_by[0])
    way = value_of(slots, "sort") or slots.ranking
    descending = _way("desc" if way in (None, "any") else str(way), table, index, place)
    if descending is None:
        return None
    return table.model_copy(update={"order": (Order(measure=place, descending=descending),)})


def sort_by_axis(table: Data, axes: tuple[Any, ...]) -> Data | None:
    """Return the table in the order of one of its axes: "sort by month"."""
    if len(axes) != 1 or axes[0] not in table.by or table.top is not None:
        return None
    return table.model_copy(update={"order": (Order(axis=table.by.index(axes[0]), descending=False),)})


def drill_into_ranked(slots: Slots, table: Data, index: Index) -> tuple[Slots, Data] | None:
    """Return what is left to say, and the table held to the groups that are ranked and broken down otherwise.

    "The worst plant, by line" after a table by plant is by line, of that plant. None where it cannot be told so.
    """
    axes = {axis[1] for axis in slots.axes if axis[0] == "dim"} | set(slots.bare)
    ranked = Dimension(name=slots.rank[1]) if slots.rank and isinstance(slots.rank[1], str) else None
    if not axes or slots.follows or slots.adding:
        return slots, table
    if ranked is None or ranked not in table.by or ranked.name in axes:
        shown = {axis.name for axis in table.by if isinstance(axis, Dimension)}
        # "The worst one, by category" may be the worst category, or the worst of those shown by its categories.
        one = (slots.sup and slots.sup[0] == "sup") or (slots.rank and slots.rank[:2] == (1, None))
        return None if one and shown - axes else (slots, table)
    if slots.metrics or slots.sup or slots.period is not None:
        return None
    only = table.model_copy(update={"by": (ranked,), "order": (), "top": None}) if len(table.by) > 1 else table
    first = rank_groups(only, Slots(going_on=True, rank=slots.rank), index)
    held = freeze(first) if first is not None else None
    return (replace(slots, rank=None), held) if held is not None else None


def list_which(slots: Slots, table: Data) -> Slots:
    """Return "which branches?" after one number as by branch; of groups that are shown it asks for some of them."""
    alone = said_in(slots) <= {"which", "period", "preds", "shift"}
    if not slots.which or not alone or table.by or any(value for name, value in slots.on if name != "shift"):
        return slots
    return replace(slots, which=None, bare=(slots.which,))


def rank_groups(table: Data, slots: Slots, index: Index) -> Data | None:
    """Return the first of the groups shown ("which is the highest?"), or so many of all ("make it the top 5")."""
    number, dimension, *said = slots.rank or (1, None)
    moved = slots.sup is not None and slots.sup[0] == "supchg"
    if slots.change or (slots.sup and (any(each is not None for each in said) or (dimension and not moved))):
        # "Dropped" and "most" belong together, or the drop would be lost.
        return None
    if not slots.sup:
        return _cut(table, slots.rank, index)
    asked = Dimension(name=slots.which) if slots.which and not dimension else None
    if asked is not None and asked not in table.by:
        # "Which plant was the worst" after a table by month is no month.
        if is_cut(table) or len(table.by) > 1:
            return None
        table = table.model_copy(update={"by": (asked,), "order": ()})
    named = Dimension(name=dimension) if dimension else None
    if named is not None and not table.by and table.top is None:
        table = table.model_copy(update={"by": (named,)})
    return _first(table, slots, index, number) if named is None or named in table.by else None


def _first(table: Data, slots: Slots, index: Index, number: int) -> Data | None:
    what, how = slots.sup
    # "And which the least?" after the one that has most is not asked of that one.
    held = table if table.top is not None and table.top.n == 1 and table.having is None else freeze(table)
    if held is None or len(held.by) != 1 or len(held.measures) != 1:
        return None
    if what == "sup":
        descending = _way(how, held, index)
        top = cut_to(number, how)
        if descending is None or top is None:
            return None
        return _with_top(held, Order(measure=0, descending=descending), top)
    if not held.compare:
        return None
    order = Order(measure=0, side="change_pct" if how.endswith("_rate") else "change", descending=how.startswith("up"))
    if order.side == "change_pct":
        compares = tuple(each.model_copy(update={"percent": True}) for each in held.compare)
        held = held.model_copy(update={"compare": compares})
    top = cut_to(number, None)
    return None if top is None else _with_top(held, order, top)


def _cut(table: Data, rank: Any, index: Index) -> Data | None:
    """Return so many groups, of the breakdown there is or of another that is named, in the order that there is."""
    number, dimension, how = rank
    names = [axis.name for axis in table.by if isinstance(axis, Dimension)]
    if dimension is not None and dimension not in names:
        if table.having is not None or len(table.by) > 1:
            return None
        table = table.model_copy(update={"by": (Dimension(name=dimension),), "order": (), "top": None})
        names = [dimension]
    if dimension is None and len(names) != 1:
        return None
    base = table.order[0] if table.order else Order(measure=0)
    if base.measure is None:
        return None
    order = _turned(base, how, table, index)
    per = tuple(
        place for place, axis in enumerate(table.by) if axis != Dimension(name=dimension or names[0])
    )  # fmt: skip
    top = cut_to(number, how, per)
    return _with_top(table, order, top) if order is not None and top is not None else None


def _turned(order: Order, how: str | None, table: Data, index: Index) -> Order | None:
    """Return the order that "top" and "bottom" ask for; of a change ranked before, "top" is the order there is."""
    if how is None or (order.side != "value" and how == "desc"):
        return order
    descending = _way(how, table, index, order.measure or 0)
    return None if descending is None or order.side != "value" else order.model_copy(update={"descending": descending})


def _way(how: str, table: Data, index: Index, place: int = 0) -> bool | None:
    measure = table.measures[place]
    return is_descending(how, measure.name if isinstance(measure, Metric) else (measure.kind,), index)


def _with_top(table: Data, order: Order, top: Top) -> Data:
    ties = table.top.ties if table.top else True
    return table.model_copy(update={"order": (order,), "top": top.model_copy(update={"ties": ties})})
