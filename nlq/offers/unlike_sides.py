"""What could be meant by a part of a year set against a year: "October orders against 2025", 10月订单量对比2025年.

The same part of that year, or the whole of it: the two say quite different things of the month, and neither is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlq.grammar.composing.compose import compose_query
from nlq.grammar.parse.cover import Cover
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.query import Compare, Data, Named


def queries_unlike(covers: Sequence[Cover], index: Index) -> tuple[tuple[Data, Cover], ...]:
    """Return what the best cover of a part of a year against a year may ask: against that part of it, and against all.

    Nothing where that is not asked.
    """
    for cover in covers:
        found = _sides(cover.slots, index)
        if found:
            return tuple((query, cover) for query in found)
    return ()


def _sides(slots: Slots, index: Index) -> tuple[Data, ...]:
    year, part = _year_of(slots), slots.period
    if year is None or not isinstance(part, Named) or part.unit == "year" or part.fiscal != year.fiscal:
        return ()
    like = part.model_copy(update={"year": year.year, "year_offset": year.year_offset})
    query = compose_query(replace(slots, compares=(Compare(basis="period", period=like),)), index)
    if not isinstance(query, Data) or like == part or len(query.compare) != 1:
        return ()
    whole = query.compare[0].model_copy(update={"basis": "period", "unit": None, "period": year})
    return query, query.model_copy(update={"compare": (whole,)})


def _year_of(slots: Slots) -> Named | None:
    """Return the year by name that is set against the period, if nothing else is."""
    if len(slots.compares) != 1 or slots.why:
        return None
    other = slots.compares[0].period
    return other if isinstance(other, Named) and other.unit == "year" else None
