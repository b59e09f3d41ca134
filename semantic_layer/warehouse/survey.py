"""What a database holds, for a model to be drafted from: read from its own catalogue and checked on its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import get_args

from semantic_layer.compiler.surveys import columns_sql, combinations_sql, contents_sql, default_schema_sql, found_sql
from semantic_layer.model.definitions import ColumnType
from semantic_layer.model.facts import ColumnFacts, Link, Survey, TableFacts
from semantic_layer.model.findings import TIMES
from semantic_layer.model.name_words import guess_links
from semantic_layer.model.shapes import NAME
from semantic_layer.warehouse.database import Database
from semantic_layer.warehouse.live import _is_kind
from semantic_layer.warehouse.warehouse import Warehouse

#: A key is one column or a few, and they come first.
LONGEST_KEY = 4


def survey_warehouse(warehouse: Warehouse) -> Survey:
    """Return the tables of a warehouse, and the links between them.

    Raises:
        WarehouseError: the engine failed, or a table is so large that it ran out of time.
    """
    database = warehouse._database  # the tables of no model are asked for here: there is none yet
    tables = tuple(_tables(database))
    links: dict[tuple[int, str], Link] = {}
    for link in guess_links(tables):
        if (link.table, link.column) not in links and _is_borne_out(link, tables, database):
            links[link.table, link.column] = link
    return Survey(tables, tuple(links.values()))


def _tables(database: Database) -> Iterator[TableFacts]:
    _, rows = database.run_sql(columns_sql(database.dialect))
    _, default = database.run_sql(default_schema_sql(database.dialect))
    for (schema, table), found in groupby(rows, key=lambda row: (row[0], row[1])):
        source = table if schema == default[0][0] else f"{schema}.{table}"
        if "." not in table:
            yield _table(source, [(row[2], row[3]) for row in found], database)


def _table(source: str, found: Sequence[tuple[str, str]], database: Database) -> TableFacts:
    named = {name: kind_of(kind, database.dialect) for name, kind in found if NAME.match(name)}
    columns = [ColumnFacts(name, kind) for name, kind in named.items() if kind is not None]
    left_out = tuple(name for name, _ in found if named.get(name) is None)
    _, rows = database.run_sql(contents_sql(source, columns, TIMES, database.dialect))
    count, *cells = rows[0]
    filled = [
        ColumnFacts(column.name, column.type, *cells[3 * place : 3 * place + 3]) for place, column in enumerate(columns)
    ]
    return TableFacts(source, count, tuple(filled), _key(source, count, filled, database), left_out)


def kind_of(kind: str, dialect: str) -> ColumnType | None:
    """Return how a model calls a type of the engine, by what ``--live`` takes for it; None where it has no such type.

    >>> [kind_of(kind, "duckdb") for kind in ("DECIMAL(10,2)", "TIMESTAMP WITH TIME ZONE", "BLOB")]
    ['number', 'timestamptz', None]
    """
    kinds: tuple[ColumnType, ...] = get_args(ColumnType)
    return next((name for name in kinds if _is_kind(kind.upper(), name, dialect)), None)


def _key(source: str, rows: int, columns: Sequence[ColumnFacts], database: Database) -> tuple[str, ...]:
    """Return the column that tells rows apart, else the fewest first columns that do together."""
    whole = [column.filled == rows and column.type in ("integer", "text", "date") for column in columns]
    for column, is_whole in zip(columns, whole, strict=True):
        if rows and is_whole and column.values == rows:
            return (column.name,)
    first = [column.name for column, _ in takewhile(lambda pair: pair[1], zip(columns, whole, strict=True))]
    for count in range(2, min(len(first), LONGEST_KEY) + 1):
        _, found = database.run_sql(combinations_sql(source, first[:count], database.dialect))
        if rows and found[0][0] == rows:
            return tuple(first[:count])
    return ()


def _is_borne_out(link: Link, tables: Sequence[TableFacts], database: Database) -> bool:
    """Say whether the other table has more than half of the values; that it has each once, its key says."""
    source, target = tables[link.table].source, tables[link.to].source
    _, rows = database.run_sql(found_sql(source, link.column, target, link.key, database.dialect))
    values, known = rows[0]
    return bool(2 * known > values)
