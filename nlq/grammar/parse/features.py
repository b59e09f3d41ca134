"""What the score of a cover is made of, counted: from its derivation, never from its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from nlq.grammar.parse.chart import Item
from nlq.grammar.parse.cover import Cover, top_feature

#: What modifies, and how far it may stand from what it modifies is told by.
_MODIFIERS = frozenset({"MEMBER", "PRED", "DIMP", "AXIS", "PERIOD", "COMPARE", "GRAIN", "DIM", "HAVING", "RELPRED"})


def count_features(cover: Cover) -> Mapping[str, float]:
    """Return how often a cover has each feature; with the weights they make up its score.

    Beside those are some that the score does not know: they say how far a reading is to be trusted.
    """
    counted: Counter[str] = Counter()
    for phrase in cover.phrases:
        counted[top_feature(phrase.kind)] += 1
        _count_phrase(phrase, counted)
    counted["skip"] += len(cover.skipped)
    counted.update(_of_whole(cover))
    return {name: float(count) for name, count in counted.items() if count}


def _count_phrase(phrase: Item, counted: Counter[str]) -> None:
    if not phrase.parts:
        for name, count in phrase.features:
            counted[name] += count  # type: ignore[assignment]
        return
    counted["rules"] += phrase.score - sum(part.score for part in phrase.parts)  # type: ignore[assignment]
    counted[f"rule:{phrase.rule}"] += 1
    for part in phrase.parts:
        _count_phrase(part, counted)


def _of_whole(cover: Cover) -> dict[str, int]:
    names = [leaf for leaf in cover.leaves() if leaf.kind in ("METRIC", "DIM", "MEMBER")]
    heads = [phrase for phrase in cover.phrases if phrase.kind == "METRIC"]
    return {
        "phrases": len(cover.phrases),
        "names": len(names),
        "distance": sum(
            min(_between(phrase, head) for head in heads)
            for phrase in cover.phrases
            if heads and phrase.kind in _MODIFIERS
        ),
        **_matches(names),
    }


def _matches(names: Iterable[Item]) -> dict[str, int]:
    """Return by which type and match kind each name is known."""
    return dict(Counter(f"{leaf.kind}:{leaf.rule}" for leaf in names))


def _between(one: Item, other: Item) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))
