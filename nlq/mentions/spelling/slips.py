"""Names that a span of a question may be a slip of: all there are, found without comparing it with every name.

What counts as a slip is said by ``is_slip``. A Latin name is sought word by word, for a word's slips are found in the
words of all names, and a slip of a space makes two words one, or one two. A Chinese slip leaves few spellings to try.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein

from nlq.index import Index
from nlq.index.spellings import Spellings
from nlq.mentions.spelling.chinese_words import in_words
from nlq.mentions.spelling.respell import are_opposed, is_word
from nlq.mentions.spelling.sound import sound_alike, sound_the_same, sounding_as

#: Shorter than this, a near spelling is more often another word than a slip.
SHORTEST_LATIN, SHORTEST_HAN = 4, 2
#: Characters of a Chinese name in which a word of the language may stand for another that sounds the same.
LONG_HAN = 4
#: One slip in this many characters is still the same word; of a whole name there are two at most.
CHARACTERS_PER_SLIP, MOST_SLIPS = 4, 2
#: Words that two slips of a space can reach.
MOST_AT_ONCE = 3

Words = tuple[str, ...]


class Slips:
    """Names that spans of one question may be slips of; what is found of a word holds for the whole question."""

    def __init__(self, index: Index) -> None:
        """Nothing is found yet."""
        self._index, self._words = index, index.words
        self._near: dict[tuple[str, int], dict[str, int]] = {}
        self._of: dict[Words, list[tuple[Words, int]]] = {}

    def of(self, key: str) -> list[tuple[str, int]]:
        """Return the names that a key may be a slip of, with how many slips each is off: the nearest first."""
        if not is_long_enough(key):
            return []
        index = self._index
        names = self._latin(key) if key.isascii() else self._chinese(key)
        found = {name: distance(key, name) for name in {*names, key} if name in index.trie}
        near = [(name, off) for name, off in found.items() if off <= _most_slips(key) and is_slip(key, name, index)]
        return sorted(near, key=lambda each: (each[1], index.trie[each[0]]))

    # --- Chinese ----------------------------------------------------------------------------------

    def _chinese(self, key: str) -> Iterator[str]:
        """Yield a key with two neighbours swapped, or one character in the place of another that sounds the same."""
        for place in range(len(key)):
            before, here, after = key[:place], key[place], key[place + 1 :]
            yield f"{before}{after[:1]}{here}{after[1:]}"
            for other in sounding_as(here, self._index.characters):
                yield f"{before}{other}{after}"

    # --- Latin ------------------------------------------------------------------------------------

    def _latin(self, key: str) -> Iterator[str]:
        """Yield every Latin name that a key may be a slip of, and some that it may not.

        From the left, one to three words at a time: a slip of a space reaches no farther. What begins no name is left.
        """
        words, slips = tuple(key.split()), _most_slips(key)
        todo: list[tuple[int, Words, int]] = [(0, (), slips), *((0, (mark,), slips - 1) for mark in self._index.marks)]
        while todo:
            place, begun, left = todo.pop()
            if place == len(words):
                yield _key(begun)
                continue
            for taken in range(1, min(MOST_AT_ONCE if left else 1, len(words) - place) + 1):
                for meant, off in self._meant(words[place : place + taken]):
                    if off <= left and self._begins_a_name((*begun, *meant)):
                        todo.append((place + taken, (*begun, *meant), left - off))

    def _begins_a_name(self, words: Words) -> bool:
        return any(True for _ in self._index.trie.iterkeys(_key(words)))

    def _meant(self, written: Words) -> list[tuple[Words, int]]:
        """Return the known words that some words may be written for, with how many slips each is off, two at most."""
        if written not in self._of:
            text, joined = " ".join(written), "".join(written)
            # Two slips in a known word are no slip of a name, and one only beside a slip of a space.
            slips = 1 if text in self._words else MOST_SLIPS
            found = {(word,) for word in self._nearby(joined, slips)} | set(self._cut(joined))
            far = ((meant, distance(text, " ".join(meant))) for meant in found)
            self._of[written] = [(meant, off) for meant, off in far if off <= MOST_SLIPS]
        return self._of[written]

    def _cut(self, text: str) -> Iterator[Words]:
        """Yield a text cut into two words with up to one slip in one of them, or into three, all known."""
        for begun, rest in _cuts(text):
            if begun in self._words:
                yield from ((begun, word) for word in self._nearby(rest, 1))
                yield from ((begun, *pair) for pair in self._known_pairs(rest))
            if rest in self._words:
                yield from ((word, rest) for word in self._nearby(begun, 1))
                yield from ((*pair, rest) for pair in self._known_pairs(begun))

    def _known_pairs(self, text: str) -> Iterator[Words]:
        return (pair for pair in _cuts(text) if pair[0] in self._words and pair[1] in self._words)

    def _nearby(self, word: str, slips: int) -> dict[str, int]:
        if (word, slips) not in self._near:
            self._near[word, slips] = self._words.near(word, slips)
        return self._near[word, slips]


def _key(words: Words) -> str:
    """Return the key of words; a name may begin with a mark, as "% of orders" does, and its key with no space then."""
    text = " ".join(words)
    return f" {text}" if text[0].isalnum() else text


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in two: cut anywhere, with the letters at the cut swapped, or without the letter there."""
    for cut in range(1, len(text)):
        yield text[:cut], text[cut:]
        yield text[: cut - 1] + text[cut], text[cut - 1] + text[cut + 1 :]
        if cut + 1 < len(text):
            yield text[:cut], text[cut + 1 :]


def is_slip(key: str, name: str, index: Index) -> bool:
    """Say whether one may be written by mistake for the other, few as the slips between them are.

    Word by word: a word that is known is no slip of another, and none is more than its letters allow: "hit weight"
    is not net weight, and the minimum not the maximum.

    A Chinese slip of the keyboard sounds the same, or stands in the wrong place: 净重 is not 毛重, and 不可见
    is the opposite of 可见. A word of its own is none: 产量 is no 单量. Between the scripts there is none.
    """
    if not is_long_enough(name) or abs(len(name) - len(key)) > 1 or key.isascii() != name.isascii():
        return False
    if key.isascii():
        written, meant = key.split(), name.split()
        # Of two words in one, or one in two, the whole distance has been looked at.
        return len(written) != len(meant) or all(map(_is_slip_of_word, written, meant, [index.words] * len(meant)))
    if len(name) != len(key):
        return False
    different = [(a, b, known) for a, b, known in zip(key, name, in_words(key), strict=True) if a != b]
    if any(known for _, _, known in different):
        # In a name as long as 新增预订, one character for another that sounds the very same is one: 新增预定.
        return len(name) >= LONG_HAN and len(different) == 1 and sound_the_same(*different[0][:2])
    return sorted(key) == sorted(name) or all(sound_alike(a, b) for a, b, _ in different)


def is_long_enough(key: str) -> bool:
    """Say whether a key has as many letters as a slip is told by."""
    return len(key.strip()) >= (SHORTEST_LATIN + 1 if key.isascii() else SHORTEST_HAN)


def distance(one: str, other: str) -> int:
    """Return how many slips lie between two texts: a character more, less or other, or two swapped."""
    return int(DamerauLevenshtein.distance(one, other))


def _most_slips(key: str) -> int:
    return min(MOST_SLIPS, max(1, len(key.strip()) // CHARACTERS_PER_SLIP)) if key.isascii() else 1


def _is_slip_of_word(written: str, meant: str, known: Spellings) -> bool:
    if written == meant:
        return True
    slips = _slips_of_word(written)
    return (
        written not in known
        and not is_word(written)
        and not are_opposed(written, meant)
        and DamerauLevenshtein.distance(written, meant, score_cutoff=slips) <= slips
    )


def _slips_of_word(written: str) -> int:
    # Words are looked up without their endings: three letters are left of "unts".
    return max(1, len(written) // CHARACTERS_PER_SLIP) if len(written) >= SHORTEST_LATIN - 1 else 0
