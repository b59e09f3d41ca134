"""Rules of averages and medians: over members, over units of time."""

from __future__ import annotations

from typing import Any, get_args

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.inputs import is_mean
from semantic_layer.query import Unit

rule = rules.rule


@rule("AVG", "METRIC")
def open_average(left: str, right: Any, index: Index) -> rules.Made:
    """Start "average revenue per store": without its "per" it is not read."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "AVGMETRIC", (left, right[0]), 0.2


@rule("AVG", "METRIC")
def mean_of_a_mean(left: str, right: Any, index: Index) -> rules.Made:
    """Read "average gross margin", 平均客单价 as what is a mean already: of all there is, of no months or stores."""
    if left == "avg" and len(right) == 1 and isinstance(right[0], str) and is_mean(index.model.metrics[right[0]]):
        # Where something is said to take the mean over, that is meant.
        yield "METRIC", right, -2.0


@rule("METRIC", "AVG")
def mean_of_a_mean_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read 客单价平均是多少."""
    return mean_of_a_mean(right, left, index)


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


@rule("AVG", "DIM")
def open_average_thing(left: str, right: str, index: Index) -> rules.Made:
    """Start "average store …", "median store …"."""
    return [("AVGG", (left, ("dim", right)), 0.1)]


@rule("UNIT", "AVG")
def open_unit_average(left: str, right: str, index: Index) -> rules.Made:
    """Start 月平均."""
    return [("AVGG", (right, _axis(left)), 0.3)]


@rule("AVG", "NUMUNIT")
def open_average_one(left: str, right: Any, index: Index) -> rules.Made:
    """Read 平均一个月."""
    if right[0] == 1:
        yield "AVGG", (left, right[1]), 0.3


@rule("AVG", "PREP")
def open_average_of(left: str, right: str, index: Index) -> rules.Made:
    """Start "the average of monthly …"."""
    if right == "of":
        yield "AVGOF", left, 0.1


@rule("AVGOF", "GRAIN")
def average_of_units(left: str, right: Any, index: Index) -> rules.Made:
    """Read "the average of monthly …"."""
    return [("AVGG", (left, _axis(right)), 0.3)]


@rule("DET PREP ABOUT", "AVGG")
def name_average(left: str, right: Any, index: Index) -> rules.Made:
    """Read "in an average month"."""
    return [("AVGG", right, 0.2)]


@rule("AVGG", "DE PREP")
def go_on_average(left: Any, right: str, index: Index) -> rules.Made:
    """Read 按月平均的, "the daily average of"."""
    if right in ("of", "de"):
        yield "AVGG", left, 0.2


@rule("ACROSSEACH", "DIM UNIT")
def over_each(left: str, right: str, index: Index) -> rules.Made:
    """Read "across stores", "of a store" as what a mean is over; without a mean it says nothing."""
    return [("OVER", _over(right), 0.2)]


@rule("GRAIN UNIT DIM", "METRIC")
def measure_of_each(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 每日销售额的…, where a mean or a median of them follows."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "EACHMETRIC", (_over(left), right[0]), 0.1


@rule("AXIS", "METRIC")
def measure_of_each_one(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 各门店销售额的…."""
    if len(left) == 1 and left[0][0] == "dim" and len(right) == 1 and isinstance(right[0], str):
        yield "EACHMETRIC", (left[0], right[0]), 0.1


@rule("EACHMETRIC", "DE")
def of_each(left: Any, right: Any, index: Index) -> rules.Made:
    """Go on with 每日销售额的…."""
    return [("EACHMETRIC", left, 0.1)]


@rule("EACHMETRIC", "AVG")
def average_of_each(left: Any, right: str, index: Index) -> rules.Made:
    """Read 每日销售额的中位数, 各门店销售额的平均值."""
    return [("METRIC", (("fold", right, left[1], left[0]),), 0.8)]


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


def _over(thing: Any) -> tuple[Any, ...]:
    """Return the axis of a dimension, a unit or a grain."""
    if isinstance(thing, str) and thing not in get_args(Unit):
        return ("dim", thing)
    return _axis(thing)


def _axis(grain: Any) -> tuple[str, str, bool]:
    """Return the axis of a unit, or of a grain as the calendar's words give it."""
    return ("grain", grain, False) if isinstance(grain, str) else ("grain", grain.unit, grain.fiscal)
