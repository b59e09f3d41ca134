"""Quotation marks: what stands in them is one name, whole, or a text that names contain."""

from __future__ import annotations

import re
from dataclasses import replace

from nlq.grammar.parse.chart import Item, mention
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised

#: Apostrophes of words ("last year's", "stores'") open nothing, and close nothing.
_QUOTED = re.compile(r"(?<![a-z0-9])(?P<mark>['\"])(?=[^\s'\"])(?P<inner>.{1,100}?)(?<=\S)(?P=mark)(?![a-z0-9])")
_NAMES = frozenset({"METRIC", "DIM", "MEMBER", "PERIOD"})


def find_quotes(normalised: Normalised, atoms: tuple[Atom, ...]) -> tuple[tuple[int, int], ...]:
    """Return what is quoted: the atom that opens it and the one after that which closes it.

    A question that is quoted whole quotes nothing.
    """
    starts, _ = places_of(atoms)
    quotes = []
    for match in _QUOTED.finditer(normalised.text):
        first, last = starts.get(match.start()), starts.get(match.end() - 1)
        if first is not None and last is not None and last > first + 1:
            quotes.append((first, last + 1))
    quoted = {place for first, last in quotes for place in range(first, last)}
    said = any(atom.kind != "mark" for place, atom in enumerate(atoms) if place not in quoted)
    return tuple(quotes) if said else ()


def settle_quotes(
    found: list[Item], normalised: Normalised, atoms: tuple[Atom, ...], quotes: tuple[tuple[int, int], ...]
) -> list[Item]:
    """Return the mentions with those in quotation marks as wide as these: of a part of what is quoted, none."""
    for first, last in quotes:
        exact = [item for item in found if (item.start, item.end) == (first + 1, last - 1) and item.kind in _NAMES]
        found = [item for item in found if item.end <= first or item.start >= last]
        if any(item.kind == "CONTAINS" for item in found):
            at = normalised.span(atoms[first + 1].start, atoms[last - 2].end)
            exact.append(mention(first + 1, last - 1, "QUOTE", normalised.original[at[0] : at[1]], "quoted"))
        found += [replace(item, start=first, end=last) for item in exact]
    return found
