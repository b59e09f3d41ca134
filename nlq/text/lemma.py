"""The ground form of an English word."""

from __future__ import annotations

from functools import lru_cache

#: Past forms that are words of their own too: money (won), a side (left). In a name they are verbs.
PAST_OF = {"won": "win", "left": "leave"}


@lru_cache(maxsize=16_384)
def lemma(word: str) -> str:
    """Return the ground form of an English word.

    >>> lemma("sold"), lemma("redeeming"), lemma("unit")
    ('sell', 'redeem', 'unit')
    """
    if word in PAST_OF:
        return PAST_OF[word]
    # Its word list takes a tenth of a second to load, once, with the first question in English.
    from simplemma import lemmatize

    return str(lemmatize(word, lang="en"))
