"""Metrics by meaning and spelling. What refusals offer, never an answer."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import numpy as np

from nlq.embed import Encode
from nlq.nearness.everyday import Everyday
from nlq.nearness.form import Forms
from nlq.nearness.lexical import Lexical
from nlq.nearness.meaning import Floats, Meaning
from semantic_layer.model import Model

#: Below this nearness in meaning two texts have nothing to do with each other. Of phrasings whose metric is among the
#: first three, 92 % are nearer; of what no KPI measures (a poem, the weather), 80 % are not.
NEAR = 0.2
#: What the same spelling counts beside the same meaning.
SPELLING = 0.2
#: What another word for a verb that is said counts.
EVERYDAY = 0.08


class Retriever:
    """Every label, synonym and description of a model's metrics, as vectors made in the background, and as spelt."""

    def __init__(self, model: Model, encode: Encode | None, make: Encode | None = None) -> None:
        """Start making the vectors; until they are there, nothing is found.

        ``make`` encodes what the model holds, and ``encode`` what people say; by default it does both.
        """
        self._encode, self._by = encode, make
        self._names, self._owners, self._texts = _phrases(model)
        self._forms = Forms(model, self._names)
        self._meaning: Meaning | None = None
        self._lexical: Lexical | None = None
        self._everyday: Everyday | None = None
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        if not self._texts:
            return
        self._lexical, self._everyday = Lexical(self._texts), Everyday(self._texts, self._owners)
        try:
            self._meaning = Meaning(self._texts, self._owners, self._encode, self._by) if self._encode else None
        except (ImportError, OSError, ValueError):
            # Without its package or weights everything works, by spelling.
            self._meaning = None

    def wait(self) -> None:
        """Return when the vectors are there, or cannot be."""
        self._thread.join()

    def find(self, text: str, count: int, among: Collection[str], least: float = NEAR) -> Sequence[str]:
        """Return the names of up to ``count`` metrics ``among`` some, no farther in meaning than ``least``.

        The nearest come first.
        """
        if self._meaning is None:
            return ()
        near = self._meaning.nearness(text)
        within = {name for name, score in zip(self._names, near, strict=True) if score >= least}
        return tuple(name for name in self._ranked(text, near) if name in within and name in among)[:count]

    def rank(self, text: str, count: int) -> Sequence[str]:
        """Return ``count`` metrics, the nearest first, however far; by spelling alone where there are no vectors."""
        return self._ranked(text, None if self._meaning is None else self._meaning.nearness(text))[:count]

    def _ranked(self, text: str, near: Floats | None) -> tuple[str, ...]:
        if self._lexical is None or self._everyday is None:
            return ()
        scores: Floats = np.zeros(len(self._names), dtype=np.float32) if near is None else near.copy()
        spelt = np.zeros(len(self._names), dtype=np.float32)
        np.maximum.at(spelt, self._owners, self._lexical.scores(text))
        scores += SPELLING * spelt + EVERYDAY * self._everyday.scores(text)
        if near is not None:
            # Without its meaning, the kind of a number says next to nothing of a phrasing.
            scores += self._forms.scores(text)
        return tuple(self._names[place] for place in np.argsort(-scores, kind="stable"))


def _phrases(model: Model) -> tuple[list[str], list[int], list[str]]:
    """Return the metrics, and of each of their texts whose it is (its place among the metrics), and the text."""
    names: list[str] = []
    owners: list[int] = []
    texts: list[str] = []
    for name, metric in model.metrics.items():
        if metric.status != "deprecated":
            said = (*metric.names, *metric.description.values())
            owners += [len(names)] * len(said)
            texts += said
            names.append(name)
    return names, owners, texts
