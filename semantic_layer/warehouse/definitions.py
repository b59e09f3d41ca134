"""Definitions that the rows belie: conditions that none meets, values that none has, spans that end too early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from semantic_layer.compiler.claims import backward_sql, meeting_sql, rival_snapshots_sql, values_sql
from semantic_layer.model import Model
from semantic_layer.model.calculations import Balance, Condition, Input, Scalar
from semantic_layer.model.check_metrics import leaf_metrics
from semantic_layer.model.findings import Findings, Place, warning
from semantic_layer.model.inputs import SIDES, placed_by
from semantic_layer.model.nearest import nearest
from semantic_layer.model.source import Key
from semantic_layer.warehouse.database import Database
from semantic_layer.warehouse.strays import share

#: Values of a column among which the nearest to one that is not there is looked for.
MOST_VALUES = 5_000
#: A condition on rows of a table, counted on a column of time, at the key of the metric where it is written.
Where = tuple[Key, str, str | None, tuple[Condition, ...]]


def find_unmet(model: Model, database: Database, today: dt.date) -> Findings:
    """Yield conditions of metrics with a value that no row has, or that no row meets together."""
    for name in model.metrics:
        for at, leaf, own in _sides(model, name):
            calculation: Any = model.metrics[leaf].calculation
            lost = list(_lost_values(model, database, ("metrics", name), (*at, "where"), calculation.table, own))
            yield from lost
            together = own if not at[1:] else (*calculation.where, *own)
            if not lost and not _met(model, database, calculation, together, today):
                message = f"no row of {calculation.table} meets its conditions: there is never anything to it."
                yield warning(("metrics", name), (*at, "where"), message, "never_met")


def _sides(model: Model, name: str) -> Iterator[tuple[Key, str, tuple[Condition, ...]]]:
    """Yield where a metric writes conditions, the metric whose rows they are on, and the conditions."""
    calculation: Any = model.metrics[name].calculation
    if hasattr(calculation, "table"):
        if calculation.where:
            yield ("calculation",), name, calculation.where
    for side in SIDES:
        given: Input | None = getattr(calculation, side, None)
        if given is None or not given.where:
            continue
        for leaf in leaf_metrics(model, given.metric):
            yield ("calculation", side), leaf, given.where


def _lost_values(
    model: Model, database: Database, place: Place, at: Key, table: str, conditions: tuple[Condition, ...]
) -> Findings:
    for index, condition in enumerate(conditions):
        many = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        asked = [each for each in many if each is not None and not isinstance(each, bool)]
        if condition.op not in ("=", "!=", "in", "not_in") or not asked:
            continue
        there, column = _column(model, table, condition.field)
        _, rows = database.run_sql(values_sql(model, there, column, database.dialect, asked))
        found = {row[0] for row in rows}
        for value in (each for each in asked if each not in found):
            does = "leaves out" if condition.op in ("!=", "not_in") else "keeps"
            message = f"no row of {there} has {column} “{value}”: that {does} nothing."
            near = _nearest(model, database, there, column, value)
            yield warning(place, (*at, index, "value"), message, "unknown_value", near)


def _column(model: Model, table: str, field: str) -> tuple[str, str]:
    if field in model.tables[table].columns:
        return table, field
    return model.dimensions[field].table, model.dimensions[field].column


def _nearest(model: Model, database: Database, table: str, column: str, value: Scalar) -> tuple[str, ...]:
    if not isinstance(value, str):
        return ()
    _, rows = database.run_sql(values_sql(model, table, column, database.dialect), row_cap=MOST_VALUES)
    return nearest(value, [str(row[0]) for row in rows])


def _met(
    model: Model, database: Database, calculation: Any, conditions: tuple[Condition, ...], today: dt.date
) -> bool:  # fmt: skip
    time = placed_by(calculation)
    sql = meeting_sql(model, calculation.table, time, conditions, today, database.dialect)
    return bool(database.run_sql(sql, row_cap=1)[1])


def find_rival_snapshots(model: Model, database: Database) -> Findings:
    """Yield balances whose ``entity`` has several snapshots at one moment: all but one of them do not count."""
    for name, metric in model.metrics.items():
        calculation = metric.calculation
        if not isinstance(calculation, Balance) or not calculation.entity:
            continue
        _, rows = database.run_sql(rival_snapshots_sql(model, calculation, database.dialect))
        total, rivals = (int(each) for each in rows[0])
        if rivals:
            table = model.tables[calculation.table]
            time = calculation.time or table.time
            left = [column for column in table.key if column not in (*calculation.entity, time)]
            hint = f" The key has {', '.join(left)} too." if left else ""
            message = f"{share(rivals, total)} of {calculation.table} have the {', '.join(calculation.entity)} and the "
            message += f"moment of another: of those, one counts and the rest do not.{hint}"
            yield warning(("metrics", name), ("calculation", "entity"), message, "rival_snapshots")


def find_backward(model: Model, database: Database) -> Findings:
    """Yield spans of rows that end before they begin: they hold on no day."""
    for place, at, table, start, end in _spans(model):
        total, early = database.run_sql(backward_sql(model, table, start, end, database.dialect))[1][0]
        if early:
            told = f"{share(early, total)} of {table} have a {end} before their {start}: they hold on no day."
            more = " Are the two swapped?" if early * 2 > total else ""
            yield warning(place, at, told + more, "backward")


def _spans(model: Model) -> Iterator[tuple[Place, Key, str, str, str]]:
    for name, metric in model.metrics.items():
        given: Any = metric.calculation
        if getattr(given, "valid_from", None) and given.valid_to:
            yield ("metrics", name), ("calculation", "valid_from"), given.table, given.valid_from, given.valid_to
    for name, spec in model.dimensions.items():
        if spec.valid_from and spec.valid_to:
            yield ("dimensions", name), ("valid_from",), spec.table, spec.valid_from, spec.valid_to
    for name, table in model.tables.items():
        if table.history and table.history.end:
            yield ("tables", name), ("history",), name, table.history.start, table.history.end
