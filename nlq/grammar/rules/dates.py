"""Rules of days that things have of their own: "users who joined in the past 70 days", 去年开业的门店."""

from __future__ import annotations

from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from nlq.text.atoms import phrase_key
from semantic_layer.model.values import dimension_type
from semantic_layer.query import Relative, Trailing

rule = rules.rule


def is_date(dimension: str, index: Index) -> bool:
    """Say whether a dimension is a day, which a period can be said of."""
    return dimension_type(index.model, dimension) in ("date", "timestamp", "timestamptz")


@rule("DIM", "PERIOD")
def date_within(left: str, right: Any, index: Index) -> rules.Made:
    """Read "joined in 2024", "join date after March"."""
    if is_date(left, index):
        yield "WHEN", ("when", left, right), 0.6


@rule("DIM", "AUX")
def date_is(left: str, right: Any, index: Index) -> rules.Made:
    """Let "join date is …", "joined us …" through."""
    if is_date(left, index):
        yield "DATEIS", left, 0.0


@rule("DATEIS", "PERIOD")
def date_is_within(left: str, right: Any, index: Index) -> rules.Made:
    """Read "join date is in 2024"."""
    return [("WHEN", ("when", left, right), 0.6)]


@rule("PERIOD", "DIM")
def within_date(left: Any, right: str, index: Index) -> rules.Made:
    """Start 2024年入会的: without its 的 it is not read."""
    if is_date(right, index):
        yield "WHENBEFORE", ("when", right, left), 0.6


@rule("WHENBEFORE", "DE")
def close_within(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 2024年入会的."""
    return [("RELPRED", ("de", left), 0.4)]


@rule("REL", "AUX")
def relate(left: str, right: Any, index: Index) -> rules.Made:
    """Let "that were …" through."""
    return [("REL", left, 0.0)]


@rule("REL WITH", "WHEN")
def relative_clause(left: str, right: Any, index: Index) -> rules.Made:
    """Read "who joined in 2024", "with a join date in 2024"."""
    return [("RELPRED", ("who" if left == "who" else "that", right), 0.4)]


@rule("DIM", "RELPRED")
def things_that(left: str, right: Any, index: Index) -> rules.Made:
    """Read "users who joined in 2024"."""
    if right[0] != "de" and rules.related(left, right[1][1], index):
        yield "DIMP", (left, right[1]), 0.6
        yield "DIMREL", (left, right[1], right[0]), 0.6


@rule("DIM", "WHEN")
def things_when(left: str, right: Any, index: Index) -> rules.Made:
    """Read "users joined in 2024"."""
    return things_that(left, ("that", right), index)


@rule("RELPRED", "DIM")
def within_things(left: Any, right: str, index: Index) -> rules.Made:
    """Read 2024年入会的会员."""
    if left[0] == "de" and rules.related(right, left[1][1], index):
        yield "DIMP", (right, left[1]), 0.6
        yield "DIMREL", (right, left[1], "de"), 0.6


@rule("BY", "DIMREL")
def by_things(left: str, right: Any, index: Index) -> rules.Made:
    """Read "visits by users who joined in 2024" as theirs, "for each user who …" as one each.

    "By" names who did it where it is a person, "who"; of things that have a day it may say either.
    """
    name, pred, how = right
    if left == "agent" and how in ("who", "that"):
        yield "PRED", pred, 0.6
    if left != "agent" or how != "who":
        yield "AXISP", (name, pred), 0.6


@rule("EACH PER", "DIMREL")
def each_thing(left: str, right: Any, index: Index) -> rules.Made:
    """Read "each user who joined in 2024"."""
    return [("AXISP", right[:2], 0.6)]


@rule("DOER", "DIMP")
def done_by(left: str, right: Any, index: Index) -> rules.Made:
    """Read "made by customers from X" as theirs: it breaks nothing down."""
    return [("PRED", right[1], 3.0)]


@rule("BY", "MEMBER")
def by_member(left: str, right: Any, index: Index) -> rules.Made:
    """Read "by gold customers" as who did it: one member breaks nothing down.

    "By store" breaks down, though a channel may be called Stores.
    """
    if _is_called_as_dimension(right, index):
        return
    if left == "agent":
        yield "MEMBER", right, -2.5
    if len(right[1]) > 1:
        # "By Rome and Oslo" tells them one by one.
        yield "BYMEMBERS", right, 0.6


def _is_called_as_dimension(member: Any, index: Index) -> bool:
    dimension, values = member
    named = [each for each in index.model.dimensions[dimension].members if each.value in values]
    names = {*map(str, values), *(label for each in named for label in each.label.values())}
    return any(each.kind == "DIM" for name in names for each in index.find(phrase_key(name)))


@rule("DOER", "MEMBER")
def done_by_member(left: str, right: Any, index: Index) -> rules.Made:
    """Read "made by gold customers"."""
    return [("MEMBER", right, 3.0)]


@rule("NOW", "PERIOD")
def now_in(left: str, right: Any, index: Index) -> rules.Made:
    """Read 目前本月 as this month: a period that goes on holds now."""
    if isinstance(right, Relative) and right.offset == 0 and not right.fiscal:
        yield "PERIOD", right, 0.6


@rule("PERIOD", "NOW")
def in_which_now(left: Any, right: str, index: Index) -> rules.Made:
    """Read 本月目前."""
    return now_in(right, left, index)


@rule("EACHOF", "PERIOD")
def each_of_the_units(left: str, right: Any, index: Index) -> rules.Made:
    """Read "for each of the last 12 months" as those months, one each."""
    unit = getattr(right, "unit", None) if isinstance(right, Trailing) else _unit_between(right)
    if unit:
        yield "SERIES", (("grain", unit, False), right), 0.6


def _unit_between(period: Any) -> str | None:
    """Return the unit that a range counts ("the last 12 months, not including this one"), or None."""
    units = {getattr(end, "unit", None) for end in (getattr(period, "first", None), getattr(period, "last", None))}
    return units.pop() if len(units) == 1 else None


@rule("EACHOF", "DIM")
def each_of_the_things(left: str, right: str, index: Index) -> rules.Made:
    """Read "each of the stores"."""
    return [("AXIS", (("dim", right),), 0.6)]
