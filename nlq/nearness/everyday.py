"""Metrics that are called by another word for a verb which people say: "quit" of resignations, 退掉 of 退货."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlq.mentions.names.acts import other_words, verbs_in
from nlq.text.lemma import lemma

_WORD = re.compile(r"[a-z']+")


class Everyday:
    """What metrics are called, to be found by what people say for it."""

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        """Take up the words of each text; ``owners`` holds whose each text is, from 0 and without a gap."""
        self._count = max(owners, default=-1) + 1
        self._words: defaultdict[str, set[int]] = defaultdict(set)
        self._texts = [""] * self._count
        for text, owner in zip(texts, owners, strict=True):
            self._texts[owner] += f"{text}\n"
            for word in _WORD.findall(text.lower()):
                self._words[lemma(word)].add(owner)

    def scores(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return which things are called by another word for a verb of a text: shape (things,), 1 or 0."""
        found = np.zeros(self._count, dtype=np.float32)
        words = [lemma(word) for word in _WORD.findall(text.lower())]
        said = [*words, *(f"{first} {then}" for first, then in zip(words, words[1:], strict=False))]
        for name in {name for verb in said for name in other_words(verb, asks=True)}:
            found[list(self._words.get(name, ()))] = 1
        for name in {name for verb in verbs_in(text) for name in other_words(verb, asks=True)}:
            found[[owner for owner, texts in enumerate(self._texts) if name in texts]] = 1
        return found
