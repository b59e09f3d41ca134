"""Rules of more and fewer of something than before: "which plans had more cancellations in Q3 than in Q2"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.having import moved
from nlq.grammar.rules import rules
from nlq.grammar.slots.slots import Slots
from nlq.grammar.slots.taking import take_having, take_metric
from nlq.index import Index

rule = rules.rule


@rule("MORE", "METRIC")
def more_of(left: str, right: Any, index: Index) -> rules.Made:
    """Read "more cancellations", before what it is more than."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "MOREOF", (right[0], left), 0.5


@rule("DOES METRIC", "MORE")
def done_more_of(left: Any, right: str, index: Index) -> rules.Made:
    """Read "(which stores) sold more", before what it is more than."""
    for name in left if all(isinstance(each, str) for each in left) else ():
        yield "MOREOF", (name, right), 0.5


def take_more_of(slots: Slots, value: Any) -> Slots | None:
    """Take "more cancellations" of things: those alone that had more than in the other period, which must be named."""
    name, way = value
    # "How many plans had more …" tells how many they are, and no cancellations.
    filled = slots if slots.count else take_metric(slots, (name,)) if slots.which or slots.bare else None
    filled = take_having(filled, moved(name, way)) if filled else None
    return replace(filled, against=True) if filled else None
