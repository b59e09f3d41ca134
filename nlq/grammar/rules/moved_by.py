"""Rules of how much a measure moved, as a condition on groups: "whose revenue grew by more than 10 %"."""

from __future__ import annotations

from typing import Any

from nlq.grammar.composing.having import moved
from nlq.grammar.composing.ordering import fits_unit
from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule
#: Of a rise, "more than" is above; of a fall, below. "Fell by less than 10 %" may be said of what rose: it is not read.
_PAST = {"up": {">": ">", ">=": ">="}, "down": {">": "<", ">=": "<="}}


@rule("METRICVS", "CHANGE")
def moved_against(left: Any, right: str, index: Index) -> rules.Made:
    """Read 销售额同比下降 as a condition that a 的 may make of it."""
    metric, compare = left
    if right in _PAST and len(metric) == 1 and isinstance(metric[0], str):
        yield "MOVED", (*moved(metric[0], right), compare), 0.2


@rule("BY", "THR")
def by_so_much(left: str, right: Any, index: Index) -> rules.Made:
    """Read "by more than 10 %"."""
    if left == "agent" or right[0] in (">", ">="):
        yield "BYTHR", right, 0.2


@rule("MOVED", "PREP")
def moved_of(left: Any, right: str, index: Index) -> rules.Made:
    """Go on with "fees growth of more than …"."""
    if right == "of":
        yield "MOVED", left, 0.0


rule("COUNTDIM", "DE POSS")(rules._keep("COUNTDIM")[1])


@rule("MOVED", "THR BYTHR")
def moved_by(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 销售额增长超过10%, "revenue fell by more than 100,000"."""
    condition = _moved_by(left[0][1], "up" if left[1] == ">" else "down", right, index)
    if condition:
        yield "MOVED", (*condition, *left[3:]), 0.6
        yield "WITHHAVING", (*condition, *left[3:]), 0.6


@rule("CHANGE", "METRIC")
def open_moved_metric(left: str, right: Any, index: Index) -> rules.Made:
    """Start "grew revenue by …"."""
    if left in _PAST and len(right) == 1 and isinstance(right[0], str):
        yield "MOVEDMETRIC", moved(right[0], left), 0.2


@rule("MOVEDMETRIC", "THR BYTHR")
def moved_metric_by(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "grew revenue by more than 10 %", of things that are named before."""
    return moved_by(left, right, index)


def _moved_by(metric: str, way: str, threshold: Any, index: Index) -> tuple[Any, str, float] | None:
    """Return the condition that a metric moved so far, one way: relative in percent, else in its own unit.

    None where it is not clear: two percent of a rate may be points.
    """
    op, number, unit = threshold
    if op not in _PAST[way]:
        return None
    share = index.model.metrics[metric].unit == "share"
    signed = number if way == "up" else -number
    if unit == "share":
        return None if share else (("change_pct", metric), _PAST[way][op], signed)
    return (("change", metric), _PAST[way][op], signed) if not share and fits_unit(metric, unit, index) else None
