"""Verbs that were read: each as what it says, and none for what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nlq.grammar.parse.chart import Item
from nlq.index import Index
from nlq.mentions.names.split_names import FORM
from nlq.text.atoms import Atom
from nlq.text.lemma import PAST_OF

#: Verbs that were read as part of a name, as a time, or as nothing; and those that never say anything.
_VERBAL = frozenset({"VERB", "AUX", "TIMED", "TIMEVERB"})
_SAY_NOTHING = frozenset(
    "did do does has have had is are was were be been we us you they i there will would can could is there".split()
)


def counts_no_verb(leaves: Iterable[Item], counts_groups: bool, index: Index) -> bool:
    """Say whether no verb stands for what is counted: "how many shares were traded" does not ask for trades.

    Nor does "how much did they trade"; "how often" does. With ``counts_groups``, the verb may be a condition on them:
    "how many households spent over 300".
    """
    leaves = tuple(leaves)
    asked = any(leaf.kind == "COUNTQ" and leaf.value != "times" for leaf in leaves)
    verbs = [leaf.value[0] for leaf in leaves if leaf.rule == FORM]
    moved = any(leaf.kind in ("CHANGE", "SUPCHG") for leaf in leaves)
    done = any(leaf.kind == "AUX" and other.value == "amount" for other, leaf in pairwise(leaves))
    named = [leaf.value[0] for leaf in leaves if leaf.kind == "METRIC"]
    counts = [name for name in named if isinstance(name, str) and index.model.metrics[name].unit == "count"]
    return not ((verbs and asked and not counts_groups) or (counts and done and not moved))


def tells_each_number(leaves: Sequence[Item], counts_groups: bool) -> bool:
    """Say whether there is a measure for each "how many": of "how many did we win and how many did we lose", two."""
    asked = sum(leaf.kind == "COUNTQ" and leaf.value != "times" for leaf in leaves)
    # What we gained and what we lost are two numbers, and no movement of one.
    moved = any(leaf.kind in ("CHANGE", "SUPCHG") for leaf in leaves)
    return asked < 2 or (not moved and asked <= sum(leaf.kind == "METRIC" for leaf in leaves) + counts_groups)


def reads_verbs(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether verbs were read as what they say."""
    return (
        _lists_no_verbs(leaves, atoms)
        and _ranks_by_one(leaves)
        and not _cuts_why(leaves, atoms)
        and _goes_by(leaves, atoms)
    )


def _goes_by(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether 通过 before a member is by way of it: 通过中介的申请 need not have passed."""
    return not any(
        left.kind in ("METRIC", "DOES", "VERB") and right.kind == "MEMBER"
        and "".join(atom.text for atom in atoms[left.start : left.end]) == "通过"
        for left, right in pairwise(leaves)
    )  # fmt: skip


def _cuts_why(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether 为什么 was read as 为 and 什么: 为什么退会 asks for no number of them."""
    said = [
        "".join(atom.text for atom in atoms[leaf.start : leaf.start + 3])
        for leaf in leaves
        if leaf.end == leaf.start + 1
    ]
    return "为什么" in said


def _lists_no_verbs(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether no verb was passed over that is listed with another: "won and lost deals" are no deals lost."""
    for left, link, right in zip(leaves, leaves[1:], leaves[2:], strict=False):
        if atoms[link.start].text not in ("and", "or", "&") or link.end - link.start > 1:
            continue
        passed = left.kind in _VERBAL or right.kind in _VERBAL
        if passed and _ends_in_verb(left, atoms[left.end - 1]) and _ends_in_verb(right, atoms[right.start]):
            return False
    return True


def _ranks_by_one(leaves: Sequence[Item]) -> bool:
    """Say whether no verb was read as a metric beside that by which is ranked: "best-selling, by pieces shipped"."""
    by = {right.value for left, right in pairwise(leaves) if left.kind == "BY" and right.kind == "METRIC"}
    return not by or not any(leaf.rule == FORM and leaf.value not in by for leaf in leaves)


def _ends_in_verb(leaf: Item, atom: Atom) -> bool:
    """Say whether a mention is a verb of what is done, or a name that has one where another is listed with it."""
    if leaf.kind in _VERBAL:
        return atom.text not in _SAY_NOTHING
    return leaf.kind == "METRIC" and atom.text.isascii() and (atom.text.endswith("ed") or atom.text in PAST_OF)
