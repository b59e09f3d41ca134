"""Rows that are astray: keys that are NULL or lead nowhere, and histories that overlap."""

from __future__ import annotations

from semantic_layer.compiler.soundness import overlaps_sql, strays_sql
from semantic_layer.model import Model
from semantic_layer.model.findings import Findings, warning
from semantic_layer.warehouse.database import Database


def find_strays(model: Model, database: Database, index: int) -> Findings:
    """Yield how many rows of a join's table have a key without a partner, and, unless it is optional, no key."""
    join = model.joins[index]
    _, rows = database.run_sql(strays_sql(model, join, database.dialect))
    total, without, lost = rows[0]
    key = ", ".join(join.on)
    if lost:
        message = f"{share(lost, total)} of {join.table} have a {key} that {join.to} does not have."
        yield warning(("joins", index), (), f"{message} They count under no member.", "orphans")
    if without and not join.optional:
        message = f"{share(without, total)} of {join.table} have no {key}: they count under no member."
        yield warning(("joins", index), (), f"{message} If that is meant, say `optional: true`.", "null_keys")


def find_overlaps(model: Model, database: Database, table: str) -> Findings:
    """Yield how many rows of a history are not over when the entity's next one begins: they are cut short there."""
    if model.tables[table].history is None:
        return
    _, rows = database.run_sql(overlaps_sql(model, table, database.dialect))
    total, late = rows[0]
    if late:
        message = f"{share(late, total)} are not over when the next one of the same entity begins: each ends there."
        yield warning(("tables", table), ("history",), message, "overlaps")


def share(count: int, total: int) -> str:
    """Return a number of rows with their share of all.

    >>> share(1, 4), share(2, 10_000)
    ('1 row (25.0%)', '2 rows (under 0.1%)')
    """
    part = f"{count / total:.1%}" if count / total >= 0.0005 else "under 0.1%"
    return f"{count:,} row{'s' if count > 1 else ''} ({part})"
