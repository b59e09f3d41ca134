"""How full things are: "how full were our planes" asks for the load factor, 哪个场馆最空 for the lowest 上座率.

Which names say so is of the language. Where several metrics are called so, none of them is meant rather than another:
each is a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, places_of, singular
from nlq.text.normalise import Normalised

#: What the names of such shares hold.
_FULL_EN = re.compile(r"\b(?:occupancy|utili[sz]ation|load factor|fill rate|seat factor|capacity used)\b")
_FULL_ZH = re.compile(r"上座率|入住率|客座率|满座率|利用率|出租率|使用率|占用率|满员率|满班率|载客率|装载率|上课率")
_ENDS = {"fullest": "max", "emptiest": "min"}
_ASKED_ZH = re.compile(r"(?:有|坐得|住得|得)?多[满空]|(?:坐得|住得|得|是)?满不满")
_MOST_ZH = re.compile(r"最(?P<end>[满空])")
_ARE = frozenset({"are", "were", "our", "the", "all"})


def find_qualities(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what asks how full things are as each metric of that."""
    words = [atom.text for atom in atoms]
    for place, word in enumerate(words):
        if word in ("full", "empty") and place and words[place - 1] == "how":
            yield from _each(place - 1, _of_all(atoms, place + 1, index), index)
        elif word in _ENDS:
            first = place - (place > 0 and words[place - 1] == "the")
            yield from _ranked(first, place, place + 1, _ENDS[word], index)
    starts, ends = places_of(atoms)
    for match in _ASKED_ZH.finditer(normalised.text):
        if match.start() in starts and match.end() in ends:
            yield from _each(starts[match.start()], ends[match.end()], index)
    for match in _MOST_ZH.finditer(normalised.text):
        if match.start() in starts and match.end() in ends:
            first = starts[match.start()]
            yield from _ranked(first, first, ends[match.end()], "max" if match["end"] == "满" else "min", index)


def _of_all(atoms: tuple[Atom, ...], place: int, index: Index) -> int:
    """Return where what is so full ends, of all of which it is asked: "were our planes" breaks nothing down."""
    last = place
    while last < len(atoms) and atoms[last].text in _ARE:
        last += 1
    things = index.find(atoms[last].key) if last < len(atoms) else ()
    many = last < len(atoms) and singular(atoms[last].text) != atoms[last].text
    return last + 1 if many and last > place and any(each.kind in ("DIM", "NOUN") for each in things) else place


def _each(first: int, last: int, index: Index) -> Iterator[Item]:
    for name in _shares(index):
        yield mention(first, last, "METRIC", (name,), "how full", form=1, per_atom=last - first)


def _ranked(first: int, middle: int, last: int, end: str, index: Index) -> Iterator[Item]:
    """Yield "the fullest" as the metric of which there is most."""
    for name in _shares(index):
        yield mention(first, last, "PAIR", ((name,), ("sup", end)), "how full", form=1, per_atom=last - middle)


def _shares(index: Index) -> list[str]:
    return [
        name for name, metric in index.model.metrics.items()
        if metric.unit == "share" and metric.status != "deprecated"
        and any((_FULL_EN if said.isascii() else _FULL_ZH).search(said.lower()) for said in metric.names)
    ]  # fmt: skip
