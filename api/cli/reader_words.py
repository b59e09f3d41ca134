"""Names of a model that the reader takes for times, or for words that put a question together."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.index.vocabulary import load_vocabulary
from nlq.periods import find_times
from nlq.text.atoms import phrase_key
from nlq.text.normalise import normalise
from semantic_layer.issues import ModelProblem
from semantic_layer.model.definitions import DimensionDef, Member, Named
from semantic_layer.model.findings import Finding, Place, tell_finding, warning
from semantic_layer.model.load import Folder
from semantic_layer.model.source import Key

#: Words that put a question together, by their type in the vocabularies: without them nothing is read.
_JOINING = frozenset({
    "AND", "OR", "NOT", "WHERE", "BY", "PER", "PREP", "EACH", "TOP", "SUP", "NTH", "THAN", "BETWEEN", "TO", "CMP",
    "UNIT", "RANKING", "TREND",
})  # fmt: skip


def find_reader_words(folder: Folder) -> tuple[ModelProblem, ...]:
    """Return labels and synonyms that are words of time, order or grammar: a question with one is read otherwise."""
    model = folder.model
    found: list[Finding] = []
    for section, things in (("metrics", model.metrics), ("dimensions", model.dimensions)):
        for name, thing in things.items():
            for place, key, word in _words((section, name), thing):
                if what := _taken_for(word):
                    message = f"“{word}” is {what} to the reader, who takes it for that first: call it by another name."
                    found.append(warning(place, key, message, "reader_word"))
    return tuple(tell_finding(each, folder.locate) for each in found)


def _words(place: Place, thing: Named) -> Iterator[tuple[Place, Key, str]]:
    yield from _called(place, (), thing)
    for index, member in enumerate(thing.members if isinstance(thing, DimensionDef) else ()):
        yield from _called(place, ("members", index), member)


def _called(place: Place, at: Key, thing: Named | Member) -> Iterator[tuple[Place, Key, str]]:
    for language, label in thing.label.items():
        yield place, (*at, "label", language), label
    for language, words in thing.synonyms.items():
        for index, word in enumerate(words):
            yield place, (*at, "synonyms", language, index), word


def _taken_for(word: str) -> str | None:
    """Return what the reader takes a word for; None for a name.

    >>> _taken_for("last month"), _taken_for("by"), _taken_for("monthly fee"), _taken_for("最高")
    ('a time', 'a word of its grammar', None, 'a word of its grammar')
    """
    text = normalise(word)
    if any((time.start, time.end) == (0, len(text.text)) for time in find_times(text)):
        return "a time"
    kinds = {meaning.kind for meaning in load_vocabulary().get(phrase_key(word), ())}
    return "a word of its grammar" if kinds & _JOINING else None
