"""How long something takes: "how long does it take to deliver" asks for the metric of time that delivering names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.chart import Item, mention
from nlq.grammar.ordering import is_time
from nlq.index import Index
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma
from semantic_layer.model.inputs import is_mean

_LONG = ({"how"}, {"long"}), ({"how"}, {"many"}, {"days", "hours", "minutes", "seconds"})
_TAKES = frozenset({"does", "do", "did", "it", "take", "takes", "took", "us", "we", "need", "on", "average", "them",
                    "typically", "usually", "normally", "has", "have", "taken", "the", "team"})  # fmt: skip
_DETS = frozenset({"a", "an", "the", "our", "each", "one"})
#: So many letters that a verb and a noun made of it begin with: resolve and resolution, deliver and delivery.
_STEM = 5


def find_durations(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "how long does it take to …" as each metric of time whose name holds the verb, or a noun made of it."""
    words = [atom.text for atom in atoms]
    for opening in _LONG:
        for first in range(len(words) - len(opening)):
            if not all(words[first + at] in each for at, each in enumerate(opening)):
                continue
            place = first + len(opening)
            while place < len(words) and words[place] in _TAKES:
                place += 1
            if words[place : place + 1] == ["to"] and place + 1 < len(words):
                yield from _taken_to(atoms, first, place + 1, index)
            elif place < len(words) and words[first + 2 : first + 3] in (["do"], ["does"], ["did"]):
                yield from _takes_so_long(atoms, first, place, index)


def _takes_so_long(atoms: tuple[Atom, ...], first: int, noun: int, index: Index) -> Iterator[Item]:
    """Yield "how long do shipments … take" as each time that is measured of the rows that the noun counts."""
    takes = next((at for at in range(noun + 1, len(atoms)) if atoms[at].text in ("take", "takes", "last")), None)
    counted = _rows_counted(atoms[noun], index)
    if takes is None or not counted:
        return
    for name, metric in index.model.metrics.items():
        if is_time(name, index) and is_mean(metric) and _rows_of(name, index) in counted:
            yield mention(first, noun + 1, "METRIC", (name,), "how long it takes", form=1, per_atom=noun + 1 - first)
    yield mention(takes, takes + 1, "FILL", "fill", "how long it takes", operator=1)


def _taken_to(atoms: tuple[Atom, ...], first: int, verb: int, index: Index) -> Iterator[Item]:
    noun = verb + 1 + (verb + 1 < len(atoms) and atoms[verb + 1].text in _DETS)
    for name in _plainest(_named_by(lemma(atoms[verb].text), index)):
        named = noun < len(atoms) and _is_of(atoms[noun], name, index)
        if not named and noun < len(atoms) and any(each.kind == "METRIC" for each in index.find(atoms[noun].key)):
            # To resolve a complaint takes another time than to resolve any case.
            continue
        last = noun + 1 if named else verb + 1
        yield mention(first, last, "METRIC", (name,), "how long it takes", form=1, per_atom=last - first)


def _is_of(atom: Atom, name: str, index: Index) -> bool:
    """Say whether a word is of what takes so long.

    That is a noun of the model's tables, one in a name of the metric, or the count of the rows that it is a mean of.
    """
    is_noun = any(meaning.kind == "NOUN" for meaning in index.find(atom.key))
    return (
        is_noun
        or _rows_of(name, index) in _rows_counted(atom, index)
        or lemma(atom.text) in {lemma(word) for word in index.parts.spoken(name)}
    )


def _rows_counted(atom: Atom, index: Index) -> set[tuple[Any, Any] | None]:
    """Return the rows of each count that a word names."""
    named = [each.value[0] for each in index.find(atom.key) if each.kind == "METRIC" and each.counts]
    return {_rows_of(name, index) for name in named if isinstance(name, str)} - {None}


def _rows_of(name: str, index: Index) -> tuple[Any, Any] | None:
    """Return the table that a metric is computed of and which of its rows; None of one that is of no table."""
    calculation = index.model.metrics[name].calculation
    table = getattr(calculation, "table", None)
    return (table, repr(getattr(calculation, "where", None))) if table else None


def stem_of(verb: str) -> str:
    """Return what a verb and the nouns made of it begin with.

    >>> stem_of("resolve"), stem_of("deliver"), stem_of("ship")
    ('resol', 'deliv', 'ship')
    """
    return verb[: max(_STEM, len(verb) - 2)] if len(verb) > _STEM else verb


def _named_by(verb: str, index: Index) -> dict[str, frozenset[str]]:
    """Return the metrics of time whose English name holds a word of the verb's stem, with the words of the name."""
    return {name: index.parts.words(name) for name in index.parts.with_stem(stem_of(verb)) if is_time(name, index)}


def _plainest(named: dict[str, frozenset[str]]) -> list[str]:
    """Return those that are no more special form of another: beside the mean, its median is not meant."""
    return [name for name, words in named.items() if not any(other < words for other in named.values())]
