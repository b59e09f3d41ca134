"""Names cut short after an answer: 解决率 after 投诉量 is 投诉解决率, what is said already being left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.followup.context import metrics_of
from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, phrase_key
from semantic_layer.model import Model

#: Characters of a Chinese name that are left out, or left over, at the least; of an English one it is a word.
SHORTEST = 2


def find_shortened(atoms: tuple[Atom, ...], index: Index, context: Any) -> list[Item]:
    """Return the metrics whose names begin as one that was just spoken of, by what is left of them.

    What has a meaning of its own is no rest of a name.
    """
    rests: dict[str, set[str]] = {}
    for metric in metrics_of(context):
        for rest, other in _rests(metric, index.model):
            if not index.find(rest):
                rests.setdefault(rest, set()).add(other)
    found = []
    for first in range(len(atoms)):
        key = ""
        for last in range(first, len(atoms)):
            key += atoms[last].key
            for name in sorted(rests.get(key, ())):
                found.append(mention(first, last + 1, "METRIC", (name,), "shortened", shortened=1))
    return found


def _rests(metric: str, model: Model) -> Iterator[tuple[str, str]]:
    if metric not in model.metrics:
        return
    own = _keys(metric, model)
    for other in model.metrics:
        for key in _keys(other, model) if other != metric else ():
            for begun in {_shared(key, each) for each in own} - {""}:
                yield key[len(begun) :], other


def _keys(metric: str, model: Model) -> set[str]:
    return {phrase_key(phrase) for phrase in model.metrics[metric].names}


def _shared(one: str, other: str) -> str:
    """Return how two names begin alike, in whole words; "" where too little is shared or left."""
    begun = _prefix(one, other)
    if one.isascii():
        begun = begun if one[len(begun) :].startswith(" ") else begun.rpartition(" ")[0]
        return begun if begun.strip() and one[len(begun) :].strip() else ""
    return begun if len(begun) >= SHORTEST and len(one) - len(begun) >= SHORTEST else ""


def _prefix(one: str, other: str) -> str:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]
