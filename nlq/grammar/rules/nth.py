"""Rules of one place from an end: "second highest", "came third", 第二高, 倒数第三."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.ordering import Place
from nlq.grammar.rules import rules
from nlq.grammar.rules.ranks import superlative
from nlq.index import Index

rule = rules.rule

#: Places that can be asked for by their number.
LAST_PLACE = 100


@rule("NTH", "SUP TOP")
def place_from_end(left: str, right: str, index: Index) -> rules.Made:
    """Read "second highest", "third worst", 第二高."""
    if right != "last" and not isinstance(right, Place):
        yield "SUP", Place(right, left), 0.6


@rule("PLACED", "NTH")
def placed(left: str, right: str, index: Index) -> rules.Made:
    """Read "came second", 排名第二 as the second from the top."""
    return [("SUP", Place("first", right), 0.6)]


@rule("TOP SUP", "NTH")
def place_from_bottom(left: str, right: str, index: Index) -> rules.Made:
    """Read 倒数第三 as the third from the bottom."""
    if left == "asc":
        yield "SUP", Place("min", right), 0.6


@rule("NTHIS", "NUM")
def number_place(left: str, right: Any, index: Index) -> rules.Made:
    """Read 第二 as the second; the first of all is a word of its own."""
    place = rules.count_of(right, 2)
    if place and place <= LAST_PLACE:
        yield "NTH", str(place), 0.2
        # 第五季度 is no quarter in a fifth place.
        yield ("SUP" if right[1] else "BARENTH"), Place("first", place), 0.2


@rule("BARENTH", "DE")
def place_of(left: Place, right: Any, index: Index) -> rules.Made:
    """Read 销售额第二的."""
    return [("SUP", left, 0.2)]


@rule("NTH", "NTHEND")
def place_so_high(left: str, right: str, index: Index) -> rules.Made:
    """Read 第二高."""
    return [("SUP", Place(right, left), 0.8)]


@rule("METRIC", "NTHEND")
def which_is_so_high(left: Any, right: str, index: Index) -> rules.Made:
    """Read (哪个班次)缺勤率高, where which one is asked: the highest."""
    yield from (("WHICHHIGH", value, weight) for _, value, weight in superlative(right, left, index))
