"""Names that are not there: texts that are empty, and dimensions that have no name in a language of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from semantic_layer.model.definitions import Member, Named
from semantic_layer.model.findings import Findings, Place, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.model.source import Key


def find_empty_names(subject: Subject) -> Findings:
    """Yield labels, synonyms and descriptions without a character: what they name is shown as nothing."""
    for place, at, named in _named(subject.model):
        described = named.description if isinstance(named, Named) else {}
        for field, by_language in (("label", named.label), ("description", described)):
            for language, text in by_language.items():
                if not text.strip():
                    yield warning(place, (*at, field, language), "is empty: leave it out.", "empty_name")
        for language, words in named.synonyms.items():
            if any(not word.strip() for word in words):
                yield warning(place, (*at, "synonyms", language), "one of them is empty.", "empty_name")


def _named(model: Model) -> Iterator[tuple[Place, Key, Named | Member]]:
    sections: dict[str, Mapping[str, Named]] = {
        "metrics": model.metrics, "dimensions": model.dimensions, "goals": model.goals, "groups": model.groups,
        "owners": model.owners, "departments": model.departments,
    }  # fmt: skip
    for section, things in sections.items():
        yield from (((section, name), (), thing) for name, thing in things.items())
    for name, dimension in model.dimensions.items():
        yield from ((("dimensions", name), ("members", n), each) for n, each in enumerate(dimension.members))


def find_unlabelled(subject: Subject) -> Findings:
    """Yield dimensions without a label in a language of the metrics: answers show the name that the file gives them."""
    for name, dimension in subject.model.dimensions.items():
        for language in sorted(subject.languages - set(dimension.label)):
            message = f"has no label in {language}, in which the metrics have one: answers show another name of it."
            yield warning(("dimensions", name), ("label",), message, "no_label")
