"""What can be asked next about an answer, and is answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from semantic_layer.compiler.paths import find_paths
from semantic_layer.explain import can_explain, explanation_of
from semantic_layer.model import Model
from semantic_layer.model.inputs import metric_tables


def breakdowns(metric: str, model: Model, used: Collection[str]) -> list[str]:
    """Return the dimensions whose members are words and that every input of a metric has."""
    tables = metric_tables(metric, model.metrics)
    return [
        name
        for name, dimension in model.dimensions.items()
        if name not in used
        and dimension.index
        and all(len(find_paths(model.joins, table, dimension.table)) == 1 for table in tables)
    ]


def asks_why(query: Any, model: Model, locale: str) -> tuple[str, ...]:
    """Return the question for the reasons of the change that an answer tells, where they can be had."""
    change = explanation_of(query)
    if change is None or len(query.compare) != 1 or not can_explain(change, model):
        return ()
    return ("为什么？" if locale.startswith("zh") else "why?",)
