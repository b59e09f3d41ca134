"""English names said from behind: "average value of orders" is the average order value, "cost of fuel" fuel cost."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index, Meaning
from nlq.mentions.names.split_names import NOUN, VERB
from nlq.text.atoms import Atom

TURNED = "name turned round"
#: How many words may stand before "of", and after it.
_BEFORE, _AFTER = 4, 2
_DETS = frozenset({"the", "our", "all", "a", "an", "each", "every"})
#: What is of anything: a "share of customers" is no customer share.
_OF_ANYTHING = frozenset({"share", "percentage", "percent", "proportion", "part", "number", "sum", "total", "count",
                          "kind", "type", "list", "all", "one", "most", "some", "none", "out"})  # fmt: skip


def find_turned_round(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the metrics whose name holds what stands before "of" after what stands behind it.

    A member may stand between: "average value of app orders" is the average order value in the app.
    """
    for of, atom in enumerate(atoms):
        if atom.text != "of" or not of or atoms[of - 1].text in _OF_ANYTHING or atoms[of - 1].kind != "word":
            continue
        begin = of + 1 + any(each.text in _DETS for each in atoms[of + 1 : of + 2])
        yield from _whole(atoms, of, begin, index)
        for after in range(begin + 1, min(begin + _AFTER + 1, len(atoms))):
            key = "".join(each.key for each in atoms[begin:after])
            if any(meaning.kind == "MEMBER" for meaning in index.find(key)):
                yield from _parted(atoms, of, after, index)


def _whole(atoms: tuple[Atom, ...], of: int, begin: int, index: Index) -> Iterator[Item]:
    for first, last, meaning in _named(atoms, of, begin, index):
        counted = {meaning.match: 1, "per_atom": last - first, "longer_name": last - first - 1}
        yield mention(first, last, "METRIC", meaning.value, TURNED, **counted)


def _parted(atoms: tuple[Atom, ...], of: int, begin: int, index: Index) -> Iterator[Item]:
    for first, last, meaning in _named(atoms, of, begin, index):
        counted = {meaning.match: 1, "per_atom": of - first + 1, "longer_name": of - first}
        yield mention(first, of + 1, "METRIC", meaning.value, NOUN, split_name=1, **counted)
        yield mention(begin, last, "VERB", frozenset({meaning.value}), VERB)


def _named(atoms: tuple[Atom, ...], of: int, begin: int, index: Index) -> Iterator[tuple[int, int, Meaning]]:
    """Yield where what is "of" something begins, where that ends, and each metric that is called so."""
    for last in range(begin + 1, min(begin + _AFTER, len(atoms)) + 1):
        what = "".join(each.key for each in atoms[begin:last])
        for first in range(max(0, of - _BEFORE), of):
            key = "".join(each.key for each in atoms[first : of - 1]) + what + atoms[of - 1].key
            yield from (
                (first, last, meaning) for meaning in index.find(key) if meaning.kind == "METRIC" and not meaning.spelt
            )
