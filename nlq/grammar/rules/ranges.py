"""Rules of ranges: "between 150 and 200", 介于150到200, 10到20万之间, with what both ends are in."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("NUM", "TO AND")
def open_range(left: Any, right: str, index: Index) -> rules.Made:
    """Start "150 to 200", and "150 and 200" after its "between"."""
    return [("NUMTO" if right == "to" else "NUMAND", left, 0.0)]


@rule("NUMTO", "NUM")
def close_range(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "150 to 200" as a range: what is amount in it says its "between" or 之间."""
    if left[1] == right[1] and left[0] <= right[0] and not _lacks_scale(left[0], right[0]):
        yield "RANGE", (left[0], right[0], left[1]), 0.2


@rule("NUMAND", "NUM")
def close_pair(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "150 and 200" as the ends of a range."""
    return [("PAIROF", value, weight) for _, value, weight in close_range(left, right, index)]


@rule("RANGE PAIROF", "SCALE")
def scale_range(left: Any, right: float, index: Index) -> rules.Made:
    """Read "2 and 3 million", 10到20万: both are."""
    if left[2] == "":
        yield "RANGE", (left[0] * right, left[1] * right, ""), 0.5


@rule("RANGE PAIROF", "PCT")
def percent_range(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "2 and 5 percent": both are."""
    if left[2] == "":
        yield "RANGE", (left[0] / 100, left[1] / 100, "share"), 0.5


@rule("RANGE PAIROF", "CUR")
def money_range(left: Any, right: str, index: Index) -> rules.Made:
    """Read "100 and 200 yuan": both are."""
    if left[2] == "":
        yield "RANGE", (left[0], left[1], right), 0.5


@rule("RANGE", "CLF")
def classify_range(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 150到200个."""
    if left[2] == "":
        yield "RANGE", (left[0], left[1], "things"), 0.3


@rule("BETWEEN", "RANGE PAIROF")
def between(left: str, right: Any, index: Index) -> rules.Made:
    """Read "between 150 and 200", 介于150到200; 在150到200 waits for its 之间."""
    if left == "between":
        yield "THR", ("between", right[:2], right[2]), 0.4


@rule("RANGE", "MID")
def within(left: Any, right: str, index: Index) -> rules.Made:
    """Read 150到200之间."""
    return [("THR", ("between", left[:2], left[2]), 0.4)]


@rule("BETWEEN PREP", "THR")
def placed_between(left: str, right: Any, index: Index) -> rules.Made:
    """Read 在150到200之间, 在100以上."""
    if left == "at" or (left == "between" and right[0] == "between"):
        yield "THR", right, 0.2


def _lacks_scale(low: float, high: float) -> bool:
    """Say whether the scale of the higher end may be meant of both: "between 2 and 3 million"."""
    return low < 1000 <= high and high % 1000 == 0 and high >= 1000 * low
