"""Rules of numbers below none and above it: "with a negative margin", 利润为负的险种."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("SIGN", "METRIC")
def signed(left: str, right: Any, index: Index) -> rules.Made:
    """Read "with a negative margin" as a condition on groups, whatever the unit."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "HAVING", (right[0], left, 0.0), 0.5


@rule("METRIC METRICIS", "SIGN")
def is_signed(left: Any, right: str, index: Index) -> rules.Made:
    """Read "the margin was negative", 利润为负."""
    return signed(right, left, index)


@rule("DET", "SIGN")
def name_sign(left: Any, right: str, index: Index) -> rules.Made:
    """Read "a negative …"."""
    return [("SIGN", right, 0.1)]
