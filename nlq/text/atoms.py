"""A normalised question cut into atoms: Latin words, numbers, single Chinese characters, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlq.text.normalise import normalise

_ATOM = re.compile(
    r"(?P<han>[\u3400-\u9fff\u3007])|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<poss>'s\b)|(?P<word>[^\W\d_\u3400-\u9fff\u3007]+(?:'(?!s\b)[^\W\d_]+)?)|(?P<mark>[^\s])"
)
#: What is written short for a word that names are made of.
_SHORT = {"avg": "average", "avrg": "average", "pct": "percentage", "qty": "quantity", "amt": "amount"}
#: What the plural of such nouns ends with: check-ins, sign-ups, add-ons.
_PARTICLES = frozenset({"ins", "ups", "ons", "offs"})
#: Words of three letters that are plurals: most that end so are none (gas, its, GPS).
_SHORT_PLURALS = frozenset(
    {"ads", "cvs", "evs", "fos", "gbs", "hrs", "ids", "kgs", "kms", "mbs", "pcs", "pts", "tvs", "vms"}
)
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
    return tuple(
        Atom(start, start + len(word), word, kind, _atom_key(kind, word)) for start, kind, word in _cut(text)
    )  # fmt: skip


def places_of(atoms: Sequence[Atom]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the place of the atom that begins at a character, and the one after the atom that ends at it.

    >>> places_of(cut_atoms("top 5"))
    ({0: 0, 4: 1}, {3: 1, 5: 2})
    """
    starts = {atom.start: place for place, atom in enumerate(atoms)}
    return starts, {atom.end: place + 1 for place, atom in enumerate(atoms)}


def key_of(text: str) -> str:
    """Return the key under which a normalised phrase is looked up: number and inflection made equal.

    >>> key_of("new customers") == key_of("New-Customer".lower()), key_of("avg order")
    (True, ' average order')
    """
    return "".join(_atom_key(kind, word) for _, kind, word in _cut(text))


def phrase_key(phrase: str) -> str:
    """Return the key under which a phrase is looked up that is not normalised yet.

    >>> phrase_key("New-Customers"), phrase_key("ＧＭＶ")
    (' new customer', ' gmv')
    """
    return key_of(normalise(phrase).text)


def _cut(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield where each atom begins, its kind and its text."""
    for match in _ATOM.finditer(text):
        kind, word = str(match.lastgroup), match.group()
        if kind != "mark" or word not in _JOINERS or not _is_inside(text, match.start()):
            yield match.start(), kind, word


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

    >>> [singular(word) for word in ("stores", "categories", "boxes", "status", "gross", "ins", "ads")]
    ['store', 'category', 'box', 'status', 'gross', 'in', 'ad']
    """
    if word in _PARTICLES or word in _SHORT_PLURALS:
        return word[:-1]
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
