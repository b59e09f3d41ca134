"""What a check of a model finds, and the small questions the checks share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import Literal, NamedTuple

from semantic_layer.issues import ModelProblem
from semantic_layer.model.definitions import ColumnType, Scalar, Table
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.source import HEADER_FILE, Key, Source

#: A part of a model: its section, and its name or its place in the list.
Place = tuple[str, str | int]
#: Where a part, and a key inside it, is written.
Locate = Callable[[Place, Key], tuple[Source, Key]]


class Finding(NamedTuple):
    """One problem: the part, the key inside it, the message; ``name`` is the name that was not found."""

    place: Place
    rest: Key
    message: str
    near: tuple[str, ...] = ()
    code: str = "invalid"
    name: str = ""
    severity: Literal["error", "warning"] = "error"


Findings = Iterator[Finding]
#: Types of columns that place a row in time.
TIMES: tuple[ColumnType, ...] = ("date", "timestamp", "timestamptz")


def warning(place: Place, rest: Key, message: str, code: str, near: tuple[str, ...] = ()) -> Finding:
    """Return a finding that a model is served with all the same."""
    return Finding(place, rest, message, near, code, severity="warning")


def nowhere(place: Place, rest: Key) -> tuple[Source, Key]:
    """Return where a part is written of which nobody knows: the start of the header's file."""
    return Source(HEADER_FILE), (*place, *rest)


def tell_finding(found: Finding, locate: Locate) -> ModelProblem:
    """Return a finding as a problem at its file and line."""
    source, key = locate(found.place, found.rest)
    return source.problem(key, found.message, found.near, found.code, found.severity)


def missing(place: Place, rest: Key, name: str, names: Collection[str], what: str) -> Findings:
    """Yield a finding if ``name`` is not among ``names``, with the nearest that are."""
    if name not in names:
        message = f"there is no {what} “{name}”."
        yield Finding(place, rest, message, nearest(name, names), "unknown_name", name)


def misplaced(place: Place, rest: Key, column: str, table: Table) -> Findings:
    """Yield a finding if ``column`` is not one of the table's, or is no time."""
    yield from missing(place, rest, column, table.columns, "column")
    if column in table.columns and table.columns[column].type not in TIMES:
        yield Finding(place, rest, f"{column} is no date or timestamp.")


def reached_from(model: Model, table: str) -> frozenset[str]:
    """Return the tables that each row of ``table`` has at most one row of, itself included."""
    seen = {table}
    todo = [table]
    while todo:
        here = todo.pop()
        fresh = {join.to for join in model.joins if join.table == here} - seen
        seen |= fresh
        todo += fresh
    return frozenset(seen)


def type_of(model: Model, dimension: str) -> ColumnType | None:
    """Return the type of a dimension's column; None where anything on the way is not there."""
    spec = model.dimensions.get(dimension)
    table = model.tables.get(spec.table) if spec else None
    column = table.columns.get(spec.column) if table and spec else None
    return column.type if column else None


def fits(value: Scalar, kind: ColumnType) -> bool:
    """Return whether a value can equal a value of a column of this type.

    >>> fits("3", "integer"), fits(3, "number"), fits(True, "integer")
    (False, True, False)
    """
    if kind == "text":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, dt.date)
