"""In which words two readings of a question differ, and what each takes them for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nlq.grammar.parse.chart import Item
from nlq.reading import Reading, Taken
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised
from semantic_layer.query.canonical import canonical

#: Between the parts of words that do not stand together.
APART = " …"
#: A run of atoms, the end excluded.
Run = tuple[int, int]


class Difference(NamedTuple):
    """In which words two readings differ, where those stand, and what each takes them for."""

    runs: tuple[Run, ...]
    words: str
    at: tuple[tuple[int, int], ...]
    mine: str
    theirs: str


def list_taken(phrases: Sequence[Item], normalised: Normalised, atoms: tuple[Atom, ...]) -> tuple[Taken, ...]:
    """Return what each of the words was taken for, in their order."""
    return tuple(_taken(leaf, rules, normalised, atoms) for each in phrases for leaf, rules in _leaves(each, ()))


def _leaves(item: Item, rules: tuple[str, ...]) -> Iterator[tuple[Item, tuple[str, ...]]]:
    if not item.parts:
        yield item, rules
    for place, part in enumerate(item.parts):
        yield from _leaves(part, (*rules, f"{item.rule} {place}"))


def _taken(leaf: Item, rules: tuple[str, ...], normalised: Normalised, atoms: tuple[Atom, ...]) -> Taken:
    at = normalised.span(atoms[leaf.start].start, atoms[leaf.end - 1].end)
    key = "".join(atom.key for atom in atoms[leaf.start : leaf.end])
    return Taken(at=at, first=leaf.start, last=leaf.end, key=key, kind=leaf.kind, value=_plain(leaf.value), rules=rules)


def _plain(value: Any) -> str:
    try:
        return canonical(value)
    except TypeError:
        return canonical(repr(value))


def find_difference(mine: Reading, theirs: Reading) -> Difference | None:
    """Return in which words two readings of a question differ; None where no words tell them apart.

    Where the words around are put together by other rules, those belong to it: then it is more than what a word means.
    """
    alone = _differing(mine, theirs, with_rules=False)
    if alone and _same_rules(mine, theirs, alone):
        return _difference(alone, mine, theirs, with_rules=False)
    whole = _differing(mine, theirs, with_rules=True)
    return _difference(whole, mine, theirs, with_rules=True) if whole else None


def _differing(mine: Reading, theirs: Reading, *, with_rules: bool) -> tuple[Run, ...]:
    sides = [{_mark(each, with_rules): each for each in side.taken} for side in (mine, theirs)]
    found = sorted((side[mark].first, side[mark].last) for side in sides for mark in side.keys() - _both(*sides))
    runs: list[Run] = []
    for first, last in found:
        if runs and first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return tuple(runs)


def _both(one: dict[Any, Taken], other: dict[Any, Taken]) -> set[Any]:
    return one.keys() & other.keys()


def _mark(each: Taken, with_rules: bool) -> tuple[Any, ...]:
    return each.first, each.last, each.kind, each.value, each.rules if with_rules else ()


def _same_rules(mine: Reading, theirs: Reading, runs: tuple[Run, ...]) -> bool:
    """Say whether all words outside the runs are put together by the same rules."""
    sides = [[each.rules for each in side.taken if not _within(each, runs)] for side in (mine, theirs)]
    return sides[0] == sides[1]


def _within(each: Taken, runs: tuple[Run, ...]) -> bool:
    return any(first <= each.first and each.last <= last for first, last in runs)


def _difference(runs: tuple[Run, ...], mine: Reading, theirs: Reading, *, with_rules: bool) -> Difference:
    words = APART.join("".join(each.key for each in mine.taken if _within(each, (run,))) for run in runs)
    # What one reading takes in one piece with other words is placed by the other.
    at = tuple(place for run in runs if (place := _place(mine, run) or _place(theirs, run)) is not None)
    return Difference(runs, words, at, _meaning(mine, runs, with_rules), _meaning(theirs, runs, with_rules))


def _place(reading: Reading, run: Run) -> tuple[int, int] | None:
    spans = [each.at for each in reading.taken if _within(each, (run,))]
    return (spans[0][0], spans[-1][1]) if spans else None


def _meaning(reading: Reading, runs: tuple[Run, ...], with_rules: bool) -> str:
    """Return what a reading takes the words of runs for, as JSON: [type, value] of each part, and the rules with it."""
    parts = [[each.kind, json.loads(each.value), *([each.rules] if with_rules else [])]
             for each in reading.taken if _within(each, runs)]  # fmt: skip
    return canonical(parts)
