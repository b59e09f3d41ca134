"""Where one is: "which cities do we have shops in", 我们在几个城市有店: the places themselves.

They are those that the model knows, where they are places of what one has, and not of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

_ASKS = frozenset({"WHICH", "COUNTQ", "EXIST"})
_BEING = (("are", "we", "in"), ("are", "we", "at"), ("do", "we", "operate", "in"), ("are", "we", "active", "in"))
_HAVING = (("do", "we", "have"), ("have", "we", "got"), ("are", "our"))
_SOMEWHERE = re.compile(
    r"\b(?:cit(?:y|ies)|countr|region|district|province|state|town|market|area)|城市|国家|地区|省|区域|大区"
)
#: Words between "in" and the places that are asked for: "in how many".
_BEFORE = 3
_IN, _HAS_ZH = frozenset({"in", "at"}), frozenset({"有", "开", "设"})


def find_where_we_are(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield what is said after the places that are asked for, as what asks for no more than them."""
    words = [atom.text for atom in atoms]
    asked = {item.end for item in found if item.kind in _ASKS}
    for place in found:
        if place.kind != "DIM" or place.start not in asked or _is_of_people(place.value, index):
            continue
        for said in _BEING if _is_somewhere(place.value, index) else ():
            if tuple(words[place.end : place.end + len(said)]) == said:
                yield _there_is(place.end, place.end + len(said))
        for thing in found:
            if thing.kind == "DIM" and thing.start > place.end and _is_place_of(place.value, thing.value, index):
                yield from _had(place, thing, words)


def _had(place: Item, thing: Item, words: list[str]) -> Iterator[Item]:
    between = tuple(words[place.end : thing.start])
    ends = thing.end < len(words) and words[thing.end] in _IN
    begins = any(words[at] in _IN for at in range(max(0, place.start - _BEFORE), place.start))
    if between in _HAVING and (ends or begins):
        yield _there_is(place.end, thing.end + ends)
    if len(between) == 1 and between[0] in _HAS_ZH and "在" in words[: place.start]:
        at = len(words[: place.start]) - 1 - words[: place.start][::-1].index("在")
        yield mention(at, at + 1, "FILL", "in", "where we are", operator=1, per_atom=1)
        yield _there_is(place.end, thing.end)


def _there_is(first: int, last: int) -> Item:
    size = last - first
    return mention(first, last, "EXIST", "exist", "where we are", operator=1, per_atom=size, longer_operator=size)


def _is_place_of(place: str, thing: str, index: Index) -> bool:
    """Say whether each of the things is at one of the places."""
    dimensions = index.model.dimensions
    return place != thing and index.reaches(dimensions[thing].table, dimensions[place].table)


def _is_somewhere(name: str, index: Index) -> bool:
    """Say whether a dimension is called a place, and is one of things that happen nowhere else."""
    dimension = index.model.dimensions[name]
    return index.model.tables[dimension.table].time is None and any(
        _SOMEWHERE.search(each.lower()) for each in dimension.names
    )


def _is_of_people(name: str, index: Index) -> bool:
    """Say whether what a dimension tells is told of people: the city of a customer is none where we are."""
    table = index.model.tables[index.model.dimensions[name].table]
    nouns = [f" {noun}" if noun.isascii() else noun for noun in table.noun.values()]
    return any(meaning.kind == "BUYERS" for noun in nouns for meaning in index.find(noun))
