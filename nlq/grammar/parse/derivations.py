"""Queries that words may mean, each with all the ways that lead to it, and what share of all it has."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from nlq.grammar.parse.cover import Cover
from nlq.grammar.parse.features import count_features
from nlq.grammar.parse.weights import WEIGHTS, trust_of


class Derived(NamedTuple):
    """A query, its best cover with what that counts, and the weight of each of its covers: exp(score), of any unit."""

    query: Any
    cover: Cover
    counted: Mapping[str, float]
    weights: list[float]

    def features(self) -> dict[str, float]:
        """Return what its score is made of; "derivations" is the log of how much its other covers add to the best."""
        features = {**self.counted, "derivations": math.log(sum(self.weights) / self.weights[0])}
        return {name: count for name, count in features.items() if count}

    def trust(self) -> float:
        """Return the probability that what is meant is this, or a rival of it."""
        return trust_of(self.counted)


def add_cover(found: dict[str, Derived], key: str, query: Any, cover: Cover, best: float, keeps_measure: bool) -> None:
    """Add a cover to what is found of its query, by canonical ``key``; the best covers come first.

    ``best`` is the score of the first of all. ``keeps_measure`` says that the measure of the answer before is meant.
    """
    if key not in found:
        found[key] = Derived(query, cover, {**count_features(cover), "keeps_measure": float(keeps_measure)}, [])
    found[key].weights.append(math.exp(cover.score - best + WEIGHTS["keeps_measure"] * keeps_measure))


def rank(found: Mapping[str, Derived]) -> list[tuple[str, Derived, float]]:
    """Return each query by its canonical key, with its share of all, the most probable first."""
    total = sum(sum(each.weights) for each in found.values())
    shares = [(key, each, sum(each.weights) / total) for key, each in found.items()]
    return sorted(shares, key=lambda entry: -entry[2])
