"""Rules of what is said after an answer: filters taken off, "those above", other times."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.query import Compare

rule = rules.rule


@rule("DET THEY", "FILTER")
def name_filter(left: Any, right: str, index: Index) -> rules.Made:
    """Read "the filter", 这个条件."""
    return [("FILTER", right, 0.3)]


@rule("LIFT", "FILTER")
def every_filter(left: Any, right: str, index: Index) -> rules.Made:
    """Read "all filters", 所有条件."""
    return [("FILTER", "all", 0.5)]


@rule("DIM", "FILTER")
def filter_on(left: str, right: str, index: Index) -> rules.Made:
    """Read "region filter", 地区条件."""
    return [("FILTERON", left, 0.5)]


@rule("DET THEY", "FILTERON")
def name_filter_on(left: Any, right: str, index: Index) -> rules.Made:
    """Read "the region filter"."""
    return [("FILTERON", right, 0.3)]


@rule("LIFT DROP NOT", "FILTER")
def drop_filter(left: Any, right: str, index: Index) -> rules.Made:
    """Read "without the filter", 取消所有限制: the only one there is, or all."""
    return [("LIFTED", ("filter", right), 0.8)]


@rule("LIFT DROP NOT", "FILTERON")
def drop_filter_on(left: Any, right: str, index: Index) -> rules.Made:
    """Read "without the region filter", 去掉地区条件."""
    return [("LIFTED", ("dim", right), 0.8)]


@rule("LIFT", "DIM")
def lift_dimension(left: Any, right: str, index: Index) -> rules.Made:
    """Read "all regions", 不限地区."""
    return [("LIFTED", ("dim", right), 0.5)]


@rule("LIFT", "NOUN")
def lift_noun(left: Any, right: str, index: Index) -> rules.Made:
    """Read "all customers" after "gold customers"."""
    return [("LIFTED", ("noun", right), 0.5)]


@rule("PREP", "LIFTED")
def place_lifted(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "for all regions", "across all channels"."""
    return [("LIFTED", right, 0.3)]


@rule("LIFTED", "DE")
def open_lifted(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 全部地区的."""
    return [("LIFTED", left, 0.2)]


@rule("DROP NOT", "DIM")
def drop_dimension(left: Any, right: str, index: Index) -> rules.Made:
    """Read "drop the region", 去掉门店: its filter, or the breakdown by it."""
    return [("DROPPED", right, 0.3)]


@rule("DROP NOT LIFT", "UNIT")
def drop_unit(left: Any, right: str, index: Index) -> rules.Made:
    """Read "no need for the months", 不分月: the breakdown by it."""
    return [("DROPPED", ("grain", right), 0.3)]


@rule("DROP NOT", "AXIS")
def drop_axis(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 不要按月, "not by city": the breakdown by it."""
    if len(right) == 1:
        yield "DROPPED", right[0][:2], 0.3


@rule("DROP NOT", "METRIC")
def drop_metric(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "without orders", 去掉订单量."""
    return [("LESS", right, 0.3)]


@rule("DROP", "MEMBER DIMP")
def drop_member(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "drop dealers" as "excluding dealers"."""
    held = right[1] if isinstance(right[1], tuple) and right[1][:1] == ("in",) else ("in", *right)
    return [("PRED", ("not", held), 0.5)]


@rule("MEMBER DIMP", "DROP")
def drop_member_after(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 东北和西北去掉, 经销商不要 as "excluding" them."""
    return drop_member(right, left, index)


@rule("BREAK", "PERIOD")
def break_period(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "split June" before "by region"."""
    return [("PERIOD", right, 0.2)]


@rule("BREAK", "THEY ROW")
def open_breaking(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "break them … down", "break the first one … down"."""
    return [("BREAKROW" if right.isdigit() else "BREAKTHEY", right, 0.2)]


@rule("BREAKROW BREAKTHEY", "DOWN")
def close_breaking(left: str, right: Any, index: Index) -> rules.Made:
    """Close "break them down"."""
    return [("ROW" if left.isdigit() else "THEY", left, 0.3)]


@rule("DITTO", "PREP")
def same_for(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "the same for"."""
    return [("DITTO", left, 0.2)]


@rule("DITTO", "LAYOUT")
def same_layout(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "the same view", "same breakdown"."""
    return [("DITTO", left, 0.5)]


@rule("PREP", "DITTO")
def in_the_same(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "in the same way"."""
    return [("DITTO", right, 0.3)]


@rule("METRIC", "LEADING")
def measure_leading(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "highest revenue first"."""
    return [("MLEADING", left, 0.2)]


@rule("DIM", "LEADING")
def group_leading(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "largest category first"."""
    return [("DLEADING", left, 0.2)]


@rule("SUP", "DLEADING")
def groups_in_order(left: str, right: Any, index: Index) -> rules.Made:
    """Read "largest category first": all of them, in that order."""
    return [("INORDER", (right, {"max": "desc", "min": "asc"}.get(left, left)), 0.8)]


@rule("SUP", "MLEADING")
def sort_by_leading(left: str, right: Any, index: Index) -> rules.Made:
    """Read "highest revenue first": by which measure it is sorted, and which end comes first."""
    return [("SORTBY", (right, left), 0.8)]


@rule("PRON", "DE POSS")
def its(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 它的, 这个指标的."""
    return [("PRON", left, 0.2)]


@rule("WITH", "THR")
def with_threshold(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "with more than 400,000" by itself."""
    return [("THRDE", right, 0.3)]


@rule("PREP", "SAMETIME")
def place_same_time(left: Any, right: str, index: Index) -> rules.Made:
    """Read "for the same period"."""
    return [("SAMETIME", right, 0.3)]


@rule("SAMETIME", "DE POSS")
def same_time_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read 同期的."""
    return [("SAMETIME", left, 0.2)]


@rule("PREP", "FULLUNIT")
def place_whole(left: Any, right: str, index: Index) -> rules.Made:
    """Read "over the full year"."""
    return [("FULLUNIT", right, 0.3)]


@rule("FULLUNIT", "DE POSS")
def whole_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read 全年的."""
    return [("FULLUNIT", left, 0.2)]


@rule("WITH", "SHIFT")
def with_shift(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "(compare those) with the quarter before"."""
    if right.count == -1:
        yield "COMPARE", Compare(basis="previous_unit", unit=right.unit), 0.3


@rule("AND", "MEMBER")
def open_beside(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 跟北京5店放一起看."""
    return [("ANDMEMBER", right, 0.1)]


@rule("ANDMEMBER", "APART")
def beside_member(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 跟北京5店放一起看 as one more beside what was shown."""
    return [("BESIDEMEMBER", left, 0.5)]


@rule("PREP", "SHIFT")
def place_shift(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "for the month before"."""
    return [("SHIFT", right, 0.3)]


@rule("SHIFT", "DE POSS")
def shift_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 前一个月的."""
    return [("SHIFT", left, 0.3)]


@rule("PREP", "INYEAR")
def place_year(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "for last year"."""
    return [("INYEAR", right, 0.3)]


@rule("INYEAR", "DE POSS")
def year_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 去年的."""
    return [("INYEAR", left, 0.3)]


@rule("PREP", "EACH APIECE")
def place_each(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "of each"."""
    return [("APIECE", right, 0.3)]


@rule("APIECE", "POSS")
def each_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "each one's"."""
    return [("APIECE", left, 0.2)]


@rule("DET", "SHARE SUM ROLLUP PORTION")
def name_share(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "the share", "the total" by themselves."""
    return [("PORTION" if right == "share" else "ROLLUP", right, 0.2)]


@rule("THR", "DE")
def open_threshold(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 超过40万的 by itself."""
    return [("THRDE", left, 0.2)]


@rule("SUP", "DE")
def open_superlative(left: str, right: Any, index: Index) -> rules.Made:
    """Read 最高的 by itself."""
    return [("ONSUP", ("sup", left), 0.2)]


@rule("SUPCHG", "DE")
def open_biggest_change(left: str, right: Any, index: Index) -> rules.Made:
    """Read 降幅最大的 by itself."""
    return [("ONSUP", ("supchg", left), 0.2)]
