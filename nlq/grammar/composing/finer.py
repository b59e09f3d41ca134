"""What is counted where a filter finds it: "bags that got lost" are no bags checked on flights that lost one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.composing.predicates import conditions
from nlq.index import Index
from semantic_layer.query import Data, Metric


def counted_there(query: Any, index: Index) -> Iterator[Data]:
    """Yield the query with each count of the rows that its filter is of, where they share a word of their names.

    A sum over rows of which one of many finer rows meets a filter takes all of them: what the words mean may be how
    many of the finer ones there are.
    """
    if not isinstance(query, Data) or len(query.measures) != 1 or not isinstance(query.measures[0], Metric):
        return
    name = query.measures[0].name
    calculation = index.model.metrics[name].calculation
    table = getattr(calculation, "table", "")
    if not table or getattr(calculation, "agg", "") != "sum":
        return
    finer = {
        dimension.table
        for each in conditions(query.where)
        for dimension in [index.model.dimensions.get(getattr(each, "dimension", ""))]
        if dimension is not None and not index.reaches(table, dimension.table)
    }
    counts = (other for each in sorted(finer) for other in index.counts.get(each, ()))
    for other in (other for other in counts if index.definitions.are_alike(name, other)):
        yield query.model_copy(update={"measures": (Metric(name=other),), "targets": False})
