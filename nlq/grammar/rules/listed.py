"""Rules of periods in a list: two side by side, or the months of a list one by one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer import query as q

rule = rules.rule


@rule("PERIOD", "AND")
def open_periods(left: Any, right: str, index: Index) -> rules.Made:
    """Start 本季度和上季度, where they are compared."""
    return [("PERIODAND", left, 0.0)]


@rule("PERIODAND", "PERIOD")
def close_periods(left: Any, right: Any, index: Index) -> rules.Made:
    """Read two periods side by side."""
    if left != right:
        yield "PERIODS", (left, right, "and"), 0.3


@rule("PERIOD", "AND COMMA")
def open_list(left: Any, right: str, index: Index) -> rules.Made:
    """Start "May, June and July"."""
    return [("PERIODLIST", (left,), 0.0)]


@rule("PERIODROW", "COMMA AND")
def go_on_with_list(left: Any, right: str, index: Index) -> rules.Made:
    """Read "May, June and" on."""
    return [("PERIODLIST", left, 0.0)]


@rule("PERIODLIST", "AND")
def end_list(left: Any, right: str, index: Index) -> rules.Made:
    """Read the comma before "and"."""
    return [("PERIODLIST", left, 0.0)]


@rule("PERIODLIST", "PERIOD")
def close_list(left: Any, right: Any, index: Index) -> rules.Made:
    """Read periods of a list, each right after the one before: from the third on they are told one by one."""
    row = (*left, right)
    if not all(follows(first, last) for first, last in pairwise(row)):
        return
    yield "PERIODROW", row, 0.1
    if len(row) > 2:
        yield "SERIES", (("grain", right.unit, right.fiscal), q.Between(first=row[0], last=right)), 0.6


def follows(first: q.Period, last: q.Period) -> bool:
    """Say whether one unit follows right after another: last month and this one, Q1 and Q2, 2024 and 2025."""
    if isinstance(first, q.Relative) and isinstance(last, q.Relative):
        return last == first.model_copy(update={"offset": first.offset + 1})
    if not (isinstance(first, q.Named) and isinstance(last, q.Named)) or first.unit == "day":
        return False
    if first.unit == "year":
        return first.year is not None and last == first.model_copy(update={"year": first.year + 1})
    return first.number is not None and last == first.model_copy(update={"number": first.number + 1})


@rule("PREP", "PERIODS")
def place_periods(left: str, right: Any, index: Index) -> rules.Made:
    """Read "in Q1 and Q2"; "between Q1 and Q2" sets them beside each other only where they are compared."""
    yield "PERIODS", (*right[:2], "between" if left == "by way of" else right[2]), 0.3


rule("PREP", "SERIES")(rules._keep("SERIES")[0])
for _kind in ("PERIODS", "SERIES"):
    rule(_kind, "DE POSS")(rules._keep(_kind)[1])
