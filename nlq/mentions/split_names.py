"""Names of metrics that a question takes apart: "how many units did we sell" asks for the units sold.

A name holds a noun and what was done with it ("units sold", "cancelled orders", 取消订单数). A question says the same
with a verb that stands elsewhere, in another form. Noun and verb mean the metric together, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.mentions.how_many import find_how_many
from nlq.mentions.verbal import Verbal
from nlq.text.atoms import Atom
from nlq.text.lemma import PAST_OF, lemma
from nlq.text.normalise import Normalised
from nlq.text.people import PERSONS, SO_MANY

NOUN, VERB, FORM = "split name", "verb of a name", "form of a name"
#: What counts those who do something, said by what they do: "resigned" of leavers.
PEOPLE = "people of a name"
#: What stands between a noun and what is said of it, at most so many atoms before: "(stores) do we have (open)" too.
_IS, _IS_NEAR = frozenset({"is", "are", "was", "were", "be", "been", "remain", "remained"}), 3
#: What stands between words of a list.
_LISTED = frozenset({"and", "or", "&", ",", "/"})


#: Verbs that were read as part of a name, as a time, or as nothing; and those that never say anything.
_VERBAL = frozenset({"VERB", "AUX", "TIMED", "TIMEVERB"})
_SAY_NOTHING = frozenset(
    "did do does has have had is are was were be been we us you they i there will would can could is there".split()
)
#: What stands before a verb in the name of a rank: "top-selling".
_BEST = frozenset({"best", "top", "worst"})
#: What says of things what they are worth.
_WORTH = frozenset({"value", "worth", "amount"})
#: What goes with a verb and makes it another, unless a name holds both.
_MAKES_ANOTHER = frozenset({"up", "off", "out", "back", "away"})
#: Who does what is measured.
_US = frozenset({"we", "they", "you", "i"})


def find_split_names(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the nouns and the verbs of names that the question takes apart, and Chinese names asked for with 多少."""
    return [*_nouns_and_verbs(atoms, index), *find_how_many(normalised, atoms, index)]


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


def are_whole(leaves: Iterable[Item]) -> bool:
    """Say whether each noun of a name has its verb among what was read, and each verb its noun or the whole name.

    "Did we sign new customers" says it twice where those are the customers signed.
    """
    leaves = tuple(leaves)
    nouns = {leaf.value for leaf in leaves if leaf.rule == NOUN}
    named = nouns | {leaf.value for leaf in leaves if leaf.kind == "METRIC"}
    verbs = [leaf.value for leaf in leaves if leaf.kind == "VERB"]
    return all(any(noun in verb for verb in verbs) for noun in nouns) and all(named & verb for verb in verbs)


def keep_names(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    """Say whether no name was read as two others of its kind: "parcels held" is one, whatever "held" is by itself.

    Nor is "store format" a store and a format, nor 平均重量, which is a metric's name, a mean over each weight; and
    where "food cost percentage" is one, it is no share of the food cost.
    """
    if _takes_measure_apart(leaves, mentions) or _takes_member_out(leaves, mentions):
        return False
    return not any(
        sum(item.start <= leaf.start and leaf.end <= item.end for leaf in read) > 1
        for kind in ("METRIC", "DIM")
        for read in ([leaf for leaf in leaves if leaf.kind == kind],)
        for item in (mentions if len(read) > 1 else ())
        if item.kind == kind and item.rule in ("label", "synonym")
    )


def reads_verbs(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether verbs were read as what they say."""
    return _lists_no_verbs(leaves, atoms) and _ranks_by_one(leaves)


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


# --- English --------------------------------------------------------------------------------------


def _nouns_and_verbs(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    for place, atom in enumerate(atoms):
        if atom.kind != "word" or not atom.text.isascii() or len(atom.text) < 3:
            continue
        found, last_of_verb = [], place + 1
        names = index.verbal.get(lemma(atom.text), ())
        for each in _said_here(names, atoms, place):
            if not each.rest:
                # "Spent the most" is the most spend: the name itself, in another form.
                last = place + 1 + bool(each.particle)
                counted = {each.meaning.match: 1, "per_atom": last - place, "form": 1}
                rule = PEOPLE if each.people else FORM
                yield mention(place, last, "METRIC", each.meaning.value, rule, **counted)
                asked = place > 1 and atoms[place - 2].text in SO_MANY
                if each.people and place and atoms[place - 1].text in PERSONS and (each.meaning.counts or not asked):
                    counted["per_atom"] += 1
                    yield mention(place - 1, last, "METRIC", each.meaning.value, rule, **counted)
            for first, last in _places_of(each.rest, atoms) if each.rest else ():
                if _belongs(each, place, first, last, atoms):
                    last_of_verb = place + 1 + bool(each.particle)
                    found.append(each.meaning.value)
                    # As sure as the name in one piece would be.
                    counted = {each.meaning.match: 1, "per_atom": last - first + 1, "longer_name": last - first}
                    yield mention(first, last, "METRIC", each.meaning.value, NOUN, split_name=1, **counted)
        if found:
            yield mention(place, last_of_verb, "VERB", frozenset(found), VERB)
        if names and place and atoms[place - 1].text in _BEST and atom.text.endswith("ing"):
            # What sells best by another metric is the best by that.
            yield mention(place, place + 1, "FILL", "verb", VERB)


def _said_here(names: Sequence[Verbal], atoms: Sequence[Atom], place: int) -> list[Verbal]:
    """Return the names that a word may be of where it stands.

    What names call otherwise counts only where none of them holds the word itself.
    """
    before = atoms[place - 1].text if place else ""
    after = atoms[place + 1].text if place + 1 < len(atoms) else ""
    done = any(other.role == "done" for other in names)
    said = [each for each in names if not _is_no_verb(each, done, before) and each.particle in ("", after)]
    said = [each for each in said if each.particle or after not in _MAKES_ANOTHER]
    own = [each for each in said if not each.act and (not each.rest or any(_places_of(each.rest, atoms)))]
    # "Ships" are what sails, and no shipments.
    thing = atoms[place].text.endswith("s") and lemma(atoms[place].text) != atoms[place].text
    return [each for each in said if not (each.act and (own or thing))] if not is_another(atoms, place) else []


def is_another(atoms: Sequence[Atom], place: int) -> bool:
    """Say whether what stands around a verb makes it another: "are left", "(do we) have left", "signed in in".

    "Left" is what there still is, and what was signed up was not signed.
    """
    before = [atom.text for atom in atoms[max(0, place - 2) : place]]
    after = [atom.text for atom in atoms[place + 1 : place + 3]]
    if atoms[place].text == "left":
        still = before[-1:] and (before[-1] in _IS or (before[-1] == "have" and before[0] in _US))
        return bool(still) or after[:1] in (["over"], ["to"])
    return after == ["in", "in"]


def _is_no_verb(name: Verbal, done: bool, before: str) -> bool:
    """Say whether a word after another says no such verb.

    "Returning customers": those who returned may have returned what they bought. "How many books" asks for no
    bookings, and "orders" for no amount ordered.
    """
    return (name.role == "does" and done) or (name.by_us and before not in _US)


def _belongs(name: Verbal, place: int, first: int, last: int, atoms: Sequence[Atom]) -> bool:
    """Say whether the word at a place may be said of the noun that stands from ``first`` to ``last``.

    "Cancelled orders" are orders that were cancelled; what is cancelled before them may be another thing. "Trades and
    shares" are two.
    """
    between = atoms[last:place] if place >= last else atoms[place + 1 : first]
    if len(between) == 1 and between[0].text in _LISTED:
        return False
    near = [atom.text for atom in atoms[max(0, place - _IS_NEAR) : place]]
    said = any(word in _IS for word in near) or (near[:1] == ["do"] and near[-1:] == ["have"])
    if name.role == "is":
        # What was opened is no longer open for that.
        return place > last and said and lemma(atoms[place].text) == atoms[place].text
    if name.role == "does":
        return place >= last and not said
    return place >= last or (place < first and not name.leads)


def _places_of(key: str, atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    length = len(key.split())
    for first in range(len(atoms) - length + 1):
        if "".join(atom.key for atom in atoms[first : first + length]) == key:
            yield first, first + length
