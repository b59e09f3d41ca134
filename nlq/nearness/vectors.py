"""Metrics by meaning: one vector a name, the best of them taken. What refusals offer, never an answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlq.embed import Encode
from semantic_layer.model import Model

#: Below this cosine two texts have nothing to do with each other (multilingual-e5 scores everything above 0.7).
NEAR = 0.84


class Retriever:
    """Vectors of every label, synonym and description of a model's metrics, made in the background."""

    def __init__(self, model: Model, encode: Encode) -> None:
        """Start making the vectors; until they are there, nothing is found."""
        self._encode = encode
        self._owners, self._texts = _phrases(model)
        self._vectors: np.ndarray[Any, np.dtype[np.float32]] | None = None
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        try:
            self._vectors = self._encode(self._texts)
        except (ImportError, OSError, ValueError):
            # Without its package or weights everything works, by spelling.
            self._vectors = None

    def wait(self) -> None:
        """Return when the vectors are there, or cannot be."""
        self._thread.join()

    def find(self, text: str, count: int) -> Sequence[str]:
        """Return the names of up to ``count`` metrics near in meaning, the nearest first."""
        if self._vectors is None:
            return ()
        scores = self._vectors @ self._encode([text])[0]
        best: dict[str, float] = {}
        for place in np.argsort(-scores)[: count * 10]:
            if scores[place] >= NEAR:
                best.setdefault(self._owners[place], float(scores[place]))
        return tuple(best)[:count]


def _phrases(model: Model) -> tuple[list[str], list[str]]:
    owners, texts = [], []
    for name, metric in model.metrics.items():
        words = [*metric.label.values(), *(word for group in metric.synonyms.values() for word in group)]
        for text in (*words, *metric.description.values()) if metric.status != "deprecated" else ():
            owners.append(name)
            texts.append(text)
    return owners, texts
