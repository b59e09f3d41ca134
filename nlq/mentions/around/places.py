"""Words that mean something in one place of a question only: what opens a sentence, what stands at its end."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from nlq.grammar.parse.chart import Item
from nlq.index import Index, Meaning
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma

_MARKS = frozenset("?.!;,。:")
_BEFORE = _MARKS | {"and", "please", "then", "also", "并", "请", "且"}
_ARTICLES = frozenset({"the", "a", "an", "all", "their", "its", "only", "both", "each", "his", "her"})
#: After these "share" is what somebody is to do.
_ASKED_TO = frozenset({"please", "kindly", "pls", "you", "u"})
#: What has a meaning only where columns are named.
_OF_COLUMNS = frozenset({"COLUMN", "THEIR"})
_NAMES = frozenset({"METRIC", "DIM", "MEMBER"})
#: What makes one number of many.
_CALCULATES = frozenset({"AVG", "SUM"})
#: The ends of a ranking.
_RANKS = frozenset({"best", "worst", "desc", "asc", "max", "min"})


_LOST = frozenset({"lost", "gained", "added", "shed"})
_AWAY = frozenset({"before", "after", "prior", "ago", "later", "earlier"})


def stands_right(meaning: Meaning, first: int, last: int, atoms: tuple[Atom, ...]) -> bool:
    """Say whether a word stands where it has its meaning; what may stand anywhere always does.

    "Return the name" asks for columns where a sentence begins; "the return of goods" and "returns" do not.
    """
    before = atoms[first - 1].text if first else "."
    after = atoms[last].text if last < len(atoms) else "."
    if meaning.kind == "RETURN":
        plain = not atoms[last - 1].text.endswith("s")
        return before in _BEFORE and plain and (meaning.value == "verb" or after in _ARTICLES)
    if meaning.kind == "COMMA" and meaning.value == "dash":
        # Between words it joins them: "sign-up".
        tied = (first and atoms[first - 1].end == atoms[first].start) or (
            last < len(atoms) and atoms[last - 1].end == atoms[last].start
        )
        return len(atoms) > 1 and not tied
    if meaning.kind == "UNIT":
        # "A week before October 10" is a time, and nothing by week.
        return after not in _AWAY
    if meaning.kind == "ASKWHO":
        return before in _MARKS | {","} if atoms[first].kind == "word" else after in _MARKS
    if meaning.kind == "SHARE" and atoms[first].text == "share" and last - first == 1:
        # "Please share the revenue" hands it out.
        return before not in _ASKED_TO
    return True


def settle_words(found: list[Item], atoms: tuple[Atom, ...]) -> list[Item]:
    """Return the mentions as what stands beside them has them."""
    found = settle_names(settle_places(settle_dropped(settle_dashes(found), atoms)))
    return settle_ranked(settle_counted(settle_members(found)), atoms)


def settle_places(found: list[Item]) -> list[Item]:
    """Return the mentions as their places have them.

    What asks for columns at the very start only asks. Where columns are named, what belongs to none elsewhere names
    one, and no part of a name is passed over: "client number" is not the client.
    """
    settled = []
    for item in found:
        asks = item.kind == "RETURN" and item.start == 0
        settled.append(replace(item, kind="FILL") if asks else item)
    begins = min((item.end for item in settled if item.kind == "RETURN"), default=None)
    if begins is None:
        return [item for item in settled if item.kind not in _OF_COLUMNS]
    named = {(place, place + 1) for item in settled if item.kind in _NAMES and item.end - item.start > 1
             for place in range(item.start, item.end)}  # fmt: skip
    return [
        item for item in settled
        if (item.start >= begins or item.kind not in _OF_COLUMNS)
        and not (item.start >= begins and item.kind in ("FILL", "COLUMN") and (item.start, item.end) in named)
    ]  # fmt: skip


def settle_dashes(found: list[Item]) -> list[Item]:
    """Return the mentions without dashes that may take something away: a member, or a measure from a measure.

    "Night shift only - scrap rate" takes nothing from anything.
    """
    members, measures = ({item.start for item in found if item.kind == kind} for kind in ("MEMBER", "METRIC"))
    members |= {item.start for item in found if item.kind == "DET" and item.end in members}
    measured = {item.end for item in found if item.kind == "METRIC"}
    return [
        item for item in found
        if not (item.kind == "COMMA" and item.value == "dash"
                and (item.end in members or (item.end in measures and item.start in measured)))
    ]  # fmt: skip


def settle_lost(found: list[Item], times: list[Item], atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    """Return the mentions without movements of what was lost or gained: who lost the most members had leavers.

    How many there are may have grown all the same. From one time to another it is the movement.
    """
    periods = sorted((item for item in times if item.kind == "PERIOD"), key=lambda item: item.start)
    if any(one.end <= other.start for one, other in pairwise(periods)) or any(t.kind == "COMPARE" for t in times):
        return found
    measures = {
        item.start for item in found
        if item.kind == "METRIC" and isinstance(item.value[0], str)
        and index.model.metrics[item.value[0]].unit == "count"
    }  # fmt: skip
    spans = [
        (item.start, item.end) for item in found
        if item.kind == "SUPCHG" and item.end in measures and atoms[item.start].text in _LOST
    ]  # fmt: skip
    # Nor is "lost" a member there.
    taken = {place for first, last in spans for place in range(first, last)}
    return [
        item for item in found
        if (item.start, item.end) not in spans
        and not (item.kind == "MEMBER" and taken & set(range(item.start, item.end)))
    ]  # fmt: skip


def settle_dropped(found: list[Item], atoms: tuple[Atom, ...]) -> list[Item]:
    """Return the mentions without changes that somebody made: "we dropped Rome" says of no number that it fell."""
    members = {item.start for item in found if item.kind == "MEMBER"}
    return [
        item for item in found
        if not (item.kind == "CHANGE" and item.start and item.end in members
                and atoms[item.start - 1].text in ("we", "i", "they"))
    ]  # fmt: skip


def settle_members(found: list[Item]) -> list[Item]:
    """Return the mentions without members of other dimensions, where the name of their own stands beside one.

    "The coupon department" is that department, though a category has the same name.
    """
    dims = {(item.start, item.end, item.value) for item in found if item.kind == "DIM"}
    links = {item.start: item.end for item in found if item.kind == "DE"}
    own: set[tuple[int, int]] = set()
    settled: set[tuple[int, int, str]] = set()
    for item in found:
        if item.kind != "MEMBER":
            continue
        after = {item.end, links.get(item.end, item.end)}
        if any(name == item.value[0] and (start in after or end == item.start) for start, end, name in dims):
            own.add((item.start, item.end))
            settled.add((item.start, item.end, item.value[0]))
    return [
        item for item in found
        if item.kind != "MEMBER" or (item.start, item.end) not in own
        or (item.start, item.end, item.value[0]) in settled
    ]  # fmt: skip


def settle_names(found: list[Item]) -> list[Item]:
    """Return the mentions without names of metrics that end a longer name, where what is before them calculates.

    "Total discount" is the metric of that name and no sum of discounts, "average basket value" no average of one.
    """
    begun = {(item.start, item.end) for item in found if item.kind in _CALCULATES}
    whole = [item for item in found if item.kind == "METRIC"]
    parts = {
        (part.start, part.end)
        for name in whole
        for part in whole
        if part.end == name.end and (name.start, part.start) in begun
    }
    return [item for item in found if item.kind != "METRIC" or (item.start, item.end) not in parts]


def settle_ranked(found: list[Item], atoms: tuple[Atom, ...]) -> list[Item]:
    """Return the mentions with the things of which the first are asked for: of "top store" one, of "top stores" any.

    What has the name of a member too is no member there: "best store" is no sale in stores.
    """
    ends = {item.end for item in found if item.kind in ("TOP", "SUP") and item.value in _RANKS}
    ranked = [
        item for item in found if item.kind == "DIM" and item.start in ends and atoms[item.end - 1].kind == "word"
    ]
    spans = {(item.start, item.end) for item in ranked}
    one = [replace(item, kind="ONEDIM" if _is_one(atoms[item.end - 1].text) else "MANYDIM") for item in ranked]
    return [item for item in found if item.kind != "MEMBER" or (item.start, item.end) not in spans] + one


def _is_one(word: str) -> bool:
    return lemma(word) == word


def settle_counted(found: list[Item]) -> list[Item]:
    """Return the mentions without a member of the name of what is counted, or held against a number.

    "How many stores had …" and "only stores above 500k" are about stores, and not about what is sold there.
    """
    counts = {item.end for item in found if item.kind == "COUNTQ"}
    verbs = {item.start for item in found if item.kind in ("AUX", "WITH")}
    compared = {item.start for item in found if item.kind in ("CMP", "THR", "BETWEEN", "NONE")}
    things = {(item.start, item.end) for item in found if item.kind == "DIM"}
    settled = {span for span in things if span[1] in compared or (span[0] in counts and span[1] in verbs)}
    return [item for item in found if item.kind != "MEMBER" or (item.start, item.end) not in settled]
