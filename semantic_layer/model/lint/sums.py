"""Sums of what does not add up: keys, and snapshots of what is there."""

from __future__ import annotations

from semantic_layer.model.definitions import Balance, Simple
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model

#: What is calculated with the values of a column, as with numbers.
_WITH_NUMBERS = frozenset({"sum", "avg", "median", "percentile"})


def find_summed_keys(subject: Subject) -> Findings:
    """Yield metrics that calculate with a key: a number that names something, and is none."""
    for name, metric in subject.model.metrics.items():
        given = metric.calculation
        if (
            isinstance(given, Simple)
            and given.agg in _WITH_NUMBERS
            and given.column in _keys(subject.model, given.table)
        ):
            message = f"{given.column} names a row: its {given.agg} says nothing. To count, say `agg: count_distinct`."
            yield warning(("metrics", name), ("calculation", "column"), message, "summed_key")


def _keys(model: Model, table: str) -> set[str]:
    """Return the columns that a table is joined by, and the only one of its key."""
    joined = {column for join in model.joins if join.table == table for column in join.on}
    key = model.tables[table].key
    return joined | (set(key) if len(key) == 1 else set())


def find_summed_snapshots(subject: Subject) -> Findings:
    """Yield metrics that add up a column over days of which a balance says that it is what was there on each."""
    metrics = subject.model.metrics
    taken = {
        (given.table, given.column): name
        for name, metric in metrics.items()
        if isinstance(given := metric.calculation, Balance) and not given.valid_from
    }
    for name, metric in metrics.items():
        given = metric.calculation
        stock = taken.get((given.table, given.column)) if isinstance(given, Simple) and given.agg == "sum" else None
        if stock:
            message = f"adds up snapshots, of which {stock} takes the last: what is there on two days counts twice."
            yield warning(("metrics", name), ("calculation", "agg"), message, "summed_snapshots")
