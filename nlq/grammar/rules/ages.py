"""Rules of numbers that things have of their own: "patients older than 40", "age above 40", "aged 45-54"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.model.values import NUMBERS, dimension_type

rule = rules.rule
#: What a dimension is called whose numbers are ages.
_CALLED = (" age",)


@rule("NUM", "YEARSOLD")
def years_old(left: Any, right: str, index: Index) -> rules.Made:
    """Read "40 years old" as an age."""
    if left[1] == "":
        yield "NUMOLD", left[0], 0.2


@rule("AGED", "NUM")
def older(left: str, right: Any, index: Index) -> rules.Made:
    """Read "older than 40" where something has an age that is a number."""
    if right[1] == "":
        yield from older_in_years(left, right[0], index)


@rule("AGED", "NUMOLD")
def older_in_years(left: str, right: float, index: Index) -> rules.Made:
    """Read "older than 40 years"."""
    ages = [name for name in _ages(index) if dimension_type(index.model, name) in NUMBERS]
    if len(ages) == 1:
        yield "PRED", ("compare", ages[0], left, right), 0.6


@rule("AGED", "MEMBER")
def aged(left: str, right: Any, index: Index) -> rules.Made:
    """Read "aged 45-54" as the member of an age."""
    if left == "=" and right[0] in _ages(index):
        yield "MEMBER", right, 0.4


@rule("DIM", "THR")
def number_of_thing(left: str, right: Any, index: Index) -> rules.Made:
    """Read "age above 40", "year of registration before 2015" as a condition on what things have."""
    plain = not index.model.dimensions[left].labels and dimension_type(index.model, left) in NUMBERS
    if plain and right[0] != "between" and right[2] == "" and not _is_key(left, index):
        yield "PRED", ("compare", left, right[0], right[1]), 0.5


@rule("WITH AUX", "PRED")
def with_number(left: str, right: Any, index: Index) -> rules.Made:
    """Read "with an age above 40", "who are older than 40"."""
    if right[0] == "compare":
        yield "PRED", right, 0.2


@rule("DIM", "PRED")
def things_with_number(left: str, right: Any, index: Index) -> rules.Made:
    """Read "patients older than 40"."""
    if right[0] == "compare" and rules.related(left, right[1], index):
        yield "DIMP", (left, right), 0.6


@rule("NOUN", "PRED")
def nouns_with_number(left: str, right: Any, index: Index) -> rules.Made:
    """Read "patients older than 40" where patients are no dimension."""
    if right[0] == "compare" and index.reaches(left, index.model.dimensions[right[1]].table):
        yield "PRED", right, 0.6


@rule("REL", "PRED")
def who_has_number(left: str, right: Any, index: Index) -> rules.Made:
    """Read "who were older than 40"."""
    return with_number(left, right, index)


def _ages(index: Index) -> Iterator[str]:
    return (meaning.value for key in _CALLED for meaning in index.find(key) if meaning.kind == "DIM")


def _is_key(dimension: str, index: Index) -> bool:
    """Say whether a dimension is the number of a thing: "stores over 400" are no stores numbered above it."""
    spec = index.model.dimensions[dimension]
    return (spec.column,) == index.model.tables[spec.table].key or spec.column.endswith("_id")
