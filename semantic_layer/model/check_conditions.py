"""Conditions that contradict each other: what is counted under them is always nothing, and would be told as 0."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from semantic_layer.model.calculations import Condition, Input, Simple
from semantic_layer.model.check_metrics import leaf_metrics
from semantic_layer.model.conditions import listed_values, meets
from semantic_layer.model.definitions import ColumnType
from semantic_layer.model.findings import Finding, Findings, type_of
from semantic_layer.model.inputs import SIDES
from semantic_layer.model.model import Model
from semantic_layer.model.source import Key

#: What a condition looks at: a column of the rows, or a dimension that they lead to.
Looked = str


def check_conditions(model: Model) -> Findings:
    """Yield metrics whose own conditions leave out all that they ask for, alone or together with their input's."""
    for name, metric in model.metrics.items():
        calculation: Any = metric.calculation
        lost = _contradiction(model, name, getattr(calculation, "where", ()))
        if lost:
            at: Key = ("calculation", "where")
            message = f"its conditions on {lost.field} contradict each other: no row meets them."
            yield Finding(("metrics", name), at, message, code="never_holds")
            continue
        for side in SIDES:
            given: Input | None = getattr(calculation, side, None)
            if given is None or not given.where:
                continue
            leaves = leaf_metrics(model, given.metric)
            losses = [_contradiction(model, leaf, (*_own(model, leaf), *given.where)) for leaf in leaves]
            if all(losses) and losses and losses[0]:
                message = f"{given.metric} leaves out what the condition on {losses[0].field} asks for: it is always 0."
                near = _those_of(model, leaves[0], given.where)
                yield Finding(("metrics", name), ("calculation", side, "where"), message, near, "never_holds")


def _own(model: Model, name: str) -> tuple[Condition, ...]:
    calculation: Any = model.metrics[name].calculation
    return tuple(calculation.where)


def _contradiction(model: Model, name: str, conditions: tuple[Condition, ...]) -> Condition | None:
    """Return a condition that lists values of which none meets the others on the same column."""
    table = getattr(model.metrics[name].calculation, "table", None)
    together: dict[Looked, list[Condition]] = defaultdict(list)
    for condition in conditions if table in model.tables else ():
        together[_looked_at(model, str(table), condition)].append(condition)
    for same in together.values():
        kind = _kind(model, str(table), same[0])
        values = listed_values(same, kind) if kind and len(same) > 1 else None
        if values is not None and not any(all(meets(each, value) for each in same) for value in values):
            return same[-1]
    return None


def _looked_at(model: Model, table: str, condition: Condition) -> Looked:
    """Return the column or dimension: two dimensions of one column, each by its own join, are two things."""
    spec = model.dimensions.get(condition.field)
    if spec is None or condition.field in model.tables[table].columns:
        return condition.field
    return spec.column if spec.table == table and not spec.via else f"{condition.field}()"


def _kind(model: Model, table: str, condition: Condition) -> ColumnType | None:
    column = model.tables[table].columns.get(condition.field)
    return column.type if column else type_of(model, condition.field)


def _those_of(model: Model, leaf: str, where: tuple[Condition, ...]) -> tuple[str, ...]:
    """Return metrics that aggregate the same rows in the same way under just such conditions."""
    own: Any = model.metrics[leaf].calculation
    found: list[str] = []
    asked = {_plainly(model, own.table, each) for each in where} if isinstance(own, Simple) else set()
    for name, metric in model.metrics.items():
        other: Any = metric.calculation
        same = isinstance(other, Simple) and (other.table, other.agg, other.column) == (own.table, own.agg, own.column)
        if asked and same and asked <= {_plainly(model, own.table, each) for each in other.where} and name != leaf:
            found.append(name)
    return tuple(found[:3])


def _plainly(model: Model, table: str, condition: Condition) -> tuple[Looked, str, object]:
    return _looked_at(model, table, condition), condition.op, condition.value
