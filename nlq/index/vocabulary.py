"""The operator vocabularies, loaded once: key of the phrase → what it may mean."""

from __future__ import annotations

from functools import cache

from nlq.index.index import Meaning
from nlq.text.atoms import phrase_key
from nlq.words import held_words

LANGUAGES = ("en", "zh")


@cache
def load_vocabulary() -> dict[str, tuple[Meaning, ...]]:
    """Return every operator phrase of every language by look-up key."""
    words: dict[str, list[Meaning]] = {}
    for language in LANGUAGES:
        for kind, values in held_words(language).items():
            for value, phrases in values.items():
                for phrase in phrases:
                    meaning = Meaning(kind, float(value) if kind in ("NUM", "SCALE") else value, "operator")
                    found = words.setdefault(phrase_key(phrase), [])
                    if meaning not in found:
                        found.append(meaning)
    return {key: tuple(found) for key, found in words.items()}


@cache
def load_festivals() -> dict[str, tuple[str, ...]]:
    """Return, by a festival's name in the calendar of holidays, what else people call it in any language."""
    named = held_words("festivals")
    return {name: tuple(phrase for phrases in called.values() for phrase in phrases) for name, called in named.items()}
