"""A sentence that is told before the question is asked: "We changed the courier. Did deliveries get faster?"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from nlq.grammar.chart import Item
from nlq.text.normalise import Normalised
from semantic_layer.query import Compare, Grain

#: The end of a sentence: a mark, and what follows it is the next. A dot within a number or a name ends none.
_END = re.compile(r"[!?。;]+\s*|\.+(?:\s+|$)")
#: What bounds, joins or orders what is asked: a sentence that says so is part of the question.
_BINDING = frozenset({
    "NOT", "EXC", "LEFTOUT", "NONE", "ONLY", "KEEP", "CMP", "CMPPOST", "THR", "BETWEEN", "WHY", "BOARD", "MEET",
    "STATUS", "WHICH", "COUNTQ", "COMPARE", "BEFORE", "SUP", "SUPCHG", "TOP", "SHARE", "AVG", "SUM", "EACH", "GRAIN",
    "NUM", "SUPPOSE",
})  # fmt: skip
#: What names things of the model: in what is set aside there is nothing of which the question does not speak too.
_NAMES = frozenset({"METRIC", "DIM", "MEMBER"})


def split_asides(normalised: Normalised) -> tuple[Normalised, Normalised] | None:
    """Return what is told before the last sentence, and that sentence; None of one alone, or after a question.

    >>> from nlq.text.normalise import normalise
    >>> told, asked = split_asides(normalise("We moved. What were sales in May?"))
    >>> told.text, asked.text
    ('we moved. ', 'what were sales in may?')
    """
    ends = [match.end() for match in _END.finditer(normalised.text) if match.end() < len(normalised.text)]
    if not ends or "?" in normalised.text[: ends[-1]]:
        return None
    return _cut(normalised, 0, ends[-1]), _cut(normalised, ends[-1], len(normalised.text))


def says_no_more(told: Iterable[Item], asked: Iterable[Item]) -> bool:
    """Say whether a sentence binds nothing in the question after it, as far as its known words go.

    It names nothing that the question does not name, and no time where the question has none of its own.
    """
    asked = list(asked)
    told = _without_parts(list(told))
    named = {(item.kind, value) for item in asked if item.kind in _NAMES for value in _values(item)}
    timed = any(item.kind == "PERIOD" for item in asked)
    for item in told:
        if item.kind in _BINDING or isinstance(item.value, Compare | Grain) or (item.kind == "PERIOD" and not timed):
            return False
        if item.kind in _NAMES and not {(item.kind, value) for value in _values(item)} & named:
            return False
    return True


def _without_parts(found: list[Item]) -> list[Item]:
    """Return mentions without those that are parts of a time: the "three" of "three weeks ago" counts nothing."""
    times = [(item.start, item.end) for item in found if item.kind == "PERIOD"]
    return [
        item for item in found
        if item.kind == "PERIOD" or not any(start <= item.start and item.end <= end for start, end in times)
    ]  # fmt: skip


def _values(item: Item) -> tuple[Any, ...]:
    if item.kind == "MEMBER":
        return tuple((item.value[0], value) for value in item.value[1])
    return item.value if isinstance(item.value, tuple) else (item.value,)


def _cut(normalised: Normalised, start: int, end: int) -> Normalised:
    """Return a part that still knows where it stands in the original."""
    return Normalised(normalised.original, normalised.text[start:end], normalised.origins[start:end])
