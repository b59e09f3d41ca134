"""The parts of a question read one after the other, each as what is said after the answer to those before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlq.followup.context import in_period_of
from nlq.grammar.parse.chart import Item
from nlq.mentions.find import find_mentions
from nlq.reading import Reading, Readings
from nlq.sentences.cuts import cut_clauses, cut_sentences
from nlq.sentences.together import put_together
from nlq.text.normalise import Normalised
from nlq.wording import Wording
from semantic_layer.query import Data
from semantic_layer.query.canonical import canonical

#: Reads a text as one part: its mentions, how it was read, and its readings.
ReadOne = Callable[[Wording], tuple[list[Item], Wording, tuple[Reading, ...]]]
#: Readings of a part less likely than this are not gone on from, and at most so many are.
FAINT, MOST = 0.15, 3
#: The share of what is asked in one from which on the rest is no rival.
CLEAR = 0.8
#: What says that a question is about all there is, or all times.
_ALL = frozenset({"SOFAR", "CUMUL", "ALL", "WHOLE", "LIFT", "SUM", "ROLLUP", "OFALL"})


@dataclass(frozen=True)
class _Pair:
    """What is asked before and after, and the one query for both, where there is one."""

    before: Reading
    after: Reading
    query: Any

    @property
    def share(self) -> float:
        return self.before.probability * self.after.probability


def read_in_turns(text: Wording, read_one: ReadOne) -> Readings | None:
    """Return what a question asks part by part, in one query; or each part by itself, to be asked back. None of one."""
    sentences = cut_sentences(text.normalised)
    found = _read_parts([(part, not _asks(part)) for part in sentences], text, read_one) if len(sentences) > 1 else None
    return found or _read_clauses(text, read_one)


def _asks(part: Normalised) -> bool:
    return "?" in part.text


def _read_clauses(text: Wording, read_one: ReadOne) -> Readings | None:
    """Return what the two clauses ask that the question falls apart into, where all ways of it say the same."""
    mentions = find_mentions(text.normalised, text.atoms, text.index)
    ways = [
        found for parts in cut_clauses(text.normalised, text.atoms, mentions)
        if (found := _read_parts([(part, False) for part in parts], text, read_one)) is not None
    ]  # fmt: skip
    whole = [way for way in ways if not way.apart] or ways
    said = {tuple(canonical(each.query) for each in way.readings) for way in whole}
    return whole[0] if len(said) == 1 else None


def _read_parts(parts: Sequence[tuple[Normalised, bool]], text: Wording, read_one: ReadOne) -> Readings | None:
    """Return what parts ask in turn; with each it is said whether it only modifies what is before it."""
    first, *others = parts
    readings = read_one(text.part(first[0]))[2]
    for place, (part, modifies) in enumerate(others):
        pairs = list(_pairs(readings, text.part(part), modifies, read_one))
        if not pairs:
            return None
        found = _settle(pairs)
        if found.apart:
            return found if place == len(others) - 1 else None
        readings = found.readings
    return Readings(readings=readings) if readings else None


def _pairs(readings: tuple[Reading, ...], part: Wording, modifies: bool, read_one: ReadOne) -> Iterator[_Pair]:
    likely = [each for each in readings if each.probability >= FAINT][:MOST]
    for before in likely:
        mentions, _, found = read_one(replace(part, context=before.query))
        kinds = {item.kind for item in mentions}
        for after in found:
            query = after.query if kinds & _ALL else _in_same_time(before.query, after.query)
            both = put_together(before.query, query, modifies=modifies and "FOLLOW" not in kinds)
            if (kinds & _ALL and getattr(before.query, "where", None) is not None) or before.bound or after.bound:
                # "… in Rome, and orders in total": of all there is, or of all in Rome. Yes or no is of one number.
                both = None
            yield _Pair(before, after.model_copy(update={"query": query}), both)


def _in_same_time(first: Any, last: Any) -> Any:
    """Return a question that names no time in that of the one before it: "…in May, and how many orders were there?"."""
    return in_period_of(first, last) if isinstance(first, Data) and isinstance(last, Data) else last


def _settle(pairs: list[_Pair]) -> Readings:
    """Return what is asked in one, or, where it takes two, each by itself."""
    joined = [pair for pair in pairs if pair.query is not None]
    total = sum(pair.share for pair in pairs)
    best = max(pairs, key=lambda pair: pair.share)
    if best.query is not None and sum(pair.share for pair in joined) >= CLEAR * total:
        return Readings(readings=_merge(joined))
    both = [*(_merge(joined)[:1] if joined else ()), best.before, *(pair.after for pair in pairs if pair.query is None)]
    known: dict[str, Reading] = {}
    for reading in both:
        # They are no rivals, of which one could be preferred for the words it takes otherwise.
        known.setdefault(canonical(reading.query), reading.model_copy(update={"taken": ()}))
    return Readings(readings=tuple(known.values()), apart=True)


def _merge(pairs: list[_Pair]) -> tuple[Reading, ...]:
    """Return one reading for each query, most probable first."""
    total = sum(pair.share for pair in pairs)
    found: dict[str, Reading] = {}
    for pair in sorted(pairs, key=lambda pair: -pair.share):
        key, known = canonical(pair.query), found.get(canonical(pair.query))
        share = pair.share / total + (known.probability if known else 0.0)
        found[key] = (known or _joined(pair)).model_copy(update={"probability": share})
    return tuple(sorted(found.values(), key=lambda reading: -reading.probability))


def _joined(pair: _Pair) -> Reading:
    before, after = pair.before, pair.after
    return after.model_copy(update={
        "query": pair.query, "trace": (*before.trace, *after.trace), "taken": (), "features": {}, "otherwise": None,
        "presumes": after.presumes or before.presumes, "scale": after.scale or before.scale,
        "trust": before.trust * after.trust,
    })  # fmt: skip
