"""Rules of amounts: numbers with their scale and unit, thresholds, and the groups that meet them."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.ordering import fits_unit
from nlq.grammar.rules import rules
from nlq.index import Index
from nlq.text.atoms import phrase_key

rule = rules.rule
#: How shares are called after what they are of, in English (``True``) and Chinese.
_RATES = {True: (" percentage", " rate", " ratio", " share", " percent"), False: ("率", "占比", "比例", "比率")}


@rule("NUM", "SCALE")
def scale(left: Any, right: float, index: Index) -> rules.Made:
    """Read "200 thousand", 5万."""
    if left[1] == "":
        yield "NUM", (left[0] * right, ""), 0.5


@rule("NUM", "PCT")
def percent(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 5%."""
    if left[1] == "":
        yield "NUM", (left[0] / 100, "share"), 0.5


@rule("NUM", "CUR")
def money(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "100 yuan"."""
    if left[1] == "":
        yield "NUM", (left[0], right), 0.5


@rule("NUM", "UNITNAME")
def measured(left: Any, right: str, index: Index) -> rules.Made:
    """Read "50 minutes", 50分钟."""
    return money(left, right, index)


@rule("NUM", "UNIT")
def lasting(left: Any, right: str, index: Index) -> rules.Made:
    """Read 2.5天, "2.5 days" as how long something takes."""
    if right == "day":
        yield from money(left, "days", index)


@rule("ONLYONES", "THR THRDE")
def only_those(left: str, right: Any, index: Index) -> rules.Made:
    """Read "only those over 2 million"."""
    yield "THR", right, 0.5


@rule("CUR", "NUM")
def money_before(left: str, right: Any, index: Index) -> rules.Made:
    """Read "$5,000"."""
    return money(right, left, index)


@rule("CMP", "NUM")
def threshold(left: str, right: Any, index: Index) -> rules.Made:
    """Read "more than 200"."""
    return [("THR", (left, *right), 0.4)]


@rule("CMP", "SCALE")
def threshold_of_one(left: str, right: float, index: Index) -> rules.Made:
    """Read 过万, 破百: it is one of them."""
    return [("THR", (left, right, ""), 0.3)]


@rule("CMP", "THR")
def threshold_twice(left: str, right: Any, index: Index) -> rules.Made:
    """Read 达到10起及以上, which says it twice."""
    if left == right[0] == ">=":
        yield "THR", right, 0.2


@rule("NUM", "CMPPOST")
def threshold_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read "200 or more", 200以上."""
    return [("THR", (right, *left), 0.4)]


@rule("THR", "CLF")
def threshold_of_pieces(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 过百台."""
    return [("THR", (*left[:2], "things"), 0.2)] if left[2] == "" else []


@rule("THR", "METRIC")
def threshold_on(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "more than 200 orders", "below 20% gross margin"."""
    if len(right) == 1 and isinstance(right[0], str):
        unit = "things" if _counts(right[0], left[2], index) else left[2]
        if fits_unit(right[0], unit, index):
            yield "HAVING", (right[0], left[0], left[1]), 0.6


@rule("THR", "PREP DE")
def threshold_in(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "more than 400k in …"."""
    if right in ("in", "of", "de"):
        yield "THRIN", left, 0.1


@rule("THRIN", "METRIC")
def threshold_in_metric(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "more than 400k in revenue"."""
    return threshold_on(left, right, index)


@rule("NUM", "METRIC")
def number_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "50 orders or fewer"; "0 orders" is none."""
    if len(right) == 1 and isinstance(right[0], str) and _counts(right[0], left[1], index):
        yield "NUMMETRIC", (right[0], left[0]), 0.2
        if left[0] == 0:
            yield "HAVING", (right[0], "=", 0.0), 0.5


@rule("NUMMETRIC", "CMPPOST")
def number_or_more(left: Any, right: str, index: Index) -> rules.Made:
    """Read "50 orders or fewer"."""
    return [("HAVING", (left[0], right, left[1]), 0.5)]


@rule("PCTPRE", "NUM")
def percent_before(left: str, right: Any, index: Index) -> rules.Made:
    """Read 百分之十."""
    return percent(right, left, index)


@rule("NONE", "METRIC")
def none_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "with no orders" as a count of none."""
    if len(right) == 1 and isinstance(right[0], str) and index.model.metrics[right[0]].unit == "count":
        yield "HAVING", (right[0], "=", 0.0), 0.6


@rule("WITHOUT LACKS", "METRIC")
def without(left: str, right: Any, index: Index) -> rules.Made:
    """Read "without complaints" of things that have none; of what is measured it would leave something out."""
    yield from (("WITHHAVING", value, weight) for _, value, weight in none_of(left, right, index))


@rule("NOTONE", "METRIC")
def open_not_one(left: str, right: Any, index: Index) -> rules.Made:
    """Start 一个投诉都没有, 一笔退费都没有."""
    yield from (("NOTONEOF", value, weight) for _, value, weight in none_of(left, right, index))


@rule("NOTONEOF", "NOTATALL")
def not_one(left: Any, right: str, index: Index) -> rules.Made:
    """Read 一个投诉都没有 as a count of none."""
    return [("HAVING", left, 0.3)]


@rule("RANGE", "METRIC")
def range_on(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "150 to 200 orders" as a condition on a count."""
    return threshold_on(("between", left[:2], left[2]), right, index)


@rule("METRIC", "THR")
def metric_threshold(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "orders above 200", 订单量超过200."""
    if len(left) != 1 or not isinstance(left[0], str):
        return
    if fits_unit(left[0], right[2], index):
        yield "HAVING", (left[0], right[0], right[1]), 0.5
    elif right[2] == "share":
        # "Food cost above 35 %" is of the food cost percentage.
        yield from (("HAVING", (rate, right[0], right[1]), 0.3) for rate in _rates_of(left[0], index))


@rule("METRIC", "AUX")
def metric_is(left: Any, right: Any, index: Index) -> rules.Made:
    """Let "revenue is above …" through; 营收过百万 is more, and "revenue does one …" is none of one."""
    yield from (("METRICIS", left, 0.0),) if right != "done" else ()
    yield from (("METRICEQ", left, 0.0),) if right == "is" else ()


@rule("METRIC", "PREP")
def metric_of_so_many(left: Any, right: str, index: Index) -> rules.Made:
    """Let "orders of at least …" through."""
    if right == "of":
        yield "METRICIS", left, 0.0


@rule("METRIC", "RANGE")
def metric_range(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单量50至200单, where the range says what it counts."""
    if right[2] == "things":
        yield from metric_threshold(left, ("between", right[:2], right[2]), index)


@rule("METRICEQ", "NUM")
def metric_is_number(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单量为0."""
    return metric_threshold(left, ("=", *right), index)


@rule("METRICIS", "NONE")
def metric_is_none(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "orders are none"."""
    return metric_threshold(left, ("=", 0.0, ""), index)


@rule("METRICIS", "THR")
def metric_is_threshold(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "revenue is above 5"."""
    return metric_threshold(left, right, index)


def _rates_of(metric: str, index: Index) -> list[str]:
    """Return the shares that are called after a metric: its percentage, its rate."""
    named = {
        meaning.value[0]
        for name in index.model.metrics[metric].names
        for tail in _RATES[name.isascii()]
        for meaning in index.find(phrase_key(f"{name}{tail}")) if meaning.kind == "METRIC"
    }  # fmt: skip
    return sorted(each for each in named if isinstance(each, str) and index.model.metrics[each].unit == "share")


def _counts(metric: str, unit: str, index: Index) -> bool:
    return index.model.metrics[metric].unit == "count" and unit in ("", "things")
