"""Names that were read: whole, and none of them cut out of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nlq.grammar.parse.chart import Item
from nlq.grammar.parse.cover import Cover
from nlq.index import Index
from nlq.mentions.names.split_names import FORM, NOUN, OF_ALL, PEOPLE
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma
from semantic_layer.model.inputs import metric_tables

#: What says of things what they are worth.
_WORTH = frozenset({"value", "worth", "amount"})


#: Words that tell how something is, beside participles; words as short as that are no participles.
_QUALITIES, _SHORT = frozenset({"late", "lost", "broken", "missing", "open", "wrong", "early", "free", "new"}), 4
_WITHIN = frozenset("里中内")
#: What puts something beside what stands before it.
_BESIDE = frozenset({"AND", "OR", "COMMA", "AGAINST"})
#: What stands before why, or with what, something was done.
_REASONS = frozenset({"for", "due", "because", "over", "by", "with", "on"})


def are_whole(leaves: Iterable[Item]) -> bool:
    """Say whether each noun of a name has its verb among what was read, and each verb its noun or the whole name.

    "Did we sign new customers" says it twice where those are the customers signed.
    """
    leaves = tuple(leaves)
    nouns = {leaf.value for leaf in leaves if leaf.rule == NOUN}
    named = nouns | {leaf.value for leaf in leaves if leaf.kind == "METRIC"}
    verbs = [leaf.value for leaf in leaves if leaf.kind == "VERB"]
    if not all(named <= leaf.value for leaf in leaves if leaf.rule == OF_ALL):
        # Whoever joined may have visited on any day.
        return False
    return all(any(noun in verb for verb in verbs) for noun in nouns) and all(named & verb for verb in verbs)


def keep_names(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    """Say whether no name was read as two others of its kind: "parcels held" is one, whatever "held" is by itself.

    Nor is "store format" a store and a format, nor 平均重量, which is a metric's name, a mean over each weight; and
    where "food cost percentage" is one, it is no share of the food cost.
    """
    if _takes_measure_apart(leaves, mentions) or _takes_member_out(leaves, mentions) or _splits_one(leaves, mentions):
        return False
    return not any(
        sum(item.start <= leaf.start and leaf.end <= item.end for leaf in read) > 1
        for kind in ("METRIC", "DIM", "MEMBER")
        for read in ([leaf for leaf in leaves if leaf.kind == kind],)
        for item in (mentions if len(read) > 1 else ())
        if item.kind == kind and item.rule in ("label", "synonym")
    )


def _splits_one(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    """Say whether what is one name was read apart: "open work orders" are none that were opened.

    Nor is "room service" a room that was serviced, where that is an outlet, or 报案渠道 what was reported by channel.
    """
    said = [item for item in mentions if item.rule in ("label", "synonym")]
    names = {(item.start, item.end) for item in said if item.kind == "METRIC"}
    of_else = {(item.start, item.end) for item in said if item.kind in ("MEMBER", "DIM")}
    for left, right in pairwise(leaves):
        both, kinds = (left.start, right.end), (left.kind, right.kind)
        if kinds == ("VERB", "METRIC") and right.rule == NOUN and both in names | of_else:
            return True
        # "By Crew B" is by no crew, of which one is B.
        apart = kinds in (("METRIC", "DIM"), ("DIM", "MEMBER")) or (kinds == ("METRIC", "VERB") and left.rule == NOUN)
        if both in of_else and apart:
            return True
    return False


def shares_no_part(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether no noun was read as a part of which a share is: "what share of flights were late" is of flights."""
    within = [leaf.end for leaf in leaves if leaf.kind == "DE" and atoms[leaf.start].text in _WITHIN]
    asked = any(leaf.kind == "SHARE" for leaf in leaves)
    members = [leaf for leaf in leaves if leaf.kind == "MEMBER"] if asked else []
    if within and any(leaf.start >= min(within) or leaf.end + 1 in within for leaf in members):
        # What something is in is the whole: it is no mere 的.
        return False
    if not any(left.kind == "SHARE" and right.kind == "PREP" for left, right in pairwise(leaves)):
        return True
    if _is_of_another_whole(leaves):
        return False
    verbs = [leaf for leaf in leaves if leaf.kind == "VERB"]
    after = [(noun, verb.start) for noun in leaves if noun.rule == NOUN for verb in verbs if noun.value in verb.value]
    return all(start <= noun.end for noun, start in after)


def _is_of_another_whole(leaves: Sequence[Item]) -> bool:
    """Say whether a share is of what was done alone, where it is named what it was done to.

    "What share of business stays were cancelled" is no share in the cancellations.
    """
    opened = next(
        at for at, (left, right) in enumerate(pairwise(leaves)) if left.kind == "SHARE" and right.kind == "PREP"
    )
    before: list[Item] = []
    for leaf in leaves[opened + 2 :]:
        if leaf.kind == "METRIC" and leaf.rule in (FORM, PEOPLE):
            return any(each.kind in ("MEMBER", "NOUN", "BUYERS", "FILL") for each in before)
        before.append(leaf)
    return False


def tells_part_alone(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether no reason is named of what was done: of those "declined for fraud" not all of fraud are the whole."""
    named = [leaf for leaf in leaves if leaf.kind == "METRIC" and leaf.rule == NOUN and leaf.value[0][0] == "portion"]
    values = {leaf.value for leaf in named}
    done = [leaf.end for leaf in leaves if leaf.kind == "VERB" and values & leaf.value]
    return not done or not any(
        right.kind == "MEMBER" and right.start >= min(done) and atoms[left.start].text in _REASONS
        for left, right in pairwise(leaves)
    )


def names_each(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    """Say whether no metric was read as a thing where another is listed after it: "East orders and West revenue".

    Its period may stand between: "password logins last week, and the failure rate".
    """
    leaves = [leaf for leaf in leaves if leaf.kind not in ("PERIOD", "PREP")]
    metrics = [leaf.start for leaf in leaves if leaf.kind == "METRIC"]
    named = {(item.start, item.end) for item in mentions if item.kind == "METRIC" and item.rule in ("label", "synonym")}
    return not any(
        left.kind == "NOUN" and right.kind in _BESIDE and (left.start, left.end) in named
        and metrics and left.start < min(metrics)
        for left, right in pairwise(leaves)
    )  # fmt: skip


def says_it_of_its_own(leaves: Sequence[Item], atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether no mere quality was taken for a member of another thing: "late orders" have no late refund."""
    metrics = [
        leaf.value for leaf in leaves if leaf.kind == "METRIC" and all(isinstance(name, str) for name in leaf.value)
    ]
    tables = {table for names in metrics for name in names for table in metric_tables(name, index.model.metrics)}
    for leaf in leaves:
        if leaf.kind != "MEMBER" or leaf.end - leaf.start > 1 or not _is_quality(atoms[leaf.start].text):
            continue
        spec = index.model.dimensions.get(leaf.value[0])
        near = spec is None or any(spec.table == table or index.reaches(table, spec.table) for table in tables)
        # Bags that were lost have a bag issue.
        if spec is not None and tables and not near and not _is_named(spec.names, atoms):
            return False
    return True


def _is_named(names: Iterable[str], atoms: Sequence[Atom]) -> bool:
    spoken = {lemma(atom.text) for atom in atoms if atom.kind == "word"}
    return any(lemma(word) in spoken for name in names for word in name.lower().split())


def _is_quality(word: str) -> bool:
    return word in _QUALITIES or (word.endswith("ed") and len(word) > _SHORT)


def fills_no_name(leaves: Sequence[Item], atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether nothing was passed over that makes a metric another: "the value of the heater stock" is no stock."""
    keys = {leaf: "".join(atom.key for atom in atoms[leaf.start : leaf.end]) for leaf in leaves}
    named = [leaf for leaf in leaves if leaf.kind == "METRIC"]
    counted = {leaf.end for leaf in named if isinstance(leaf.value[0], str) and _is_count(leaf.value[0], index)}
    verbs = {leaf.end for leaf in leaves if leaf.kind == "VERB"} if counted else set()
    if any(end < len(atoms) and atoms[end].text in _WORTH for end in counted | verbs):
        # "Orders value" is no number of orders.
        return False
    return not any(
        other.kind == "METRIC" and other.value != leaf.value
        for fill in leaves if fill.kind == "FILL" and fill.start + 1 == fill.end and atoms[fill.start].kind == "word"
        for leaf in named
        for key in (keys[leaf] + keys[fill], *(keys[fill] + of + keys[leaf] for of in ("", " of", " of the")))
        for other in index.find(key)
    )  # fmt: skip


def _is_count(name: str, index: Index) -> bool:
    return name in index.model.metrics and index.model.metrics[name].unit == "count"


def _takes_member_out(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    """Say whether a name was read as a member and the rest of it, which is another name of the same thing.

    "Store format" is no format of what is sold in stores.
    """
    named = {(leaf.kind, leaf.value): leaf for leaf in leaves if leaf.kind in ("DIM", "METRIC")}
    taken = {leaf.end: leaf.start for leaf in leaves if leaf.kind == "MEMBER"}
    return any(
        (rest := named.get((item.kind, item.value))) is not None
        and rest.end == item.end and taken.get(rest.start) == item.start
        for item in mentions if item.kind in ("DIM", "METRIC") and item.rule in ("label", "synonym")
    )  # fmt: skip


#: What a metric's name may look like: a mean of things, a share of another metric.
_APART = {("AVG", "DIM"), ("AVG", "NOUN"), ("METRIC", "SHARE")}


def _takes_measure_apart(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    taken = {
        (left.start, right.end)
        for left, right in pairwise(leaves) if (left.kind, right.kind) in _APART
    }  # fmt: skip
    return bool(taken) and any(
        item.kind == "METRIC" and item.rule in ("label", "synonym") and (item.start, item.end) in taken
        for item in mentions
    )


def cuts_a_member(cover: Cover, mentions: list[Item]) -> bool:
    """Say whether what would be broken down by is the end of a longer name: 旗舰店 is no 旗舰, by 店, nor 到店 a 到."""
    bare = [phrase for phrase in cover.phrases if phrase.kind == "DIM"]
    return any(item.kind in ("MEMBER", "NOUN") and item.start < phrase.start and item.end == phrase.end
               for phrase in bare for item in mentions)  # fmt: skip
