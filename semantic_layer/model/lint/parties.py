"""Owners and departments: names that the model's list of them lacks, and entries that nothing or nobody is told by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from semantic_layer.model.definitions import Party
from semantic_layer.model.findings import Findings, Place, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.text import plain

#: Where a name is given: the part, and the key there.
Given = Iterator[tuple[Place, str]]


def find_unlisted_parties(subject: Subject) -> Findings:
    """Yield owners and departments that the list of them lacks, where there is one: each is probably a slip."""
    for section, key, listed, given in _sections(subject.model):
        for place, name in given:
            if listed and name not in listed:
                message = f"“{name}” is none of the {section} that are listed."
                yield warning(place, (key,), message, "unlisted_party", nearest(name, listed))


def find_idle_parties(subject: Subject) -> Findings:
    """Yield listed owners and departments that no metric or goal names."""
    for section, key, listed, given in _sections(subject.model):
        named = {name for _, name in given}
        for name in listed:
            if name not in named:
                message = f"no {'metric' if key == 'department' else 'metric or goal'} has it as its {key}."
                yield warning((section, name), (), message, "idle_party", nearest(name, named - set(listed)))


def find_unlabelled_parties(subject: Subject) -> Findings:
    """Yield listed owners and departments without a label in a language of the metrics.

    In the language of the model the name itself is one.
    """
    wanted = subject.languages - {subject.model.header.locale.split("-")[0]}
    for section, _, listed, _ in _sections(subject.model):
        for name, party in listed.items():
            for language in sorted(wanted - set(party.label)):
                message = f"has no label in {language}, in which the metrics have one: answers show the name."
                yield warning((section, name), ("label",), message, "no_label")


def find_colliding_parties(subject: Subject) -> Findings:
    """Yield words that two listed departments are called by, or two owners."""
    for section, _, listed, _ in _sections(subject.model):
        first: dict[str, str] = {}
        for name, party in listed.items():
            for word in dict.fromkeys(plain(each) for each in (name, *party.names)):
                other = first.setdefault(word, name)
                if word and other != name:
                    yield warning((section, name), (), f"“{word}” also means {section}.{other}.", "colliding_word")


def _sections(model: Model) -> Iterator[tuple[str, str, Mapping[str, Party], list[tuple[Place, str]]]]:
    """Yield each list of parties: its section, the key that names one of it, the list, and where names are given."""
    sections: tuple[tuple[str, str, Mapping[str, Party], Callable[[Model], Given]], ...] = (
        ("owners", "owner", model.owners, _owners), ("departments", "department", model.departments, _departments),
    )  # fmt: skip
    for section, key, listed, given in sections:
        yield section, key, listed, list(given(model)) if listed else []


def _owners(model: Model) -> Given:
    yield from ((("metrics", name), metric.owner) for name, metric in model.metrics.items() if metric.owner)
    yield from ((("goals", name), goal.owner) for name, goal in model.goals.items() if goal.owner)


def _departments(model: Model) -> Given:
    yield from ((("metrics", name), metric.department) for name, metric in model.metrics.items() if metric.department)
