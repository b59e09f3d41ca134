"""Chinese means by the word with which they begin, and kinds by the thing of which they are: 场均多少人, 哪类活动."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised
from semantic_layer.model.values import is_currency

OF_EACH = "of each"
#: 场均多少人, 人均借几册: of each of what, what is done, how many of what.
_PER_HEAD = re.compile(
    r"(?P<each>[人单户场客次车店件班课桌]均)(?P<done>[\u3400-\u9fff]{0,2}?)[了过]?(?:是)?(?:多少|几)(?P<unit>人次|块?钱|[\u3400-\u9fff])?"
)
_MONEY = frozenset({"钱", "块钱", "块", "元"})
_KINDS = re.compile(r"[哪各每几](?:一|几)?[类种](?P<thing>[\u3400-\u9fff]{2,3})")
_TAILS = ("类型", "种类", "类别", "品类", "类")
_SHORTEST = 2


def find_per_head(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the one metric whose Chinese name begins with of what it is a mean, and holds what is done."""
    starts, ends = places_of(atoms)
    for match in _PER_HEAD.finditer(normalised.text):
        if match.start() not in starts or match.end() not in ends:
            continue
        keys = (key for key in index.trie.keys(match["each"]) if match["done"] in key)
        names = {m.value[0] for key in keys for m in index.find(key) if m.kind == "METRIC" and len(m.value) == 1}
        if len(names) == 1 and _is_in(match["unit"] or "", min(names), index):
            first, last = starts[match.start()], ends[match.end()]
            yield mention(first, last, "METRIC", (names.pop(),), OF_EACH, form=1, per_atom=last - first)


def _is_in(unit: str, name: str, index: Index) -> bool:
    """Say whether a mean is of money, or of what its name says, where the question asks for so much of that."""
    metric = index.model.metrics[name]
    if unit in _MONEY:
        return is_currency(metric.unit)
    return not unit or any(unit in said for said in metric.names)


def find_kinds_of(normalised: Normalised, atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield 活动 after 哪类 or 各种 as the 活动类型, where it is no dimension itself."""
    starts, ends = places_of(atoms)
    known = {(item.start, item.end) for item in found if item.kind == "DIM"}
    for match in _KINDS.finditer(normalised.text):
        for size in range(_SHORTEST, len(match["thing"]) + 1):
            begin, end = match.start("thing"), match.start("thing") + size
            if begin not in starts or end not in ends or (starts[begin], ends[end]) in known:
                continue
            thing = normalised.text[begin:end]
            names = {m.value for tail in _TAILS for m in index.find(thing + tail) if m.kind == "DIM"}
            if len(names) == 1:
                counted = {"form": 1, "per_atom": size, "longer_name": size - 1}
                yield mention(starts[begin], ends[end], "DIM", names.pop(), "kind of a thing", **counted)
