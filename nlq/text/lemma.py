"""The ground form of an English word."""

from __future__ import annotations

import re
from functools import lru_cache

#: Past forms that are words of their own too: money (won), a side (left). In a name they are verbs.
PAST_OF = {"won": "win", "left": "leave", "broke": "break", "shook": "shake", "rose": "rise", "gone": "go"}
#: Verbs whose participle is their ground form: "flats let".
SAME_PAST = frozenset("bid cast cut hit let put quit read set shut split spread".split())

_SYLLABLE = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=16_384)
def lemma(word: str) -> str:
    """Return the ground form of an English word.

    >>> lemma("sold"), lemma("redeeming"), lemma("unit"), lemma("cancelled")
    ('sell', 'redeem', 'unit', 'cancel')
    """
    if word in PAST_OF:
        return PAST_OF[word]
    # Its word list takes a tenth of a second to load, once, with the first question in English.
    from simplemma import is_known, lemmatize

    ground = str(lemmatize(word, lang="en"))
    # The double letter of British forms of long words is left there: cancell, labell.
    doubled = len(ground) > 2 and ground[-1] == ground[-2] and len(_SYLLABLE.findall(ground)) > 1
    return ground[:-1] if doubled and is_known(ground[:-1], lang="en") else ground
