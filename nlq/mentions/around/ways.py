"""Where something goes from and to: "from Lijiang to Chengdu", 成都到丽江, 昆明出港, of places of two dimensions.

A place that is both a departure and a destination is the one that the words around it say, and no other.
"""

from __future__ import annotations

import re
from collections import defaultdict

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

#: How dimensions of where something goes are called; of two, the other is where it comes from.
_TO = re.compile(
    r"\b(?:destination|arrival|arriving|to|target|drop-?off|delivery|unloading)\b|目的|到达|终点|抵达|去往|卸货|收货|送达"
)
_FROM_BEFORE, _TO_BEFORE = (
    frozenset({"from", "leaving", "departing", "从", "自", "由"}),
    frozenset({"to", "towards", "into"}),
)
_FROM_AFTER_ZH, _TO_AFTER_ZH = ("出发", "出港", "始发", "起飞", "发出", "离港"), ("进港", "到达", "到港", "抵达")
_TO_BEFORE_ZH = ("飞往", "发往", "开往", "前往", "飞", "到", "去", "至", "往")

Place = tuple[int, int]


def settle_ways(found: list[Item], atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the mentions, with each place of two dimensions as the one that the words around it say."""
    places: defaultdict[Place, list[Item]] = defaultdict(list)
    for item in found:
        if item.kind == "MEMBER":
            places[item.start, item.end].append(item)
    both = {place: ends for place, items in places.items() if (ends := _ends_of(items, index)) is not None}
    said = {place: way for place in both if (way := _way_of(place, both, atoms)) is not None}
    kept = [
        item for item in found
        if item.kind != "MEMBER" or (way := said.get((item.start, item.end))) is None
        or item.value[0] == both[item.start, item.end][way]
    ]  # fmt: skip
    kept += [each for place in said for each in _words_around(place, atoms)]
    return _without_ranges(kept, set(said), atoms)


def _without_ranges(found: list[Item], said: set[Place], atoms: tuple[Atom, ...]) -> list[Item]:
    """Return the mentions without what joins two members of one dimension as "from A to B": that is neither of them."""
    members = {(item.start, item.end): item.value[0] for item in found if item.kind == "MEMBER"}
    broken = {
        link for (first, end), name in members.items() for (start, _), other in members.items()
        if name == other and (first, end) not in said and start == end + 1 and _before(first, atoms) in ("from", "从")
        for link in [end] if atoms[link].text in ("to", "到", "至")
    }  # fmt: skip
    return [item for item in found if not (broken & set(range(item.start, item.end)) and item.kind != "PERIOD")]


def _ends_of(items: list[Item], index: Index) -> tuple[str, str] | None:
    """Return the dimension that a place may come from and the one that it may go to; None where it is not so."""
    names = list(dict.fromkeys(item.value[0] for item in items))
    if len(names) != 2:
        return None
    to = [name for name in names if any(_TO.search(said.lower()) for said in index.model.dimensions[name].names)]
    rest = [name for name in names if name not in to]
    return (rest[0], to[0]) if len(to) == 1 == len(rest) else None


def _way_of(place: Place, both: dict[Place, tuple[str, str]], atoms: tuple[Atom, ...]) -> int | None:
    """Return 0 where a place is said to be left, 1 where it is gone to."""
    before, after = _before(place[0], atoms), _after(place[1], atoms)
    if before in _FROM_BEFORE or after.startswith(_FROM_AFTER_ZH) or _leads_on(place, both, atoms):
        return 0
    if before in _TO_BEFORE or after.startswith(_TO_AFTER_ZH) or _han_before(place[0], atoms).endswith(_TO_BEFORE_ZH):
        return 1
    return None


def _leads_on(place: Place, both: dict[Place, tuple[str, str]], atoms: tuple[Atom, ...]) -> bool:
    """Say whether another place follows to which it goes from here: 成都到丽江, "Lijiang to Chengdu"."""
    for size in (1, 2):
        link = "".join(atom.text for atom in atoms[place[1] : place[1] + size])
        if (link in _TO_BEFORE or link in _TO_BEFORE_ZH) and any(first == place[1] + size for first, _ in both):
            return True
    return False


def _words_around(place: Place, atoms: tuple[Atom, ...]) -> list[Item]:
    """Return the Chinese words that say which way it is, as no more than that."""
    made = []
    before, after = _han_before(place[0], atoms), _after(place[1], atoms)
    for said in (each for each in _TO_BEFORE_ZH if before.endswith(each)):
        made.append(_kept(place[0] - len(said), place[0]))
    for said in (each for each in (*_FROM_AFTER_ZH, *_TO_AFTER_ZH) if after.startswith(each)):
        last = place[1] + len(said)
        made.append(_kept(place[1], last))
        if last < len(atoms) and atoms[last].text == "的":
            made.append(mention(place[1], last + 1, "DE", "de", "which way", operator=1, per_atom=len(said) + 1))
    return made


def _kept(first: int, last: int) -> Item:
    return mention(first, last, "FILL", "way", "which way", operator=1, per_atom=last - first)


def _before(place: int, atoms: tuple[Atom, ...]) -> str:
    said = [atom.text for atom in atoms[max(0, place - 2) : place]]
    return "from" if said == ["out", "of"] else said[-1] if said else ""


def _han_before(place: int, atoms: tuple[Atom, ...]) -> str:
    return "".join(atom.text for atom in atoms[max(0, place - 2) : place] if atom.kind == "han")


def _after(place: int, atoms: tuple[Atom, ...]) -> str:
    return "".join(atom.text for atom in atoms[place : place + 2])
