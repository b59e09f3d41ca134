"""Rules of what is not filled in: "tickets without an agent", 没写原因的退货 are those whose dimension has no value."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("LACKS", "DIM")
def lacks(left: str, right: str, index: Index) -> rules.Made:
    """Read "without an agent" as a condition on the rows: nobody stands there."""
    return [("PRED", ("null", right), 0.5)]


@rule("NONE", "DIM")
def none_filled(left: str, right: str, index: Index) -> rules.Made:
    """Start "(had) no carrier": of what is counted none is filled in."""
    yield "NODIM", right, 0.2


@rule("NODIM", "ASSIGNED")
def none_assigned(left: str, right: str, index: Index) -> rules.Made:
    """Read "no carrier assigned"."""
    return [("NODIM", left, 0.2)]


@rule("PRED", "ASSIGNED")
def lacks_assigned(left: Any, right: str, index: Index) -> rules.Made:
    """Read "(parcels) without a courier assigned"."""
    if left[0] == "null":
        yield "PRED", left, 0.2


@rule("WITH AUX", "NODIM")
def had_none(left: str, right: str, index: Index) -> rules.Made:
    """Read "(how many shipments) had no carrier"."""
    if left != "done":
        yield "PRED", ("null", right), 0.9
