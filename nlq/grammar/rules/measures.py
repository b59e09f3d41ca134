"""Rules of measures: lists of them, sums, arithmetic between two, and what one is set against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nlq.grammar.composing.ordering import adds_up, is_counted
from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.inputs import conditions_of, input_names
from semantic_layer.query import Between, Compare, Part, Relative, Trailing

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


@rule("METRIC", "AGAINST VERSUS")
def open_metric_side(left: Any, right: str, index: Index) -> rules.Made:
    """Start "hires vs leavers": between two measures it sets them side by side."""
    return [("METRICSIDE", left, 0.1)]


@rule("METRICSIDE", "METRIC")
def close_metric_side(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "hires vs leavers" as both numbers, where they are of one unit."""
    if not set(left) & set(right) and are_of_one_unit((*left, *right), index):
        yield "METRIC", (*left, *right), 0.5
        yield "METRICPAIR", (*left, *right), 0.0


@rule("METRICPAIR", "HIGH")
def which_is_higher(left: Any, right: str, index: Index) -> rules.Made:
    """Read 离职人数比入职人数多 as both."""
    return [("METRIC", left, 0.6)]


@rule("METRICPAIR", "HOWMORE")
def how_much_more(left: Any, right: str, index: Index) -> rules.Made:
    """Read 入职人数比离职人数多多少 as the first less the second."""
    if len(left) == 2:
        yield "METRIC", (("minus", *(left if right == "more" else reversed(left))),), 3.0


@rule("BEYOND CMP", "METRIC")
def more_than_other(left: str, right: Any, index: Index) -> rules.Made:
    """Read "(more leavers) than hires" as one more number beside the one that is named already."""
    if left in ("than", ">", "<"):
        yield "OTHERMETRIC", right, 0.2


def are_of_one_unit(names: Any, index: Index) -> bool:
    """Say whether measures are plain metrics of one unit, which can be set against each other."""
    return all(isinstance(name, str) for name in names) and len({index.model.metrics[name].unit for name in names}) == 1


def is_stock(metric: Any, index: Index) -> bool:
    """Say whether a measure is a metric that stands as of a moment: a balance, or what comes of balances alone."""
    if isinstance(metric, tuple):
        # The share of a balance stands as it does.
        return metric[0] in ("share", "divide", "minus") and all(is_stock(each, index) for each in metric[1:])
    if not isinstance(metric, str) or metric not in index.model.metrics:
        return False
    known = index.model.metrics[metric]
    inputs = input_names(known)
    if known.calculation.type == "balance":
        # A mean over the days of a period is of all of them.
        return known.calculation.take == "last"
    return bool(inputs) and all(is_stock(each, index) for each in inputs)


def lacks_start(period: Any, metrics: Iterable[Any], index: Index) -> bool:
    """Say whether a period is "as of October", "up to May", "now" and a metric is a flow: since when is not said."""
    of = period.of if isinstance(period, Part) else period
    return isinstance(of, Between) and of.first is None and not all(is_stock(value, index) for value in metrics)


def day_of_stock(period: Any, metrics: Iterable[Any], compares: Iterable[Compare], index: Index) -> Any:
    """Return the day that a period means of what stands, as up to it; any other period as it is.

    There is today what there is now: today's data need not be in yet. The unit before the end of June ends with May,
    and is no 29 June. What is counted once a week was counted on some day before the end of the month.
    """
    bases = {each.basis for each in compares}
    is_today = period == Relative(unit="day") and not bases
    means = is_today or (_is_end(period) and ("previous_unit" in bases or _are_snapshots(metrics, index)))
    return Between(last=period) if means and all(is_stock(value, index) for value in metrics) else period


def days_of_stock(compares: Iterable[Compare], metrics: Iterable[Any], index: Index) -> tuple[Compare, ...]:
    """Return comparisons whose day, where they name one, is what stands up to it: "than at the end of September"."""
    return tuple(
        each.model_copy(update={"period": day_of_stock(each.period, metrics, (), index)}) if each.period else each
        for each in compares
    )


def _is_end(period: Any) -> bool:
    return isinstance(period, Part) and (period.which, period.unit, period.count) == ("last", "day", 1)


def _are_snapshots(metrics: Iterable[Any], index: Index) -> bool:
    """Say whether some of what stands was counted on days, and is not known of every day."""
    for value in metrics:
        parts = value[1:] if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        known = [index.model.metrics[name] for name in parts if name in index.model.metrics]
        if any(each.calculation.type == "balance" and not each.calculation.valid_from for each in known):
            return True
        if any(_are_snapshots(input_names(each), index) for each in known):
            return True
    return False


@rule("METRIC", "SUM")
def total_after(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单总数 as the orders."""
    return total(right, left, index)


@rule("MEMBER", "SUM")
def members_together(left: Any, right: str, index: Index) -> rules.Made:
    """Read 手机和电脑合计 as both of them, which are one number unless they are split."""
    if len(left[1]) > 1:
        yield "MEMBER", left, 0.2


@rule("METRIC", "MINUS OVERPART")
def open_arithmetic(left: Any, right: str, index: Index) -> rules.Made:
    """Start "revenue minus …", "refunds as a share of …"."""
    if right != "part" and len(left) == 1 and isinstance(left[0], str):
        yield "METRICOP", (right, left[0]), 0.3


@rule("METRIC", "PER")
def open_per(left: Any, right: str, index: Index) -> rules.Made:
    """Start "revenue per open store": what counts is what it is divided by."""
    if len(left) == 1 and isinstance(left[0], str) and adds_up(left[0], index):
        yield "METRICPER", ("divide", left[0]), 0.1


@rule("METRICPER", "METRIC")
def close_per(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "revenue per open store", "sales per labour hour" as the one over the other."""
    if len(right) == 1 and isinstance(right[0], str) and is_counted(right[0], index):
        yield from close_arithmetic(left, right, index)


@rule("METRICPER", "OVERUNIT")
def close_per_unit(left: Any, right: str, index: Index) -> rules.Made:
    """Read "cost per MWh produced" as the cost over the MWh that were."""
    yield from close_arithmetic(left, (right,), index)


for _kind in ("OVERONE", "OVERPIECE"):
    # 每工时的…, 每次到店带来多少….
    rule(_kind, "DE AUX HOWMUCH")(rules._keep(_kind)[1])


@rule("OVERPIECE", "METRIC")
def of_each_piece(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 每单销售额 as the one over the other; of some rows it is of no piece that others are, too."""
    if len(right) == 1 and isinstance(right[0], str) and adds_up(right[0], index):
        if index.model.metrics[right[0]].unit != "count" and _is_of_pieces(right[0], left[0], left[1], index):
            yield from close_arithmetic(("divide", right[0]), left[:1], index)


def _is_of_pieces(metric: str, pieces: str, named: bool, index: Index) -> bool:
    """Say whether a sum is of the rows that are counted, or of what belongs to them; ``named``: to what is done.

    每笔买入金额 is of no trade but those that were bought.
    """
    known, counted = index.model.metrics[metric], index.model.metrics[pieces].calculation
    inputs = input_names(known)
    if inputs:
        return all(_is_of_pieces(each, pieces, named, index) for each in inputs)
    table, of = getattr(known.calculation, "table", ""), getattr(counted, "table", "")
    if table == of and not named:
        return set(conditions_of(known.calculation)) == set(conditions_of(counted))
    return named or index.reaches(table, of)


@rule("OVERONE", "METRIC")
def of_each(left: str, right: Any, index: Index) -> rules.Made:
    """Read 每工时营业额 as the one over the other."""
    if len(right) == 1 and isinstance(right[0], str) and adds_up(right[0], index):
        yield from close_arithmetic(("divide", right[0]), (left,), index)


@rule("METRICOP", "METRIC")
def close_arithmetic(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "revenue minus refunds" as their difference, where both are of one unit; of shares, whatever they are of."""
    if len(right) == 1 and isinstance(right[0], str) and right[0] != left[1]:
        units = {index.model.metrics[name].unit for name in (left[1], right[0])}
        if left[0] == "divide" or len(units) == 1:
            yield "METRIC", ((*left, right[0]),), 0.8


@rule("DIFF", "METRIC")
def difference(left: str, right: Any, index: Index) -> rules.Made:
    """Read "difference between revenue and refunds" as the first less the second."""
    if len(right) == 2 and all(isinstance(name, str) for name in right):
        yield from close_arithmetic(("minus", right[0]), right[1:], index)


@rule("ASKDIFF", "METRIC")
def told_apart(left: str, right: Any, index: Index) -> rules.Made:
    """Read "what is the difference between revenue and refunds", 有什么区别 as what each of the two means."""
    if len(right) == 2 and all(isinstance(name, str) for name in right):
        yield "TOLDAPART", right, 0.5


@rule("METRIC", "ASKDIFF")
def told_apart_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read 毛利和毛利率有什么区别."""
    return told_apart(right, left, index)


@rule("DIFF", "MEMBER")
def difference_between(left: str, right: Any, index: Index) -> rules.Made:
    """Read "difference between East and South China" as both, side by side."""
    if len(right[1]) == 2:
        yield "SIDES", right, 0.4


@rule("SUM", "METRIC")
def total(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "total revenue" as revenue, where it is a quantity that adds up."""
    calculation = index.model.metrics[right[0]].calculation if isinstance(right[0], str) else None
    if calculation is not None and calculation.type not in ("ratio",):
        yield "METRIC", right, 0.2


@rule("THAN", "PERIOD")
def lower_than(left: str, right: Any, index: Index) -> rules.Made:
    """Read "lower than in September" as set against September; a change "over the last 8 weeks" is in them."""
    if not isinstance(right, Trailing):
        yield "COMPARE", Compare(basis="period", period=right), 0.3


@rule("THAN", "BEFORE")
def lower_than_last(left: str, right: Compare, index: Index) -> rules.Made:
    """Read 高于上月."""
    return [("BEFORE", right, 0.3)]


@rule("THAN", "COMPARE")
def lower_than_before(left: str, right: Compare, index: Index) -> rules.Made:
    """Read "lower than in the same period last year"."""
    return [("COMPARE", right, 0.3)]


@rule("ABOUT", "METRIC")
def about(left: str, right: Any, index: Index) -> rules.Made:
    """Read "top 3 stores for sales", "compare on sales"."""
    return [("METRIC", right, -0.3)]
