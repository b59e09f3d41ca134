"""A word beside a name that other names of the same metric hold: "patient satisfaction" where one is "patient rating".

It says no more than the name does. What the word is by itself (a member, a dimension) it stays, but for who does what
the name counts: "did customers complain" asks for customer complaints.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.mentions.split_names import FORM
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma

FULLER = "fuller name"
_NAMED = frozenset({"label", "synonym", FORM})
#: What a word may be besides, and be told in a name: who does something is a thing of the model, too.
_NOTHING, _WHO = frozenset({"FILL", "NOUN", "BUYERS"}), frozenset({"DIM", "DIMP"})

#: What says that a target is spoken of, and the longest part of a name before it, in atoms.
_TARGETS, _LONGEST_PART = frozenset({"ASPECT", "ATTAIN"}), 6


def find_fuller(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield metrics with the English word before their names, and members with what they are called after them."""
    yield from _of_their_kind(atoms, found, index)
    yield from _with_targets(atoms, found, index)
    for item in found:
        if item.kind != "METRIC" or item.rule not in _NAMED or not item.start or len(item.value) != 1:
            continue
        place = item.start - 1
        word, allowed = atoms[place].text, _NOTHING | (_WHO if item.rule == FORM else frozenset())
        if atoms[place].kind != "word" or not word.isascii() or not isinstance(item.value[0], str):
            continue
        kinds = {each.kind for each in found if each.start <= place < each.end and each.end <= item.start}
        if kinds <= allowed and lemma(word) in {lemma(each) for each in index.parts.spoken(item.value[0])}:
            counted = {**dict(item.features), "per_atom": item.end - place}
            yield mention(place, item.end, "METRIC", item.value, FULLER, **counted)


def _of_their_kind(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield members with the last word of the name of their dimension: "the referral source", 质量原因 of 退费原因."""
    for item in found:
        if item.kind != "MEMBER" or item.end == len(atoms):
            continue
        for size in (1, 2):
            word = "".join(atom.text for atom in atoms[item.end : item.end + size])
            head = word if size > 1 else lemma(word)
            if any(name == item.value[0] for name, _ in index.heads.get(head, ())):
                last = item.end + size
                counted = {**dict(item.features), "per_atom": last - item.start}
                yield mention(item.start, last, "MEMBER", item.value, FULLER, **counted)


def _with_targets(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield the one metric with a target that words before "target" are a part of: "are we hitting the on-time target".

    The longest such words say most.
    """
    aimed = {target.metric for target in index.model.targets}
    for last in sorted({item.start for item in found if item.kind in _TARGETS}):
        for first in range(max(0, last - _LONGEST_PART), last):
            key = "".join(atom.key for atom in atoms[first:last])
            known = {meaning.kind for meaning in index.find(key)} - {"FILL", "AUX"}
            names = [name for name in index.parts.at_end(key) if name in aimed] if not known else []
            if len(names) == 1:
                yield mention(first, last, "METRIC", (names[0],), FULLER, form=1, per_atom=last - first)
                break
