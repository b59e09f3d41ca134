"""The names of metrics, and those that are spelt nearly as some words: of many only what shares n-grams is compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from rapidfuzz import process

from nlq.nearness.lexical import Lexical
from nlq.nearness.shared_words import SharedWords
from semantic_layer.model import Model

#: Names that are compared at most.
MOST_COMPARED = 800


class Names:
    """Every label and synonym of the metrics that are still to be used."""

    def __init__(self, model: Model) -> None:
        """Keep the names, in any case of letters, and whose they are."""
        metrics = [(name, metric) for name, metric in model.metrics.items() if metric.status != "deprecated"]
        self._owners = [name for name, metric in metrics for _ in metric.names]
        self._phrases = [phrase.casefold() for _, metric in metrics for phrase in metric.names]
        self._model = model
        self._order = {name: place for place, (name, _) in enumerate(metrics)}

    @cached_property
    def sharing(self) -> SharedWords:
        """Return the metrics by the words of their names: what is near where nothing is in spelling or meaning."""
        return SharedWords(self._model)

    def near(self, words: str, scorer: Callable[..., float], least: float) -> list[tuple[str, float]]:
        """Return the metrics with a name that scores so near to the words, and how near the nearest is, best first.

        A scorer is one of rapidfuzz; it says 0 to 100.
        """
        places = self._compared(words)
        phrases = self._phrases if places is None else [self._phrases[place] for place in places]
        best: dict[str, float] = {}
        for _, score, place in process.extract(words, phrases, scorer=scorer, score_cutoff=least, limit=None):
            owner = self._owners[place if places is None else places[place]]
            best[owner] = max(score, best.get(owner, 0.0))
        return sorted(best.items(), key=lambda each: (-each[1], self._order[each[0]]))

    def _compared(self, words: str) -> list[int] | None:
        """Return the places of the names to compare with: those that share the rarest n-grams; None for all."""
        if len(self._phrases) <= MOST_COMPARED:
            return None
        scores = self._lexical.scores(words)
        most = np.argpartition(-scores, MOST_COMPARED)[:MOST_COMPARED]
        return sorted(int(place) for place in most if scores[place] > 0)

    @cached_property
    def _lexical(self) -> Lexical:
        return Lexical(self._phrases)
