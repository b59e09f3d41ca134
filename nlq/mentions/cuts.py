"""Nouns that are a cut of several names: "defect" of "defects" and of "defect rate". Alone, none of them is meant.

Where the metric itself is called so ("order" of orders, "refund" of refund amount), it is.
"""

from __future__ import annotations

from nlq.grammar.parse.chart import Item
from nlq.index import Index
from nlq.mentions.names.split_names import FORM
from nlq.text.atoms import Atom
from nlq.text.normalise import normalise

#: What says beside a noun that it is counted: "how many order", "order growth", "300 order", "per visitor".
_COUNTED = frozenset({"COUNTQ", "HOWMUCH", "NUM", "TREND", "CHANGE", "SHARE", "SUM", "AVG", "SUP", "ASPECT", "ATTAIN",
                      "COMPARE", "AMOUNTOF", "FORMULA", "PER"})  # fmt: skip


def without_cuts(found: list[Item], atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the mentions without metrics whose name is the plural of a noun that stands in other names too."""
    return [item for item in found if not _is_cut(item, found, atoms, index)]


def _is_cut(item: Item, found: list[Item], atoms: tuple[Atom, ...], index: Index) -> bool:
    if item.kind != "METRIC" or item.end - item.start != 1 or item.rule not in ("label", "synonym", FORM):
        return False
    atom, metric = atoms[item.start], index.model.metrics.get(item.value[0])
    if metric is None or atom.kind != "word" or atom.text in {normalise(name).text for name in metric.names}:
        return False
    if index.parts.is_in_label(atom.key, item.value[0]):
        return False
    counted = any(each.kind in _COUNTED and (each.end == item.start or each.start == item.end) for each in found)
    return not counted and index.parts.begins_other(atom.key, item.value[0])
