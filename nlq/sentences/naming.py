"""A KPI named after the question that asks for it in other words: "…, I mean gross profit", 就是离职人数."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nlq.followup.context import metrics_of
from nlq.grammar.parse.chart import Item
from nlq.mentions.find import find_mentions
from nlq.reading import Reading, Readings
from nlq.sentences.cuts import cut_sentences
from nlq.sentences.turns import ReadOne
from nlq.text.normalise import Normalised
from nlq.text.splice import cut, pad, splice
from nlq.wording import Wording
from semantic_layer.query import Data

#: What stands for how much of something, and words that say no more: the name takes their place.
_VAGUE = frozenset({"COUNTQ", "HOWMUCH", "CLF", "AUX", "FILL", "NOUN", "DIM", "DET", "HOWDONE", "MONEYQ"})
#: Words of a person or of pieces, after which nothing is counted but them.
_PIECES = frozenset({"CLF", "NOUN"})


@dataclass(frozen=True)
class _Named:
    """A question, the words that name its KPI, which that is, the time that they name, and what is counted."""

    asked: Wording
    words: Normalised
    metric: str
    period: Any
    counted: frozenset[Any]


def read_named(text: Wording, read_one: ReadOne) -> Readings | None:
    """Return what a question asks of the KPI that is named after it; None where none is, or it does not fit.

    Words of the question in whose place the name is put are asked back, but for a bare verb: 走了多少人.
    """
    for named in _namings(text, read_one):
        found = _as_it_stands(named, read_one) or _in_place(named, read_one)
        if found is not None:
            return found
    return None


def _namings(text: Wording, read_one: ReadOne) -> Iterator[_Named]:
    for asked, words in _cuts(text):
        if not words.text.strip():
            continue
        readings = read_one(replace(text.part(words), context=None))[2]
        query = readings[0].query if len(readings) == 1 else None
        names = metrics_of(query)
        # Nothing more is said of it, but when.
        if isinstance(query, Data) and len(names) == 1 and query == Data(measures=query.measures, period=query.period):
            question = text.part(asked)
            yield _Named(question, words, names[0], query.period, _counted(question))


def _cuts(text: Wording) -> Iterator[tuple[Normalised, Normalised]]:
    """Yield the question, and the words after it that may name what it asks."""
    whole, atoms = text.normalised, text.atoms
    marks = sorted({(first, last) for first, last, meaning in text.index.look_up(atoms) if meaning.kind == "NAMELY"},
                   key=lambda span: (span[0], -span[1]))  # fmt: skip
    for first, last in marks:
        # "…, sales I mean": the name stands before what says so.
        comma = max((place for place in range(1, first) if atoms[place].kind == "mark"), default=0)
        if comma and comma + 1 < first and all(atom.kind == "mark" for atom in atoms[last:]):
            yield cut(whole, 0, atoms[comma].start), cut(whole, atoms[comma].end, atoms[first].start)
    brackets = [(place, place + 1) for place, atom in enumerate(atoms) if place and atom.text == "("]
    for first, last in (*marks, *brackets):
        if last < len(atoms) and first and (atoms[first].text == "(" or atoms[first - 1].kind == "mark"):
            end = atoms[-1].start if atoms[-1].text in (")", "?", ".", "。") else len(whole.text)
            yield cut(whole, 0, atoms[first].start), cut(whole, atoms[last].start, end)
    sentences = cut_sentences(whole)
    if len(sentences) == 2 and "?" in sentences[0].text and "?" not in sentences[1].text:
        yield sentences[0], sentences[1]


def _as_it_stands(named: _Named, read_one: ReadOne) -> Readings | None:
    """Return what the question asks by itself of that KPI, or with the name after it: "… by revenue"."""
    words = named.words
    asked = named.asked.normalised
    bare = _trimmed(asked)
    texts = [bare]
    if words.text.isascii():
        texts.append(splice(bare, len(bare.text), len(bare.text), pad(words, " by ", "")))
    else:
        texts += [splice(bare, 0, 0, words), splice(bare, 0, 0, pad(words, "按", ""))]
    for text in texts:
        found = _of_metric(text, named, read_one)
        if found:
            return Readings(readings=found)
    return None


def _trimmed(text: Normalised) -> Normalised:
    return cut(text, 0, len(text.text.rstrip(" ,;.?!。(:，")))


def _of_metric(text: Normalised, named: _Named, read_one: ReadOne) -> tuple[Reading, ...]:
    """Return the readings of a text that are of the KPI, and of the time that is named with it."""
    kept = [
        each for each in read_one(named.asked.part(text))[2]
        if metrics_of(each.query) == (named.metric,) and named.period in (None, getattr(each.query, "period", None))
        and not any(getattr(axis, "name", None) in named.counted for axis in getattr(each.query, "by", ()))
    ]  # fmt: skip
    total = sum(each.probability for each in kept)
    return tuple(each.model_copy(update={"probability": each.probability / total}) for each in kept)


def _counted(asked: Wording) -> frozenset[Any]:
    """Return the things that are counted: "how many households …" asks for no number of each household."""
    mentions = find_mentions(asked.normalised, asked.atoms, asked.index)
    ends = {item.end for item in mentions if item.kind == "COUNTQ"}
    return frozenset(item.value for item in mentions if item.kind == "DIM" and item.start in ends)


def _in_place(named: _Named, read_one: ReadOne) -> Readings | None:
    """Return what is asked with the name in the place of words that nothing explains, and of vague ones about them."""
    asked = named.asked.part(_trimmed(named.asked.normalised))
    mentions = find_mentions(asked.normalised, asked.atoms, asked.index)
    for first, last in _unknown_spans(asked, mentions):
        start, end = asked.atoms[first].start, asked.atoms[last - 1].end
        space = " " if named.words.text.isascii() else ""
        text = splice(asked.normalised, start, end, pad(named.words, space, space))
        found = _of_metric(text, named, read_one)
        if found:
            at = asked.normalised.span(start, end)
            said = asked.normalised.original[at[0] : at[1]]
            return Readings(readings=found, set_aside="" if _is_verb(asked, first, last, mentions) else said)
    return None


def _unknown_spans(asked: Wording, mentions: list[Item]) -> Iterator[tuple[int, int]]:
    """Yield the atoms that hold all that nobody knows: with the vague words on both sides, then without."""
    known = {place for item in mentions for place in range(item.start, item.end)}
    unknown = [place for place in range(len(asked.atoms)) if place not in known]
    if not unknown or any(asked.atoms[place].kind == "mark" for place in unknown):
        return
    first, last = unknown[0], unknown[-1] + 1
    firm = {place for item in mentions if item.kind not in _VAGUE for place in range(item.start, item.end)}
    vague = {place for item in mentions if item.kind in _VAGUE for place in range(item.start, item.end)} - firm
    if any(place not in unknown and place not in vague for place in range(first, last)):
        return
    wide = [first, last]
    while wide[0] - 1 in vague:
        wide[0] -= 1
    while wide[1] in vague:
        wide[1] += 1
    yield wide[0], wide[1]
    if (first, last) != tuple(wide):
        yield first, last


def _is_verb(asked: Wording, first: int, last: int, mentions: list[Item]) -> bool:
    """Say whether words are a bare verb and how many did so: 走了多少人. Anything more may say which of them."""
    spans: dict[tuple[int, int], set[str]] = {}
    for item in mentions:
        spans.setdefault((item.start, item.end), set()).add(item.kind)
    verb = asked.atoms[first]
    if verb.kind != "han" or "AUX" not in spans.get((first + 1, first + 2), set()):
        return False
    rest = [kinds for (start, end), kinds in spans.items() if start >= first + 2 and end <= last]
    held = {place for start, end in spans if start >= first + 2 and end <= last for place in range(start, end)}
    return held == set(range(first + 2, last)) and all(
        kinds & (_PIECES | {"COUNTQ", "HOWMUCH", "FILL"}) for kinds in rest
    )
