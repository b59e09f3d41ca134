"""Metrics and dimensions as the API lists them."""

from __future__ import annotations

from typing import Any

from api.lineage import describe_lineage
from api.problem_words import tell_no_metric
from api.problems import Problem
from nlq.tell.cards import metric_card
from semantic_layer.model import Model, pick_text
from semantic_layer.model.history import History
from semantic_layer.model.nearest import nearest


def describe_metrics(
    model: Model, locale: str, search: str = "", department: str = "", offset: int = 0, limit: int | None = None
) -> dict[str, Any]:
    """Return the cards of the metrics that are looked for; deprecated ones say what replaces them.

    Core metrics come first where there is a ``limit``. ``total`` is how many there are without it.
    """
    cores = [name for name, metric in model.metrics.items() if metric.core]
    found = [name for name in model.metrics if _is_sought(name, model, search, department)]
    if limit is not None:
        found.sort(key=lambda name: name not in cores)
    page = found[offset:] if limit is None else found[offset : offset + limit]
    departments = sorted({metric.department for metric in model.metrics.values() if metric.department})
    return {
        "model": pick_text(model.header.label, locale) or model.header.name, "core": cores, "total": len(found),
        "departments": departments,
        "department_labels": {name: model.department_label(name, locale) for name in departments},
        "metrics": [metric_card(name, model, locale).model_dump() for name in page],
    }  # fmt: skip


def _is_sought(name: str, model: Model, search: str, department: str) -> bool:
    """Say whether each word of a search is in what a metric is called, in any language, or in its definition."""
    metric = model.metrics[name]
    if department and metric.department != department:
        return False
    told = " ".join(
        (name.replace("_", " "), *metric.names, *metric.description.values(), *_owner_names(metric.owner, model))
    ).casefold()
    return all(word in told for word in search.casefold().split())


def _owner_names(name: str | None, model: Model) -> tuple[str, ...]:
    party = model.owners.get(name or "")
    return (name or "", *(party.names if party else ()))


def describe_metric(name: str, model: Model, locale: str, history: History) -> dict[str, Any]:
    """Return one metric's card, what it is computed from, and who changed it when (null where nobody keeps that).

    Raises:
        Problem: 404, with the nearest names.
    """
    if name not in model.metrics:
        near = nearest(name, model.metrics)
        language = "zh" if locale.lower().startswith("zh") else "en"
        raise Problem(404, *tell_no_metric(name, near, language), suggestions=near)
    changes = history(name)
    kept = None if changes is None else [change.model_dump(mode="json") for change in changes]
    lineage = describe_lineage(name, model, locale)
    return metric_card(name, model, locale).model_dump() | {"lineage": lineage, "history": kept}


def describe_dimensions(model: Model, locale: str) -> dict[str, Any]:
    """Return every dimension's name, label and description."""
    return {
        "dimensions": [
            {"name": n, "label": model.dimension_label(n, locale), "description": pick_text(d.description, locale)}
            for n, d in model.dimensions.items()
        ]
    }
