"""The operator vocabularies, loaded once: key of the phrase → what it may mean."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from nlq.index.index import Meaning
from nlq.text.atoms import phrase_key

LANGUAGES = ("en", "zh")
#: A PyYAML that was built without libyaml reads by itself, slower.
_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def load_vocabulary() -> dict[str, tuple[Meaning, ...]]:
    """Return every operator phrase of every language by look-up key."""
    words: dict[str, list[Meaning]] = {}
    for language in LANGUAGES:
        text = files("nlq.words").joinpath(f"{language}.yaml").read_text(encoding="utf-8")
        for kind, values in yaml.load(text, Loader=_LOADER).items():
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
    text = files("nlq.words").joinpath("festivals.yaml").read_text(encoding="utf-8")
    named = yaml.safe_load(text)
    return {name: tuple(phrase for phrases in called.values() for phrase in phrases) for name, called in named.items()}
