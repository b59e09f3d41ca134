"""What a calculation lacks: parts that its kind needs, and columns of a type that it cannot use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from semantic_layer.model.check_times import has_time
from semantic_layer.model.definitions import (
    Balance,
    ColumnType,
    EntityCount,
    EntityHaving,
    FirstTime,
    Retention,
    Simple,
    Table,
)
from semantic_layer.model.inputs import time_place
from semantic_layer.model.model import Model
from semantic_layer.model.values import NUMBERS

#: The part of a calculation at which something is wrong, and what it is.
Lack = tuple[str, str]


def what_lacks(model: Model, calculation: Any) -> Iterator[Lack]:
    """Yield what is wrong with a calculation over the rows of a table, beside names that do not exist."""
    table = model.tables[calculation.table]
    if isinstance(calculation, Simple):
        yield from _simple(calculation, table)
    elif isinstance(calculation, Balance):
        yield from _balance(model, calculation)
    elif isinstance(calculation, EntityCount) and calculation.having:
        yield from _having(calculation.having, table)
    elif isinstance(calculation, FirstTime | Retention) and not has_time(model, calculation):
        yield "time", "the table has no time column: name one in the table or the metric."


def _simple(calculation: Simple, table: Table) -> Iterator[Lack]:
    kind = _kind(calculation.column, table)
    if calculation.agg != "count" and not calculation.column:
        yield "agg", f"{calculation.agg} needs a column."
    if calculation.agg in ("sum", "avg", "median", "percentile") and kind and kind not in NUMBERS:
        yield "column", f"{calculation.agg} needs a number; {calculation.column} is {kind}."
    if (calculation.agg == "percentile") != (calculation.percentile is not None):
        yield "percentile", "a percentile, and only a percentile, says which (0–1)."


def _having(having: EntityHaving, table: Table) -> Iterator[Lack]:
    kind = _kind(having.column, table)
    if not having.agg.startswith("count") and not having.column:
        yield "having", f"{having.agg} needs a column."
    if not having.agg.startswith("count") and kind and kind not in NUMBERS:
        yield "having", f"{having.agg} is compared with a number; {having.column} is {kind}."


def _kind(column: str | None, table: Table) -> ColumnType | None:
    return table.columns[column].type if column in table.columns else None


def _balance(model: Model, calculation: Balance) -> Iterator[Lack]:
    if not has_time(model, calculation):
        yield "time", "a balance needs a snapshot time, or valid_from."
    kind = _kind(calculation.column, model.tables[calculation.table])
    if kind and kind not in NUMBERS:
        yield "column", f"a balance adds numbers up; {calculation.column} is {kind}."
    if calculation.valid_to and not calculation.valid_from:
        yield "valid_from", "is missing beside valid_to."
    for part in ("time", "entity", "stale_after") if calculation.valid_from else ():
        if getattr(calculation, part):
            yield part, "is of snapshots, and has no effect beside valid_from."
    if not (calculation.entity or calculation.valid_from or calculation.take == "average"):
        there, column = time_place(model.tables, calculation.table, calculation.time) or ("", "")
        time = model.tables[there].columns.get(column) if there in model.tables else None
        if time is not None and time.type != "date":
            yield "entity", "is missing: of snapshots taken at any time of day, it says what each one counts."
