"""What cannot be asked of what stands: how often there is it, and that so many of it are "up" or "down".

A balance, and who is counted once, happen no number of times. "How many chargers are down" tells a state of them, and
no movement, unless it is set against another time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from nlq.grammar.composing.ordering import is_time
from nlq.grammar.parse.chart import Item
from nlq.grammar.rules.measures import is_stock
from nlq.grammar.rules.names import REASONS
from nlq.index import Index
from nlq.mentions.names.durations import LONG
from nlq.mentions.names.split_names import NOUN
from nlq.text.atoms import Atom
from nlq.wording import Wording
from semantic_layer.model.inputs import counts_once

_WAYS = frozenset({"up", "down", "higher", "lower"})
#: What was dropped by somebody did not drop.
_PASSIVE = frozenset({"dropped", "cut", "raised", "lowered", "reduced", "increased", "lifted"})
#: How something does.
_HOW = frozenset({"how", "doing", "going", "怎", "咋", "情", "如", "表"})
#: How reasons are called for which something ended.
_ENDING = ("leav", "exit", "move-out", "churn", "cancel", "terminat", "departure", "离", "退", "流失", "终止")
_SET_AGAINST = frozenset({"COMPARE", "BEFORE", "PERIODS", "BEYOND"})


#: 还有多少没答复, 仍有几单未关: how it stands by now.
_BY_NOW = re.compile(r"(?:还|仍然?|尚|依然)(?:有|剩下?|欠)?(?:着|的)?(?:多少|几)")


def stands_by_now(leaves: Sequence[Item], text: Wording) -> bool:
    """Say whether what is still there is told as of now, where it stands and no day is named."""
    if text.going_on or not _BY_NOW.search(text.normalised.text):
        return True
    named = [name for leaf in leaves if leaf.kind == "METRIC" for name in leaf.value]
    dated = any(leaf.kind in ("PERIOD", "STILL") for leaf in leaves)
    return dated or not named or not all(is_stock(name, text.index) for name in named)


def asks_of_what_happens(leaves: Sequence[Item], atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether what is asked how often happens, and what is said to be so many of is no movement of theirs."""
    named = [leaf for leaf in leaves if leaf.kind == "METRIC" and isinstance(leaf.value[0], str)]
    if any(_asks_who_did(place, leaves, atoms) for place, leaf in enumerate(leaves)
           if leaf in named and _is_balance(leaf.value[0], index)):  # fmt: skip
        return False
    if any(_is_balance(leaf.value[0], index) for leaf in named) and any(_tells_end(leaf, index) for leaf in leaves):
        return False
    if any(leaf.kind == "COUNTQ" and leaf.value == "times" for leaf in leaves):
        return not any(_stands(leaf.value[0], index) for leaf in named)
    if any(leaf.rule == NOUN and _is_balance(leaf.value[0], index) for leaf in named):
        # Those who registered in May are fewer than those who are registered.
        are = any(leaf.kind == "AUX" and leaf.value == "is" for leaf in leaves)
        return are or not any(leaf.kind == "VERB" and _is_past(atoms[leaf.start].text) for leaf in leaves)
    if any(leaf.kind in ("CHANGE", "WENT") and _goes_with(leaf, atoms) for leaf in leaves):
        return False
    if any(_is_passive(left, right, atoms) for left, right in pairwise(leaves)):
        return False
    counted = any(leaf.kind == "COUNTQ" for leaf in leaves) and not any(leaf.kind in _SET_AGAINST for leaf in leaves)
    return not counted or not any(_is_state(left, right, atoms) for left, right in pairwise(leaves))


def _asks_who_did(place: int, leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether 多少人 is of who did something, and of no balance: 辞退了多少人, 多少人加班."""
    leaf = leaves[place]
    if atoms[leaf.end - 1].text != "人" or not {"多", "几"} & {atom.text for atom in atoms[leaf.start : leaf.end]}:
        return False
    before = atoms[leaf.start - 1].text if leaf.start else ""
    after = leaves[place + 1 :]
    done = any(leaf.kind in ("DOES", "VERB") or atoms[leaf.start].text in ("了", "过") for leaf in after[:-1])
    return before in ("了", "过") or done or (bool(after) and after[0].kind in ("METRIC", "MEMBER"))


def asks_how_long(leaves: Sequence[Item], index: Index) -> bool:
    """Say whether what is asked how long, or how fast, is a time: "how fast are claims settled" is no count."""
    asked = any(leaf.kind == "HOWMUCH" and leaf.rule == LONG for leaf in leaves)
    names = [name for leaf in leaves if leaf.kind == "METRIC" for name in leaf.value]
    return not asked or all(is_time(name, index) for name in names)


def lists_only(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether nothing asks how the KPIs do where no more than them is named: "how are all KPIs doing"."""
    if not any(leaf.kind == "CATALOGUE" or (leaf.kind == "BOARD" and leaf.value != "board") for leaf in leaves):
        return True
    told = any(leaf.kind in ("STATUS", "ATTAIN", "MEET", "FAR", "VERSUS", "ASPECT") for leaf in leaves)
    return told or not any(leaf.kind == "FILL" and atoms[leaf.start].text in _HOW for leaf in leaves)


def _tells_end(leaf: Item, index: Index) -> bool:
    """Say whether a member is a reason to leave: who was dismissed is among the leavers, and in no headcount."""
    spec = index.model.dimensions.get(leaf.value[0]) if leaf.kind == "MEMBER" else None
    names = [name.lower() for name in spec.names] if spec else []
    return any(any(word in name for word in REASONS) and any(word in name for word in _ENDING) for name in names)


def _goes_with(leaf: Item, atoms: Sequence[Atom]) -> bool:
    """Say whether "up" belongs to the verb before it: "signed up" is no movement."""
    return leaf.start > 0 and atoms[leaf.start].text in _WAYS and _is_past(atoms[leaf.start - 1].text)


def _is_passive(left: Item, right: Item, atoms: Sequence[Atom]) -> bool:
    """Say whether something was done, and moved nowhere: "were declined"."""
    is_aux = (
        left.kind == "AUX" and left.value == "is" and atoms[left.start].text in ("is", "are", "was", "were", "been")
    )
    return is_aux and right.kind in ("CHANGE", "WENT") and _is_past(atoms[right.start].text)


def _is_state(left: Item, right: Item, atoms: Sequence[Atom]) -> bool:
    return (
        left.kind == "AUX"
        and left.value == "is"
        and right.kind in ("CHANGE", "WENT")
        and atoms[right.start].text in _WAYS | _PASSIVE
    )


def _is_past(word: str) -> bool:
    return word.endswith("ed")


def _stands(name: Any, index: Index) -> bool:
    return _is_balance(name, index) or counts_once(index.model.metrics[name].calculation)


def _is_balance(name: Any, index: Index) -> bool:
    return index.model.metrics[name].calculation.type == "balance"
