"""Verbs of what was asked about before: after the clients won, "how many did we lose" asks for the clients lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.grammar.slots.beside import ABOUT
from nlq.index import Index
from nlq.text.atoms import Atom, phrase_key, places_of
from nlq.text.lemma import PAST_OF, lemma
from nlq.text.normalise import Normalised

#: 流失了几家, 取消了多少个.
_SO_MANY = re.compile(
    r"(?P<verb>[\u3400-\u9fff]{1,4}?)[了过]?(?:多少|几)[个家位名种项次笔件条户份张单台辆间套]?(?![\u3400-\u9fff])"
)
_ASKED = ("many", "much")


def find_done_to_them(
    normalised: Normalised, atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...]
) -> Iterator[Item]:
    """Yield the metrics that are called by a verb which is asked about, and by the noun of what was asked before."""
    if len(about) != 1 or about[0] not in index.model.metrics:
        return
    said = index.model.metrics[about[0]].names
    yield from _english(atoms, index, f"{''.join(phrase_key(name) for name in said)} ")
    yield from _chinese(normalised, atoms, index, [name for name in said if not name.isascii()])


def _english(atoms: tuple[Atom, ...], index: Index, about: str) -> Iterator[Item]:
    words = [atom.text for atom in atoms]
    asked = next((place for place, word in enumerate(words) if word in _ASKED and words[place - 1] == "how"), None)
    whole = f"{''.join(atom.key for atom in atoms)} "
    begin = len(words) if asked is None else asked + 1
    for place in range(begin, len(words)):
        if place == begin and not (words[place].endswith("ed") or words[place] in PAST_OF):
            # "How many orders" are ordered by nobody.
            continue
        after = words[place + 1] if place + 1 < len(words) else ""
        named = {
            (name.meaning.value, bool(name.particle))
            for name in index.verbal.get(lemma(words[place]), ())
            if name.rest and f"{name.rest} " in about and f"{name.rest} " not in whole
            and name.particle in ("", after) and name.role != "is" and name.meaning.counts
        }  # fmt: skip
        for value, particle in sorted(named):
            last = place + 1 + particle
            counted = {"form": 1, "per_atom": last - place, "longer_name": 1}
            yield mention(place, last, "METRIC", value, ABOUT, **counted)


def _chinese(normalised: Normalised, atoms: tuple[Atom, ...], index: Index, about: list[str]) -> Iterator[Item]:
    starts, ends = places_of(atoms)
    for match in _SO_MANY.finditer(normalised.text):
        if match.start() not in starts or match.end() not in ends:
            continue
        names = {f"{match['verb']}{name[cut:]}" for name in about for cut in range(1, len(name) - 1)}
        found = {meaning.value for name in names for meaning in index.find(name) if meaning.kind == "METRIC"}
        for value in found:
            first, last = starts[match.start()], ends[match.end()]
            yield mention(first, last, "METRIC", value, ABOUT, form=1, per_atom=last - first)
