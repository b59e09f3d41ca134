"""Where a question may fall apart: after a sentence, or before a clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from nlq.grammar.parse.chart import Item
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised
from nlq.text.splice import cut

#: The end of a sentence: a mark, and what follows it is the next. A dot within a number or a name ends none.
_END = re.compile(r"[!?。;]+\s*|\.+(?:\s+|$)")
#: A label before a question: "Audit folder: …", 做排班计划要用：….
_LABEL = re.compile(r"[^:?!。;.\d]{2,60}:\s*")
#: What a clause that asks something by itself holds one of.
_ASKS = frozenset(
    {"METRIC", "CHANGE", "COMPARE", "COUNTQ", "HOWMUCH", "WHICH", "WHY", "SUP", "SUPCHG", "STATUS",
     "MEET", "TREND", "SHARE", "PORTION", "DOES", "SAMETIME", "SORT", "ROLLUP", "UPDOWN", "DEGREE"}
)  # fmt: skip
#: What asks of all that is listed, one by one: of the last clause alone it says nothing.
_OF_EACH = re.compile(r"(?:分别|各自?)(?:是|有|为)?多少\s*[?。]?\s*$|\s(?:respectively|each)\s*[?.]?\s*$")
#: Atoms between a "with" and the share that it adds: "with each one's share".
_NEAR = 3
#: Most places at which clauses are tried.
MOST = 8


def cut_sentences(text: Normalised) -> tuple[Normalised, ...]:
    """Return the sentences, each with its mark.

    >>> from nlq.text.normalise import normalise
    >>> [each.text for each in cut_sentences(normalise("We moved. What were sales in May? By city"))]
    ['we moved. ', 'what were sales in may? ', 'by city']
    """
    ends = [match.end() for match in _END.finditer(text.text) if match.end() < len(text.text)]
    return tuple(cut(text, start, end) for start, end in pairwise((0, *ends, len(text.text))))


def find_label(text: Normalised) -> int:
    """Return where what is asked begins after a label and a colon; 0 where there is none.

    >>> from nlq.text.normalise import normalise
    >>> find_label(normalise("Audit folder: complaints in May")), find_label(normalise("revenue at 9:30"))
    (14, 0)
    """
    match = _LABEL.match(text.text)
    return match.end() if match and match.end() < len(text.text) else 0


def cut_clauses(
    text: Normalised, atoms: tuple[Atom, ...], mentions: Iterable[Item]
) -> Iterator[tuple[Normalised, Normalised]]:
    """Yield the text in two, at each place where a clause may begin: after a comma, or before an "and"."""
    found = list(mentions)
    # The 加 of 加班 joins nothing.
    names = {place for item in found if item.kind in ("METRIC", "DIM", "MEMBER") and item.end - item.start > 1
             for place in range(item.start, item.end)}  # fmt: skip
    found = [item for item in found if item.kind != "AND" or item.start not in names]
    commas = {item.end for item in found if item.kind == "COMMA"}
    places = set(commas)
    # Of "…, and …" the comma ends the first; words that only join say nothing of the second.
    opening = {(item.start, item.end) for item in found if item.kind == "FOLLOW"}
    joints = {item.start: item.end for item in found if item.kind == "AND" and (item.start, item.end) not in opening}
    joints |= _with_shares(found)
    places |= {item.start for item in found if item.kind in ("AND", "BESIDES") and item.start not in places}
    places |= set(_with_shares(found))
    inner = sorted(place for place in places if 0 < place < len(atoms) - 1)[:MOST]
    each = _OF_EACH.search(text.text)
    end = each.start() if each else len(text.text)
    for place in inner:
        follows = place in commas and any(item.start >= place and item.kind == "FOLLOW" for item in found)
        if not follows and not any(item.start >= place and item.kind in _ASKS for item in found):
            # "North and express", "by area, clinic and plan": a list, and no second question.
            continue
        for begun in {place, joints.get(place, place)} - {len(atoms)}:
            yield cut(text, 0, atoms[place].start), cut(text, atoms[begun].start, max(end, atoms[begun].end))


def _with_shares(found: list[Item]) -> dict[int, int]:
    """Return where a "with" stands before a share, and where it ends: "by channel, with each one's share"."""
    shares = [item.start for item in found if item.kind in ("SHARE", "PORTION")]
    withs = [item for item in found if item.kind == "WITH"]
    return {item.start: item.end for item in withs if any(0 <= start - item.end <= _NEAR for start in shares)}
