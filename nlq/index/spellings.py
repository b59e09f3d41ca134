"""The words of all names, and those among them that are spelt nearly as a given one: found by what deletions leave.

Two words within ``k`` slips of each other (a letter more, less, other, or two swapped) become equal when at most ``k``
letters of each are deleted; so do their first letters alone. What deletions leave of every known word is kept as a
sorted array of hashes: a look-up costs what the word that is asked for is long, whatever the number of words.
Source: W. Garbe, "1000x faster spelling correction", 2012 (symmetric deletion).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import combinations
from typing import Any

import marisa_trie
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

#: Slips that are looked for at most, and the first letters of a word that they are looked for by.
MOST_SLIPS, LETTERS = 2, 7
#: Words whose hashes are made at a time.
BATCH = 10_000
_LATIN = re.compile(r"[!-~]")
_LOW, _NUMBER = np.uint64(32), np.uint64(0xFFFFFFFF)
_PLACES = np.random.default_rng(7).integers(1 << 62, 1 << 63, LETTERS, dtype=np.uint64) | np.uint64(1)

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


class Spellings:
    """Words that hold a Latin letter, once each: 232 bytes a word at most beside the words themselves."""

    def __init__(self, words: Iterable[str]) -> None:
        """Keep the words; those of Chinese characters alone are left out."""
        self._words = marisa_trie.Trie({word for word in words if _LATIN.search(word)})
        self._left = _all_left(self._words)

    def __contains__(self, word: object) -> bool:
        """Say whether a word is known."""
        return word in self._words

    def near(self, word: str, slips: int) -> dict[str, int]:
        """Return the known words within up to two slips of a word, itself included, and how many slips each is off.

        >>> Spellings(["order", "older", "customer"]).near("odrer", 1)
        {'order': 1}
        """
        if slips not in range(MOST_SLIPS + 1):
            raise ValueError(f"{slips} slips")
        hashes = np.concatenate([_left(_codes([word[:LETTERS]]), less)[0] for less in range(slips + 1)]) << _LOW
        begun = np.searchsorted(self._left, hashes)
        ended = np.searchsorted(self._left, hashes | _NUMBER, side="right")
        some = (begun != ended).nonzero()[0].tolist()
        places = {int(place) for way in some for place in self._left[begun[way] : ended[way]] & _NUMBER}
        found = [self._words.restore_key(place) for place in sorted(places)]
        near = process.extract(word, found, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=None)
        return {other: int(distance) for other, distance, _ in near}


def _all_left(words: marisa_trie.Trie) -> Hashes:
    """Return the hash of all that deletions leave of each word in the high half, its number in the low, sorted."""
    by_length: dict[int, list[int]] = {}
    for word, place in words.iteritems():
        by_length.setdefault(min(len(word), LETTERS), []).append(place)
    parts = [np.empty(0, dtype=np.uint64)]
    for places in by_length.values():
        for begin in range(0, len(places), BATCH):
            some = places[begin : begin + BATCH]
            codes = _codes([words.restore_key(place)[:LETTERS] for place in some])
            numbers = np.array(some, dtype=np.uint64)[:, None]
            parts += [(_left(codes, less) << _LOW | numbers).ravel() for less in range(MOST_SLIPS + 1)]
    left = np.concatenate(parts)
    left.sort()
    return left


def _codes(words: list[str]) -> Hashes:
    """Return the characters of words of one length as numbers: shape (words, letters)."""
    length = len(words[0])
    if not length:
        return np.zeros((len(words), 0), dtype=np.uint64)
    return np.array(words, dtype=f"<U{length}").view(np.uint32).reshape(len(words), length).astype(np.uint64)


def _left(codes: Hashes, less: int) -> Hashes:
    """Return 32-bit hashes of what is left after ``less`` deletions: shape (words, ways of deleting)."""
    kept = _kept(codes.shape[1], less)
    return (codes[:, kept] @ _PLACES[: kept.shape[1]]) >> _LOW


@cache
def _kept(length: int, less: int) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the places of the letters that are kept: shape (ways, letters kept); no way where there are too few."""
    ways = list(combinations(range(length), length - less)) if less <= length else []
    return np.array(ways, dtype=np.intp).reshape(len(ways), max(0, length - less))
