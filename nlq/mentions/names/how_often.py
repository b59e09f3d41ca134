"""How often something happens, which a rate may tell as well as a number: "how often are orders cancelled".

"How often did we cancel" is how many times. Of what happens as a rule, a rate that says all of it is meant too: where a
number is, both are readings, and who asks says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.nearness.definitions import root
from nlq.text.atoms import Atom

_RULE = frozenset({"do", "does", "are", "is", "get", "gets"})
#: Words between those that a rate is of.
_BETWEEN = frozenset(
    """
    do does are is get gets be being been our the a an us we they come comes turn turns go goes up in out with of
    """.split()
)
_LONGEST, _MOST = 8, 4


def find_how_often(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the rates that say all that happens, and "how often" before them as what asks for them."""
    words = [atom.text for atom in atoms]
    for place in range(len(words) - 2):
        if words[place : place + 2] != ["how", "often"] or words[place + 2] not in _RULE:
            continue
        found = dict.fromkeys(_rates(words, place + 3, index))
        for first, last, name in found:
            # As sure as the number of what happens.
            counted = {"synonym": 1, "per_atom": last - first, "longer_name": last - first - 1}
            yield mention(first, last, "METRIC", (name,), "rate of what happens", **counted)
        if found:
            yield mention(place, place + 2, "HOWMUCH", "much", "how often", operator=1, per_atom=2)


def _rates(words: list[str], begin: int, index: Index) -> Iterator[tuple[int, int, str]]:
    for first in range(begin, len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
            said = {root(word): word for word in words[first:last] if word.isalpha() and word not in _BETWEEN}
            ends = words[first] not in _BETWEEN and words[last - 1] not in _BETWEEN
            if ends and 0 < len(said) <= _MOST:
                yield from ((first, last, name) for name in _saying(said, index))


def _saying(said: dict[str, str], index: Index) -> Iterator[str]:
    """Yield the rates of some of the words whose definitions hold the others: of orders, the cancellation rate."""
    for size in range(len(said), 0, -1):
        for some in combinations(said, size):
            for name in index.definitions.rates_of(frozenset(some)):
                others = [word for each, word in said.items() if each not in some]
                if index.model.metrics[name].unit == "share" and all(index.definitions.says(name, o) for o in others):
                    yield name
