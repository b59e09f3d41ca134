"""Rules of what meets conditions: two at once, members and units of time."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.grammar.rules.such_groups import groups_with
from nlq.index import Index

rule = rules.rule


@rule("MEMBER", "NUMDIM")
def so_many_members(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 上海、南京、杭州三个城市 as the three cities that are named."""
    if (len(left[1]), left[0], None) == tuple(right[:3]):
        yield "MEMBER", left, 1.5


@rule("HAVING", "AND BUT")
def open_both(left: Any, right: str, index: Index) -> rules.Made:
    """Start 订单量超过200且…."""
    return [("HAVINGAND", left, 0.1)]


@rule("HAVINGAND", "HAVING")
def close_both(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单量超过200且毛利率低于20% as two conditions that both hold."""
    return [("HAVING", ("both", left, right), 0.4)]


@rule("HAVINGDE", "AXIS")
def having_each(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 订单量超过200的各门店."""
    if len(right) == 1 and right[0][0] == "dim":
        yield from groups_with(right[0][1], left, index)


@rule("UNIT", "WITHHAVING")
def units_with(left: str, right: Any, index: Index) -> rules.Made:
    """Read "months with more than 200 orders"."""
    return [("UNITH", (("grain", left, False), right), 0.6)]


@rule("UNIT", "PERIOD")
def open_units_in(left: str, right: Any, index: Index) -> rules.Made:
    """Start "weeks in Q3 with …"."""
    return [("UNITIN", (left, right), 0.0)]


@rule("UNITIN", "WITHHAVING")
def units_in_with(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "weeks in Q3 with more than 200 orders"."""
    return [("UNITHIN", (("grain", left[0], False), right, left[1]), 0.6)]


@rule("HAVINGDE", "UNIT")
def having_units(left: Any, right: str, index: Index) -> rules.Made:
    """Read 订单量超过200的月份."""
    return units_with(right, left, index)


@rule("VERB", "HAVING")
def done_so_much(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "(who) sold more than 15 cars", where what is counted is named by that verb."""
    if right[0] in {name for names in left for name in names}:
        yield "HAVING", right, 0.3


@rule("REL", "HAVING")
def who_did_so_much(left: str, right: Any, index: Index) -> rules.Made:
    """Read "who sold more than 15 cars" of those who did."""
    yield "WITHHAVING", right, 0.3
