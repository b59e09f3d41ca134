"""Whose it is, where the question has said so: "what did customers spend on their cards", "who changed their mind".

What is measured or named after "their" is that of those spoken of before, which it says no more of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom
from nlq.text.people import PERSONS

_THEIR = "their"
#: Atoms of a name before and after "their".
_WITHIN = 3
_NAMES = frozenset({"METRIC", "MEMBER"})
_SPOKEN_OF = frozenset({"DIM", "NOUN", "BUYERS", "METRIC"})
_NAMED = _NAMES | {"DIM", "NOUN"}
#: What sets something against what is theirs: each of them against its own.
_AGAINST = frozenset("above below over under than beat beats beating exceed exceeds exceeded versus vs against to of "
                     "by from within".split())  # fmt: skip


def find_theirs(atoms: tuple[Atom, ...], found: Sequence[Item]) -> Iterator[Item]:
    """Yield the "their" that says nothing more."""
    people = [place for place, atom in enumerate(atoms) if atom.text in PERSONS]
    spoken = [*people, *(item.start for item in found if item.kind in _SPOKEN_OF)]
    for place, atom in enumerate(atoms):
        if atom.text != _THEIR or not place:
            continue
        named = any(item.start == place + 1 and item.kind in _NAMED for item in found)
        if named and any(each < place for each in spoken) and atoms[place - 1].text not in _AGAINST:
            yield mention(place, place + 1, "DET", "det", _THEIR)


def find_names_with_their(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the names of metrics and members that are said with "their" in them."""
    for place, atom in enumerate(atoms):
        if atom.text == _THEIR:
            yield from _names_with_it(place, atoms, index)


def _names_with_it(place: int, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    for first in range(max(0, place - _WITHIN), place):
        for last in range(place + 2, min(place + 1 + _WITHIN, len(atoms)) + 1):
            key = "".join(atom.key for atom in (*atoms[first:place], *atoms[place + 1 : last]))
            for meaning in index.find(key):
                if meaning.kind in _NAMES and not meaning.spelt:
                    said = last - first - 1
                    counted = {meaning.match: 1, "per_atom": said, "longer_name": said - 1}
                    yield mention(first, last, meaning.kind, meaning.value, meaning.match, **counted)
