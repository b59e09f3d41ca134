"""What words mean by default: things that are there, each word once."""

from __future__ import annotations

from semantic_layer.model.definitions import DefaultMeaning
from semantic_layer.model.findings import Finding, Findings, Place, fits, missing, type_of
from semantic_layer.model.model import Model
from semantic_layer.model.text import plain


def check_meanings(model: Model) -> Findings:
    """Yield defaults that name an unknown thing, or none, and words with two of them."""
    seen: set[str] = set()
    for index, meaning in enumerate(model.meanings):
        place = ("meanings", index)
        if not meaning.spoken:
            yield Finding(place, ("words",), "names no word.")
        yield from missing(place, ("means",), meaning.means, [*model.metrics, *model.dimensions], "metric or dimension")
        yield from _member(place, meaning, model)
        for word in meaning.spoken:
            if plain(word) in seen:
                yield Finding(place, ("words",), f"“{word}” has two meanings by default.", code="duplicate")
            seen.add(plain(word))


def _member(place: Place, meaning: DefaultMeaning, model: Model) -> Findings:
    if meaning.member is None:
        return
    if meaning.means in model.metrics:
        yield Finding(place, ("member",), f"{meaning.means} is a metric: it has no members.")
    kind = type_of(model, meaning.means)
    if kind and not fits(meaning.member, kind):
        yield Finding(place, ("member",), f"{meaning.member!r} is no {kind}.")
