"""Questions made harder: a slip of the keyboard, and a model that does not know what the question names."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nlq.engine import Engine
from nlq.index import Index, Meaning
from semantic_layer.model import Model
from semantic_layer.query import Dimension, In, Is, Metric
from semantic_layer.query.period import Frozen

_WORD = re.compile(r"[a-z]{5,}|[\u3400-\u9fff]{3,}", re.IGNORECASE)


def slip(text: str, chance: random.Random) -> str:
    """Return a text with one slip in a longer word: two letters in each other's place, one left out, or one twice.

    >>> slip("orders in May", random.Random(3))
    'orers in May'
    """
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    place = chance.randrange(word.start() + 1, word.end() - 1)
    one, other = text[place], text[place + 1]
    slipped = chance.choice((f"{other}{one}", other, f"{one}{one}{other}"))
    return f"{text[:place]}{slipped}{text[place + 2 :]}"


def forget(engine: Engine, query: Any, chance: random.Random) -> Engine | None:
    """Return an engine that knows no name of one thing that a query names; None where it names nothing.

    Whatever the engine takes the same words to mean then, is not what was meant.
    """
    named = sorted(set(_named(query)), key=repr)
    if not named:
        return None
    kind, value = chance.choice(named)
    return replace(engine, index=_forget(engine.index, kind, value))


def _named(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Metric):
        yield "METRIC", (part.name,)
    elif isinstance(part, Dimension):
        yield "DIM", part.name
    elif isinstance(part, Is | In):
        for value in part.values if isinstance(part, In) else (part.value,):
            yield "MEMBER", (part.dimension, (value,))
    if isinstance(part, Frozen):
        for name in type(part).model_fields:
            yield from _named(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from _named(each)


def _forget(index: Index, kind: str, value: Any) -> Index:
    meanings = tuple(tuple(each for each in known if not _is(each, kind, value)) for known in index.meanings)
    keys = tuple(key if known else "" for key, known in zip(index.keys, meanings, strict=True))
    return replace(index, meanings=meanings, keys=keys, model=_without_names(index.model, kind, value))


def _without_names(model: Model, kind: str, value: Any) -> Model:
    """Return a model of whose metric no part of a name is known, where it is a metric that is forgotten."""
    if kind != "METRIC":
        return model
    (name,) = value
    forgotten = model.metrics[name].model_copy(update={"status": "deprecated"})
    return model.model_copy(update={"metrics": {**model.metrics, name: forgotten}})


def _is(meaning: Meaning, kind: str, value: Any) -> bool:
    """Say whether a meaning is what is forgotten, or goes with it."""
    if kind == "DIM":
        # Its members go with it: they are of something that is not known.
        return (meaning.kind == kind and meaning.value == value) or (
            meaning.kind == "MEMBER" and bool(meaning.value[0] == value)
        )
    if kind == "METRIC":
        # So do the verbs that ask for a metric: what is said by them is the same.
        verbs = meaning.value if meaning.kind == "DOES" else ()
        said = meaning.value[0] if meaning.kind == "METRIC" else ""
        said_of = said[1] if isinstance(said, tuple) and said[0] == "said" else said
        return value[0] in verbs or said_of == value[0]
    return meaning.kind == kind and bool(meaning.value == value)
