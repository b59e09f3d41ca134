"""Names of metrics that a question takes apart: "how many units did we sell" asks for the units sold.

A name holds a noun and what was done with it ("units sold", "cancelled orders", 取消订单数). A question says the same
with a verb that stands elsewhere, in another form. Noun and verb mean the metric together, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from nlq.grammar.chart import Item, mention
from nlq.index import Index, Meaning
from nlq.mentions.how_many import find_how_many
from nlq.mentions.respell import is_word
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised

Role = Literal["done", "does", "is"]


@dataclass(frozen=True, slots=True)
class Verbal:
    """A name that holds a word which may stand elsewhere: the ``rest`` of it, and what the name means.

    ``leads`` says that the word comes first ("cancelled orders"). ``role`` says what it tells of the noun: what was
    done with it, what it does ("shopping households", the households that shopped), or what it is ("open stores").
    ``particle`` is the word that goes with the verb: "orders called off". ``by_us`` says that the verb is one
    only where it stands after who did it: "did we bill".
    """

    rest: str
    meaning: Meaning
    leads: bool = False
    role: Role = "done"
    particle: str = ""
    by_us: bool = False


NOUN, VERB, FORM = "split name", "verb of a name", "form of a name"
#: What stands between a noun and what is said of it, at most so many atoms before: "(stores) do we have (open)" too.
_IS, _IS_NEAR = frozenset({"is", "are", "was", "were", "be", "been", "remain", "remained"}), 3
#: What stands between words of a list.
_LISTED = frozenset({"and", "or", "&", ",", "/"})


#: Past forms that are words of their own too: money (won), a side (left). In a name they are verbs.
_PAST_OF = {"won": "win", "left": "leave"}


#: What goes with a verb and makes it another: called off, sent back.
_PARTICLES = frozenset({"off", "out", "back", "in", "up", "down", "over"})
#: Verbs that were read as part of a name, as a time, or as nothing; and those that never say anything.
_VERBAL = frozenset({"VERB", "AUX", "TIMED", "TIMEVERB"})
_SAY_NOTHING = frozenset(
    "did do does has have had is are was were be been we us you they i there will would can could is there".split()
)
#: Who does what is measured.
_US = frozenset({"we", "they", "you", "i"})
#: Nouns that say how much of what was done, and no more.
_SO_MUCH = frozenset({"amount", "value", "volume", "quantity", "money", "sum"})


@lru_cache(maxsize=16_384)
def lemma(word: str) -> str:
    """Return the ground form of an English word.

    >>> lemma("sold"), lemma("redeeming"), lemma("unit")
    ('sell', 'redeem', 'unit')
    """
    if word in _PAST_OF:
        return _PAST_OF[word]
    # Its word list takes a tenth of a second to load, once, with the first question in English.
    from simplemma import lemmatize

    return str(lemmatize(word, lang="en"))


def find_split_names(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the nouns and the verbs of names that the question takes apart, and Chinese names asked for with 多少."""
    return [*_nouns_and_verbs(atoms, index), *find_how_many(normalised, atoms, index)]


def counts_no_verb(leaves: Iterable[Item], counts_groups: bool, index: Index) -> bool:
    """Say whether no verb stands for what is counted: "how many shares were traded" does not ask for trades.

    Nor does "how much did they trade". With ``counts_groups``, the verb may be a condition on them: "how many
    households spent over 300".
    """
    leaves = tuple(leaves)
    asked = any(leaf.kind == "COUNTQ" for leaf in leaves)
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

    Nor is "store format" a store and a format, nor 平均重量, which is a metric's name, a mean over each weight.
    """
    if _takes_mean_apart(leaves, mentions) or _takes_member_out(leaves, mentions):
        return False
    return not any(
        sum(item.start <= leaf.start and leaf.end <= item.end for leaf in read) > 1
        for kind in ("METRIC", "DIM")
        for read in ([leaf for leaf in leaves if leaf.kind == kind],)
        for item in (mentions if len(read) > 1 else ())
        if item.kind == kind and item.rule in ("label", "synonym")
    )


def lists_no_verbs(leaves: Sequence[Item], atoms: Sequence[Atom]) -> bool:
    """Say whether no verb was passed over that is listed with another: "won and lost deals" are no deals lost."""
    for left, link, right in zip(leaves, leaves[1:], leaves[2:], strict=False):
        if atoms[link.start].text not in ("and", "or", "&") or link.end - link.start > 1:
            continue
        passed = left.kind in _VERBAL or right.kind in _VERBAL
        if passed and _ends_in_verb(left, atoms[left.end - 1]) and _ends_in_verb(right, atoms[right.start]):
            return False
    return True


def _ends_in_verb(leaf: Item, atom: Atom) -> bool:
    """Say whether a mention is a verb of what is done, or a name that has one where another is listed with it."""
    if leaf.kind in _VERBAL:
        return atom.text not in _SAY_NOTHING
    return leaf.kind == "METRIC" and atom.text.isascii() and (atom.text.endswith("ed") or atom.text in _PAST_OF)


def fills_no_name(leaves: Sequence[Item], atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether nothing was passed over that makes a metric another: "the value of the heater stock" is no stock."""
    keys = {leaf: "".join(atom.key for atom in atoms[leaf.start : leaf.end]) for leaf in leaves}
    named = [leaf for leaf in leaves if leaf.kind == "METRIC"]
    return not any(
        other.kind == "METRIC" and other.value != leaf.value
        for fill in leaves if fill.kind == "FILL" and fill.start + 1 == fill.end and atoms[fill.start].kind == "word"
        for leaf in named
        for key in (keys[leaf] + keys[fill], *(keys[fill] + of + keys[leaf] for of in ("", " of", " of the")))
        for other in index.find(key)
    )  # fmt: skip


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


def _takes_mean_apart(leaves: Sequence[Item], mentions: Sequence[Item]) -> bool:
    taken = {
        (left.start, right.end)
        for left, right in pairwise(leaves) if left.kind == "AVG" and right.kind in ("DIM", "NOUN")
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
                counted = {each.meaning.match: 1, "per_atom": 1, "form": 1}
                yield mention(place, place + 1, "METRIC", each.meaning.value, FORM, **counted)
            for first, last in _places_of(each.rest, atoms) if each.rest else ():
                if _belongs(each, place, first, last, atoms):
                    last_of_verb = place + 1 + bool(each.particle)
                    found.append(each.meaning.value)
                    # As sure as the name in one piece would be.
                    counted = {each.meaning.match: 1, "per_atom": last - first + 1, "longer_name": last - first}
                    yield mention(first, last, "METRIC", each.meaning.value, NOUN, split_name=1, **counted)
        if found:
            yield mention(place, last_of_verb, "VERB", frozenset(found), VERB)


def _said_here(names: Sequence[Verbal], atoms: Sequence[Atom], place: int) -> Iterator[Verbal]:
    """Yield the names that a word may be of where it stands."""
    before = atoms[place - 1].text if place else ""
    after = atoms[place + 1].text if place + 1 < len(atoms) else ""
    done = any(other.role == "done" for other in names)
    for each in names:
        # "Returning customers": those who returned may have returned what they bought. "How many books" asks for no
        # bookings, and "orders" for no amount ordered.
        returns, alone = each.role == "does" and done, each.by_us and before not in _US
        if not (returns or alone or (each.particle and after != each.particle)):
            yield each


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


def _doing(word: str) -> tuple[str, ...]:
    """Return the verb of a noun made of it: bill of billings, book of bookings.

    >>> _doing("booking"), _doing("ring")
    (('book',), ())
    """
    verb = word.removesuffix("ing")
    return (verb,) if verb != word and len(verb) > 3 and is_word(verb) else ()


def _places_of(key: str, atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    length = len(key.split())
    for first in range(len(atoms) - length + 1):
        if "".join(atom.key for atom in atoms[first : first + length]) == key:
            yield first, first + length


def verbal_names(keys: Iterable[tuple[str, tuple[Meaning, ...]]]) -> dict[str, list[Verbal]]:
    """Return, by the ground form of a verb, the names of metrics that hold it.

    Adjectives that lead a name are there too.
    """
    found: dict[str, list[Verbal]] = {}
    for key, meanings in keys:
        words = key.split()
        named = [meaning for meaning in meanings if meaning.kind == "METRIC" and not meaning.spelt]
        if not words or not named or not key.isascii():
            continue
        if len(words) == 1:
            found.setdefault(lemma(words[0]), []).extend(Verbal("", meaning) for meaning in named)
            for ground in _doing(words[0]):
                found.setdefault(ground, []).extend(Verbal("", meaning, by_us=True) for meaning in named)
            continue
        if len(words) > 2 and words[-1] in _PARTICLES:
            rest = "".join(f" {word}" for word in words[:-2])
            found.setdefault(lemma(words[-2]), []).extend(Verbal(rest, each, particle=words[-1]) for each in named)
        if words[0] in _SO_MUCH or words[-1] in _SO_MUCH:
            # "How much did we invoice" is the amount invoiced.
            verb = lemma(words[-1] if words[0] in _SO_MUCH else words[0])
            measured = [meaning for meaning in named if len(words) == 2 and not meaning.counts and verb not in words]
            found.setdefault(verb, []).extend(Verbal("", meaning, by_us=True) for meaning in measured)
        for place in (0, len(words) - 1):
            ground = lemma(words[place])
            rest = "".join(f" {word}" for number, word in enumerate(words) if number != place)
            leads = place == 0
            # "Shopping trips" are no trips that were shopped.
            role: Role = "is" if ground == words[place] else "does" if leads and words[0].endswith("ing") else "done"
            # "Frequency of shopping" is no frequency that was shopped.
            if (role != "is" or leads) and not (place and words[place - 1] == "of"):
                found.setdefault(ground, []).extend(Verbal(rest, meaning, leads, role) for meaning in named)
    return found
