"""What steers: core metrics, weights, and what takes the place of a deprecated metric."""

from __future__ import annotations

from collections import defaultdict

from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.lint.subject import Subject

#: A department with more core metrics than this steers by none of them.
MOST_CORE = 5
#: Weights of one group add up to 1 but for rounding.
SLACK = 0.005


def find_many_core(subject: Subject) -> Findings:
    """Yield departments with too many core metrics, at the first one too many."""
    cores: dict[str, list[str]] = defaultdict(list)
    for name, metric in subject.model.metrics.items():
        if metric.core and metric.department:
            cores[metric.department].append(name)
    for department, names in sorted(cores.items()):
        if len(names) > MOST_CORE:
            message = f"{department} has {len(names)} core metrics; more than {MOST_CORE} steer nothing."
            yield warning(("metrics", names[MOST_CORE]), ("core",), message, "many_core")


def find_odd_weights(subject: Subject) -> Findings:
    """Yield groups whose metrics' weights, or models whose groups' weights, do not add up to 1."""
    model = subject.model
    totals: dict[str, float] = defaultdict(float)
    for metric in model.metrics.values():
        if metric.group and metric.weight is not None:
            totals[metric.group] += metric.weight
    for group, total in sorted(totals.items()):
        if abs(total - 1) > SLACK:
            message = f"the weights of its metrics add up to {total:.2f}, not 1."
            yield warning(("groups", group), (), message, "weights")
    groups = {name: group.weight for name, group in model.groups.items() if group.weight is not None}
    if groups and abs(sum(groups.values()) - 1) > SLACK:
        message = f"the weights of the groups add up to {sum(groups.values()):.2f}, not 1."
        yield warning(("groups", next(iter(groups))), ("weight",), message, "weights")


def find_deprecated(subject: Subject) -> Findings:
    """Yield deprecated metrics that nothing, or nothing alive, takes the place of."""
    metrics = subject.model.metrics
    for name, metric in metrics.items():
        heir = metrics.get(metric.replaced_by or "")
        if metric.status == "deprecated" and heir is None:
            yield warning(("metrics", name), (), "is deprecated, and does not say what replaces it.", "no_heir")
        if heir is not None and heir.status == "deprecated":
            message = "is replaced by a metric that is deprecated too."
            yield warning(("metrics", name), ("replaced_by",), message, "no_heir")
