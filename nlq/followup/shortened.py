"""Names cut short after an answer: 解决率 after 投诉量 is 投诉解决率, what is said already being left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

from nlq.followup.context import metrics_of
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, phrase_key
from semantic_layer.model import Model
from semantic_layer.model.definitions import MetricDef

#: Characters of a Chinese name that are left out, or left over, at the least; of an English one it is a word.
SHORTEST = 2


def find_shortened(atoms: tuple[Atom, ...], index: Index, context: Any) -> list[Item]:
    """Return the metrics whose names begin as one that was just spoken of, by what is left of them.

    What has a meaning of its own is no rest of a name.
    """
    rests: dict[str, set[str]] = {}
    for metric in metrics_of(context):
        for rest, other in _rests(metric, index):
            if not index.find(rest):
                rests.setdefault(rest, set()).add(other)
    tails = _tails(metrics_of(context), index)
    found = list(_groups(atoms, index, context))
    for first, last, key in _spans(atoms):
        for name in sorted({*rests.get(key, ()), *tails.get(key, ())}):
            found.append(mention(first, last, "METRIC", (name,), "shortened", shortened=1))
    return found


def _spans(atoms: tuple[Atom, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield (first atom, atom after the last, look-up key) of every span of a question."""
    for first in range(len(atoms)):
        key = ""
        for last in range(first, len(atoms)):
            key += atoms[last].key
            yield first, last + 1, key


def settle_qualities(found: list[Item], atoms: tuple[Atom, ...], index: Index, context: Any) -> list[Item]:
    """Return the mentions with what tells some of what was just counted: "late" after orders is of late orders.

    It says that before it says anything of another thing, which a member may be called.
    """
    qualities: dict[str, set[str]] = {}
    for metric in metrics_of(context):
        for rest, other in _qualities(metric, index):
            qualities.setdefault(rest, set()).add(other)
    told = [
        mention(first, last, "METRIC", (name,), "shortened", form=1, per_atom=last - first)
        for first, last, key in (_spans(atoms) if qualities else ()) for name in sorted(qualities.get(key, ()))
    ]  # fmt: skip
    spans = {(item.start, item.end) for item in told}
    return [item for item in found if item.kind != "MEMBER" or (item.start, item.end) not in spans] + told


def _tails(metrics: tuple[str, ...], index: Index) -> dict[str, list[str]]:
    """Return the ends of the Chinese names of the one metric spoken of that say "share": 份额 is its market share."""
    if len(metrics) != 1 or metrics[0] not in index.model.metrics:
        return {}
    keys = [phrase_key(name) for name in index.model.metrics[metrics[0]].names]
    ends = {key[-SHORTEST:] for key in keys if len(key) > SHORTEST and not key.isascii()}
    return {end: [metrics[0]] for end in ends if any(meaning.kind == "SHARE" for meaning in index.find(end))}


def _groups(atoms: tuple[Atom, ...], index: Index, context: Any) -> Iterator[Item]:
    """Yield the last character of what a table is broken down by, after a number: 这三个区 are its regions."""
    counted = {last for _, last, meaning in index.look_up(atoms) if meaning.kind in ("CLF", "NUM")} - {len(atoms)}
    for axis in getattr(context, "by", None) or ():
        spec = index.model.dimensions.get(getattr(axis, "name", ""))
        ends = {name[-1] for name in spec.names if not name.isascii()} if spec else set()
        for place in sorted(counted):
            if atoms[place].text in ends:
                yield mention(place, place + 1, "DIM", axis.name, "shortened", shortened=1)


def _rests(metric: str, index: Index) -> Iterator[tuple[str, str]]:
    if metric not in index.model.metrics:
        return
    for own in {phrase_key(phrase) for phrase in index.model.metrics[metric].names}:
        for key, other in index.begun.get(beginning(own), ()):
            begun = _shared(key, own) if other != metric else ""
            if begun:
                yield key[len(begun) :], other


def _qualities(metric: str, index: Index) -> Iterator[tuple[str, str]]:
    """Yield what stands before a name in others of its unit: "late" of late orders, "median" of median pay."""
    if metric not in index.model.metrics:
        return
    spec = index.model.metrics[metric]
    for own in {phrase_key(phrase) for phrase in spec.names}:
        for key, other in index.ended.get(ending(own), ()):
            if other != metric and key.endswith(own) and _is_some_of(index.model.metrics[other], spec):
                yield key.removesuffix(own), other


def _is_some_of(other: MetricDef, spec: MetricDef) -> bool:
    """Say whether what has the same unit may be some of it: of last month's complaints not all that stand open are."""
    stands = other.calculation.type == "balance" != spec.calculation.type
    return other.unit == spec.unit and not stands


def names_by_ending(model: Model) -> dict[str, list[tuple[str, str]]]:
    """Return the keys of all names, each with its metric, by how they end."""
    return _names_by(ending, model)


def ending(key: str) -> str:
    """Return the last word of a key, or its last characters.

    >>> ending(" late orders"), ending("超时订单数")
    ('orders', '单数')
    """
    return key.split()[-1] if key.isascii() and key.strip() else key[-SHORTEST:]


def names_by_beginning(model: Model) -> dict[str, list[tuple[str, str]]]:
    """Return the keys of all names, each with its metric, by what at the least they must share with another."""
    return _names_by(beginning, model)


def _names_by(part: Callable[[str], str], model: Model) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for metric, spec in model.metrics.items():
        for key in sorted({phrase_key(phrase) for phrase in spec.names}):
            found.setdefault(part(key), []).append((key, metric))
    return found


def beginning(key: str) -> str:
    """Return the first Latin word of a key, or its first characters where it begins with none.

    >>> beginning(" complaint rate"), beginning(" gmv增长率"), beginning("投诉解决率")
    ('complaint', 'gmv', '投诉')
    """
    latin = "".join(takewhile(str.isascii, key)).split()
    return latin[0] if latin else key[:SHORTEST]


def _shared(one: str, other: str) -> str:
    """Return how two names begin alike, in whole words; "" where too little is shared or left."""
    begun = _prefix(one, other)
    if one.isascii():
        begun = begun if one[len(begun) :].startswith(" ") else begun.rpartition(" ")[0]
        return begun if begun.strip() and one[len(begun) :].strip() else ""
    return begun if len(begun) >= SHORTEST and len(one) - len(begun) >= SHORTEST else ""


def _prefix(one: str, other: str) -> str:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]
