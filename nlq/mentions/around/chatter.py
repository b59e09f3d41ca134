"""What people put around a question: greetings, apologies, thanks, haste, and what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlq.grammar.parse.chart import Item, mention
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised
from nlq.words import held_words


def find_chatter(normalised: Normalised, atoms: tuple[Atom, ...]) -> Iterator[Item]:
    """Yield the words that ask for nothing, each as a filler of its length."""
    starts, ends = places_of(atoms)
    for pattern in _patterns():
        for match in pattern.finditer(normalised.text):
            first, last = starts.get(match.start()), ends.get(len(match.group().rstrip()) + match.start())
            if first is not None and last is not None and first < last:
                yield mention(first, last, "FILL", "chatter", "chatter", per_atom=last - first)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    found = held_words("chatter")
    return (
        *(re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])") for pattern in found["en"]),
        *(re.compile(pattern) for pattern in found["zh"]),
    )
