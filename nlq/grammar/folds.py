"""Rules of averages and medians: over members, over units of time."""

from __future__ import annotations

from typing import Any

from nlq.grammar import rules
from nlq.index import Index

rule = rules.rule


@rule("AVG", "METRIC")
def open_average(left: str, right: Any, index: Index) -> rules.Made:
    """Start "average revenue per store": without its "per" it is not read."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "AVGMETRIC", (left, right[0]), 0.2


@rule("AVGMETRIC", "OVER")
def average_over(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "average revenue per store" as the mean of the stores' revenues."""
    return [("METRIC", (("fold", *left, right),), 0.8)]


@rule("AVG", "AXIS")
def open_average_over(left: str, right: Any, index: Index) -> rules.Made:
    """Start 平均每家门店…."""
    if len(right) == 1:
        yield "AVGOVER", (left, right[0]), 0.2


@rule("AVGOVER", "DE")
def go_on_average_over(left: Any, right: Any, index: Index) -> rules.Made:
    """Allow 平均每家门店的…."""
    return [("AVGOVER", left, 0.1)]


@rule("AVGOVER", "METRIC")
def average_over_each(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 平均每家门店销售额 as the mean of the stores' sales."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "METRIC", (("fold", left[0], right[0], left[1]),), 0.8


@rule("AVG", "GRAIN UNIT")
def open_periodic_average(left: str, right: Any, index: Index) -> rules.Made:
    """Start "average monthly …", "median daily …"."""
    return [("AVGG", (left, _axis(right)), 0.3)]


@rule("GRAIN", "AVG")
def open_periodic_average_zh(left: Any, right: str, index: Index) -> rules.Made:
    """Start 每月平均…."""
    return [("AVGG", (right, _axis(left)), 0.3)]


@rule("AVGG", "METRIC")
def periodic_average(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "average monthly revenue" as the mean of the months' revenues."""
    how, axis = left if isinstance(left, tuple) else ("avg", _axis(left))
    if len(right) == 1 and isinstance(right[0], str):
        yield "METRIC", (("fold", how, right[0], axis),), 0.8


@rule("METRIC", "AVGG")
def periodic_average_after(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单数日均多少 as the mean of the days' orders."""
    return periodic_average(right, left, index)


def _axis(grain: Any) -> tuple[str, str, bool]:
    """Return the axis of a unit, or of a grain as the calendar's words give it."""
    return ("grain", grain, False) if isinstance(grain, str) else ("grain", grain.unit, grain.fiscal)
