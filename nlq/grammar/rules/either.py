"""Rules of conditions of two kinds, one of which is enough: "from gold customers or from the App"."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule
#: What a value of PRED begins with; that of a MEMBER begins with its dimension.
_PREDICATES = frozenset({"in", "not", "or", "compare", "contains", "when", "days"})


@rule("MEMBER PRED DIMP", "OR")
def open_either(left: Any, right: Any, index: Index) -> rules.Made:
    """Start "gold customers or …" of another kind; "not gold or …" leaves open what "not" is of."""
    condition = _condition(left)
    if condition[0] != "not":
        yield "EITHER", condition, 0.1


@rule("EITHER", "MEMBER PRED DIMP")
def close_either(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "from gold customers or from the App": one of the two is enough."""
    other = _condition(right)
    if other[0] != "not" and not (left[0] == other[0] == "in" and left[1] == other[1]):
        yield "PRED", ("or", left, other), 0.5


def _condition(value: Any) -> Any:
    """Return the condition of a member, of things that meet one, or one as it is."""
    if value[0] in _PREDICATES:
        return value
    return value[1] if value[1] and value[1][0] in _PREDICATES else ("in", *value)
