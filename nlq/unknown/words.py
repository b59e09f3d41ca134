"""The words of a question by what is known of them: the whole vocabulary, whether it means anything here or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nlq.index import Index
from nlq.mentions.spelling.quotes import find_quotes
from nlq.periods import find_times
from nlq.text.atoms import Atom, cut_atoms
from nlq.text.normalise import Normalised, normalise


@dataclass(frozen=True, slots=True)
class Known:
    """A phrase that means something: half-open range of atoms, type and value."""

    start: int
    end: int
    kind: str
    value: Any


@dataclass(frozen=True)
class Words:
    """A question in atoms, with everything in it that means something somewhere, and what means nothing anywhere."""

    normalised: Normalised
    atoms: tuple[Atom, ...]
    known: tuple[Known, ...]

    @property
    def unknown(self) -> frozenset[int]:
        """Return the places of the words that no phrase holds."""
        held = {place for each in self.known for place in range(each.start, each.end)}
        return frozenset(p for p, atom in enumerate(self.atoms) if p not in held and atom.kind in ("word", "han"))

    def runs(self) -> tuple[str, ...]:
        """Return the unknown words as typed, those that stand together in one."""
        found: list[tuple[int, int]] = []
        for place in sorted(self.unknown):
            if found and found[-1][1] == place:
                found[-1] = (found[-1][0], place + 1)
            else:
                found.append((place, place + 1))
        return tuple(self.typed(first, last) for first, last in found)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the characters, as typed, of the atoms from ``first`` to ``last`` (excluded)."""
        return self.normalised.span(self.atoms[first].start, self.atoms[last - 1].end)

    def typed(self, first: int, last: int) -> str:
        """Return the atoms from ``first`` to ``last`` (excluded) as they were typed."""
        begun, ended = self.span(first, last)
        return self.normalised.original[begun:ended]

    def key(self, first: int, last: int) -> str:
        """Return what the atoms from ``first`` to ``last`` (excluded) are looked up by."""
        return "".join(atom.key for atom in self.atoms[first:last])


def know_words(text: str, index: Index) -> Words:
    """Return the words of a question.

    An operator counts wherever it stands: a language model may not explain away a "same" or a "surge" that the reader
    has no use for in this question.
    """
    normalised = normalise(text)
    atoms = cut_atoms(normalised.text)
    known = [Known(first, last, meaning.kind, meaning.value) for first, last, meaning in index.look_up(atoms)]
    known += [Known(place, place + 1, "NUM", atom.text) for place, atom in enumerate(atoms) if atom.kind == "number"]
    known += [Known(first, last, "QUOTE", None) for first, last in find_quotes(normalised, atoms)]
    for time in find_times(normalised, seasons=index.seasons):
        places = [p for p, atom in enumerate(atoms) if atom.end > time.start and atom.start < time.end]
        known += [Known(places[0], places[-1] + 1, "PERIOD", time.value)] if places else []
    return Words(normalised, atoms, tuple(known))
