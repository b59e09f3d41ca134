"""Rules of groups by what is said of them: "stores with more than 200 orders", 销售额下降的门店."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.having import moved
from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("WHICH", "MEMBER")
def which_such(left: str, right: Any, index: Index) -> rules.Made:
    """Read "which turbine", 哪台风机 as which unit that is one, where units are what is of that kind."""
    if left == "which":
        yield from (("WHICHOF", (name, ("in", *right)), -3.0) for name in things_of(right[0], index))


@rule("NUM", "MEMBER")
def number_of_such(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 最长的5台风机 as so many units that are one."""
    if many := rules.count_of(left):
        yield from (("NUMDIM", (many, name, ("in", *right)), -3.0) for name in things_of(right[0], index))


@rule("BY EACH PER EACHOF", "MEMBER")
def each_such(left: str, right: Any, index: Index) -> rules.Made:
    """Read "in each plant", 各工厂 as the sites that are one, one by one; "by plant" too, where no noun follows."""
    if len(right[1]) == 1:
        yield from (("AXISP", (name, ("in", *right)), -1.0) for name in things_of(right[0], index))


@rule("AXISP", "AND COMMA")
def open_such_list(left: Any, right: str, index: Index) -> rules.Made:
    """Start "by plant and …"."""
    return [("AXISPS", left, 0.1)]


@rule("AXISPS", "UNIT DIM AXIS")
def such_and(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "by plant and month"."""
    by_unit = isinstance(right, str) and right not in index.model.dimensions
    axes = right if isinstance(right, tuple) else (("grain", right, False) if by_unit else ("dim", right),)
    if not set(axes) & set(left[2:]):
        yield "AXISP", (*left, *axes), 0.3


def things_of(kind: str, index: Index) -> list[str]:
    """Return the one dimension that names the rows of which another says of what kind they are; none of itself.

    A number alone is no name.
    """
    dimensions, columns = index.model.dimensions, index.model.tables[index.model.dimensions[kind].table].columns
    named = [
        name for name, each in dimensions.items()
        if each.table == dimensions[kind].table and is_named_one_by_one(name, index)
        and (columns[each.column].type == "text" or each.labels)
    ]  # fmt: skip
    return named if len(named) == 1 and kind not in named else []


def is_named_one_by_one(name: str, index: Index) -> bool:
    """Say whether a dimension names the rows of its table, each by itself: stores, and no kinds of them."""
    dimension = index.model.dimensions[name]
    return list(index.model.tables[dimension.table].key) == [dimension.column]


@rule("METRIC", "CHANGE")
def metric_moved(left: Any, right: str, index: Index) -> rules.Made:
    """Read "revenue fell" as a condition that a "whose" or a 的 may make of it."""
    if right in ("up", "down") and len(left) == 1 and isinstance(left[0], str):
        yield "MOVED", moved(left[0], right), 0.3


@rule("WITH", "MOVED")
def with_moved(left: str, right: Any, index: Index) -> rules.Made:
    """Read "whose revenue fell"."""
    return [("WITHHAVING", right, 0.3)]


@rule("MOVED", "DE")
def open_moved(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 销售额下降的…."""
    return [("HAVINGDE", left, 0.2)]


@rule("DIM DIMP", "WITHHAVING")
def groups_with(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "stores with more than 200 orders"."""
    name, pred = (left, None) if isinstance(left, str) else left
    return [("DIMH", (name, pred, right), 0.6)]


@rule("HAVING", "DE")
def open_having(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 订单量超过200的…."""
    return [("HAVINGDE", left, 0.2)]


@rule("HAVINGDE", "DIM DIMP")
def having_groups(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单量超过200的门店."""
    return groups_with(right, left, index)


@rule("HAVINGDE", "MEMBER")
def having_such(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 故障数上升的风机 as those units that are turbines."""
    if len(right[1]) == 1:
        for name in things_of(right[0], index):
            yield "DIMH", (name, ("in", *right), left), 2.5


@rule("HAVINGDE", "AUX")
def having_is(left: Any, right: str, index: Index) -> rules.Made:
    """Go on with 订单量超过200的是, 的有 before which they are."""
    if right == "is":
        yield "HAVINGDE", left, 0.0


@rule("HAVINGDE", "WHICHDIM")
def having_which(left: Any, right: str, index: Index) -> rules.Made:
    """Read 订单量超过200的是哪几家门店."""
    return groups_with(right, left, index)
