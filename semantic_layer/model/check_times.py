"""Where rows get their time: a column of their own, or of a table that each row leads to in one way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from semantic_layer.compiler.paths import find_paths
from semantic_layer.model.findings import TIMES, Finding, Findings, Place, missing
from semantic_layer.model.inputs import time_place
from semantic_layer.model.model import Model
from semantic_layer.model.source import Key


def check_time(model: Model, place: Place, at: Key, table: str, time: str) -> Findings:
    """Yield what is wrong with a time column of a table, written as a column or as ``table.column``."""
    there, column = time_place(model.tables, table, time) or (table, time)
    yield from missing(place, at, there, model.tables, "table")
    if there not in model.tables:
        return
    columns = model.tables[there].columns
    yield from missing(place, at, column, columns, f"column of {there}")
    if column in columns and columns[column].type not in TIMES:
        yield Finding(place, at, f"{time} is no date or timestamp.")
    for message in _on_the_way(model, table, there) if "." in time else ():
        yield Finding(place, at, message, code="unreachable")


def _on_the_way(model: Model, table: str, there: str) -> Iterator[str]:
    paths = [path for path in find_paths(model.joins, table, there) if path]
    if not paths:
        yield f"no many-to-one path leads from {table} to {there}."
    elif len(paths) > 1:
        yield f"{len(paths)} paths lead from {table} to {there}: nothing says which of them gives a row its time."
    elif any(model.tables[join.to].history for join in paths[0] if join.to in model.tables):
        yield f"a table with a history is on the way to {there}: which of its rows held would need the time first."


def has_time(model: Model, calculation: Any) -> bool:
    """Say whether the rows that a calculation aggregates have a time; true where their table is not there at all."""
    table = getattr(calculation, "table", None)
    if table not in model.tables or getattr(calculation, "valid_from", None):
        return True
    return time_place(model.tables, table, calculation.time) is not None
