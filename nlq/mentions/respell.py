"""Slips of the keyboard in a whole question: each word that is none is the one known word that it may be.

A word of the language is never respelled, however near it is to a name: "older" is not "order".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from nlq.index.spellings import Spellings
from nlq.periods import TIME_WORDS
from nlq.text.atoms import Atom, singular
from nlq.text.normalise import Normalised

#: Shorter than this, too many words are near; from this length on, two slips are still the same word.
SHORTEST, LONG = 5, 8
_TIMES = Spellings(TIME_WORDS)


@lru_cache(maxsize=16_384)
def is_word(text: str) -> bool:
    """Say whether a text is a word of English.

    >>> is_word("older"), is_word("octobre")
    (True, False)
    """
    # Its word list takes a tenth of a second to load: only a slip needs it.
    from simplemma import is_known

    return bool(is_known(text, lang="en"))


def respell(
    normalised: Normalised, atoms: Sequence[Atom], unread: Collection[int], known: Spellings
) -> Normalised | None:
    """Return the question with each unread word as the known one it may be; None where one may be none, or several."""
    text, origins, shift = normalised.text, normalised.origins, 0
    wanted = [atoms[place] for place in sorted(unread) if atoms[place].kind != "mark"]
    for atom in wanted:
        word = _meant(atom, known)
        if word is None:
            return None
        start, end = atom.start + shift, atom.end + shift
        whole = (origins[start][0], origins[end - 1][1])
        text = f"{text[:start]}{word}{text[end:]}"
        origins = (*origins[:start], *[whole] * len(word), *origins[end:])
        shift += len(word) - (atom.end - atom.start)
    return Normalised(normalised.original, text, origins) if wanted else None


def _meant(atom: Atom, known: Spellings) -> str | None:
    written = atom.text
    if atom.kind != "word" or not written.isascii() or len(written) < SHORTEST or is_word(written):
        return None
    slips = 2 if len(written) >= LONG else 1
    for form in dict.fromkeys((written, singular(written))):
        near = known.near(form, slips) | _TIMES.near(form, slips)
        best = {word for word, off in near.items() if off == min(near.values()) and len(word) >= SHORTEST - 1}
        if len(best) == 1:
            return best.pop()
    return None
