"""Phrases near in spelling: BM25 over n-grams of characters, which cut Chinese and English words alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlq.text.normalise import normalise

#: Lengths of the n-grams: two or three characters are a Chinese word, three or four the stem of an English one.
HAN, OTHER = (2, 3), (3, 4)
_RUN = re.compile(r"(?P<han>[\u3400-\u9fff]+)|[^\W_]+")


class Lexical:
    """Scores of a text against phrases that were counted once."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Count the n-grams of each phrase; there is at least one phrase."""
        grams = [_grams(phrase) for phrase in phrases]
        self._count = len(grams)
        self._held = Counter(gram for each in grams for gram in set(each))
        # A tenth of a second to import, and no question needs it that is read.
        import bm25s

        self._scorer = bm25s.BM25()
        self._scorer.index(grams, show_progress=False)

    def scores(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return how near each phrase is: shape (phrases,), the share of the text's rarity that it holds, 0 to 1."""
        grams = sorted(set(_grams(text)))
        if not grams:
            return np.zeros(self._count, dtype=np.float32)
        found = np.asarray(self._scorer.get_scores(grams), dtype=np.float32)
        return found / sum(self._rarity(gram) for gram in grams)

    def _rarity(self, gram: str) -> float:
        """Return the inverse document frequency, smoothed so that it is never negative (as Lucene does)."""
        held = self._held[gram]
        return math.log(1 + (self._count - held + 0.5) / (held + 0.5))


def _grams(text: str) -> list[str]:
    """Return the n-grams of a text, word by word; a Latin word has its ends marked.

    >>> _grams("new 平均数")
    [' ne', 'new', 'ew ', ' new', 'new ', '平均', '均数', '平均数']
    """
    grams = []
    for run in _RUN.finditer(normalise(text).text):
        word, sizes = (run[0], HAN) if run["han"] else (f" {run[0]} ", OTHER)
        cut = [word[at : at + size] for size in sizes for at in range(len(word) - size + 1)]
        grams += cut or [word]
    return grams
