"""Rules of order: change, superlatives, ranks, and groups counted."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.ordering import is_time
from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.values import is_currency

rule = rules.rule


@rule("CHANGE", "PREP")
def open_change(left: str, right: str, index: Index) -> rules.Made:
    """Start "change in …"."""
    return [("CHANGEIN", left, 0.2)]


@rule("CHANGEIN", "METRIC")
def change_in(left: str, right: Any, index: Index) -> rules.Made:
    """Read "change in revenue"."""
    return [("PAIR", (right, ("change", left)), 0.5)]


@rule("PAIRDE", "RANK TOPN")
def ranked_first_few(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 同比增长最快的前三家门店: the first of them are the fastest."""
    number, dimension, pred, direction = right if len(right) == 4 else (right[0], None, None, right[1])
    if direction == "first" and (dimension is None or isinstance(dimension, str)):
        yield "RANKED", (left, number, dimension, pred), 0.6


@rule("WITH", "SUP SUPCHG PAIR HAVING")
def with_property(left: Any, right: Any, index: Index) -> rules.Made:
    """Let "with the highest …" and "that had more than …" attach."""
    if isinstance(right, str):
        return [("SUPCHG" if right.startswith(("up", "down")) else "SUP", right, 0.3)]
    return [("PAIR" if isinstance(right[0], tuple) else "WITHHAVING", right, 0.3)]


@rule("SUP", "METRIC")
def superlative(left: str, right: Any, index: Index) -> rules.Made:
    """Read "highest sales"."""
    if len(right) == 1 and (left not in ("fastest", "slow") or is_time(right[0], index)):
        yield "PAIR", (right, ("sup", left)), 0.6


@rule("METRIC", "SUP")
def superlative_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read 销售额最高."""
    return superlative(right, left, index)


@rule("PAIR", "DE")
def open_ranked(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 坪效最高的…."""
    return [("PAIRDE", left, 0.2)]


@rule("PAIRDE", "AUX")
def ranked_is(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 销售额最高的是 before what it is: 哪个月, 哪家门店."""
    return [("PAIR", left, 0.2)]


@rule("PAIRDE", "NUMDIM")
def ranked_few(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 坪效最高的5家门店."""
    return [("RANKED", (left, right[0], right[1], right[2]), 0.6)]


@rule("PAIRDE", "DIM")
def ranked_one(left: Any, right: str, index: Index) -> rules.Made:
    """Read 坪效最高的门店."""
    return [("RANKED", (left, 1, right, None), 0.3)]


@rule("NUMDIM DIM", "PAIR")
def few_with(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "5 stores with the highest sales"."""
    number, name, pred = (1, left, None) if isinstance(left, str) else left
    return [("RANKED", (right, number, name, pred), 0.2)]


@rule("TREND", "PREP")
def trend_of(left: Any, right: str, index: Index) -> rules.Made:
    """Read "trend of"."""
    return [("TREND", left, 0.2)]


@rule("NUM", "CLF")
def classify(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 5家 as a number of things."""
    if left[1] == "":
        yield "NUM", (left[0], "things"), 0.3


@rule("NUM", "DIM DIMP")
def number_of_groups(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "5 stores"."""
    if many := rules.count_of(left):
        name, pred = (right, None) if isinstance(right, str) else right
        yield "NUMDIM", (many, name, pred), 0.3
        if pred is None and many == index.sizes.get(name):
            # "The three parks", 三个园区 are all of them.
            yield "DIM", name, 0.3


@rule("TOP", "NUMDIM")
def top_few(left: str, right: Any, index: Index) -> rules.Made:
    """Read "top 5 stores"."""
    return [("RANK", (*right, left), 0.6)]


@rule("TOP SUP", "ONEDIM")
def top_one(left: str, right: str, index: Index) -> rules.Made:
    """Read "top store", "worst region" as the first of them."""
    return [("RANK", (1, right, None, left), 0.7)]


@rule("TOP SUP", "MANYDIM")
def top_of_many(left: str, right: str, index: Index) -> rules.Made:
    """Read "top stores", which says no number, as all of them in that order."""
    return [("INORDER", (right, left), 0.7)]


@rule("NUM", "UNIT")
def number_of_units(left: Any, right: str, index: Index) -> rules.Made:
    """Read "3 months" as so many of them to be picked."""
    if many := rules.count_of(left):
        yield "NUMUNIT", (many, ("grain", right, False), None), 0.2


@rule("TOP", "NUMUNIT")
def top_few_units(left: str, right: Any, index: Index) -> rules.Made:
    """Read "top 3 months"; the first and the last three are a period."""
    if left not in ("first", "last"):
        yield "RANK", (*right, left), 0.6


@rule("SUP", "UNIT")
def top_unit(left: str, right: str, index: Index) -> rules.Made:
    """Read "best day": the one of them."""
    if left in ("best", "worst", "max", "min"):
        yield "RANK", (1, ("grain", right, False), None, left), 0.4


@rule("RANK", "PREP")
def best_for(left: Any, right: str, index: Index) -> rules.Made:
    """Start "best day for …", "worst 5 stores on …"."""
    if left[1] is not None and right == "in":
        yield "RANKFOR", left, 0.1


@rule("RANKFOR", "METRIC")
def best_for_metric(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "best day for orders", "worst 5 stores on returns"."""
    if len(right) == 1:
        yield "RANKOF", (left, right), 0.4


@rule("PAIRDE", "UNIT")
def ranked_unit(left: Any, right: str, index: Index) -> rules.Made:
    """Read 销售额最高的月份."""
    return [("RANKED", (left, 1, ("grain", right, False), None), 0.3)]


@rule("TOP", "NUM")
def top_number(left: str, right: Any, index: Index) -> rules.Made:
    """Read 前5 by itself, after a metric or before a dimension."""
    if many := rules.count_of(right):
        yield "TOPN", (many, left), 0.3


@rule("NUM", "TOP")
def number_of_top(left: Any, right: str, index: Index) -> rules.Made:
    """Read "five worst" before what is ranked."""
    if right not in ("first", "last"):
        yield from top_number(right, left, index)


@rule("TOPN", "DE")
def top_number_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 前5的."""
    return [("TOPN", left, 0.2)]


@rule("TOPN", "DIM")
def top_number_dimension(left: Any, right: str, index: Index) -> rules.Made:
    """Read 前5的门店."""
    return [("RANK", (left[0], right, None, left[1]), 0.4)]


@rule("COUNTQ", "DIM DIMP DIMH")
def count_groups(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "how many stores": counted once a condition says which."""
    if isinstance(right, str):
        right = (right, None)
    yield "COUNTDIM", (right[0], right[1], right[2] if len(right) == 3 else None), 0.5


@rule("DIMH", "COUNTQ")
def count_groups_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read 订单量超过200的门店有几家."""
    return [(kind, value, weight + 1.0) for kind, value, weight in count_groups(right, left, index)]


@rule("COUNTQ", "UNIT")
def count_units(left: Any, right: str, index: Index) -> rules.Made:
    """Read "how many months": counted once a condition says which."""
    return [("COUNTDIM", (("grain", right, False), None, None), 0.3)]


@rule("COUNTQ", "UNITH")
def count_such_units(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "how many months with more than …"."""
    return [("COUNTDIM", (right[0], None, right[1]), 0.5)]


@rule("UNITH", "COUNTQ")
def count_such_units_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read 订单量超过200的有几个月份."""
    return count_such_units(right, left, index)


@rule("HAVINGDE", "COUNTDIM")
def having_counted(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单量超过200的有几天."""
    if right[2] is None:
        yield "COUNTDIM", (*right[:2], left), 0.5


#: Units of which no "how many" asks.
_NOT_COUNTED = frozenset({"share", "score"})


@rule("COUNTQ", "METRIC")
def count_metric(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "how many orders", "how many days of stock": what is measured in money or as a share cannot be asked so."""
    unit = index.model.metrics[right[0]].unit if len(right) == 1 and isinstance(right[0], str) else "share"
    if unit not in _NOT_COUNTED and not is_currency(unit):
        yield "METRIC", right, 0.5


@rule("WHICH", "DIM")
def which_dimension(left: Any, right: str, index: Index) -> rules.Made:
    """Read "which category"."""
    return [("WHICHDIM", right, 0.5)]


@rule("WHICH", "DIMP")
def which_of_them(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "which East China store" as "which store in East China"."""
    if left == "which":
        yield "WHICHOF", right, 0.5


def _counts(name: Any, index: Index) -> bool:
    """Say whether a metric counts things: "which customers" asks for those, not for their number."""
    return not isinstance(name, str) or index.model.metrics[name].unit == "count"


@rule("WHICH", "METRIC")
def which_metric(left: str, right: Any, index: Index) -> rules.Made:
    """Read "which defect rate does each category have" as the rate of each; 什么 is also the end of 为什么."""
    if len(right) == 1 and left == "which" and not _counts(right[0], index):
        yield "METRIC", right, -0.2


@rule("BY", "METRIC")
def rank_by(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "by sales" as what is ranked on, "by sales and orders" as ranked on the one, then on the other."""
    return [("BYMETRIC", right, 0.6)]


@rule("BY", "PERIOD")
def open_rank_by(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 按10月…: what is ranked on has days of its own."""
    return [("BYPERIOD", right, 0.0)]


@rule("BYPERIOD", "METRIC")
def rank_by_then(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 按10月销售额 as what is ranked on, in October."""
    return [("BYMETRICOF", (left, right), 0.6)]


@rule("WHICH", "NUMDIM NUMUNIT")
def which_few(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "which 3 stores", "which three months"."""
    return [("RANK", (*right, None), 0.5)]


@rule("WHICH BY EACH", "DIMH")
def which_groups(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "which stores had …", "by store with …"."""
    return [("DIMH", right, 0.4)]
