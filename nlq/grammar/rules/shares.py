"""Rules of shares: of a total, and of one metric in another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.ordering import adds_up
from nlq.grammar.rules import rules
from nlq.grammar.rules.measures import close_arithmetic
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.model.inputs import is_mean

rule = rules.rule


@rule("SHARE", "PREP")
def open_share(left: Any, right: str, index: Index) -> rules.Made:
    """Start "share of …"."""
    if right == "of":
        yield "SHAREOF", left, 0.2


@rule("SHAREOF", "METRIC")
def share_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "share of revenue": of what adds up, a rate has no shares."""
    if len(right) == 1 and adds_up(right[0], index):
        yield "METRIC", (("share", right[0]),), 0.6


@rule("AMONG", "MEMBER")
def within_members(left: str, right: Any, index: Index) -> rules.Made:
    """Read "(women) among directors" as the whole of which a share is; "in" hardly ever says more than a filter."""
    return [("WITHIN", ("in", *right), -5.0 if left == "in" else 0.3)]


@rule("MEMBER", "AMONGST")
def within_members_zh(left: Any, right: str, index: Index) -> rules.Made:
    """Read 总监里(女性占多少)."""
    return within_members(right, left, index)


@rule("METRIC", "AMONGST")
def within_measure(left: Any, right: str, index: Index) -> rules.Made:
    """Read App的订单量里(会员占比): what was said so far names the whole."""
    return [("METRICIN", left, 0.3)]


@rule("MEMBER", "SHAREOF")
def open_part(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "online share of …"."""
    return [("PARTOF", left, 0.2)]


@rule("PARTOF", "METRIC")
def part_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "online share of revenue" as what is online of all revenue, in each group there is."""
    if len(right) == 1 and adds_up(right[0], index):
        yield "METRIC", (("part", right[0], ("in", *left)),), 2.0


@rule("METRIC", "SHARE")
def metric_share(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "revenue share", 销售额占比; 退款金额占销售额的比例 says its share twice."""
    if len(left) == 1 and left[0][0] == "divide":
        yield "METRIC", left, 0.3
    yield from share_of(right, left, index)


@rule("METRICS", "SHARE")
def share_beside(left: Any, right: str, index: Index) -> rules.Made:
    """Read "revenue and share" as the number with the share that each group has of it."""
    if right != "form" and len(left) == 1 and adds_up(left[0], index):
        yield "METRIC", (left[0], ("share", left[0])), 0.5


@rule("SHARE", "DE")
def share_in(left: str, right: Any, index: Index) -> rules.Made:
    """Start 多少比例的…."""
    return [("SHAREOF", left, 0.1)]


@rule("OVERPART", "OFALL")
def part_of_all(left: str, right: str, index: Index) -> rules.Made:
    """Start 占全国…: what all is says the question."""
    return [("OFWHOLE", left, 0.2)]


@rule("OFWHOLE", "DE")
def part_of_all_the(left: str, right: Any, index: Index) -> rules.Made:
    """Allow 占全国的…."""
    return [("OFWHOLE", left, 0.1)]


@rule("OFWHOLE", "SHARE")
def share_of_all(left: str, right: str, index: Index) -> rules.Made:
    """Read 占全国几成, 占总体的比例 as a share of what is measured."""
    return [("SHARE", right, 0.3)]


@rule("METRICOP", "METRIC")
def part_of_itself(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "gold sales as a share of total sales": which part is for the filter to say."""
    if left[0] == "divide" and right == (left[1],) and adds_up(left[1], index):
        yield "METRIC", (("share", left[1]),), 0.6


@rule("METRIC", "TO")
def open_ratio(left: Any, right: str, index: Index) -> rules.Made:
    """Start "refunds to sales ratio"."""
    if len(left) == 1 and isinstance(left[0], str):
        yield "METRICTO", left, 0.0


@rule("METRICTO", "METRIC")
def pair_for_ratio(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "refunds to sales", beside the word "ratio"."""
    if left != right and len(right) == 1:
        yield "RATIOPAIR", (*left, *right), 0.2


@rule("RATIO", "PREP")
def open_ratio_of(left: str, right: str, index: Index) -> rules.Made:
    """Read "the ratio of", "the ratio between"."""
    return [("RATIO", left, 0.1)]


@rule("RATIO", "METRIC RATIOPAIR")
def ratio_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "ratio of refunds to sales" as the first over the second."""
    if len(right) == 2 and all(isinstance(name, str) for name in right):
        yield from close_arithmetic(("divide", right[0]), right[1:], index)


@rule("METRIC RATIOPAIR", "RATIO")
def ratio_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read "refunds to sales ratio", 退款与销售之比."""
    return ratio_of(right, left, index)


@rule("MEMBER", "AND COMMA")
def open_each(left: Any, right: str, index: Index) -> rules.Made:
    """Start "women and men", of whom an average is told one by one."""
    return [("EACHMEMBERS", left, 0.2)]


@rule("EACHMEMBERS", "AND")
def go_on_each(left: Any, right: str, index: Index) -> rules.Made:
    """Allow "A, and B"."""
    return [("EACHMEMBERS", left, 0.2)]


@rule("EACHMEMBERS", "MEMBER")
def each_of_members(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "women and men" as the one and the other."""
    if left[0] == right[0] and not set(left[1]) & set(right[1]):
        both = (left[0], tuple(sorted({*left[1], *right[1]}, key=str)))
        yield "EACHMEMBER", (*both, "average"), 3.0
        # Of a share, the list may as well be one part: either is a reading.
        yield "EACHMEMBER", (*both, "share"), 0.5


rule("PREP", "EACHMEMBER")(rules._keep("EACHMEMBER")[0])
rule("EACHMEMBER", "DE POSS NOUN DIM KINDOF")(rules._keep("EACHMEMBER")[1])


def is_told_apart(slots: Slots, index: Index) -> bool:
    """Say whether members in a list are told one by one: there is no average of two averages.

    What already says how they stand (a breakdown, a rank, "together") is left to it.
    """
    whole = slots.axes or slots.bare or slots.which or slots.rank or slots.sup or slots.comparing or slots.trend
    if whole or slots.totals or slots.having or len(slots.metrics) != 1:
        return False
    metric = slots.metrics[0]
    if slots.one_by_one == "share":
        return isinstance(metric, tuple) and metric[0] == "share" and len(slots.preds) == 1
    return isinstance(metric, str) and not adds_up(metric, index)


def each_of_all(slots: Slots, index: Index) -> Slots:
    """Return the slots told apart by a dimension all of whose members are listed: as a filter that would say nothing.

    "Online and offline orders" are two numbers, where a channel is one or the other; and "the average age of women and
    men" is no average of both.
    """
    listed = [pred for pred in slots.preds if pred[0] == "in" and len(pred[2]) > 1 and not slots.summed]
    means = (
        len(slots.metrics) == 1 and isinstance(slots.metrics[0], str) and is_mean(index.model.metrics[slots.metrics[0]])
    )
    shown = slots.axes or slots.bare or slots.which or slots.rank or slots.sup or slots.trend or slots.count
    for pred in listed:
        if len(pred[2]) == index.sizes.get(pred[1]) or (means and not (shown or slots.either) and len(listed) == 1):
            return split_by(slots, pred[1])
    return slots


def split_by(slots: Slots, dimension: str) -> Slots:
    """Return the slots broken down by a dimension too."""
    axis = ("dim", dimension)
    return slots if axis in slots.axes else replace(slots, axes=(*slots.axes, axis))
