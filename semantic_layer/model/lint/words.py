"""Words: those that mean two things, and those that say nothing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from semantic_layer.model.definitions import DefaultMeaning, Member, Named
from semantic_layer.model.findings import Findings, Place, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.text import plain

#: What a phrasing says that rows of a table do.
_BRACES = re.compile(r"\{([^{}]*)\}")
#: Meanings of one word, and words of one dimension, that are listed; the rest is counted.
LISTED = 3
#: What a word means: the part of the model, and what it is called in a message.
Meaning = tuple[Place, str]
Meanings = dict[str, list[Meaning]]


def find_colliding_words(subject: Subject) -> Findings:
    """Yield words with several meanings among metrics, dimensions and members, and words written twice."""
    yield from _written_twice(subject.model)
    meanings = _meanings(subject.model)
    settled = _settled(subject.model)
    for word, parts in meanings.items():
        (place, _), *others = parts
        if others and word not in settled:
            told = _listed([said for _, said in others])
            yield warning(place, (), f"“{word}” also means {told}: a question with it is asked back.", "colliding_word")
    yield from _live_members(subject, meanings)


def _settled(model: Model) -> set[str]:
    """Return the words of which the model says what they mean by default."""
    return {plain(word) for each in model.meanings for word in each.spoken}


def find_vague_words(subject: Subject) -> Findings:
    """Yield metrics whose description in a language says no more than their label does."""
    for name, metric in subject.model.metrics.items():
        for language, text in metric.description.items():
            if plain(text) in {plain(name), plain(metric.label.get(language, ""))}:
                message = f"says no more than the label: “{text}” ({language})."
                yield warning(("metrics", name), ("description", language), message, "vague")


def find_braces(subject: Subject) -> Findings:
    """Yield phrasings with a brace that does not close, or holds no table."""
    things = [*subject.model.tables, *subject.model.dimensions]
    for index, phrasing in enumerate(subject.model.phrasings):
        for language, text in phrasing.text.items():
            if text.count("{") != text.count("}"):
                yield warning(("phrasings", index), ("text", language), "has a brace that does not close.", "braces")
            for name in _BRACES.findall(text):
                if name not in things:
                    message = f"“{{{name}}}” is no table or dimension of this model."
                    near = nearest(name, things)
                    yield warning(("phrasings", index), ("text", language), message, "braces", near)


def find_idle_meanings(subject: Subject) -> Findings:
    """Yield defaults of words that the thing they mean is not called by: they tip nothing."""
    for index, meaning in enumerate(subject.model.meanings):
        called = {plain(word) for word in _names_of(meaning, subject)}
        for word in meaning.spoken if called else ():
            if plain(word) not in called:
                message = f"{meaning.means} is not called “{word}”: the default is never used."
                yield warning(("meanings", index), ("words",), message, "idle_meaning")
        for member in () if called else _others_called_so(meaning, subject.model):
            message = f"the member {member.value} is called so, and {meaning.member} is not declared."
            yield warning(("meanings", index), ("member",), message, "idle_meaning", (str(member.value),))


def _others_called_so(meaning: DefaultMeaning, model: Model) -> Iterator[Member]:
    words = {plain(word) for word in meaning.spoken}
    for member in model.dimensions[meaning.means].members if meaning.member is not None else ():
        if member.value != meaning.member and words & {plain(word) for _, word in _called(member)}:
            yield member


def _names_of(meaning: DefaultMeaning, subject: Subject) -> tuple[str, ...]:
    """Return what the meaning of a default is called; nothing where that is not known, as of an undeclared member."""
    model = subject.model
    if meaning.member is None:
        named: Named = model.metrics.get(meaning.means) or model.dimensions[meaning.means]
        return (*named.names, meaning.means.replace("_", " "))
    known = subject.members.get(meaning.means, {}).get(meaning.member, ())
    declared = [m for m in model.dimensions[meaning.means].members if m.value == meaning.member]
    return (*(str(meaning.member) for _ in known), *known, *(word for each in declared for _, word in _called(each)))


def _meanings(model: Model) -> Meanings:
    """Return each word with what it means: metrics first, then dimensions, then declared members."""
    found: dict[str, dict[Meaning, None]] = defaultdict(dict)
    for section, things in (("metrics", model.metrics), ("dimensions", model.dimensions)):
        for name, spec in things.items():
            for _, word in _called(spec):
                found[plain(word)][(section, name), f"{section}.{name}"] = None
    for name, dimension in model.dimensions.items():
        for member in dimension.members:
            for _, word in _called(member):
                found[plain(word)][("dimensions", name), f"the member {member.value} of dimensions.{name}"] = None
    return {word: list(parts) for word, parts in sorted(found.items()) if word}


def _called(spec: Named | Member) -> Iterator[tuple[str, str]]:
    yield from spec.label.items()
    for language, words in spec.synonyms.items():
        yield from ((language, word) for word in words)


def _written_twice(model: Model) -> Findings:
    for section, things in (("metrics", model.metrics), ("dimensions", model.dimensions)):
        for name, spec in things.items():
            counts = Counter(_called(spec))
            for word in sorted(word for (_, word), count in counts.items() if count > 1):
                yield warning((section, name), ("synonyms",), f"“{word}” is written twice.", "repeated_word")


def _live_members(subject: Subject, meanings: Meanings) -> Findings:
    """Yield members of the warehouse that are called like a metric, a dimension, or a member of another dimension."""
    model = subject.model
    settled = _settled(model)
    read = {name: _spoken(subject, name) - settled for name in subject.members if model.dimensions[name].index}
    own = {name: {plain(w) for m in model.dimensions[name].members for _, w in _called(m)} - settled for name in read}
    for name, words in read.items():
        named = {word: [said for _, said in meanings.get(word, ()) if not said.startswith("the member")]
                 for word in sorted(words)}  # fmt: skip
        clashes = [f"“{word}” ({_listed(parts)})" for word, parts in named.items() if parts]
        if clashes:
            message = f"members are called like a metric or a dimension: {_listed(clashes)}."
            yield warning(("dimensions", name), (), message, "colliding_member")
    for one, other in combinations(read, 2):
        shared = sorted((read[one] | own[one]) & (read[other] | own[other]) - (own[one] & own[other]))
        if shared:
            told = _listed([f"“{word}”" for word in shared])
            message = f"members are called like members of dimensions.{other}: {told}."
            yield warning(("dimensions", one), (), message, "colliding_member")


def _spoken(subject: Subject, dimension: str) -> set[str]:
    # A member that is only digits is no word of the reader's.
    names = {name for value, called in subject.members[dimension].items() for name in (str(value), *called)}
    return {plain(name) for name in names if not name.isdigit()} - {""}


def _listed(items: list[str]) -> str:
    more = f" and {len(items) - LISTED} more" if len(items) > LISTED else ""
    return ", ".join(items[:LISTED]) + more
