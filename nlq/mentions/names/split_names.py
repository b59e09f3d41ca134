"""Names of metrics that a question takes apart: "how many units did we sell" asks for the units sold.

A name holds a noun and what was done with it ("units sold", "cancelled orders", 取消订单数). A question says the same
with a verb that stands elsewhere, in another form. Noun and verb mean the metric together, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.acts import is_theirs
from nlq.mentions.names.durations import stem_of
from nlq.mentions.names.how_many import find_how_many
from nlq.mentions.names.verbal import Verbal
from nlq.text.atoms import Atom
from nlq.text.lemma import PAST_OF, SAME_PAST, lemma
from nlq.text.normalise import Normalised
from nlq.text.people import PERSONS, SO_MANY

NOUN, VERB, FORM = "split name", "verb of a name", "form of a name"
#: What is said of all that is measured, and not of one of it.
OF_ALL = "verb of all names"
#: What counts those who do something, said by what they do: "resigned" of leavers.
PEOPLE = "people of a name"
#: What stands between a noun and what is said of it, at most so many atoms before: "(stores) do we have (open)" too.
_IS, _IS_NEAR = frozenset({"is", "are", "was", "were", "be", "been", "remain", "remained"}), 3
#: What tells a state of a verb whose participle is its ground form.
_STANDS = frozenset({"is", "are", "remain", "remains", "remained"})
#: What stands for the noun of whom people lost.
_PEOPLE = " people"
_GOT = frozenset({"were", "was", "are", "got", "get", "have", "has", "had", "been", "being"})
#: What stands between words of a list.
_LISTED = frozenset({"and", "or", "&", ",", "/"})
#: Half-open ranges of atoms by the key that they have together.
Places = Mapping[str, Sequence[tuple[int, int]]]
#: Atoms of the longest noun of a name that is looked for.
_LONGEST = 12
#: How much it is that somebody does.
_SO_MUCH = frozenset({"the", "most", "least", "more", "less", "over", "too", "on"})
#: What stands before a verb in the name of a rank: "top-selling".
_BEST = frozenset({"best", "top", "worst"})
#: What goes with a verb and makes it another, unless a name holds both.
_MAKES_ANOTHER = frozenset({"up", "off", "out", "back", "away"})
#: Who does what is measured.
_US = frozenset({"we", "they", "you", "i"})


def find_split_names(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the nouns and the verbs of names that the question takes apart, and Chinese names asked for with 多少."""
    return [
        *_nouns_and_verbs(atoms, index), *_so_many_done(atoms, index), *find_how_many(normalised, atoms, index)
    ]  # fmt: skip


def _nouns_and_verbs(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    places = _places_by_key(atoms)
    for place, atom in enumerate(atoms):
        if atom.kind != "word" or not atom.text.isascii() or len(atom.text) < 3:
            continue
        found, last_of_verb = [], place + 1
        names = index.verbal.get(lemma(atom.text), ())
        for each in _nearest(_said_here(names, places, atoms, place), lemma(atom.text), index):
            if not each.rest:
                yield from _in_another_form(each, place, atoms)
            for first, last in places.get(each.rest, ()):
                # "Orders late last week" are late orders, whatever else is called late.
                rival = each.role == "is" and each.leads and place == last and _is_member(atom, index)
                parted = each.leads and each.role != "does" and _parts_by_member(place, first, last, atoms, index)
                if rival or parted or _belongs(each, place, first, last, atoms):
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


def _in_another_form(name: Verbal, place: int, atoms: tuple[Atom, ...]) -> Iterator[Item]:
    """Yield the name itself, in another form: "spent the most" is the most spend."""
    last = place + 1 + bool(name.particle)
    counted = {name.meaning.match: 1, "per_atom": last - place, "form": 1}
    rule = PEOPLE if name.people else FORM
    yield mention(place, last, "METRIC", name.meaning.value, rule, **counted)
    asked = place > 1 and atoms[place - 2].text in SO_MANY
    if name.people and place and atoms[place - 1].text in PERSONS and (name.meaning.counts or not asked):
        counted["per_atom"] += 1
        yield mention(place - 1, last, "METRIC", name.meaning.value, rule, **counted)


def _counts_people(name: Verbal, index: Index) -> bool:
    return all(isinstance(each, str) and index.definitions.of_people(each) for each in name.meaning.value)


def _parts_by_member(place: int, first: int, last: int, atoms: Sequence[Atom], index: Index) -> bool:
    """Say whether a member stands in the middle of a name: "active gold passes". "Average drug amount" is a name."""
    spans = (place + 1, first), (place, last), (place + 1, last)
    keys = ["".join(atom.key for atom in atoms[begin:end]) for begin, end in spans]
    parts, whole, rest = ({meaning.kind for meaning in index.find(key)} for key in keys)
    return place + 1 < first and "MEMBER" in parts and "METRIC" not in whole | rest


def _is_member(atom: Atom, index: Index) -> bool:
    return any(meaning.kind == "MEMBER" for meaning in index.find(atom.key))


def _so_many_done(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "how many got cancelled", "how many signed up" as the one count of what is done so, of whatever that is."""
    for place in range(2, len(atoms)):
        first = place
        while first > 2 and atoms[first - 1].text in _GOT:
            first -= 1
        word, after = atoms[place].text, atoms[place + 1].text if place + 1 < len(atoms) else ""
        asked = [atom.text for atom in atoms[first - 2 : first]] == ["how", "many"]
        if not asked or not (word.endswith("ed") or word in PAST_OF) or is_another(atoms, place):
            continue
        named = [
            each
            for each in index.verbal.get(lemma(word), ())
            if each.meaning.counts and not each.by_us and (each.rest or first == place)
        ]
        with_it = [each for each in named if after and each.particle == after]
        named = with_it or [each for each in named if not each.particle]
        # What names call otherwise is meant where none of them holds the word itself.
        done = {each.meaning.value for each in named if not each.act} or {each.meaning.value for each in named}
        # Of those who visited, each may have done so often.
        people = all(isinstance(value[0], str) and index.definitions.of_people(value[0]) for value in done)
        to = place + 1 + bool(with_it) < len(atoms) and atoms[place + 1 + bool(with_it)].text == "to"
        if len(done) == 1 and (people or first < place) and not to:
            last = place + 1 + bool(with_it)
            counted = {"form": 1, "per_atom": last - first + 2, "longer_name": last - first + 1}
            yield mention(first - 2, last, "METRIC", done.pop(), FORM, **counted)


def _said_here(names: Sequence[Verbal], places: Places, atoms: Sequence[Atom], place: int) -> list[Verbal]:
    """Return the names that a word may be of where it stands, without those whose noun nobody says.

    What names call otherwise counts only where none of them holds the word itself.
    """
    before = atoms[place - 1].text if place else ""
    after = atoms[place + 1].text if place + 1 < len(atoms) else ""
    done = any(other.role == "done" for other in names)
    said = [each for each in names if each.people or not each.rest or each.rest in places]
    said = [each for each in said if not _is_no_verb(each, done, before) and each.particle in ("", after)]
    said = [each for each in said if each.particle or after not in _MAKES_ANOTHER]
    if is_theirs(lemma(atoms[place].text)) and _US & {atom.text for atom in atoms[max(0, place - 2) : place]}:
        # What we owe is no receivable.
        said = [each for each in said if not each.act]
    own = [each for each in said if not each.act and (not each.rest or each.rest in places)]
    # "Ships" are what sails, and no shipments, but where it is said how many: "spends most on".
    thing = atoms[place].text.endswith("s") and lemma(atoms[place].text) != atoms[place].text
    thing = thing and after not in _SO_MUCH
    return [each for each in said if not (each.act and (own or thing))] if not is_another(atoms, place) else []


def _nearest(said: list[Verbal], verb: str, index: Index) -> list[Verbal]:
    """Return the names that a word may be of, without those it says otherwise where one has a noun made of it.

    Who resigned are resignations, and no leavers of any other kind.
    """
    # Whom we lost are no departures of flights.
    said = [each for each in said if not (each.people and each.rest == _PEOPLE) or _counts_people(each, index)]
    stem = stem_of(verb)
    own = {
        each.meaning.value for each in said if each.people for name in each.meaning.value
        if isinstance(name, str) and any(word.startswith(stem) for word in index.parts.words(name))
    }  # fmt: skip
    return [each for each in said if not own or not each.people or each.meaning.value in own]


def is_another(atoms: Sequence[Atom], place: int) -> bool:
    """Say whether what stands around a verb makes it another: "are left", "(do we) have left", "signed in in".

    "Left" is what there still is, and what was signed up was not signed.
    """
    before = [atom.text for atom in atoms[max(0, place - 2) : place]]
    after = [atom.text for atom in atoms[place + 1 : place + 3]]
    if atoms[place].text == "leave":
        return "on" in before  # Who is on leave has not left.
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
    said = any(word in _IS for word in near) or (near[:1] in (["do"], ["did"]) and near[-1:] == ["have"])
    if atoms[place].text in SAME_PAST and (name.role == "is") != _is_state(near, [atom.text for atom in atoms[place:]]):
        return False
    if name.role == "is":
        # What was opened is no longer open for that.
        return place > last and said and lemma(atoms[place].text) == atoms[place].text
    if name.role == "does":
        # Ads that were running are running ads; customers that were returned, none that return.
        return place >= last and (not said or atoms[place].text.endswith("ing"))
    return place >= last or (place < first and not name.leads and atoms[place].text not in SAME_PAST)


def _is_state(before: Sequence[str], after: Sequence[str]) -> bool:
    """Say whether "let" tells a state: "are let", "were let at the end of May"; "have been let" tells what happened."""
    return bool(_STANDS & set(before)) or (after[1:2] == ["at"] and "end" in after[2:4])


def _places_by_key(atoms: Sequence[Atom]) -> Places:
    """Return where everything that stands in a question does so: a name is looked up there, however many there are."""
    found: dict[str, list[tuple[int, int]]] = {}
    for first in range(len(atoms)):
        key = ""
        for last in range(first, min(first + _LONGEST, len(atoms))):
            key += atoms[last].key
            found.setdefault(key, []).append((first, last + 1))
    return found
