"""Every span of a question that can mean something: names, members, times, operators, numbers, typos."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index, Meaning
from nlq.mentions.around.onward import settle_onward
from nlq.mentions.around.places import settle_lost, settle_words, stands_right
from nlq.mentions.names.sorts import settle_sorts
from nlq.mentions.spelling.quotes import find_quotes, settle_quotes
from nlq.mentions.spelling.slips import Slips
from nlq.periods import AT_ENDS, AT_PRESENT, SAME_DAYS, SINGLE, VAGUE, find_shifts, find_times
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised
from nlq.text.numerals import find_numerals, find_tenths
from semantic_layer.query import Compare, Grain

#: Names that one span may be a slip of, at most: the nearest.
MOST_NEAR = 8
#: How what is named by the model is known.
_NAMED = frozenset({"label", "synonym"})
#: What says which is nearest, or of these days.
NEAREST = ["最", "近"]
CONTENT = frozenset({"METRIC", "DIM", "MEMBER"})
#: What is said of a movement only beside other words: what it is then, and the words.
ONLY_BESIDE = {
    "TURN": ("CHANGE", {"WHY"}), "MUCH": ("MUCH", {"WHY"}), "THAN": ("THAN", {"WHY", "CHANGE"}),
    "OTHERS": ("DET", {"NOT", "EXC", "LEFTOUT"}), "UPDOWN": ("CHANGE", {"COMPARE", "BEFORE"}),
    "DEGREE": ("FILL", {"BEYOND"}), "NTHEND": ("NTHEND", {"NTHIS", "WHICH"}),
}  # fmt: skip
#: Words about targets, and what says that targets are spoken of: without it they are as unknown as any other.
OF_TARGETS = frozenset({"MEET", "FAR", "FROM", "VERSUS", "HOLDER", "DEPT"})

#: What means something only in a question by itself: after an answer, "without orders" takes a measure away.
ALONE = frozenset({"WITHOUT"})
#: Words of what is said only after an answer.
ONWARD = frozenset({"THEY", "ROW", "ORD", "LIFT", "DROP", "FILTER", "CORRECT", "DITTO", "GOON", "ROLLUP", "PORTION",
                    "APIECE", "WHICHONE", "KEEP", "BESIDES", "SORT", "BREAK", "DOWN", "UNFILTERED",
                    "THERE", "SORTING", "SAMETIME", "YES", "LAYOUT", "UNSHARE", "FULLUNIT", "REST",
                    "BOTHSHOWN"})  # fmt: skip


def find_mentions(
    normalised: Normalised, atoms: tuple[Atom, ...], index: Index, *, going_on: bool = False
) -> list[Item]:
    """Return the mentions of a question. They overlap freely; the grammar decides.

    ``going_on`` says that there is an answer to go on from: only then do some words mean anything.
    """
    found = []
    known = [each for each in index.look_up(atoms) if each[2].kind not in (ALONE if going_on else ONWARD)]
    if going_on:
        known = _without_fillers(known)
    times = _times(normalised, atoms, index)
    kinds = {meaning.kind for _, _, meaning in known} | {item.kind for item in times}
    for first, last, meaning in known:
        if not (_is_beside(meaning.kind, kinds) and stands_right(meaning, first, last, atoms)):
            continue
        if meaning.spelt and not _is_spelt(meaning, normalised, atoms[first:last], index):
            continue
        # The longer name wins over a shorter one inside it: "sales per store" is not sales, by store.
        longer = "longer_name" if meaning.kind in CONTENT else "longer_operator"
        counted = {meaning.match: 1, "per_atom": last - first, longer: last - first - 1}
        if meaning.kind == "NUM":
            found.append(mention(first, last, "NUM", (meaning.value, ""), "number", **counted))
        else:
            kind = ONLY_BESIDE[meaning.kind][0] if meaning.kind in ONLY_BESIDE else meaning.kind
            found.append(mention(first, last, kind, meaning.value, meaning.match, **counted))
    for place, atom in enumerate(atoms):
        if atom.kind == "number":
            value = float(atom.text.replace(",", ""))
            found.append(mention(place, place + 1, "NUM", (value, ""), "number"))
    found = _without_parts(found + _numerals(normalised, atoms))
    found = settle_sorts(settle_words(settle_lost(found, times, atoms, index), atoms), atoms, index)
    if going_on:
        times += _shifts(normalised, atoms) + _in_years(times)
        found, times = settle_onward(found, times)
    now = {(time.start, time.end) for time in times if time.rule == AT_PRESENT}
    found = [item for item in found if item.kind != "FILL" or (item.start, item.end) not in now]
    found = [item for item in found if _has_sense(item, found)] + _without_nearest(times, found, atoms)
    return settle_quotes(found, normalised, atoms, find_quotes(normalised, atoms))


def _numerals(normalised: Normalised, atoms: tuple[Atom, ...]) -> list[Item]:
    starts, ends = places_of(atoms)
    numbers = [(start, end, (float(value), "")) for start, end, value in find_numerals(normalised.text)]
    return [
        mention(starts[start], ends[end], "NUM", value, "number", per_atom=ends[end] - starts[start])
        for start, end, value in (*numbers, *find_tenths(normalised.text))
        if start in starts and end in ends
    ]


#: What means nothing within larger words, by the kind of those.
_HELD = {
    "AUX": ("FILL", "AUX", "NONE", "AND"), "BESIDES": ("FILL", "AUX", "NONE", "AND"),
    "HOWMUCH": ("WHATIS",), "HOWFAST": ("FILL",), "ONLY": ("NOT",), "STATUS": ("FROM",), "NAMELY": ("ASPECT",),
    "CORRECT": ("ASPECT",),
}  # fmt: skip


def _without_parts(found: list[Item]) -> list[Item]:
    """Return the mentions without small words that are parts of larger ones: "going to" is not "going" and "to".

    Nor is 并且 并 and 且. "What is the revenue" asks for the number; what revenue is, "what is revenue" asks.
    "On target" is how it stands, and no target.

    "Up" says no movement where it opens something longer: "up to 20".
    """
    inner = {
        (first, last, kind)
        for item in found if item.kind in _HELD and item.end - item.start > 1
        for first in range(item.start, item.end)
        for last in range(first + 1, item.end + 1) if last - first < item.end - item.start
        for kind in _HELD[item.kind]
    }  # fmt: skip
    longest: dict[int, int] = {}
    for item in found:
        longest[item.start] = max(item.end, longest.get(item.start, 0))
    return [
        item for item in found
        if (item.start, item.end, item.kind) not in inner
        and not (item.kind == "WENT" and longest[item.start] > item.end)
    ]  # fmt: skip


def _is_beside(kind: str, kinds: set[str]) -> bool:
    """Say whether what a word only means beside others is there: asked why or which, "lower" is the movement itself."""
    return kind not in ONLY_BESIDE or (
        bool(kinds & ONLY_BESIDE[kind][1]) and not (kind == "DEGREE" and kinds & {"WHY", "WHICH"})
    )


def _is_spelt(meaning: Meaning, normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> bool:
    """Say whether a name in capitals is met as it is spelt: "PMC" is not "PMCS", and "us" is not the country.

    Initials that no model declares are met in capitals alone: "tea" is no total expense amount.
    """
    at = normalised.span(atoms[0].start, atoms[-1].end)
    written = normalised.original[at[0] : at[1]]
    if meaning.match == "form" or any(
        other.match == "operator" for other in index.find("".join(atom.key for atom in atoms))
    ):
        return written == meaning.spelt
    return written.casefold() in (meaning.spelt.casefold(), meaning.spelt.casefold() + "s")


def _without_fillers(known: list[tuple[int, int, Meaning]]) -> list[tuple[int, int, Meaning]]:
    """Return what words mean after an answer: one that says something then is no filler ("just", "also", "these")."""
    spans = {(first, last) for first, last, meaning in known if meaning.kind in ONWARD - {"LIFT", "YES"}}
    return [each for each in known if each[2].kind not in ("FILL", "DET") or each[:2] not in spans]


def _has_sense(item: Item, found: list[Item]) -> bool:
    """Say whether a word means anything in this question: "hit" and "against" do where a target is spoken of.

    There "reached" is what is asked, and no bare verb.
    """
    if item.kind == "AUX" and any(
        other.kind == "MEET" and (other.start, other.end) == (item.start, item.end) and _has_sense(other, found)
        for other in found
    ):
        return False
    if item.kind not in OF_TARGETS and (item.kind, item.value) != ("ATTAIN", "of"):
        return True
    return any(
        other.kind in ("STATUS", "BOARD") or (other.kind, other.value) in (("ASPECT", "target"), ("ATTAIN", "target"))
        or (other.kind, other.value) == ("ATTAIN", "bare")
        for other in found
    )  # fmt: skip


#: The kinds of times by their rules, where the value alone does not tell.
_KIND_OF = {"unit before": "BEFORE", AT_ENDS: "ATENDS", SAME_DAYS: "SAMEDAYS", SINGLE: "SINGLE"}


def _times(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    starts, ends = places_of(atoms)
    found = []
    for time in find_times(normalised, seasons=index.seasons):
        first, last = starts.get(time.start), ends.get(time.end)
        if first is not None and last is not None:
            value = time.value
            kind = "GRAIN" if isinstance(value, Grain) else "COMPARE" if isinstance(value, Compare) else "PERIOD"
            if time.rule in ("weekend", "weekday") and index.model.calendar.week_start != "monday":
                # Where the weekend lies in two weeks, last week's is none of them; so with last week's Sunday.
                continue
            kind = _KIND_OF.get(time.rule, kind)
            counted = {"time": 1, f"time:{time.rule}": 1, "per_atom": last - first}
            found.append(mention(first, last, kind, value, time.rule, **counted))
    # 前三季度 is a period, and no first three of the quarters.
    named = [item for item in found if item.kind == "PERIOD"]
    return [item for item in found if not (item.kind == "GRAIN" and any(_is_inside(item, each) for each in named))]


def _is_inside(item: Item, other: Item) -> bool:
    return other.start <= item.start and item.end <= other.end and item.end - item.start < other.end - other.start


def _without_nearest(times: list[Item], found: list[Item], atoms: tuple[Atom, ...]) -> list[Item]:
    """Return the times without what says which is nearest: 最近的门店 is no store of these days."""
    opened = {item.end: item.start for item in found if item.kind == "DE"}
    metrics = {item.start for item in found if item.kind == "METRIC"}
    things = {item.start for item in found if item.kind == "DIM"} - metrics
    after = {opened[place] for place in things if place in opened}
    nearest = {place for place in after if [atom.text for atom in atoms[place - 2 : place]] == NEAREST}
    return [item for item in times if item.rule != VAGUE or item.end not in nearest]


def _shifts(normalised: Normalised, atoms: tuple[Atom, ...]) -> list[Item]:
    starts, ends = places_of(atoms)
    return [
        mention(starts[start], ends[end], "SHIFT", value, "shift", shift=1)
        for start, end, value in find_shifts(normalised)
        if start in starts and end in ends
    ]


def _in_years(times: list[Item]) -> list[Item]:
    """Return what a year may be after an answer about part of one: "and last year?" after the third quarter."""
    return [
        replace(item, kind="INYEAR")
        for item in times
        if getattr(item.value, "unit", None) == "year" and item.kind == "PERIOD" and item.rule != "whole year"
    ]


def find_typos(atoms: tuple[Atom, ...], unread: Collection[int], index: Index) -> list[Item]:
    """Return near spellings of names for spans that hold an unread atom: several each, never one alone."""
    found = []
    slips = Slips(index)
    spans = {(first, last) for place in unread for first in range(max(0, place - 3), place + 1)
             for last in range(place + 1, min(len(atoms), place + 4) + 1)}  # fmt: skip
    # 故障除|了天气 is no 故障数: no slip takes the beginning of another word.
    whole = {(first, last) for first, last, meaning in index.look_up(atoms)
             if last - first > 1 and meaning.kind not in CONTENT and atoms[first].kind == "han"}  # fmt: skip
    for first, last in sorted(spans):
        if any(atom.kind in ("number", "mark") for atom in atoms[first:last]):
            continue
        if any(first < begin < last < end for begin, end in whole):
            continue
        near = slips.of("".join(atom.key for atom in atoms[first:last]))
        # What is written right is no slip: it means nothing here, or something else.
        slips_of = [(name, distance) for name, distance in near if distance]
        named = [(distance, meanings) for name, distance in slips_of if (meanings := _content(index.find(name)))]
        for distance, meanings in named[:MOST_NEAR]:
            for meaning in meanings:
                found.append(mention(first, last, meaning.kind, meaning.value, "typo", typo=distance))
    return found


def _content(meanings: Iterable[Meaning]) -> list[Meaning]:
    return [meaning for meaning in meanings if meaning.kind in CONTENT and not meaning.spelt]


def find_shared_heads(atoms: tuple[Atom, ...], mentions: list[Item], index: Index) -> list[Item]:
    """Return members and metrics whose last words stand only once: "East and South China", "median and p90 fees"."""
    found = []
    ands = {item.start: item.end for item in mentions if item.kind in ("AND", "OR", "COMMA", "AGAINST")}
    for item in mentions:
        if item.kind not in ("MEMBER", "METRIC") or item.end - item.start < 2 or item.rule not in _NAMED:
            continue
        for link, after in ands.items():
            if after != item.start:
                continue
            for cut in range(item.start + 1, item.end):
                tail = "".join(atom.key for atom in atoms[cut : item.end])
                found.extend(_with_tail(atoms, link, tail, item, index, ands))
    return found


def _with_tail(
    atoms: tuple[Atom, ...], end: int, tail: str, whole: Item, index: Index, ands: dict[int, int]
) -> list[Item]:
    """Return what ends at a place and has the tail of a whole name, and what is listed before that."""
    found = []
    for first in range(max(0, end - 3), end):
        for meaning in index.find("".join(atom.key for atom in atoms[first:end]) + tail):
            if meaning.kind != whole.kind or (whole.kind == "MEMBER" and meaning.value[0] != whole.value[0]):
                continue
            if meaning.value != whole.value and not meaning.spelt:
                found.append(mention(first, end, meaning.kind, meaning.value, "shared head", shared_head=1))
                before = [link for link, after in ands.items() if after == first]
                found.extend(each for link in before for each in _with_tail(atoms, link, tail, whole, index, ands))
    return found
