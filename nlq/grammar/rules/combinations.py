"""Rules of several dimensions taken together: "top 5 combinations of state and type", 地区和品类的组合."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("DIM", "AND COMMA")
def open_dimensions(left: str, right: Any, index: Index) -> rules.Made:
    """Start a list of dimensions: only what says that they belong together takes it up."""
    return [("DIMS", (left,), 0.1)]


@rule("DIMSET", "AND COMMA")
def go_on_dimensions(left: Any, right: Any, index: Index) -> rules.Made:
    """Go on with a list of dimensions."""
    return [("DIMS", left, 0.1)]


@rule("DIMS", "AND")
def go_on_after_comma(left: Any, right: Any, index: Index) -> rules.Made:
    """Allow "A, and B"."""
    return [("DIMS", left, 0.1)]


@rule("DIMS", "DIM")
def join_dimensions(left: Any, right: str, index: Index) -> rules.Made:
    """Join "state and type"."""
    if right not in left:
        yield "DIMSET", (*left, right), 0.3


@rule("DIMSET", "DE")
def dimensions_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Let 地区和品类的 attach."""
    return [("DIMSET", left, 0.2)]


@rule("COMBO", "DIMSET")
def combine(left: str, right: Any, index: Index) -> rules.Made:
    """Read "combinations of state and type"."""
    if left == "of":
        yield "COMBODIM", right, 0.6


@rule("DIMSET", "COMBO")
def combine_after(left: Any, right: str, index: Index) -> rules.Made:
    """Read "state and type combinations", 地区和品类组合."""
    if right == "after":
        yield "COMBODIM", left, 0.6


@rule("DET", "COMBODIM")
def these_combinations(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "the combinations of …"."""
    return [("COMBODIM", right, 0.2)]


@rule("BY EACH PER", "COMBODIM")
def by_combination(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "for each combination of state and type" as two axes."""
    return [("AXIS", tuple(("dim", name) for name in right), 0.6)]


@rule("NUM", "COMBODIM")
def number_of_combinations(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "5 combinations of …"."""
    if many := rules.count_of(left):
        yield "NUMCOMBO", (many, right), 0.3


@rule("TOP", "NUMCOMBO")
def top_combinations(left: str, right: Any, index: Index) -> rules.Made:
    """Read "top 5 combinations of …"."""
    return [("RANKSET", (None, *right, left), 0.6)]


@rule("TOPN", "COMBODIM")
def top_number_of_combinations(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 前5的地区和品类组合."""
    return [("RANKSET", (None, left[0], right, left[1]), 0.6)]


@rule("PAIRDE", "NUMCOMBO")
def ranked_combinations(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 销量最高的5个地区和品类组合."""
    return [("RANKSET", (left, *right, None), 0.6)]


@rule("DISTINCT", "DIM")
def distinct_things(left: str, right: str, index: Index) -> rules.Made:
    """Read "each distinct town": groups are distinct anyway."""
    return [("DIM", right, 0.3)]


@rule("DIM", "COLUMN")
def column_of(left: str, right: str, index: Index) -> rules.Made:
    """Read "client name" where columns are named."""
    return [("COL", (left, right), 0.4)]
