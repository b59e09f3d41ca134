"""Rules of filters as analysts write them: "channel = App", "tier not in (gold, silver)", and several that all hold."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("DIM", "CMP")
def open_equation(left: str, right: str, index: Index) -> rules.Made:
    """Start "channel = …"."""
    if right == "=":
        yield "DIMIS", left, 0.2


@rule("DIM", "AUX")
def open_statement(left: str, right: str, index: Index) -> rules.Made:
    """Start 客户等级为…."""
    if right in ("aux", "is"):
        yield "DIMIS", left, 0.0


@rule("DIMIS", "MEMBER")
def close_equation(left: str, right: Any, index: Index) -> rules.Made:
    """Read "channel = App": said so, it is one condition among others."""
    if right[0] == left:
        yield "PRED", ("in", *right), 1.0


@rule("WHERE", "PRED")
def where(left: str, right: Any, index: Index) -> rules.Made:
    """Read "where channel = App"."""
    return [("PRED", right, 0.3)]


@rule("PRED", "AND COMMA")
def open_conjunction(left: Any, right: str, index: Index) -> rules.Made:
    """Start "channel = App and …"."""
    return [("PREDAND", left, 0.1)]


@rule("PREDAND", "PRED")
def close_conjunction(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "channel = App and region = East": both hold, where they are of two dimensions."""
    if left[0] != "or" and right[0] != "or" and not set(_dimensions(left)) & set(_dimensions(right)):
        yield "PRED", ("and", left, right), 0.4


@rule("OPEN", "MEMBER")
def open_bracket(left: str, right: Any, index: Index) -> rules.Made:
    """Start "(gold, silver …"."""
    return [("OPENED", right, 0.1)]


@rule("OPENED", "CLOSE")
def close_bracket(left: Any, right: str, index: Index) -> rules.Made:
    """Read "(gold, silver)" as what it lists."""
    return [("MEMBER", left, 0.2)]


def _dimensions(pred: Any) -> list[str]:
    """Return the dimensions that a condition, or each of several, is on."""
    if pred[0] == "and":
        return [name for part in pred[1:] for name in _dimensions(part)]
    inner = pred[1] if pred[0] == "not" else pred
    return [str(inner[1])]
