"""Metrics by meaning and spelling: each name alone, the best of them taken. What refusals offer, never an answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlq.embed import Encode
from nlq.nearness.lexical import Lexical
from semantic_layer.model import Model

Scores = np.ndarray[Any, np.dtype[np.float32]]

#: Below this cosine two texts have nothing to do with each other (multilingual-e5 scores everything above 0.7).
NEAR = 0.84
#: What the same spelling counts beside the same meaning: cosines of unlike texts lie within 0.2 of each other.
SPELLING = 0.1


class Retriever:
    """Every label, synonym and description of a model's metrics, as vectors made in the background, and as spelt."""

    def __init__(self, model: Model, encode: Encode | None) -> None:
        """Start making the vectors; until they are there, nothing is found."""
        self._encode = encode
        self._owners, self._texts = _phrases(model)
        self._vectors: Scores | None = None
        self._lexical: Lexical | None = None
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        if not self._texts:
            return
        self._lexical = Lexical(self._texts)
        try:
            self._vectors = self._encode(self._texts) if self._encode else None
        except (ImportError, OSError, ValueError):
            # Without its package or weights everything works, by spelling.
            self._vectors = None

    def wait(self) -> None:
        """Return when the vectors are there, or cannot be."""
        self._thread.join()

    def find(self, text: str, count: int) -> Sequence[str]:
        """Return the names of up to ``count`` metrics that are near in meaning, the nearest first."""
        near = self._meaning(text)
        if near is None:
            return ()
        within = {owner for owner, score in zip(self._owners, near, strict=True) if score >= NEAR}
        return tuple(name for name in self._ranked(text, near) if name in within)[:count]

    def rank(self, text: str, count: int) -> Sequence[str]:
        """Return ``count`` metrics, the nearest first, however far; by spelling alone where there are no vectors."""
        return self._ranked(text, self._meaning(text))[:count]

    def _meaning(self, text: str) -> Scores | None:
        if self._encode is None or self._vectors is None:
            return None
        return np.asarray(self._vectors @ self._encode([text])[0], dtype=np.float32)

    def _ranked(self, text: str, near: Scores | None) -> tuple[str, ...]:
        if self._lexical is None:
            return ()
        scores = self._lexical.scores(text) * SPELLING
        scores = scores if near is None else scores + near
        return tuple(dict.fromkeys(self._owners[place] for place in np.argsort(-scores, kind="stable")))


def _phrases(model: Model) -> tuple[list[str], list[str]]:
    owners, texts = [], []
    for name, metric in model.metrics.items():
        for text in (*metric.names, *metric.description.values()) if metric.status != "deprecated" else ():
            owners.append(name)
            texts.append(text)
    return owners, texts
