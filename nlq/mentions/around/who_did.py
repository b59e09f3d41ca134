"""People beside a verb that names the metric which counts them: "how many members left", "did more people quit".

Who does it says no more than the metric, which counts people and is named by what they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.split_names import PEOPLE
from nlq.text.atoms import Atom
from nlq.text.people import PERSONS, SO_MANY

_HELPERS = frozenset({"have", "has", "had", "did", "that", "who", "were", "was", "are"})


def find_who_did(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield the metrics of verbs together with the people before them, where their number is asked for."""
    who = {item.end for item in found if item.kind == "BUYERS" and item.end == item.start + 1}
    who |= {place + 1 for place, atom in enumerate(atoms) if atom.text in PERSONS}
    for item in found:
        if item.kind != "METRIC" or len(item.value) != 1 or not _counts_people(item.value[0], index):
            continue
        first = item.start
        while first and atoms[first - 1].text in _HELPERS:
            first -= 1
        if first not in who or first < 2 or atoms[first - 2].text not in SO_MANY:
            continue
        size = item.end - first + 1
        yield mention(first - 1, item.end, "METRIC", item.value, PEOPLE, form=1, per_atom=size, longer_name=1)


def _counts_people(name: Any, index: Index) -> bool:
    if not isinstance(name, str) or index.model.metrics[name].unit != "count":
        return False
    return index.definitions.of_people(name)
