"""Filters that may be meant to give way: after a city, a region that it does not lie in."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.predicates import compose_predicate, conditions, dimension_of, join_conditions
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.model.inputs import metric_tables
from semantic_layer.names import metrics_of
from semantic_layer.query import Board, Data, Explain, Not


def without_related(slots: Slots, context: Any, index: Index) -> Any:
    """Return the query to go on from without the filters that a member named now may take the place of.

    Such are those on other dimensions of the same things, or of what these belong to: a store's city and its region.
    None where there are none. Whether they do give way, only the data can tell.
    """
    if not isinstance(context, Data | Board | Explain):
        return None
    # A day that is not settled yet, and what is one's own, name no member.
    said = [compose_predicate(pred) for pred in slots.preds if pred[0] not in ("when", "own")]
    named = {dimension_of(part) for part in said if not isinstance(part, Not)}
    parts = conditions(context.where)
    facts = {table for name in metrics_of(context, index.model) for table in metric_tables(name, index.model.metrics)}
    named = {name for name in named if name is not None and _is_of_things(name, facts, index)}
    kept = [part for part in parts if not any(_are_related(dimension_of(part), name, index) for name in named)]
    return context.model_copy(update={"where": join_conditions(kept)}) if len(kept) < len(parts) else None


def is_split_apart(query: Any, index: Index) -> bool:
    """Say whether a filter is on what nothing links to what is measured: the revenue of emergency admissions."""
    if not isinstance(query, Data):
        return False
    facts = {table for name in metrics_of(query, index.model) for table in metric_tables(name, index.model.metrics)}
    names = {name for part in conditions(query.where) if (name := dimension_of(part)) is not None}
    tables = {index.model.dimensions[name].table for name in names if name in index.model.dimensions}
    return any(not index.reaches(fact, table) for fact in facts for table in tables)


def _is_of_things(dimension: str, facts: set[str], index: Index) -> bool:
    """Say whether a dimension is one of the things that what is measured belongs to: a reason is of the rows alone."""
    table = index.model.dimensions[dimension].table
    return table not in facts and any(index.reaches(fact, table) for fact in facts)


def _are_related(one: str | None, other: str | None, index: Index) -> bool:
    if one is None or other is None or one == other:
        return False
    # Where something goes from and to are two places, though both are airports.
    via = [index.model.dimensions[name].via for name in (one, other)]
    tables = [index.model.dimensions[name].table for name in (one, other)]
    return via[0] == via[1] and (index.reaches(*tables) or index.reaches(*reversed(tables)))
