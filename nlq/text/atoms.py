"""A normalised question cut into atoms: Latin words, numbers, single Chinese characters, marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ATOM = re.compile(
    r"(?P<han>[\u3400-\u9fff\u3007])|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<poss>'s\b)|(?P<word>[^\W\d_\u3400-\u9fff\u3007]+(?:'(?!s\b)[^\W\d_]+)?)|(?P<mark>[^\s])"
)
#: What is written short for a word that names are made of.
_SHORT = {"avg": "average", "qty": "quantity", "amt": "amount"}
_JOINERS = frozenset("-_.'·")


@dataclass(frozen=True, slots=True)
class Atom:
    """One atom: half-open range in the normalised text, its text, and its share of a look-up key."""

    start: int
    end: int
    text: str
    kind: str
    key: str


def cut_atoms(text: str) -> tuple[Atom, ...]:
    """Return the atoms of a normalised text. A hyphen or dot inside a word only parts it.

    >>> [atom.text for atom in cut_atoms("top-5 stores, 上月gmv")]
    ['top', '5', 'stores', ',', '上', '月', 'gmv']
    """
    atoms = []
    for match in _ATOM.finditer(text):
        kind = str(match.lastgroup)
        word = match.group()
        if kind == "mark" and word in _JOINERS and _is_inside(text, match.start()):
            continue
        atoms.append(Atom(match.start(), match.end(), word, kind, _atom_key(kind, word)))
    return tuple(atoms)


def key_of(text: str) -> str:
    """Return the key under which a normalised phrase is looked up: number and inflection made equal.

    >>> key_of("new customers") == key_of("New-Customer".lower()), key_of("avg order")
    (True, ' average order')
    """
    return "".join(atom.key for atom in cut_atoms(text))


def _is_inside(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    return before.isalnum() and after.isalnum()


def _atom_key(kind: str, word: str) -> str:
    if kind == "word":
        return " " + _SHORT.get(word, singular(word))
    if kind == "number":
        return " " + word.replace(",", "")
    return word


def singular(word: str) -> str:
    """Return an English noun in the singular, by regular endings only.

    >>> [singular(word) for word in ("stores", "categories", "boxes", "status", "gross")]
    ['store', 'category', 'box', 'status', 'gross']
    """
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
