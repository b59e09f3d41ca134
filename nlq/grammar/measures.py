"""Rules of measures: lists of them, shares, sums, arithmetic between two, and what one is set against."""

from __future__ import annotations

from typing import Any

from nlq.grammar import rules
from nlq.index import Index
from semantic_layer.query import Compare

rule = rules.rule


@rule("METRIC", "AND COMMA")
def open_metric_list(left: Any, right: Any, index: Index) -> rules.Made:
    """Start a list of metrics."""
    return [("METRICS", left, 0.1)]


@rule("METRICS", "AND")
def go_on_metric_list(left: Any, right: Any, index: Index) -> rules.Made:
    """Allow "A, and B"."""
    return [("METRICS", left, 0.1)]


@rule("METRICS", "METRIC")
def join_metrics(left: Any, right: Any, index: Index) -> rules.Made:
    """Join two metrics into one table."""
    if not set(left) & set(right):
        yield "METRIC", (*left, *right), 0.5


@rule("SHARE", "PREP")
def open_share(left: Any, right: str, index: Index) -> rules.Made:
    """Start "share of …"."""
    if right == "of":
        yield "SHAREOF", left, 0.2


@rule("SHAREOF", "METRIC")
def share_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "share of revenue"."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "METRIC", (("share", right[0]),), 0.6


@rule("MEMBER", "SHAREOF")
def open_part(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "online share of …"."""
    return [("PARTOF", left, 0.2)]


@rule("PARTOF", "METRIC")
def part_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "online share of revenue" as what is online of all revenue, in each group there is."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "METRIC", (("part", right[0], ("in", *left)),), 2.0


@rule("METRIC", "SHARE")
def metric_share(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "revenue share", 销售额占比; 退款金额占销售额的比例 says its share twice."""
    if len(left) == 1 and left[0][0] == "divide":
        yield "METRIC", left, 0.3
    yield from share_of(right, left, index)


@rule("METRIC", "SUM")
def total_after(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单总数 as the orders."""
    return total(right, left, index)


@rule("METRIC", "MINUS OVERPART")
def open_arithmetic(left: Any, right: str, index: Index) -> rules.Made:
    """Start "revenue minus …", "refunds as a share of …"."""
    if len(left) == 1 and isinstance(left[0], str):
        yield "METRICOP", (right, left[0]), 0.3


@rule("METRICOP", "METRIC")
def close_arithmetic(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "revenue minus refunds" as their difference, where both are of one unit; of shares, whatever they are of."""
    if len(right) == 1 and isinstance(right[0], str) and right[0] != left[1]:
        units = {index.model.metrics[name].unit for name in (left[1], right[0])}
        if left[0] == "divide" or (left[0] == "minus" and len(units) == 1):
            yield "METRIC", ((*left, right[0]),), 0.8


@rule("DIFF", "METRIC")
def difference(left: str, right: Any, index: Index) -> rules.Made:
    """Read "difference between revenue and refunds" as the first less the second."""
    if len(right) == 2 and all(isinstance(name, str) for name in right):
        yield from close_arithmetic(("minus", right[0]), right[1:], index)


@rule("DIFF", "MEMBER")
def difference_between(left: str, right: Any, index: Index) -> rules.Made:
    """Read "difference between East and South China" as both, side by side."""
    if len(right[1]) == 2:
        yield "SIDES", right, 0.4


@rule("RATIOOF", "METRIC")
def open_ratio(left: str, right: Any, index: Index) -> rules.Made:
    """Start "ratio of refunds to …"."""
    return open_arithmetic(right, "ratio", index)


@rule("METRICOP", "TO")
def ratio_to(left: Any, right: str, index: Index) -> rules.Made:
    """Go on with "ratio of refunds to …"."""
    if left[0] == "ratio":
        yield "METRICOP", ("divide", left[1]), 0.1


@rule("SUM", "METRIC")
def total(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "total revenue" as revenue, where it is a quantity that adds up."""
    calculation = index.model.metrics[right[0]].calculation if isinstance(right[0], str) else None
    if calculation is not None and calculation.type not in ("ratio",):
        yield "METRIC", right, 0.2


@rule("THAN", "PERIOD")
def lower_than(left: str, right: Any, index: Index) -> rules.Made:
    """Read "lower than in September" as set against September."""
    return [("COMPARE", Compare(basis="period", period=right), 0.3)]


@rule("THAN", "BEFORE")
def lower_than_last(left: str, right: Compare, index: Index) -> rules.Made:
    """Read 高于上月."""
    return [("BEFORE", right, 0.3)]


@rule("THAN", "COMPARE")
def lower_than_before(left: str, right: Compare, index: Index) -> rules.Made:
    """Read "lower than in the same period last year"."""
    return [("COMPARE", right, 0.3)]
