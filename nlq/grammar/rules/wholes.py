"""Rules of words that leave a number as it is: its own unit, "in millions", "overall", "across all stores"."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.values import is_currency

rule = rules.rule


@rule("PREP", "UNITNAME CUR")
def in_unit(left: str, right: str, index: Index) -> rules.Made:
    """Start "in kg"."""
    if left == "in":
        yield "INUNIT", right, 0.2


@rule("PREP", "UNIT")
def in_time_unit(left: str, right: str, index: Index) -> rules.Made:
    """Start "in days"."""
    if left == "in":
        yield "INUNIT", f"{right}s", 0.2


@rule("METRICHOW", "UNIT")
def how_many_days(left: Any, right: str, index: Index) -> rules.Made:
    """Read 时长是多少天 where it is told so anyway."""
    return told_in_unit(left, f"{right}s", index)


@rule("COUNTQ HOWMUCH", "UNIT")
def in_so_many_days(left: str, right: str, index: Index) -> rules.Made:
    """Read (处理时长三季度)几天: the unit is for the measure to have."""
    return [("INUNIT", f"{right}s", 0.1)]


@rule("PREP", "SCALE")
def in_scale(left: str, right: float, index: Index) -> rules.Made:
    """Read "in millions", "in k": how the number is told, not what it is."""
    if left == "in" and right >= 1000:
        yield "INSCALE", (right, ""), 0.2


@rule("INSCALE", "PREP")
def in_scale_of(left: Any, right: str, index: Index) -> rules.Made:
    """Start "in millions of yuan"."""
    if right == "of":
        yield "INSCALEOF", left, 0.0


@rule("INSCALE INSCALEOF", "CUR")
def in_scale_of_money(left: Any, right: str, index: Index) -> rules.Made:
    """Read "in million yuan": the money must be that of the metric."""
    return [("INSCALE", (left[0], right), 0.2)]


@rule("METRIC", "INUNIT UNITNAME")
def told_in_unit(left: Any, right: str, index: Index) -> rules.Made:
    """Read "weight in kg", 体重是多少公斤 where it is told so anyway: another unit is another number."""
    units = {index.model.metrics[name].unit if isinstance(name, str) else "" for name in left}
    if units == {right}:
        yield "METRIC", left, 0.3


@rule("UNITNAME", "METRIC")
def unit_before(left: str, right: Any, index: Index) -> rules.Made:
    """Read 以公斤计的平均体重."""
    return told_in_unit(right, left, index)


@rule("BY", "UNITNAME CUR")
def counted_in(left: str, right: str, index: Index) -> rules.Made:
    """Start 以公斤计."""
    return [("COUNTEDIN", right, 0.1)]


@rule("COUNTEDIN", "ASUNIT")
def close_counted_in(left: str, right: str, index: Index) -> rules.Made:
    """Read 以公斤计, 以万元计."""
    return [("UNITNAME", left, 0.1)] if isinstance(left, str) else [("INSCALE", left, 0.1)]


@rule("METRIC", "HOWMUCH")
def how_much_of(left: Any, right: str, index: Index) -> rules.Made:
    """Let 平均体重是多少 lead to its unit."""
    return [("METRICHOW", left, 0.0)]


@rule("METRICHOW", "UNITNAME CUR")
def how_many_units(left: Any, right: str, index: Index) -> rules.Made:
    """Read 平均体重是多少公斤."""
    return told_in_unit(left, right, index)


@rule("UNITNAME", "DE")
def unit_of(left: str, right: Any, index: Index) -> rules.Made:
    """Let 以公斤计的 attach."""
    return [("UNITNAME", left, 0.1)]


@rule("WHOLE", "METRIC")
def overall(left: str, right: Any, index: Index) -> rules.Made:
    """Read "overall rate" as the rate of all there is."""
    if isinstance(right[0], str):
        yield "METRIC", right, 0.2


@rule("ACROSS ALL", "DIM NOUN")
def across_all_things(left: str, right: str, index: Index) -> rules.Made:
    """Read "across all stores" as leaving none out, and breaking nothing down, whatever else a store is a name of."""
    return [("ACROSSALL", right, 2.5)]


@rule("ACROSS", "METRIC")
def across_all_counted(left: str, right: Any, index: Index) -> rules.Made:
    """Read "across all orders", where orders are what is counted."""
    if len(right) == 1 and isinstance(right[0], str) and index.model.metrics[right[0]].unit == "count":
        yield "ACROSSALL", right[0], 0.6


@rule("COUNTQ HOWMUCH", "UNITNAME CUR")
def how_many_of_unit(left: str, right: str, index: Index) -> rules.Made:
    """Read "how many euros in sales": the unit is for the measure to have."""
    return [("INUNIT", right, 0.2)]


@rule("SCALE", "CUR")
def scaled_unit(left: float, right: str, index: Index) -> rules.Made:
    """Read 万元 where no number stands before it."""
    return [("SCALEDUNIT", (left, right), 0.1)]


@rule("BY", "SCALEDUNIT SCALE")
def counted_in_scale(left: str, right: Any, index: Index) -> rules.Made:
    """Start 以万元计, 以千为单位."""
    return [("COUNTEDIN", _scaled(right), 0.1)]


@rule("ASSCALE", "UNITNAME CUR SCALEDUNIT SCALE")
def stated_unit(left: str, right: Any, index: Index) -> rules.Made:
    """Read 单位万元."""
    return [("INUNIT", right, 0.2)] if isinstance(right, str) else [("INSCALE", _scaled(right), 0.2)]


def _scaled(scale: Any) -> tuple[float, str]:
    return scale if isinstance(scale, tuple) else (scale, "")


@rule("METRICHOW", "SCALE")
def how_many_thousand(left: Any, right: float, index: Index) -> rules.Made:
    """Read 销售额多少万."""
    return [("METRIC", left, 0.3)]


@rule("COUNTQ HOWMUCH", "CLF")
def how_many_pieces(left: str, right: Any, index: Index) -> rules.Made:
    """Read 有多少件."""
    return [("COUNTQ", "pieces", 0.2)]


@rule("AMOUNTOF", "METRIC")
def amount_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "the value of sales", of what is money itself: "the value of orders" is another measure."""
    if len(right) == 1 and isinstance(right[0], str) and is_money(right[0], index):
        yield "METRIC", right, 0.4


@rule("METRIC", "AMOUNT")
def amount_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read 销售额的金额, and 应收账款余额 of a balance."""
    stands = len(left) == 1 and isinstance(left[0], str) and index.model.metrics[left[0]].calculation.type == "balance"
    yield from amount_of(right, left, index) if right != "balance" or stands else ()


@rule("METRIC", "COUNTQ")
def count_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read "order count"."""
    if len(left) == 1 and isinstance(left[0], str) and index.model.metrics[left[0]].unit == "count":
        yield "METRIC", left, 0.2


def is_money(metric: str, index: Index) -> bool:
    """Say whether a metric is an amount of money: its unit is the code of a currency."""
    return is_currency(index.model.metrics[metric].unit)
