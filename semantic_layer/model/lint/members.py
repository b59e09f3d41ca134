"""Members that a folder names and the warehouse does not have."""

from __future__ import annotations

from semantic_layer.model.definitions import DefaultMeaning
from semantic_layer.model.findings import Findings, Place, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.source import Key
from semantic_layer.model.text import plain


def members_looked_at(model: Model) -> tuple[str, ...]:
    """Return the dimensions whose members lint compares with the warehouse's."""
    targeted = {name for target in model.targets for name in target.segment}
    targeted |= {meaning.means for meaning in model.meanings if meaning.member is not None}
    return tuple(
        name for name, spec in model.dimensions.items() if spec.index or spec.members or name in targeted
    )  # fmt: skip


def find_unknown_members(subject: Subject) -> Findings:
    """Yield declared members, segments of targets, and what words mean by default, that the warehouse does not have."""
    for name, dimension in subject.model.dimensions.items():
        for index, member in enumerate(dimension.members):
            yield from _missing(subject, ("dimensions", name), ("members", index), name, member.value)
    for index, target in enumerate(subject.model.targets):
        for name, value in target.segment.items():
            yield from _missing(subject, ("targets", index), ("segment", name), name, value)
    for index, meaning in enumerate(subject.model.meanings):
        if meaning.member is not None:
            called = _called_so(subject, meaning)
            yield from _missing(subject, ("meanings", index), ("member",), meaning.means, meaning.member, called)


def _called_so(subject: Subject, meaning: DefaultMeaning) -> tuple[str, ...]:
    """Return the members of the dimension that are called by a word of a default."""
    words = {plain(word) for word in meaning.spoken}
    there = subject.members.get(meaning.means, {})
    return tuple(str(value) for value, names in there.items() if words & {plain(name) for name in names})


def _missing(
    subject: Subject, place: Place, rest: Key, dimension: str, value: object, meant: tuple[str, ...] = ()
) -> Findings:  # fmt: skip
    there = subject.members.get(dimension)
    if there is not None and value not in there:
        near = nearest(str(value), [str(each) for each in there]) if isinstance(value, str) else ()
        message = f"the warehouse has no {dimension} “{value}”."
        yield warning(place, rest, message, "unknown_member", meant or near)
