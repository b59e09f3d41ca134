"""Kinds that are called by what is counted of them: "online applications" are the applications that came online."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

SUCH = "kind of what is counted"
_NAMED = frozenset({"label", "synonym"})
#: Words of a kind that stand before or after what is counted.
_LONGEST = 2


def find_such_counted(atoms: tuple[Atom, ...], found: Sequence[Item], index: Index) -> Iterator[Item]:
    """Yield members without the end of their name where that names a count: it says what is counted, of that kind."""
    named = [item for item in found if item.kind == "METRIC"]
    counts = [item for item in named if item.rule in _NAMED and _is_count(item, index)]
    if {item.end for item in named} - {item.end for item in counts}:
        # What is measured is named besides: "approval rate of online applications".
        return
    members = [item for item in found if item.kind == "MEMBER" and item.rule in _NAMED]
    for count in counts:
        yield from (_such(each.start, count.start, each.value) for each in members
                    if each.end == count.end and each.start < count.start)  # fmt: skip
        yield from _beside(count, atoms, index)


def _beside(count: Item, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the kind before or after a count whose name ends as its own does: "online loan applications"."""
    end = atoms[count.end - 1].key
    for size in range(1, _LONGEST + 1):
        for first, last in ((count.start - size, count.start), (count.end, count.end + size)):
            if first < 0 or last > len(atoms) or any(atom.kind != "word" for atom in atoms[first:last]):
                continue
            key = "".join(atom.key for atom in atoms[first:last])
            if index.find(key):
                # What the word is by itself it stays.
                continue
            yield from (_such(first, last, each.value) for each in index.find(key + end) if each.kind == "MEMBER")


def _such(first: int, last: int, member: Any) -> Item:
    return mention(first, last, "MEMBER", member, SUCH, form=1, per_atom=last - first)


def _is_count(item: Item, index: Index) -> bool:
    name = item.value[0]
    return isinstance(name, str) and index.model.metrics[name].unit == "count"
