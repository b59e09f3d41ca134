"""English verbs of the model's phrasings: "how much did we sell", where the model says "{store} sells {product}".

A verb names no metric by itself. What is asked says which is meant: "how much" one that is money, "how many people" one
that counts those who do it, "best-selling" and "sold more than 500k" any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlq.grammar.parse.chart import Item, mention
from nlq.grammar.rules.doing import ENTITIES, measuring
from nlq.index import Index
from nlq.mentions.names.durations import stem_of
from nlq.mentions.names.split_names import is_another
from nlq.text.atoms import Atom, phrase_key
from nlq.text.lemma import lemma
from nlq.text.people import DISTINCT, PERSONS
from semantic_layer.model import Model
from semantic_layer.model.spoken import Phrasing

#: Who does it, the verb, what stands behind it, and what it is done with.
_PHRASE = re.compile(r"\{(?P<who>\w+)\} (?:(?:is|are) )?(?P<verb>[a-z]+)(?P<rest>(?: [a-z]+)*)(?: \{\w+\})?", re.ASCII)
#: How far before the verb the words that ask may begin, in atoms; and what makes it a question of one of many.
_NEAR, _ONE_OF_MANY = 8, frozenset({"a", "an", "each", "every", "per", "average", "any", "one"})
#: Forms that a list of ground forms takes for another word.
_GROUND = {"left": "leave"}
#: Letters of such a verb at the least, what says no act, and what a word may be by its own name.
_SHORTEST = 6
_NO_ACT = frozenset("average number total percentage percent customer member amount".split())
_NAMES = frozenset({"METRIC", "DIM", "MEMBER"})
_HELPERS = frozenset({"have", "has", "had", "did", "that", "who", "were", "was", "are"})


@dataclass(frozen=True, slots=True)
class Doing:
    """What a verb is about: the metrics of what is done, who does it, and the look-up keys that must follow it."""

    metrics: tuple[str, ...]
    who: str
    rest: tuple[str, ...] = ()


def english_verbs(model: Model) -> dict[str, list[Doing]]:
    """Return, by the ground form of a verb, what the phrasings of the model say by it."""
    found: dict[str, list[Doing]] = {}
    for phrasing, match in _matches(model.phrasings):
        rest = tuple(f" {word}" for word in phrase_key(match["rest"]).split())
        found.setdefault(lemma(match["verb"]), []).append(Doing(phrasing.metrics, match["who"], rest))
    return found


def _matches(phrasings: Iterable[Phrasing]) -> Iterator[tuple[Phrasing, re.Match[str]]]:
    for phrasing in phrasings:
        match = _PHRASE.fullmatch(phrasing.text.get("en", "")) if phrasing.by is None else None
        if match:
            yield phrasing, match


def find_english_verbs(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the verbs of phrasings as what is done, and as metrics where the words before them say of which kind."""
    for place, atom in enumerate(atoms):
        if atom.kind != "word" or not atom.text.isascii() or is_another(atoms, place):
            continue
        for doing in index.doings.get(_GROUND.get(atom.text, lemma(atom.text)), ()):
            last = place + 1 + len(doing.rest)
            if tuple(each.key for each in atoms[place + 1 : last]) != doing.rest:
                continue
            counted = {"synonym": 1, "per_atom": last - place, "longer_operator": last - place - 1}
            yield mention(place, last, "DOES", doing.metrics, "verb of a phrasing", **counted)
            asked = _asked(atoms, place)
            first = place - 1 if place and _does_it(atoms[place - 1], doing, index) else place
            for name in measuring(doing.metrics, "money", index) if asked else ():
                yield mention(first, last, "METRIC", (name,), "verb of a phrasing", form=1, per_atom=last - first)
            yield from _who_did(atoms, place, last, doing, index)


def find_verbs_about(atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...]) -> Iterator[Item]:
    """Yield verbs of what was asked about before: after viewing conversion, "which channel converts best"."""
    if len(about) != 1 or about[0] not in index.model.metrics:
        return
    nouns = index.parts.words(about[0]) - _NO_ACT
    for place, atom in enumerate(atoms):
        if atom.kind != "word" or len(atom.text) < _SHORTEST or not atom.text.isascii():
            continue
        said = any(noun.startswith(stem_of(lemma(atom.text))) for noun in nouns)
        if said and not any(meaning.kind in _NAMES for meaning in index.find(atom.key)):
            yield mention(place, place + 1, "METRIC", about, "verb of what it is about", form=1, per_atom=1)


def _does_it(noun: Atom, doing: Doing, index: Index) -> bool:
    """Say whether a noun is what the phrasing says does it."""
    return noun.text in PERSONS or any(m.kind == "NOUN" and m.value == doing.who for m in index.find(noun.key))


def _asked(atoms: tuple[Atom, ...], place: int) -> bool:
    """Say whether "how much" asks for what is done, of all who do it: not for what "a customer" spends."""
    words = [atom.text for atom in atoms[max(0, place - _NEAR) : place]]
    begins = [at for at in range(len(words) - 1) if words[at : at + 2] == ["how", "much"]]
    return bool(begins) and not _ONE_OF_MANY & set(words[begins[-1] :])


def _who_did(atoms: tuple[Atom, ...], place: int, last: int, doing: Doing, index: Index) -> Iterator[Item]:
    """Yield the metrics that count those who did it, where they stand between "how many" and the verb."""
    first = place
    while first and atoms[first - 1].text in _HELPERS:
        first -= 1
    asks = first - 1 - (first > 1 and atoms[first - 2].text in DISTINCT)
    if asks < 2 or [atom.text for atom in atoms[asks - 2 : asks]] != ["how", "many"]:
        return
    if not _does_it(atoms[first - 1], doing, index):
        return
    # "People" may be those of other tables whose rows have a day of that name: customers join, too.
    others = index.timed.get(lemma(atoms[place].text), frozenset()) if atoms[first - 1].text in PERSONS else ()
    for name in dict.fromkeys((*doing.metrics, *sorted(others))):
        metric = index.model.metrics[name]
        own = name in others or getattr(metric.calculation, "table", None) == doing.who
        if metric.calculation.type in ENTITIES or (own and metric.unit == "count"):
            yield mention(first - 1, last, "METRIC", (name,), "who did it", form=1, per_atom=last - first + 1)
