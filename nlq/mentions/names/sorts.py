"""Which sort of a thing is asked for: 哪类菜 asks for the 菜类 where the model has one, and never for the dishes."""

from __future__ import annotations

from dataclasses import replace

from nlq.grammar.parse.chart import Item
from nlq.grammar.rules.such_groups import is_named_one_by_one
from nlq.index import Index
from nlq.text.atoms import Atom

_WHICH = frozenset("哪各每一几两多")
_SORT = "类"
_CALLED = ("类", "类别", "类型", "种类", "分类", "品类")


def settle_sorts(found: list[Item], atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the mentions, with a dimension after 哪类 as the one of its sorts."""
    settled = [_sorted(item, atoms, index) if _asks_for_sort(item, atoms) else item for item in found]
    return [item for item in settled if item is not None]


def _asks_for_sort(item: Item, atoms: tuple[Atom, ...]) -> bool:
    before = [atom.text for atom in atoms[max(0, item.start - 2) : item.start]]
    return item.kind == "DIM" and len(before) == 2 and before[0] in _WHICH and before[1] == _SORT


def _sorted(item: Item, atoms: tuple[Atom, ...], index: Index) -> Item | None:
    """Return a thing after 哪类 as its sorts; nothing where each has a name, and the model has no sorts of them."""
    thing = "".join(atom.text for atom in atoms[item.start : item.end])
    sorts = {each.value for word in _CALLED for each in index.find(f"{thing}{word}") if each.kind == "DIM"}
    if len(sorts) == 1:
        return replace(item, value=sorts.pop())
    return None if is_named_one_by_one(item.value, index) else item
