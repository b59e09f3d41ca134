"""Rules of rows that were shown: "the second one", "those three stores", 最低的两家, "which two"."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("THEY", "NUM")
def those_few(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "those three", 这两家: so many were shown."""
    if many := rules.count_of(right, 2):
        yield "SOMANY", many, 0.5


@rule("BOTHSHOWN", "DIM METRIC")
def both_things(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "both channel types" as those."""
    yield ("DIM" if isinstance(right, str) else "METRIC"), right, 0.3


@rule("BOTHSHOWN", "DE POSS")
def of_both(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "both of them", "both's"."""
    return [("BOTHSHOWN", left, 0.2)]


@rule("THEY", "NUMDIM")
def those_few_groups(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "those three stores", 这两家门店."""
    number, name, pred = right
    if number >= 2 and pred is None and isinstance(name, str):
        yield "SOMANY", (number, name), 0.5


@rule("SOMANY THOSE", "DE POSS")
def of_those(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 这两家的, 这几个渠道的."""
    return [("SOMANY" if not isinstance(left, str) else "THOSE", left, 0.2)]


@rule("LIFT", "THEY")
def all_of_them(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "all of them" after a few were shown."""
    if right == "they":
        yield "LIFTED", ("cut", "all"), 0.8


@rule("ORD", "NUM")
def number_row(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 第2名 as a row that was shown."""
    if right[1] and (many := rules.count_of(right)):
        yield "ROW", str(many), 0.5


@rule("DET PREP", "ROW")
def name_row(left: Any, right: str, index: Index) -> rules.Made:
    """Read "the second one", "into the first one"."""
    return [("ROW", right, 0.3)]


@rule("ROW", "DE POSS")
def row_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read 第一名的, "the first one's"."""
    return [("ROW", left, 0.2)]


@rule("THEY", "DIM")
def those_groups(left: str, right: str, index: Index) -> rules.Made:
    """Read "those stores" as the stores that were shown; "this store" is the one, where one was."""
    if left == "they":
        yield "THOSE", right, 0.5
    else:
        yield "SOMANY", (1, right), 0.5


@rule("PREP", "THOSE")
def place_those(left: Any, right: str, index: Index) -> rules.Made:
    """Read "of those stores"."""
    return [("THOSE", right, 0.3)]


@rule("PREP", "THEY")
def place_they(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "of those", "for them"."""
    return [("THEY", right, 0.3)]


@rule("THEY", "DE POSS")
def they_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 他们的."""
    return [("THEY", left, 0.2)]


@rule("WHICHONE WHICH", "NUM")
def which_few_shown(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "which two" of what was shown."""
    if many := rules.count_of(right, 2):
        yield "RANK", (many, None, None, None), 0.2


@rule("ONSUP", "NUM")
def few_at_an_end(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 最低的两家, 跌得最多的两家 of what was shown."""
    if right[1] and (many := rules.count_of(right, 2)):
        yield ("TOPN", (many, left[1]), 0.5) if left[0] == "sup" else ("MOSTMOVED", (many, left[1]), 0.5)
