"""The weights of the score, log-linear over features that name no business word, and how far a score is trusted."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

#: Where they are kept, and all that is: also how they were made, and the weights by hand that they were held near.
PLACE = Path(__file__).with_name("weights.json")
FITTED: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))
#: Feature → weight. Larger is likelier; differences are log-odds between readings.
WEIGHTS: dict[str, float] = FITTED["weights"]
#: What the shares of readings are held against: see ``choose``.
THRESHOLDS: dict[str, float] = FITTED["thresholds"]
#: Features of a whole reading → log-odds that what is meant is among the readings at all.
TRUST: dict[str, float] = FITTED["trust"]
#: What a mention, a phrase or a reading counts of each feature.
Features = tuple[tuple[str, float], ...]


def score_of(features: Iterable[tuple[str, float]]) -> float:
    """Return the score of features; one without a weight says nothing.

    >>> score_of((("typo", 2), ("no such feature", 1))) == 2 * WEIGHTS["typo"]
    True
    """
    return sum(WEIGHTS.get(name, 0.0) * count for name, count in features)


def trust_of(features: Mapping[str, float]) -> float:
    """Return the probability that what is meant is a reading with these features, or a rival of it."""
    odds = TRUST.get("bias", math.inf) + sum(TRUST.get(name, 0.0) * count for name, count in features.items())
    return 1.0 / (1.0 + math.exp(-odds))
