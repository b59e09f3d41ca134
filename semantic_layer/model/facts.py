"""What a database says of itself: tables, columns with what they hold, and which column leads to which table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from semantic_layer.model.definitions import ColumnType


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column: how many rows have a value, how many values differ, and the last day of a time."""

    name: str
    type: ColumnType
    filled: int = 0
    values: int = 0
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table: its name in the database (``schema.table`` outside the default schema), its rows, its key if it has one.

    ``left_out`` are columns that a model cannot name, or whose type it does not know.
    """

    source: str
    rows: int
    columns: tuple[ColumnFacts, ...]
    key: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A column of one table that may hold the key of another; both by their place among the tables."""

    table: int
    column: str
    to: int
    key: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The tables of a database, and the links between them that its rows bear out."""

    tables: tuple[TableFacts, ...]
    links: tuple[Link, ...] = ()
