"""A sentence that is told before the question is asked: "We changed the courier. Did deliveries get faster?"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nlq.grammar.parse.chart import Item
from semantic_layer.query import Compare, Grain

#: What bounds, joins or orders what is asked: a sentence that says so is part of the question.
_BINDING = frozenset({
    "NOT", "EXC", "LEFTOUT", "NONE", "ONLY", "KEEP", "WHY", "BOARD", "MEET", "STATUS", "COMPARE", "BEFORE", "SUP",
    "SUPCHG", "TOP", "SHARE", "AVG", "SUM", "EACH", "GRAIN", "NUM", "SUPPOSE",
})  # fmt: skip
#: What bounds by a number only: "over" is elsewhere a place, 在 too.
_BY_NUMBER = frozenset({"CMP", "CMPPOST", "THR", "BETWEEN"})
#: What names things of the model: in what is set aside there is nothing of which the question does not speak too.
_NAMES = frozenset({"METRIC", "DIM", "MEMBER"})
#: Before the name of a dimension: it is broken down by that, or counted.
_BY = frozenset({"BY", "PER", "EACH", "COUNTQ"})
#: After "one": so much as "a".
_COUNTED = frozenset({"DIM", "NOUN", "CLF", "UNIT"})


def says_no_more(told: Iterable[Item], asked: Iterable[Item]) -> bool:
    """Say whether a sentence binds nothing in the question after it, as far as its known words go.

    It names nothing that the question does not name, and no time where the question has none of its own.
    """
    asked = list(asked)
    told = _outermost(list(told))
    numbered = any(item.kind == "NUM" and not _is_article(item, told) for item in told)
    timed = any(item.kind == "PERIOD" for item in asked)
    named = {(item.kind, value) for item in asked if item.kind in _NAMES for value in _values(item)}
    for item in told:
        if item.kind in _BINDING and not _is_article(item, told):
            return False
        if (item.kind in _BY_NUMBER and numbered) or isinstance(item.value, Compare):
            return False
        if item.kind == "PERIOD" and not timed:
            return False
        if item.kind in _NAMES and _names_more(item, told, named):
            return False
    return True


def _outermost(found: list[Item]) -> list[Item]:
    """Return mentions without those within a time or a longer name: the "three" of "three weeks ago" counts nothing."""
    spans = {(item.start, item.end) for item in found if item.kind == "PERIOD" or item.kind in _NAMES}
    return [
        item for item in found
        if not any(start <= item.start and item.end <= end and end - start > item.end - item.start
                   for start, end in spans)
        and not (item.kind != "PERIOD" and any(one.kind == "PERIOD" and _stand_alike(one, item) for one in found))
    ]  # fmt: skip


def _stand_alike(one: Item, other: Item) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _is_article(item: Item, told: list[Item]) -> bool:
    """Say whether a number or a unit says no more than "a": "one store", 一家, "for a day"."""
    if item.kind == "NUM":
        return item.value[0] == 1 and any(one.start == item.end and one.kind in _COUNTED for one in told)
    return isinstance(item.value, Grain) and any(one.kind == "DET" and one.start == item.start for one in told)


def _names_more(item: Item, told: list[Item], named: set[tuple[str, Any]]) -> bool:
    """Say whether a name is of what the question does not speak of, and would say which of it is meant."""
    alike = [one for one in told if _stand_alike(one, item) and one.kind in _NAMES]
    if any((one.kind, value) in named for one in alike for value in _values(one)):
        return False
    before = {one.kind for one in told if one.end == item.start}
    if any(one.kind == "DIM" for one in alike):
        # A kind of thing bounds nothing: only which of them, or that they are told one by one.
        return bool(before & _BY)
    # What is the most so is no one of them: 最活跃.
    return "MOST" not in before


def _values(item: Item) -> tuple[Any, ...]:
    if item.kind == "MEMBER":
        return tuple((item.value[0], value) for value in item.value[1])
    return item.value if isinstance(item.value, tuple) else (item.value,)
