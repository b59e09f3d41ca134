"""The groups that the last table showed, as a filter: all of them, or the one in a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.composing.predicates import conditions, dimension_of, join_conditions, members_of
from nlq.grammar.slots.slots import Slots
from semantic_layer.query import Data, Dimension, In, InKeys, Metric, Not, Order, Top


def is_cut(table: Data) -> bool:
    """Say whether a table shows some of its groups only: by rank, or by a condition."""
    return table.top is not None or table.having is not None


def is_one_row(table: Data) -> bool:
    """Say whether the one best or worst of a table's groups is all that it shows."""
    return table.top is not None and table.top.n == 1 and not table.top.ties


def shown_groups(table: Data) -> InKeys | None:
    """Return "is among the groups shown"; None where the table has not one breakdown by a dimension."""
    axis = table.by[0] if len(table.by) == 1 else None
    if not isinstance(axis, Dimension):
        return None
    compares = table.compare if any(order.side != "value" for order in table.order) else ()
    keys = table.model_copy(update={"compare": compares, "targets": False, "totals": False})
    return InKeys(dimension=axis.name, query=keys)


def shown_row(table: Data, place: int) -> tuple[Any, ...] | None:
    """Return the conditions under which a group is the one in a place, counted from 1; None where there is none.

    Without an order, a table shows the largest value of its first measure first.
    """
    if not isinstance(table.by[0] if len(table.by) == 1 else None, Dimension):
        return None
    if table.top is not None and (table.top.per or table.top.skip or place > table.top.n):
        return None
    table = table.model_copy(update={"order": table.order or (Order(measure=0),)})
    first, before = (
        shown_groups(table.model_copy(update={"top": Top(n=n, ties=False)})) if n else None for n in (place, place - 1)
    )
    return (first, Not(part=before)) if before is not None else (first,)


def count_shown(table: Data) -> int | None:
    """Return how many groups a table shows, where its query says so: by a rank, or by a list of members."""
    if len(table.by) != 1 or table.having is not None:
        return None
    if table.top is not None:
        return table.top.n if not table.top.per else None
    name = getattr(table.by[0], "name", "")
    picked = [part.query for part in conditions(table.where) if isinstance(part, InKeys) and part.dimension == name]
    if len(picked) == 1 and not members_held(table, name):
        return count_shown(picked[0]) if picked[0].by == table.by else None
    return len(members_held(table, name)) or None


def are_two(table: Data) -> bool:
    """Say whether a table is of two measures, of two members, or of two groups: of "both"."""
    listed = [part for part in conditions(table.where) if isinstance(part, In)]
    return 2 in (len(table.measures), count_shown(table), len(listed[0].values) if len(listed) == 1 else 0)


def leaves_out(table: Data) -> bool:
    """Say whether a table is of all but some, so that it shows what is left."""
    return not is_cut(table) and any(isinstance(part, Not) for part in conditions(table.where))


def members_held(table: Data, dimension: str) -> tuple[Any, ...]:
    """Return the members of a dimension that a table is of; none where no one condition lists them."""
    held = [part for part in conditions(table.where) if dimension_of(part) == dimension]
    return members_of(held[0]) if len(held) == 1 else ()


def rows_instead(query: Any, slots: Slots, context: Any) -> Iterator[Data]:
    """Yield the first rows of the table before with another measure, where as many by that measure are as well meant.

    "The footfall of the top two stores" after complaints by store may be of the two with the most complaints.
    """
    alike = isinstance(query, Data) and isinstance(context, Data) and query.by == context.by and len(context.by) == 1
    if not alike or query.top is None or query.top.skip or slots.order_by or slots.sup or slots.period:
        return
    plain = all(isinstance(measure, Metric) for measure in (*query.measures, *context.measures))
    if not plain or set(query.measures) & set(context.measures) or query.where not in (None, context.where):
        return
    first = context.order[0] if context.order else Order(measure=0)
    if not query.order[0].descending:
        first = first.model_copy(update={"descending": not first.descending})
    shown = shown_groups(context.model_copy(update={"order": (first,), "top": query.top}))
    if shown is not None:
        held = hold(context, (shown,))
        yield held.model_copy(update={"measures": query.measures, "compare": (), "targets": False})


def freeze(table: Data) -> Data | None:
    """Return the table of the groups shown, whatever is asked of them then; None where they cannot be told."""
    if not is_cut(table):
        return table
    groups = shown_groups(table)
    return hold(table, (groups,)) if groups is not None else None


def hold_it(table: Data) -> Data:
    """Return the table of what "it" points at: the one of the groups that was shown, or what the table is of."""
    return (freeze(table) if table.top is not None and count_shown(table) == 1 else None) or table


def hold(table: Data, parts: tuple[Any, ...]) -> Data:
    """Return a table without rank and condition, filtered further."""
    where = join_conditions((*conditions(table.where), *parts))
    return table.model_copy(update={"where": where, "order": (), "top": None, "having": None})
