"""What could be meant by a question that names no KPI, but what it is broken down by, or when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.boards import is_about_targets
from nlq.grammar.composing.compose import compose_query
from nlq.grammar.composing.ordering import adds_up
from nlq.grammar.parse.cover import Cover
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.query import Data

#: Metrics that are tried for a question that names none.
TRIED = 12
#: What asks for something else than the value of a metric.
_ELSE = (
    "metrics", "why", "aspects", "what", "pronoun", "board", "listing", "catalogue", "done", "verbs", "columns",
    "makes_up", "on", "order_by", "having", "count", "counting", "adding", "department",
)  # fmt: skip


def queries_lacking(
    covers: Sequence[Cover], index: Index, among: Sequence[str] | None = None
) -> tuple[tuple[Data, Cover], ...]:
    """Return what the fullest cover without a metric asks of each metric that it may mean, the nearest first.

    ``among`` are the metrics that are tried; the nearest alone where none are given.
    """
    for cover in covers:
        slots = cover.slots
        if not _names_something(slots) or any(getattr(slots, name) for name in _ELSE) or is_about_targets(slots):
            continue
        names = _candidates(slots, index) if among is None else among
        found = tuple(query for name in names for query in _asked_of(name, slots, index))
        if found:
            return tuple((query, cover) for query in found)
    return ()


def _names_something(slots: Slots) -> bool:
    return bool(slots.period or dimensions_named(slots) or slots.axes)


def _asked_of(name: str, slots: Slots, index: Index) -> Iterator[Data]:
    if slots.portion and not adds_up(name, index):
        return
    value: Any = ("share", name) if slots.portion else name
    query = compose_query(replace(slots, metrics=(value,), portion=""), index)
    if isinstance(query, Data):
        yield query


def _candidates(slots: Slots, index: Index) -> list[str]:
    """Return the metrics to try: the core ones, then those of the rows that hold what is named."""
    tables = {index.model.dimensions[name].table for name in dimensions_named(slots)}
    usable = {name: metric for name, metric in index.model.metrics.items() if metric.status != "deprecated"}
    near = [name for name, metric in usable.items() if getattr(metric.calculation, "table", None) in tables]
    core = [name for name, metric in usable.items() if metric.core]
    return list(dict.fromkeys((*core, *near, *usable)))[:TRIED]


def dimensions_named(slots: Slots) -> set[str]:
    """Return the dimensions that are spoken of."""
    axes = {axis[1] for axis in slots.axes if axis[0] == "dim"}
    ranked = {slots.rank[1]} if slots.rank else set()
    filters = {pred[1][1] if pred[0] == "not" else pred[1] for pred in slots.preds}
    named = {*axes, *slots.bare, slots.which, *ranked, *filters}
    return {name for name in named if isinstance(name, str)}
