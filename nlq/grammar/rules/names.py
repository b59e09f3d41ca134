"""Rules of names that are given as such: "the drug named X", "drugs containing 'x'", 名称包含“x”的药品."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.values import dimension_type

rule = rules.rule

#: What a dimension is called of whose members something is because.
REASONS = ("reason", "cause", "topic", "原因", "理由", "缘由", "主题")


@rule("DIM", "NAMED")
def open_named(left: str, right: Any, index: Index) -> rules.Made:
    """Start "the drug named …"."""
    return [("DIMNAMED", left, 0.2)]


@rule("DIM", "AUX")
def open_named_is(left: str, right: Any, index: Index) -> rules.Made:
    """Start 药品名称为…."""
    return [("DIMNAMED", left, 0.0)]


@rule("DIMNAMED", "MEMBER")
def named(left: str, right: Any, index: Index) -> rules.Made:
    """Read "the drug named X" as X, where X is one."""
    if right[0] == left:
        yield "MEMBER", right, 0.8


@rule("WITH", "MEMBER")
def with_member(left: str, right: Any, index: Index) -> rules.Made:
    """Read "with private insurance"; what things have at all is another question."""
    if left == "with":
        yield "MEMBER", right, 0.2


@rule("NAMED", "MEMBER")
def open_called(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 名为X的…."""
    return [("CALLED", right, 0.2)]


@rule("CALLED", "DE")
def go_on_called(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 名为X的."""
    return [("CALLEDDE", left, 0.2)]


@rule("CALLEDDE", "DIM")
def called(left: Any, right: str, index: Index) -> rules.Made:
    """Read 名为X的药品 as X, where X is one."""
    return named(right, left, index)


@rule("DIM", "NUMBERED")
def open_numbered(left: str, right: Any, index: Index) -> rules.Made:
    """Let "store number …" lead to its number."""
    return [("DIM", left, -0.5)]


@rule("DIM", "NUM")
def numbered(left: str, right: Any, index: Index) -> rules.Made:
    """Read "store 367" as that store, where stores are known by a number; "store 2017" may be a year."""
    number, unit = right
    if unit == "" and number == int(number) and not 1900 <= number < 2100 and _is_known_by_number(left, index):
        yield "MEMBER", (left, (int(number),)), 0.6


@rule("MEMBERS", "NUM")
def numbered_too(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "stores 367 and 406"."""
    for _, value, _weight in numbered(left[0], right, index):
        yield from rules.join_members(left, value, index)


def _is_known_by_number(dimension: str, index: Index) -> bool:
    spec = index.model.dimensions[dimension]
    return not spec.labels and not spec.members and dimension_type(index.model, dimension) in ("integer", "number")


@rule("NOT", "CONTAINS")
def not_containing(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "not containing"."""
    if right == "yes":
        yield "CONTAINS", "no", 0.2


@rule("DIM", "CONTAINS")
def open_containing(left: str, right: str, index: Index) -> rules.Made:
    """Start "drugs containing …": what is known by another column than its own is not looked into."""
    if dimension_type(index.model, left) == "text" and not index.model.dimensions[left].labels:
        yield "DIMCONTAINS", (left, right), 0.3


@rule("DIMCONTAINS", "QUOTE")
def containing(left: Any, right: str, index: Index) -> rules.Made:
    """Read "drugs containing 'x'"."""
    pred = ("contains", left[0], right)
    return [("PRED", pred if left[1] == "yes" else ("not", pred), 0.6)]


@rule("BECAUSE", "MEMBER")
def because_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "(claims) because of damage" as those of that reason; what is no reason is none."""
    said = " ".join(index.model.dimensions[right[0]].names).lower() if right[0] in index.model.dimensions else ""
    if any(word in said for word in REASONS):
        yield "MEMBER", right, 0.3
