"""Slips of the keyboard in a whole question: each word that is none is the one known word that it may be.

A word of the language is never respelled, however near it is to a name: "older" is not "order". A Chinese word of time
may have another character of the same sound in it: 上个计度 is 上个季度.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import product

from nlq.index import Index
from nlq.index.spellings import Spellings
from nlq.mentions.spelling.sound import sound_alike
from nlq.periods import TIME_WORDS, TIME_WORDS_ZH
from nlq.text.atoms import Atom, singular
from nlq.text.normalise import Normalised

#: Shorter than this, too many words are near; from this length on, two slips are still the same word.
SHORTEST, LONG = 5, 8
#: Letters of a word in which two are swapped, and the words that it then may be.
SWAPPED, _SHORT_WORDS = 3, frozenset("how the and for was did are per top all".split())
#: Spellings of a whole question that are tried.
MOST = 3
_TIMES = Spellings(TIME_WORDS)


#: What makes a word another, often its opposite, where it stands before it.
_MAKES_ANOTHER = frozenset(
    "un in im il ir non non- dis mis de re re- pre pre- post over under out up down ex ex- anti anti- co co- sub inter"
    " semi multi".split()
)


@lru_cache(maxsize=16_384)
def is_word(text: str) -> bool:
    """Say whether a text is a word of English.

    >>> is_word("older"), is_word("octobre")
    (True, False)
    """
    # Its word list takes a tenth of a second to load: only a slip needs it.
    from simplemma import is_known

    return bool(is_known(text, lang="en"))


def are_opposed(one: str, other: str) -> bool:
    """Say whether one word is the other with a syllable before it that makes it another: no slip of the pen.

    >>> are_opposed("unresolved", "resolved"), are_opposed("prepaid", "paid"), are_opposed("rresolved", "resolved")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    return long.endswith(short) and long.removesuffix(short) in _MAKES_ANOTHER


def respell(
    normalised: Normalised, atoms: Sequence[Atom], unread: Collection[int], index: Index
) -> tuple[Normalised, ...]:
    """Return the question with each unread word as the known one it may be; all ways where that may be several.

    Nothing where one may be none, or where there are too many ways.
    """
    heard = _heard(atoms, unread)
    wanted = [place for place in sorted(unread) if atoms[place].kind not in ("mark", "han")]
    silent = any(atoms[place].kind == "han" for place in unread) and not heard
    found = {place: sorted(_meant(atoms[place], index)) for place in wanted}
    # "Many" says nothing yet beside "hwo".
    meant = [(place, words) for place, words in found.items() if words or atoms[place].text not in index.said]
    meant += heard.items()
    ways = [*product(*(words for _, words in meant))] if meant and not silent else []
    if len(ways) > MOST:
        return ()
    places = [place for place, _ in meant]
    return tuple(_written(normalised, atoms, dict(zip(places, way, strict=True))) for way in ways)


def _written(normalised: Normalised, atoms: Sequence[Atom], words: dict[int, str]) -> Normalised:
    """Return the question with other words in the places of some atoms; what is read there is told as it was typed."""
    for place in sorted(words, reverse=True):
        start, end = atoms[place].start, atoms[place].end
        normalised = normalised.put(start, end, words[place], normalised.span(start, end))
    return normalised


def _meant(atom: Atom, index: Index) -> set[str]:
    """Return the nearest known words that a word may be written for."""
    written = atom.text
    if atom.kind != "word" or not written.isascii() or len(written) < SWAPPED or is_word(written):
        return set()
    slips = 2 if len(written) >= LONG else 1
    for form in dict.fromkeys((written, singular(written), written.removesuffix("s"))):
        known = {word: off for word, off in index.words.near(form, slips).items() if _is_like(form, word, index)}
        near = {word: off for word, off in (known | _TIMES.near(form, slips)).items() if not are_opposed(form, word)}
        best = {word for word, off in near.items() if off == min(near.values())}
        if best:
            # Words are known in the singular.
            more = "s" if written.endswith("s") else ""
            return {word if word.endswith("s") else f"{word}{more}" for word in best}
    return set()


def _is_like(written: str, word: str, index: Index) -> bool:
    """Say whether a word has letters enough to be told by.

    One of four letters is no slip of a member's name, and of another word only with a letter lost or two swapped. One
    of three is none but "how", "the" and the like with two swapped.
    """
    if len(written) == SWAPPED:
        return word in index.said and word in _SHORT_WORDS and sorted(word) == sorted(written)
    if len(written) >= SHORTEST:
        return len(word) >= SHORTEST - 1
    return word in index.said and (len(word) == SHORTEST or sorted(word) == sorted(written))


def _heard(atoms: Sequence[Atom], unread: Collection[int]) -> dict[int, list[str]]:
    """Return, by the place of an unread character, that of a word of time which sounds the same and is not it.

    >>> from nlq.text.atoms import cut_atoms
    >>> _heard(cut_atoms("上个计度的"), {0, 1, 2, 3, 4})
    {2: ['季']}
    """
    found: dict[int, set[str]] = {}
    for word in TIME_WORDS_ZH:
        for first in range(len(atoms) - len(word) + 1):
            here = [atom.text for atom in atoms[first : first + len(word)]]
            other = [place for place, (one, two) in enumerate(zip(here, word, strict=True)) if one != two]
            if len(other) == 1 and first + other[0] in unread and _sounds(here[other[0]], word[other[0]]):
                found.setdefault(first + other[0], set()).add(word[other[0]])
    return {place: sorted(characters) for place, characters in sorted(found.items())}


def _sounds(one: str, other: str) -> bool:
    return len(one) == 1 and "\u3400" <= one <= "\u9fff" and sound_alike(one, other)
