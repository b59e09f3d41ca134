"""People beside a verb that names the metric which counts them: "how many members left", "did anyone quit".

Who does it says no more than the metric, which counts people and is named by what they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.split_names import FORM, PEOPLE
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma
from nlq.text.people import PERSONS, SO_MANY

_ANYONE = frozenset({"anyone", "anybody", "someone", "somebody"})
#: What only people do: planes are cancelled too.
_BY_PEOPLE = frozenset("complain apply visit register enrol enroll resign quit call book phone".split())
#: What may stand between who does something and what they do.
_STILL = frozenset({"still", "usually", "actually", "already", "typically", "normally", "currently"})
_HELPERS = frozenset({"have", "has", "had", "did", "that", "who", "were", "was", "are"})


def find_who_did(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield the metrics of verbs together with the people before them, where their number is asked for."""
    who = {item.end for item in found if item.kind == "BUYERS" and item.end == item.start + 1}
    who |= {place + 1 for place, atom in enumerate(atoms) if atom.text in PERSONS}
    things = {item.start for item in found if item.kind in ("DIM", "NOUN", "BUYERS") and item.end == item.start + 1}
    for item in found:
        if item.kind == "METRIC" and item.rule == FORM:
            yield from _do_they(item, atoms, things)
        if item.kind not in ("METRIC", "DOES") or len(item.value) != 1 or not _is_count(item.value[0], index):
            continue
        first = item.start
        while first and atoms[first - 1].text in _HELPERS:
            first -= 1
        if first > 1 and atoms[first - 1].text in _ANYONE and (item.kind == "DOES" or item.rule in (FORM, PEOPLE)):
            yield from _anyone(first - 1, item, atoms, index)
        if item.kind == "DOES" or not index.definitions.of_people(item.value[0]):
            continue
        if first not in who or first < 2 or atoms[first - 2].text not in SO_MANY:
            continue
        size = item.end - first + 1
        yield mention(first - 1, item.end, "METRIC", item.value, PEOPLE, form=1, per_atom=size, longer_name=1)


def _do_they(item: Item, atoms: tuple[Atom, ...], things: set[int]) -> Iterator[Item]:
    """Yield the metric of a verb together with who does it all: "what do clients still owe us" is not by client."""
    who = item.start - 1 - (atoms[item.start - 1].text in _STILL)
    if who > 0 and who in things and atoms[who].text.endswith("s") and atoms[who - 1].text in ("do", "did"):
        size = item.end - who
        yield mention(who, item.end, "METRIC", item.value, item.rule, form=1, per_atom=size, longer_name=size - 1)


def _anyone(first: int, item: Item, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "did anyone quit" as whether there is one: of those "who quit", where a name says so, and no others."""
    verb = "".join(atom.key for atom in atoms[item.start : item.end])
    called = {each.value for each in index.find(f" people who{verb}") if each.kind == "METRIC"}
    does = (
        item.kind == "DOES" or index.definitions.of_people(item.value[0]) or lemma(atoms[item.start].text) in _BY_PEOPLE
    )
    if does and (not called or item.value in called):
        size = item.end - first + 1
        yield mention(first, item.end, "METRIC", item.value, PEOPLE, form=1, per_atom=size, longer_name=1)


def _is_count(name: Any, index: Index) -> bool:
    return isinstance(name, str) and index.model.metrics[name].unit == "count"
