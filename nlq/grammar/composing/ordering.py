"""The order of a table, and how many of it are kept."""

from __future__ import annotations

import re
from typing import Any

from nlq.grammar.slots.slots import OF_CHANGES, Slots
from nlq.index import Index
from semantic_layer import query as q
from semantic_layer.model.values import TIMES

#: What divides by another metric, and not by a number.
_DIVIDES = re.compile(r"/\s*[(a-zA-Z_]")


class Place(str):
    """The end that is ranked from ("max", "worst", …), and the place from there that alone is asked for."""

    place: int

    def __new__(cls, end: str, place: int | str) -> Place:
        """Return the end, with the place counted from 1."""
        made = super().__new__(cls, end)
        made.place = int(place)
        return made


def compose_order(slots: Slots, index: Index, metrics: Any) -> tuple[q.Order, ...]:
    """Return what the rows are ordered by; nothing where no direction is good and "best" is asked for."""
    places = _ordered_by(slots, metrics)
    if slots.sup and slots.sup[0] in OF_CHANGES:
        side: Any = "change_pct" if slots.sup[1].endswith("_rate") else "change"
        descending = _ranks_high(slots, metrics[places[0]], index)
        return (q.Order(measure=places[0], side=side, descending=descending),) if descending is not None else ()
    how = (slots.sup and slots.sup[1]) or (slots.rank and slots.rank[2])
    if not how:
        how = {"any": "desc", None: "desc"}.get(slots.ranking, slots.ranking) if slots.order_by or slots.ranking else ""
    if not how:
        return ()
    names = [*metrics, *(name for name in slots.order_by if name not in metrics)]
    ends = [is_descending(how, names[place], index) for place in places]
    if None in ends:
        return ()
    return tuple(q.Order(measure=place, descending=bool(end)) for place, end in zip(places, ends, strict=True))


def _ranks_high(slots: Slots, metric: Any, index: Index) -> bool | None:
    """Return whether the highest changes come first: of "the bottom 3 by growth" the lowest do.

    None where the words leave it open: "best" of what has no good direction.
    """
    up, how = slots.sup[1].startswith("up"), slots.rank[2] if slots.rank else slots.ranking
    if how in ("best", "worst"):
        return is_descending(how, metric, index)
    return up if how in (None, "any", "desc", "max", "first") else not up


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
    if how in ("slow", "fastest"):
        # Only what is a time can be slow, and the fastest has least of it.
        return (how == "slow") if is_time(metric, index) else None
    good = index.model.metrics[metric].direction if isinstance(metric, str) else "none"
    return None if good == "none" else (good == "up") == (how == "best")


def is_time(metric: Any, index: Index) -> bool:
    """Say whether a metric is how long something takes."""
    return isinstance(metric, str) and index.model.metrics[metric].unit in TIMES


def adds_up(metric: Any, index: Index) -> bool:
    """Say whether the parts of a metric make its whole: those of a rate or of a mean do not."""
    if not isinstance(metric, str):
        return False
    spec = index.model.metrics[metric]
    plain = spec.calculation.type != "simple" or spec.calculation.agg in ("sum", "count")
    divides = spec.calculation.type == "derived" and _DIVIDES.search(spec.calculation.formula)
    return plain and not divides and spec.calculation.type != "ratio" and spec.unit not in ("share", "ratio")


def is_whole(metric: str, index: Index) -> bool:
    """Say whether a metric is how many or how much there is: no mean and no rate is."""
    return index.model.metrics[metric].unit == "count" or adds_up(metric, index)


def is_counted(metric: str, index: Index) -> bool:
    """Say whether there is so much for each of a metric: a count, or hours that add up."""
    return index.model.metrics[metric].unit == "count" or (is_time(metric, index) and adds_up(metric, index))


def fits_unit(metric: str, unit: str, index: Index) -> bool:
    """A percentage fits a share only, money only money, and a share needs its percent sign."""
    own = index.model.metrics[metric].unit
    return unit == ("things" if own == "count" else own) or (unit == "" and own != "share")


def picks(slots: Slots) -> bool:
    """Say whether only some of the groups are asked for: the highest, the first five."""
    return bool(slots.rank or (slots.sup and slots.sup[0] != "bychg"))


def compose_top(slots: Slots, axes: Any, ranked: Any) -> q.Top | None:
    """Return how many are kept, in each group of the other axes: "top 2 stores in each region" are two a region.

    ``ranked`` is the dimension that is asked for. None where nothing says which of several axes is ranked.
    """
    if not picks(slots):
        return None
    names = slots.together or (ranked,)
    per = tuple(place for place, axis in enumerate(axes) if axis[0] != "dim" or axis[1] not in names)
    if len(per) == len(axes):
        if len(axes) > 1:
            return None
        per = ()
    said = (slots.sup[1] if slots.sup else None, slots.rank[2] if slots.rank else None)
    ends = [how for how in said if isinstance(how, Place)]
    return cut_to(slots.rank[0] if slots.rank else 1, ends[0] if ends else None, per) if len(ends) < 2 else None


def cut_to(number: int, how: Any, per: tuple[int, ...] = ()) -> q.Top | None:
    """Return that so many are kept from an end, or the one in a place; None where several are to be in one place.

    None too where there are more of them, or before them, than a query can keep.
    """
    if max(number, how.place if isinstance(how, Place) else 0) > q.MOST_KEPT:
        return None
    if not isinstance(how, Place):
        return q.Top(n=number, per=per)
    return q.Top(n=1, per=per, skip=how.place - 1) if number == 1 else None
