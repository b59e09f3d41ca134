"""What counts each once, said twice over: "different customers", "visitors at least once", 不同的客户, 去重."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom
from nlq.text.people import DISTINCT
from semantic_layer.model.inputs import counts_once

_BEFORE = (*((word,) for word in DISTINCT), ("不", "同", "的"), ("不", "同"))
_AFTER = (("at", "least", "once"), ("once", "or", "more"), ("去", "重"), ("去", "重", "后"), ("至", "少", "一", "次"))


def find_once(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield metrics that count each once together with what says so before or after their names."""
    words = [atom.text for atom in atoms]
    for item in found:
        if item.kind != "METRIC" or len(item.value) != 1 or not _counts_once(item, index):
            continue
        first = min((item.start - len(each) for each in _BEFORE if words[: item.start][-len(each) :] == [*each]),
                    default=item.start)  # fmt: skip
        last = max((item.end + len(each) for each in _AFTER if words[item.end :][: len(each)] == [*each]),
                   default=item.end)  # fmt: skip
        for begin, end in {(first, item.end), (item.start, last), (first, last)} - {(item.start, item.end)}:
            counted = {**dict(item.features), "per_atom": end - begin}
            yield mention(begin, end, "METRIC", item.value, item.rule, **counted)


def _counts_once(item: Item, index: Index) -> bool:
    name = item.value[0]
    return isinstance(name, str) and counts_once(index.model.metrics[name].calculation)
