"""Rules of what is left out: not, except, without, 除了…以外."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("NOT", "MEMBER")
def negate_member(left: Any, right: Any, index: Index) -> rules.Made:
    """Bind a negation to the members right after it."""
    return [("PRED", ("not", ("in", *right)), 0.5)]


@rule("NOT", "DIMP")
def negate_qualified(left: Any, right: Any, index: Index) -> rules.Made:
    """Bind a negation to "East China stores"."""
    return [("PRED", ("not", right[1]), 0.5)]


@rule("EXC", "MEMBER")
def open_exception(left: str, right: Any, index: Index) -> rules.Made:
    """Read 除了X; bare 除 waits for its 外."""
    yield "EXCEPT", ("not", ("in", *right)), 0.2
    if left == "full":
        yield "PRED", ("not", ("in", *right)), 0.0


@rule("EXCEPT", "DE")
def except_those(left: Any, right: Any, index: Index) -> rules.Made:
    """Read (故障)除了天气的."""
    return [("PRED", left, 0.3)]


@rule("EXCEPT", "OUT")
def close_exception(left: Any, right: Any, index: Index) -> rules.Made:
    """Close 除X外."""
    return [("PRED", left, 0.8)]


@rule("DET", "DIM")
def the_others(left: str, right: str, index: Index) -> rules.Made:
    """Read (除了上海，)其他城市 before a 的 as each of those that are left."""
    if left == "others":
        yield "AXIS", (("dim", right),), 0.0


@rule("TAKEOUT", "MEMBER")
def open_taking_out(left: str, right: Any, index: Index) -> rules.Made:
    """Start "leave heaters out"."""
    return [("TAKEN", right, 0.1)]


@rule("TAKEN", "OUTOF")
def take_out(left: Any, right: str, index: Index) -> rules.Made:
    """Read "leave heaters out"."""
    return leave_out(left, right, index)


@rule("MEMBER", "LEFTOUT")
def leave_out(left: Any, right: str, index: Index) -> rules.Made:
    """Read "express excluded", 特快除外."""
    return [("PRED", ("not", ("in", *left)), 0.6)]


@rule("MEMBER", "PIECE")
def part_of_it(left: Any, right: str, index: Index) -> rules.Made:
    """Read 特快那块 before it is left out."""
    return [("MEMBER", left, 0.1)]


@rule("PRED", "DE")
def open_those_left(left: Any, right: str, index: Index) -> rules.Made:
    """Start 除了特快以外的…."""
    if left[0] == "not" and left[1][0] == "in":
        yield "LEFTDE", left, 0.1


@rule("LEFTDE", "NOUN")
def those_left(left: Any, right: str, index: Index) -> rules.Made:
    """Read 除了加州以外的客户 as which customers, where a customer has a state; no breakdown."""
    if index.reaches(right, index.model.dimensions[left[1][1]].table):
        yield "PRED", left, 1.7


@rule("PRED", "LATER")
def once_left_out(left: Any, right: str, index: Index) -> rules.Made:
    """Read 剔除特快后."""
    if left[0] == "not":
        yield "PRED", left, 0.3


@rule("DIM", "PRED")
def things_but(left: str, right: Any, index: Index) -> rules.Made:
    """Read "all stores except X", "regions other than X" as what is left of them, and no breakdown."""
    if right[0] == "not" and right[1][:2] == ("in", left):
        yield "PRED", right, 0.6


@rule("NOUN", "NOT")
def open_those_that_are_not(left: str, right: str, index: Index) -> rules.Made:
    """Start "customers that are not …"; "orders excluding …" are no such orders."""
    if right == "are":
        yield "NOUNNOT", left, 0.1


@rule("NOUNNOT", "MEMBER")
def those_that_are_not(left: str, right: Any, index: Index) -> rules.Made:
    """Read "customers that are not gold", where a customer has a tier."""
    if index.reaches(left, index.model.dimensions[right[0]].table):
        yield "PRED", ("not", ("in", *right)), 1.7


@rule("DET ALL", "PRED")
def all_but(left: str, right: Any, index: Index) -> rules.Made:
    """Read "all the stores except X"."""
    if right[0] == "not":
        yield "PRED", right, 0.3


@rule("DIM", "DE")
def open_rest(left: str, right: str, index: Index) -> rules.Made:
    """Start (除了华东，其他)地区的…."""
    return [("DIMDE", left, 0.1)]


@rule("PRED", "DIMDE")
def rest_of(left: Any, right: str, index: Index) -> rules.Made:
    """Read 除了华东其他地区的 as what is left of them, and no breakdown."""
    if left[0] == "not" and left[1][:2] == ("in", right):
        yield "PRED", left, 0.6


rule("COMMA DET", "DIMDE")(rules._keep("DIMDE")[0])
