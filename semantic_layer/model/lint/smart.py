"""Certified metrics along the five letters: specific, measurable, achievable, relevant, time-bound."""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.model.definitions import MetricDef, Target
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.inputs import counts, input_names
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.targets import target_days

Lack = tuple[str, str]


def find_missing_letters(subject: Subject) -> Findings:
    """Yield the letters that a certified metric lacks: codes ``smart_s`` to ``smart_t``."""
    model = subject.model
    languages = subject.languages
    for name, metric in model.metrics.items():
        if metric.status != "certified":
            continue
        targets = [target for target in model.targets if target.metric == name]
        lacks = [*_specific(metric, model, languages), *_measurable(metric, languages)]
        lacks += [*_achievable(metric, targets), *_relevant(metric), *_timed(metric, targets, subject)]
        for letter, what in lacks:
            yield warning(("metrics", name), (), f"{letter}: {what}.", f"smart_{letter[0].lower()}")


def _specific(metric: MetricDef, model: Model, languages: set[str]) -> Iterator[Lack]:
    for what, texts in (("label", metric.label), ("description", metric.description)):
        if untold := sorted(languages - set(texts)):
            yield "Specific", f"no {what} in {', '.join(untold)}"
    for name in input_names(metric):
        # A formula is read by the labels of its inputs; without one it shows a name of the file.
        if unread := sorted(languages - set(model.metrics[name].label)):
            yield "Specific", f"its formula shows {name}, which has no label in {', '.join(unread)}"


def _measurable(metric: MetricDef, languages: set[str]) -> Iterator[Lack]:
    if "unit" not in metric.model_fields_set and not counts(metric.calculation):
        yield "Measurable", "its unit is not said, and it counts nothing"
    if "direction" not in metric.model_fields_set:
        yield "Measurable", "it does not say which way is good (up, down, or none)"
    elif metric.core and metric.direction == "none":
        yield "Measurable", "a core metric that does not say which way is good"
    if untold := sorted(languages - set(metric.source)):
        yield "Measurable", f"no data source in {', '.join(untold)}"


def _achievable(metric: MetricDef, targets: list[Target]) -> Iterator[Lack]:
    if metric.core and not targets:
        yield "Achievable", "a core metric without a target"


def _relevant(metric: MetricDef) -> Iterator[Lack]:
    if not metric.owner:
        yield "Relevant", "it has no owner"
    if not metric.department:
        yield "Relevant", "it belongs to no department"
    if not metric.goal:
        yield "Relevant", "it serves no goal"


def _timed(metric: MetricDef, targets: list[Target], subject: Subject) -> Iterator[Lack]:
    if not metric.cadence:
        yield "Time-bound", "it has no cadence"
    if targets and subject.day:
        last = max(targets, key=lambda target: target_days(target.period, subject.model.calendar)[1])
        if target_days(last.period, subject.model.calendar)[1] <= subject.day:
            yield "Time-bound", f"its last target, for {last.period}, has run out"
