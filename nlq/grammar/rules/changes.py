"""Rules of what a change is of: "revenue drop", "year-over-year sales growth", and ranks on it."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule
#: What a change is called that can be ranked, as the superlative of it is.
_WAYS = {"up": "up", "down": "down", "any": "up", "rate": "up_rate", "up_rate": "up_rate", "down_rate": "down_rate"}


@rule("METRIC", "CHANGE")
def change_of(left: Any, right: str, index: Index) -> rules.Made:
    """Read "revenue drop", "sales growth rate"; by itself it says no more than its two parts."""
    if right in _WAYS and len(left) == 1 and isinstance(left[0], str):
        yield "CHANGEOF", (left, right, None), 0.3


@rule("CHANGEIN", "METRIC")
def change_in(left: str, right: Any, index: Index) -> rules.Made:
    """Read "drop in revenue" as "revenue drop"."""
    return change_of(right, left, index)


@rule("COMPARE", "CHANGEOF")
def compared_change(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "year-over-year revenue growth"."""
    if right[2] is None:
        yield "CHANGEOF", (*right[:2], left), 0.2


@rule("METRIC", "COMPARE")
def open_compared(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "revenue year-over-year growth"."""
    return [("METRICVS", (left, right), 0.0)]


@rule("METRICVS", "CHANGE")
def close_compared(left: Any, right: str, index: Index) -> rules.Made:
    """Read "revenue year-over-year growth"."""
    for kind, value, weight in change_of(left[0], right, index):
        yield kind, (*value[:2], left[1]), weight


@rule("BY", "CHANGEOF")
def rank_by_change(left: str, right: Any, index: Index) -> rules.Made:
    """Read "by revenue drop" as ranked on the change."""
    return [("BYCHANGE", (right[0], "bychg", _WAYS[right[1]], right[2]), 0.6)]


@rule("SUP", "CHANGEOF")
def biggest_change_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "biggest sales increase", "fastest revenue growth"."""
    metric, way, compare = right
    if left in ("max", "fastest") and way in ("up", "down"):
        yield "BYCHANGE", (metric, "supchg", f"{way}_rate" if left == "fastest" else way, compare), 0.9
    if left == "max" and way in ("rate", "up_rate", "down_rate"):
        yield "BYCHANGE", (metric, "supchg", _WAYS[way], compare), 0.9


@rule("TOP", "CHANGEOF")
def largest_change_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "largest sales drop" where the word also opens a ranking."""
    return biggest_change_of("max" if left == "desc" else left, right, index)


@rule("SUP TOP", "COMPARE")
def open_biggest_compared(left: str, right: Any, index: Index) -> rules.Made:
    """Start "biggest year-over-year drop in …"."""
    if left in ("max", "desc", "fastest"):
        yield "SUPVS", ("fastest" if left == "fastest" else "max", right), 0.1


@rule("SUPVS", "CHANGEOF")
def biggest_compared_change_of(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "biggest year-over-year sales drop"."""
    if right[2] is None:
        yield from biggest_change_of(left[0], (*right[:2], left[1]), index)


@rule("SUPVS", "CHANGE")
def open_biggest_compared_change(left: Any, right: str, index: Index) -> rules.Made:
    """Go on with "biggest year-over-year drop …"."""
    return [("SUPVSCHG", (*left, right), 0.2)]


@rule("SUPVSCHG", "PREP")
def open_biggest_compared_in(left: Any, right: str, index: Index) -> rules.Made:
    """Go on with "biggest year-over-year drop in …"."""
    return [("SUPVSIN", left, 0.1)]


@rule("SUPVSIN", "METRIC")
def biggest_compared_change_in(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "biggest year-over-year drop in revenue"."""
    how, compare, way = left
    for _, value, _weight in change_of(right, way, index):
        yield from biggest_change_of(how, (*value[:2], compare), index)


@rule("WITH", "BYCHANGE")
def with_biggest_change(left: str, right: Any, index: Index) -> rules.Made:
    """Read "with the biggest sales drop"."""
    return [("BYCHANGE", right, 0.3)]


@rule("NUMDIM", "BYCHANGE")
def few_with_change(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "3 stores with the biggest sales drop"."""
    return [("RANKCHANGE", ((*left, None), right), 0.2)]


@rule("CHANGEIN", "PCT")
def change_in_percent(left: str, right: str, index: Index) -> rules.Made:
    """Read "change in %" as the relative change."""
    if left == "any":
        yield "CHANGE", "rate", 0.4


@rule("ABSOLUTE", "CHANGE")
def absolute_change(left: str, right: str, index: Index) -> rules.Made:
    """Read "dollar increase", "absolute drop" as the change itself, and no relative one."""
    if right in ("any", "up", "down"):
        yield "CHANGE", right, 0.3


for _kind in ("CHANGE", "COMPARE"):
    rule("WITH", _kind)(rules._keep(_kind)[0])
for _kind in ("CHANGEOF", "BYCHANGE"):
    rule("DET", _kind)(rules._keep(_kind)[0])
