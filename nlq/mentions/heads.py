"""Dimensions by the last word of their names: "complaints by type", 投诉按类型分. Each that ends so may be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.mentions.split_names import lemma
from nlq.text.atoms import Atom
from semantic_layer.model import Model

#: What a breakdown is named after: elsewhere "type" is too little to tell what is meant.
_OPENING = frozenset({"BY", "EACH", "PER", "WHICH"})
#: What has a name of its own, or is a unit of time: "which year" is no year of registration.
_NAMES = frozenset({"METRIC", "DIM", "MEMBER", "UNIT"})
#: Characters of the head of a Chinese name.
_HAN = 2


def find_heads(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what is broken down by as each dimension whose name ends so; what has a name of its own is no head."""
    known = list(index.look_up(atoms))
    content = {place for first, last, meaning in known if meaning.kind in _NAMES for place in range(first, last)}
    for first in sorted({last for _, last, meaning in known if meaning.kind in _OPENING}):
        last = first + (_HAN if first < len(atoms) and atoms[first].kind == "han" else 1)
        if last > len(atoms) or content & set(range(first, last)):
            continue
        word = "".join(atom.text for atom in atoms[first:last])
        for name in index.heads.get(word if atoms[first].kind == "han" else lemma(word), ()):
            yield mention(first, last, "DIM", name, "head of a name", form=1, per_atom=last - first)


def dimension_heads(model: Model) -> dict[str, tuple[str, ...]]:
    """Return the dimensions by the ground form of the last word of a name of more words, 类型 of 投诉类型."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name, dimension in model.dimensions.items():
        for said in dimension.names:
            words = said.lower().split()
            if len(words) > 1 and words[-1].isascii() and words[-1].isalpha():
                found[lemma(words[-1])][name] = None
            elif len(said) > _HAN and not said.isascii() and " " not in said:
                found[said[-_HAN:]][name] = None
    return {head: tuple(names) for head, names in found.items()}
