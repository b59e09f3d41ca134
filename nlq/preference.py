"""Words that can mean several things: in which words readings differ, and which of their meanings is preferred.

A preference tips between readings that are admissible; it never makes one. It holds for the same words with the same
rival meanings, all other words being read alike: what differs in more than that is asked about.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from nlq.answer import LONGEST_MEANING, LONGEST_WORDS, Preference
from nlq.grammar.chart import Item
from nlq.reading import Reading, Settled, Settlement, Taken
from nlq.text.atoms import Atom, key_of
from nlq.text.normalise import Normalised, normalise
from semantic_layer.model import Model
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
    at = tuple(_place(mine, run) for run in runs)
    return Difference(runs, words, at, _meaning(mine, runs, with_rules), _meaning(theirs, runs, with_rules))


def _place(reading: Reading, run: Run) -> tuple[int, int]:
    spans = [each.at for each in reading.taken if _within(each, (run,))]
    return spans[0][0], spans[-1][1]


def _meaning(reading: Reading, runs: tuple[Run, ...], with_rules: bool) -> str:
    """Return what a reading takes the words of runs for, as JSON: [type, value] of each part, and the rules with it."""
    parts = [[each.kind, json.loads(each.value), *([each.rules] if with_rules else [])]
             for each in reading.taken if _within(each, runs)]  # fmt: skip
    return canonical(parts)


def prefer(chosen: Reading, offered: Sequence[Reading], question: str, model: Model) -> tuple[Preference, ...]:
    """Return what the choice of one of the readings offered says of the words in which they differ."""
    found: dict[tuple[Run, ...], list[Difference]] = {}
    for each in offered:
        difference = find_difference(chosen, each) if each is not chosen else None
        if difference:
            found.setdefault(difference.runs, []).append(difference)
    alone = {runs[0] for runs in found if len(runs) == 1}
    # Of two words that vary independently, each is told by itself.
    kept = [parts for runs, parts in found.items() if len(runs) == 1 or not set(runs) <= alone]
    made = [told for parts in kept if (told := _preference(parts, question, model))]
    meanings = {(each.words, each.chosen) for each in made}
    return tuple(each for each in made if sum(words == each.words for words, _ in meanings) == 1)


def _preference(parts: list[Difference], question: str, model: Model) -> Preference | None:
    """Return what several differences in the same words say; None where that is longer than anything worth keeping."""
    first = parts[0]
    said = APART.join(question[start:end] for start, end in first.at)
    others = tuple(sorted({part.theirs for part in parts} - {first.mine}))
    meanings = (first.mine, *others)
    if max(len(first.words), len(said)) > LONGEST_WORDS or max(map(len, meanings)) > LONGEST_MEANING:
        return None
    return Preference(words=first.words, said=said, chosen=first.mine, others=others,
                      definitions=fingerprint(meanings, model))  # fmt: skip


def default_preferences(model: Model) -> tuple[Preference, ...]:
    """Return what words mean by default, as the model declares it."""
    return tuple(
        Preference(words=key_of(normalise(word).text), said=word, chosen=canonical([_thing(each, model)]), by="model")
        for each in model.meanings
        for word in each.spoken
    )


def _thing(declared: Any, model: Model) -> list[Any]:
    if declared.member is not None:
        return ["MEMBER", [declared.means, [declared.member]]]
    return ["METRIC", [declared.means]] if declared.means in model.metrics else ["DIM", declared.means]


def settle(offered: Sequence[Reading], preferences: Sequence[Preference], model: Model) -> Settlement:
    """Return which of the readings offered are set aside by preferences, each for one that differs in those words.

    Where several are left, only what can be named has tipped: nobody would know otherwise what is asked about.
    """
    known = {(a, b): each for a, b in permutations(range(len(offered)), 2)
             if (each := find_difference(offered[a], offered[b]))}  # fmt: skip
    words = {each.words for each in known.values()}
    told = [rule for rule in (*preferences, *default_preferences(model)) if rule.words in words]
    current = [rule for rule in told if holds(rule, model)]
    tipped = {pair: rule for pair, each in known.items() if (rule := _preferred(pair[0], each, known, current))}
    if len({theirs for _, theirs in tipped}) != len(offered) - 1:
        tipped = {pair: rule for pair, rule in tipped.items() if is_named(rule.chosen)}
    aside = {theirs for _, theirs in tipped}
    if len(aside) == len(offered):
        return Settlement()
    at = {each.words: each.at for each in known.values()}
    settled = {rule.words: Settled(preference=rule, at=at[rule.words]) for rule in tipped.values()}
    missed = {rule.words: Settled(preference=rule, at=at[rule.words]) for rule in told if rule not in current}
    return Settlement(
        settled=tuple(settled.values()), aside=tuple(offered[place] for place in sorted(aside)),
        outdated=tuple(rule for key, rule in missed.items() if key not in settled),
    )  # fmt: skip


def is_named(meaning: str) -> bool:
    """Say whether a meaning is one thing of the model that has a name: a metric, a dimension, members of one."""
    parts = json.loads(meaning)
    return len(parts) == 1 and len(parts[0]) == 2 and parts[0][0] in ("METRIC", "DIM", "MEMBER")


def holds(preference: Preference, model: Model) -> bool:
    """Say whether what a person chose is defined as it was then; a default is the model's own."""
    meanings = (preference.chosen, *preference.others)
    return preference.by == "model" or (
        all(map(_is_meaning, meanings)) and preference.definitions == fingerprint(meanings, model)
    )


def _is_meaning(text: str) -> bool:
    """Say whether a text is a meaning as readings have it: what comes from outside may be anything."""
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(parts, list) and bool(parts) and all(map(_is_part, parts))


def _is_part(part: Any) -> bool:
    if not isinstance(part, list) or len(part) not in (2, 3) or not isinstance(part[0], str):
        return False
    kind, value = part[:2]
    if kind == "MEMBER":
        return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], list)
    return isinstance(value, list) if kind == "METRIC" else isinstance(value, str) or kind != "DIM"


def _preferred(
    mine: int, difference: Difference, known: Mapping[tuple[int, int], Difference], preferences: Sequence[Preference]
) -> Preference | None:
    """Return what makes one meaning of words go before another: a person's own preference before the model's."""
    rivals = {each.theirs for (one, _), each in known.items() if one == mine and each.runs == difference.runs}
    for each in preferences:
        if each.words == difference.words and {each.chosen, *(each.others or rivals)} == {difference.mine, *rivals}:
            # What a person chose of these is all that counts, also where it is another.
            return each if each.chosen == difference.mine else None
    return None


def names_known(meaning: str, model: Model, *, members: bool = True) -> bool:
    """Say whether the model has each metric and dimension that a meaning names; without ``members``, it names none."""
    for kind, value, *_ in json.loads(meaning):
        if kind == "MEMBER" and not (members and value[0] in model.dimensions):
            return False
        if kind == "DIM" and value not in model.dimensions:
            return False
        if kind == "METRIC" and not all(name in model.metrics for name in value if isinstance(name, str)):
            return False
    return True


def fingerprint(meanings: Sequence[str], model: Model) -> str:
    """Return hex digits that change when what the meanings name is defined anew, or is no more."""
    named = sorted({name for each in meanings for name in names_in(each)})
    metrics = [(name, model.metrics[name].version, model.hashes[name]) for name in named if name in model.metrics]
    dimensions = [(name, _column_of(name, model)) for name in named if name in model.dimensions]
    return hashlib.sha256(json.dumps([metrics, dimensions, *sorted(meanings)]).encode()).hexdigest()[:16]


def _column_of(name: str, model: Model) -> list[Any]:
    spec = model.dimensions[name]
    column = model.tables[spec.table].columns[spec.column]
    return [spec.model_dump(mode="json", include={"table", "column", "via", "as_of"}), column.model_dump(mode="json")]


def names_in(meaning: str) -> frozenset[str]:
    """Return the texts in a meaning, names of the model among them.

    Raises:
        ValueError: it is none.
    """
    return frozenset(_texts(json.loads(meaning)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)
