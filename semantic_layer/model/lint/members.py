"""Members that a folder names and the warehouse does not have."""

from __future__ import annotations

from semantic_layer.model.findings import Findings, Place, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.source import Key


def members_looked_at(model: Model) -> tuple[str, ...]:
    """Return the dimensions whose members lint compares with the warehouse's."""
    targeted = {name for target in model.targets for name in target.segment}
    return tuple(
        name for name, spec in model.dimensions.items() if spec.index or spec.members or name in targeted
    )  # fmt: skip


def find_unknown_members(subject: Subject) -> Findings:
    """Yield declared members, and segments of targets, that the warehouse does not have."""
    for name, dimension in subject.model.dimensions.items():
        for index, member in enumerate(dimension.members):
            yield from _missing(subject, ("dimensions", name), ("members", index), name, member.value)
    for index, target in enumerate(subject.model.targets):
        for name, value in target.segment.items():
            yield from _missing(subject, ("targets", index), ("segment", name), name, value)


def _missing(subject: Subject, place: Place, rest: Key, dimension: str, value: object) -> Findings:
    there = subject.members.get(dimension)
    if there is not None and value not in there:
        near = nearest(str(value), [str(each) for each in there]) if isinstance(value, str) else ()
        message = f"the warehouse has no {dimension} “{value}”."
        yield warning(place, rest, message, "unknown_member", near)
