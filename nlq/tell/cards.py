"""The definition card of a metric: formula in words, owner, source, status."""

from __future__ import annotations

from nlq.answer import MetricCard
from nlq.tell.formulas import formula_text
from semantic_layer.model import Model, pick_text


def metric_card(name: str, model: Model, locale: str) -> MetricCard:
    """Return what is known of a metric, in the reader's language."""
    spec = model.metrics[name]
    goal = model.goals.get(spec.goal or "")
    return MetricCard(
        name=name, label=model.metric_label(name, locale), definition=pick_text(spec.description, locale),
        formula=formula_text(name, model, locale), version=spec.version, hash=model.hashes.get(name, ""),
        owner=spec.owner, owner_label=model.owner_label(spec.owner, locale) if spec.owner else None,
        department=spec.department,
        department_label=model.department_label(spec.department, locale) if spec.department else None,
        source=pick_text(spec.source, locale) or None,
        cadence=spec.cadence, goal=(pick_text(goal.label, locale) if goal else None), unit=spec.unit,
        unit_label=pick_text(spec.unit_label, locale) or None, decimals=spec.decimals, direction=spec.direction,
        status=spec.status, certified=spec.status == "certified", replaced_by=spec.replaced_by,
    )  # fmt: skip
