"""Targets that nobody can reach, and targets that their parts contradict."""

from __future__ import annotations

from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.inputs import counts
from semantic_layer.model.lint.subject import Subject
from semantic_layer.targets import find_target_gaps


def find_targets_out_of_range(subject: Subject) -> Findings:
    """Yield targets that a share, which lies between 0 and 1, cannot reach."""
    for index, target in enumerate(subject.model.targets):
        if subject.model.metrics[target.metric].unit == "share" and not 0 <= target.value <= 1:
            message = f"{target.metric} is a share: {target.value:g} does not lie between 0 and 1."
            yield warning(("targets", index), ("value",), message, "target_range")


def find_negative_counts(subject: Subject) -> Findings:
    """Yield targets below 0 of what is counted."""
    for index, target in enumerate(subject.model.targets):
        if target.value < 0 and counts(subject.model.metrics[target.metric].calculation):
            message = f"{target.metric} is a count: it is never {target.value:g}."
            yield warning(("targets", index), ("value",), message, "target_range")


def find_target_sums(subject: Subject) -> Findings:
    """Yield targets that the targets of their parts contradict: periods, segments, inputs, children of the tree."""
    places = {id(target): index for index, target in enumerate(subject.model.targets)}
    members = {name: tuple(values) for name, values in subject.members.items()}
    for gap in find_target_gaps(subject.model, members or None):
        yield warning(("targets", places[id(gap.target)]), ("value",), gap.message, "target_sum")
