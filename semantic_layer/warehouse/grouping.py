"""Dimensions that are said to group the members of another, and do not."""

from __future__ import annotations

import datetime as dt

from semantic_layer.compiler.claims import groups_sql, table_of_both
from semantic_layer.model import Model
from semantic_layer.model.findings import Findings, warning
from semantic_layer.warehouse.database import Database


def find_wrong_groups(model: Model, database: Database, today: dt.date) -> Findings:
    """Yield each ``of`` of a dimension where a member of that has several of it: which way round it is, if any."""
    for name in model.dimensions:
        yield from _check_groups(model, database, name, today)


def _check_groups(model: Model, database: Database, name: str, today: dt.date) -> Findings:
    member = model.dimensions[name].of
    table = table_of_both(model, member, name) if member else None
    if member is None or table is None:
        return
    total, several = _count(model, database, table, (member, name), today)
    if not several:
        return
    told = f"{several} of {total} members of {member} {'has' if several == 1 else 'have'} several of {name}, "
    told += f"so {name} does not group {member}. "
    if _count(model, database, table, (name, member), today)[1]:
        told += f"Nor does {member} group {name}: leave `of` out."
    else:
        told += f"It is the other way round: write `of: {name}` at {member}."
    yield warning(("dimensions", name), ("of",), told, "grouping")


def _count(
    model: Model, database: Database, table: str, pair: tuple[str, str], today: dt.date
) -> tuple[int, int]:  # fmt: skip
    _, rows = database.run_sql(groups_sql(model, table, *pair, today, database.dialect))
    return int(rows[0][0]), int(rows[0][1])
