"""Rules of what is not filled in: "tickets without an agent", 没写原因的退货 are those whose dimension has no value."""

from __future__ import annotations

from nlq.grammar import rules
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


@rule("WITH AUX", "NODIM")
def had_none(left: str, right: str, index: Index) -> rules.Made:
    """Read "(how many shipments) had no carrier"."""
    if left != "done":
        yield "PRED", ("null", right), 0.9
