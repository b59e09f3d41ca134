"""What is counted, and of what each: the things that are named, and no measure of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nlq.grammar.parse.chart import Item
from nlq.grammar.parse.cover import Cover
from nlq.grammar.rules.such_groups import things_of
from nlq.index import Index
from nlq.mentions.names.counted import COUNTED
from nlq.mentions.names.how_many import ASKED
from nlq.text.atoms import Atom
from nlq.text.lemma import PAST_OF, lemma

#: With what things are counted, and no orders.
_OF_THINGS = frozenset("个家间座位名所")
#: Words with which things are counted, and no deeds.
_THINGS = frozenset("台家位只部栋辆架座所")
_CALLED = frozenset({"BUYERS", "NOUN", "CLF"})
_HAD = frozenset({"had", "have", "has", "lost", "got", "made", "sold"})
_APART_BY = frozenset({"BY", "EACH", "PER", "EACHOF"})
#: What may go on a name that begins with a kind.
_NAMES = frozenset({"NOUN", "BUYERS", "MEMBER", "DIM", "METRIC"})
_TAKEN_APART = frozenset({ASKED, COUNTED})


def counts_the_things(leaves: Sequence[Item], mentions: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether no name was read as counted where its own things are: 有几个门店的订单量比去年少 counts the 门店."""
    return not any(
        question.kind == "COUNTQ" and metric.kind == "METRIC" and question.end == metric.start
        and _begins_with_things(metric, mentions, of_things=atoms[question.end - 1].text in _OF_THINGS)
        for question, metric in pairwise(leaves)
    )  # fmt: skip


def _begins_with_things(metric: Item, mentions: Sequence[Item], *, of_things: bool) -> bool:
    """Say whether a name is of things and what is measured of them: 门店的订单量, and 门店订单量 after 几家."""
    things = {
        item.end for item in mentions if item.kind == "DIM" and item.start == metric.start < item.end < metric.end
    }
    of = {item.start for item in mentions if item.kind == "DE" and item.end < metric.end}
    rest = {item.start for item in mentions if item.kind == "METRIC" and item.end == metric.end}
    return bool(things & of or (of_things and things & rest))


def is_of_named(leaves: Iterable[Item], index: Index) -> bool:
    """Say whether what is divided is named: 每个会员上几节课 asks for no 开课节数, of each member."""
    leaves = tuple(leaves)
    divides = any(leaf.kind in ("OVERONE", "OVERPIECE") for leaf in leaves)
    return not divides or not any(
        leaf.kind == "METRIC"
        and leaf.rule in _TAKEN_APART
        and isinstance(leaf.value[0], str)
        and index.model.metrics[leaf.value[0]].unit == "count"
        for leaf in leaves
    )


def is_of_something(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether nothing was read out of "of what …": how much of what clients owe is overdue has two measures."""
    return not any(
        leaf.kind == "WHICH" and atoms[leaf.start].text == "what" and leaf.start and atoms[leaf.start - 1].text == "of"
        for leaf in leaves
    )


def takes_kind_for_doer(cover: Cover, atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether "by plant" was read as who did it, where it breaks down by the sites that are plants.

    "By gold customers" names who did it, as does "by dealers".
    """
    return any(
        leaves[0].kind == "BY" and atoms[leaves[0].start].text == "by" and not _is_done(leaves[0], atoms)
        and _is_one_kind(leaves[1:], atoms, index)
        for phrase in cover.phrases if phrase.kind in ("MEMBER", "PRED") and len(leaves := list(phrase.leaves())) > 1
    )  # fmt: skip


def tells_kinds(cover: Cover, atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether things of a kind are told one by one where the kind is all that is named.

    "Per plant employee" is of employees, and "used by the turbine" names what used it.
    """
    begins = {leaf.start: leaf for leaf in cover.leaves()}
    for phrase in cover.phrases:
        leaves = [leaf for leaf in phrase.leaves() if leaf.kind not in ("DET", "OWN", "ALL")]
        if phrase.kind != "AXISP" or leaves[0].kind not in _APART_BY or leaves[1].kind != "MEMBER":
            continue
        table = index.model.dimensions[phrase.value[0]].table
        if any(leaf.kind == "BUYERS" or (leaf.kind == "NOUN" and leaf.value != table) for leaf in leaves):
            return False
        after = begins.get(phrase.end)
        goes_on = after is not None and after.kind in _NAMES and atoms[after.start].kind != "han"
        if goes_on or _is_done(leaves[0], atoms):
            return False
    return True


def _is_done(by: Item, atoms: Sequence[Atom]) -> bool:
    """Say whether "by" belongs to what was done: "used by the ATR"."""
    before = atoms[by.start - 1].text if by.start else ""
    return by.kind == "BY" and (before.endswith("ed") or before in PAST_OF)


def _is_one_kind(named: Sequence[Item], atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether what is named is a kind of things, alone and in the singular."""
    last = atoms[named[-1].end - 1]
    alone = len(named) == 1 and named[0].kind == "MEMBER" and lemma(last.text) == last.text
    return alone and bool(things_of(named[0].value[0], index))


def sets_sides(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether 上海比北京高多少 was read as the two next to each other, and not as how both moved."""
    beside = any(
        left.kind == right.kind == "MEMBER" and join.kind == "AGAINST"
        for left, join, right in zip(leaves, leaves[1:], leaves[2:], strict=False)
    )
    so_much = [leaf for leaf in leaves if leaf.kind == "CHANGE" and atoms[leaf.start].kind == "han"]
    return not beside or not any(_text(leaf, atoms).endswith("多少") for leaf in so_much)


def uses_one(leaves: Sequence[Item], atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether what is used is a member by name: "used a drug" names no drug, though an arm may be called so."""
    said = [leaf for leaf in leaves if leaf.kind != "DET"]
    return not any(
        left.kind == "USING" and right.kind == "MEMBER"
        and any(meaning.kind in ("DIM", "NOUN") for meaning in index.find(_key(right, atoms)))
        for left, right in pairwise(said)
    )  # fmt: skip


def has_it_of_groups(leaves: Sequence[Item], index: Index) -> bool:
    """Say whether what is counted has no condition of its own that was read as one of groups.

    "Branches with customers with a failure rate above 6 %" are none whose own is above that.
    """
    said = [leaf for leaf in leaves if leaf.kind != "DET"]
    of_counted = zip(["", *(leaf.kind for leaf in said)], said, said[1:], said[2:], said[3:], strict=False)
    return not any(
        before != "BY" and _is_count(counted, index) and [each.kind for each in after] == ["WITH", "METRIC", "CMP"]
        for before, counted, *after in of_counted
    )


def _is_count(leaf: Item, index: Index) -> bool:
    name = leaf.value[0] if leaf.kind == "METRIC" else None
    return isinstance(name, str) and index.model.metrics[name].unit == "count"


def _key(leaf: Item, atoms: Sequence[Atom]) -> str:
    return "".join(atom.key for atom in atoms[leaf.start : leaf.end])


def _text(leaf: Item, atoms: Sequence[Atom]) -> str:
    return "".join(atom.text for atom in atoms[leaf.start : leaf.end])


def says_of_things(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether things of a kind are asked for that something is said of: "how many turbines had faults".

    So many of them are not so many faults.
    """
    counted = next((place for place, leaf in enumerate(leaves) if leaf.kind == "COUNTQ"), None)
    after = [leaf for leaf in leaves[counted + 1 :] if leaf.kind not in _CALLED] if counted is not None else []
    if len(after) < 2 or after[0].kind != "MEMBER":
        return False
    return atoms[after[1].start].text in _HAD or atoms[after[0].start - 1].text in _THINGS
