"""What a metric is computed from: its inputs, and theirs, down to the tables and columns of the warehouse."""

from __future__ import annotations

from typing import Any

from nlq.tell.formulas import formula_text
from semantic_layer.compiler.expressions import expression_columns
from semantic_layer.model import Model, pick_text
from semantic_layer.model.inputs import columns_of, conditions_of, input_names, time_place


def describe_lineage(name: str, model: Model, locale: str) -> dict[str, Any]:
    """Return the tree under a metric of a model, which is the model that somebody may know.

    An input that he may not know is only said to be there; one that stands further up is not told twice.
    """
    return _node(name, model, locale, set())


def _node(name: str, model: Model, locale: str, told: set[str]) -> dict[str, Any]:
    if name not in model.metrics:
        return {"hidden": True}
    node = {
        "name": name, "label": model.metric_label(name, locale), "formula": formula_text(name, model, locale),
        "hidden": False, "also": name in told, "inputs": [], "tables": [],
    }  # fmt: skip
    if name in told:
        return node
    told.add(name)
    inputs = [_node(each, model, locale, told) for each in dict.fromkeys(input_names(model.metrics[name]))]
    return node | {"inputs": inputs, "tables": _tables(name, model, locale)}


def _tables(name: str, model: Model, locale: str) -> list[dict[str, Any]]:
    read: dict[tuple[str, str], str] = {}
    calculation: Any = model.metrics[name].calculation
    home = getattr(calculation, "table", None)
    for table, column, role in _columns(calculation, model):
        for each in _made_of(model, table, column):
            read.setdefault((table, each), role)
    return [
        {
            "name": table, "source": model.tables[table].source or table,
            "description": pick_text(model.tables[table].description, locale),
            "columns": [
                {
                    "name": column, "type": model.tables[table].columns[column].type, "role": role,
                    "description": pick_text(model.tables[table].columns[column].description, locale),
                }
                for (there, column), role in read.items()
                if there == table
            ],
        }
        for table in dict.fromkeys((*((home,) if home else ()), *(there for there, _ in read)))
    ]  # fmt: skip


def _columns(calculation: Any, model: Model) -> list[tuple[str, str, str]]:
    """Return the columns that a calculation reads of tables: (table, column, what for)."""
    table = getattr(calculation, "table", None)
    found = [(table, column, "value") for column in columns_of(calculation) if table]
    for condition in conditions_of(calculation):
        if table and condition.field in model.tables[table].columns:
            found.append((table, condition.field, "condition"))
        elif condition.field in model.dimensions:
            spec = model.dimensions[condition.field]
            found.append((spec.table, spec.column, "condition"))
    place = None
    if table and not getattr(calculation, "valid_from", None):
        place = time_place(model.tables, table, getattr(calculation, "time", None))
    by_time = [(place[0], place[1], "time")] if place else []
    # What places rows in time is named among the columns too, where a calculation has a time of its own.
    return [each for each in found if each[:2] != place] + by_time


def _made_of(model: Model, table: str, column: str) -> tuple[str, ...]:
    """Return a column, or those that it is computed from; none of a column that the model does not name."""
    spec = model.tables[table].columns.get(column) if table in model.tables else None
    if spec is None:
        return ()
    return tuple(each for each in expression_columns(spec.expr)) if spec.expr is not None else (column,)
