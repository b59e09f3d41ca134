"""Rules of what there is most of, and of what it is made up of: "the most common fault type", 最常见的退款原因."""

from __future__ import annotations

from typing import Any

from nlq.grammar import rules
from nlq.index import Index

rule = rules.rule


@rule("COMMON", "DIM")
def most_common(left: str, right: str, index: Index) -> rules.Made:
    """Read "most common fault type" as the one of most faults; beside a metric, as the one with most of that."""
    counting = _counts_of_rows(right, index)
    if len(counting) == 1:
        yield "RANKED", (((counting[0],), ("sup", left)), 1, right, None), 0.6
    yield "RANK", (1, right, None, left), 0.3


@rule("COMMON", "DE")
def common_of(left: str, right: Any, index: Index) -> rules.Made:
    """Start 最常见的…."""
    return [("COMMON", left, 0.1)]


@rule("DIM", "COMMON")
def which_is_common(left: str, right: str, index: Index) -> rules.Made:
    """Read 哪种故障类型最常见, "which fault type is most common"."""
    yield from (each for each in most_common(right, left, index) if each[0] == "RANKED")


@rule("WHICHDIM", "COMMON")
def which_one_is_common(left: Any, right: str, index: Index) -> rules.Made:
    """Read 哪种故障类型最常见."""
    if isinstance(left, str):
        yield from which_is_common(left, right, index)


@rule("DIM", "SPLITOF")
def split_of(left: str, right: str, index: Index) -> rules.Made:
    """Read "channel split of (sales)" as by channel."""
    return [("AXIS", (("dim", left),), 0.5)]


def _counts_of_rows(dimension: str, index: Index) -> list[str]:
    """Return the metrics that count the rows which have a dimension: those of all rows, where there are any."""
    table = index.model.dimensions[dimension].table
    counts = {
        name: len(getattr(metric.calculation, "where", ()))
        for name, metric in index.model.metrics.items()
        if metric.unit == "count" and metric.status != "deprecated"
        and metric.calculation.type == "simple" and metric.calculation.agg in ("count", "count_distinct")
        and metric.calculation.table == table
    }  # fmt: skip
    return [name for name in counts if counts[name] == min(counts.values())]
