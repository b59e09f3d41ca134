"""Rules of what there is most of, and of what it is made up of: "the most common fault type", 最常见的退款原因."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.inputs import counts_some

rule = rules.rule


@rule("COMMON", "DIM")
def most_common(left: str, right: str, index: Index) -> rules.Made:
    """Read "most common fault type" as the one of most faults; where nothing is called after faults, it is none."""
    counting = _counts_of(right, index)
    if len(counting) == 1:
        yield "RANKED", (((counting[0],), ("sup", left)), 1, right, None), 0.6


@rule("COMMON", "DE")
def common_of(left: str, right: Any, index: Index) -> rules.Made:
    """Start 最常见的…."""
    return [("COMMON", left, 0.1)]


@rule("DIM WHICHDIM", "COMMON")
def which_is_common(left: Any, right: str, index: Index) -> rules.Made:
    """Read 哪种故障类型最常见, "which fault type is most common"."""
    if isinstance(left, str):
        yield from most_common(right, left, index)


@rule("WHICHDIM", "SUPCHG")
def which_grew(left: Any, right: str, index: Index) -> rules.Made:
    """Read "which complaint topic increased the most" as the one of which there are more by the most."""
    counting = _counts_of(left, index) if isinstance(left, str) else []
    if len(counting) == 1:
        yield "RANKED", (((counting[0],), ("supchg", right)), 1, left, None), 0.6


@rule("DIM", "SPLITOF")
def split_of(left: str, right: str, index: Index) -> rules.Made:
    """Read "channel split of (sales)" as by channel."""
    return [("AXIS", (("dim", left),), 0.5)]


def _counts_of(dimension: str, index: Index) -> list[str]:
    """Return the counts of rows that are called after what a dimension is of: faults, of the fault type.

    Of a dimension that is called after nothing ("tier") nobody knows of what there is most.
    """
    spec = index.model.dimensions[dimension]
    counts = [
        name
        for name, metric in index.model.metrics.items()
        if metric.unit == "count" and metric.status != "deprecated"
        and metric.calculation.type == "simple" and metric.calculation.agg in ("count", "count_distinct")
        and metric.calculation.table == spec.table and index.definitions.is_called_after(name, spec.names)
    ]  # fmt: skip
    # Resolved complaints are some of them.
    metrics = index.model.metrics
    whole = [
        name for name in counts if all(each == name or counts_some(metrics[each], metrics[name]) for each in counts)
    ]
    return whole if len(whole) == 1 else counts
