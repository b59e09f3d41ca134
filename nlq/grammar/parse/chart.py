"""The chart: mentions of a question combined bottom-up into typed phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nlq.grammar.parse.weights import Features, score_of
from nlq.grammar.rules.all_rules import RULES
from nlq.index import Index

#: A chart beyond this many phrases is a question nobody typed; what is found until then stands.
MAX_ITEMS = 6_000


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase over the atoms ``start`` to ``end`` (excluded): its type, value, score and derivation."""

    start: int
    end: int
    kind: str
    value: Any
    score: float
    rule: str = field(compare=False)
    parts: tuple[Item, ...] = field(default=(), compare=False, repr=False)
    #: Of a mention, what its score is made of.
    features: Features = field(default=(), compare=False, repr=False)

    def leaves(self) -> tuple[Item, ...]:
        """Return the mentions it is made of, left to right."""
        return tuple(leaf for part in self.parts for leaf in part.leaves()) if self.parts else (self,)


def mention(start: int, end: int, kind: str, value: Any, rule: str, **features: float) -> Item:
    """Return a mention with the score of its features."""
    counted = tuple((name, float(count)) for name, count in features.items() if count)
    return Item(start, end, kind, value, score_of(counted), rule, features=counted)


def build_chart(mentions: Iterable[Item], index: Index) -> dict[int, list[Item]]:
    """Return every phrase by its start; of equal phrases over the same atoms, the best derivation."""
    best: dict[tuple[int, int, str, Any], Item] = {}
    by_start: dict[int, dict[tuple[int, str, Any], Item]] = defaultdict(dict)
    by_end: dict[int, dict[tuple[int, str, Any], Item]] = defaultdict(dict)
    agenda = sorted(mentions, key=lambda item: (item.end - item.start, -item.score))
    place = 0
    while place < len(agenda) and len(best) < MAX_ITEMS:
        item = agenda[place]
        place += 1
        key = (item.start, item.end, item.kind, item.value)
        known = best.get(key)
        if known is not None and known.score >= item.score:
            continue
        best[key] = item
        by_start[item.start][(item.end, item.kind, item.value)] = item
        by_end[item.end][(item.start, item.kind, item.value)] = item
        for left in list(by_end[item.start].values()):
            agenda.extend(_combine(left, item, index))
        for right in list(by_start[item.end].values()):
            agenda.extend(_combine(item, right, index))
    return {start: list(items.values()) for start, items in by_start.items()}


def _combine(left: Item, right: Item, index: Index) -> list[Item]:
    made = []
    for rule in RULES.get((left.kind, right.kind), ()):
        for kind, value, weight in rule(left.value, right.value, index):
            score = left.score + right.score + weight
            made.append(Item(left.start, right.end, kind, value, score, rule.__name__, (left, right)))
    return made
