"""The definition card of a metric: formula in words, owner, source, status; and its target."""

from __future__ import annotations

from typing import Any

from nlq.answer import MetricCard, TargetShown
from nlq.tell.formulas import formula_text
from semantic_layer.model import Model, pick_text
from semantic_layer.query import Data, Metric
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.targets import adds_up, find_target


def metric_card(name: str, model: Model, locale: str) -> MetricCard:
    """Return what is known of a metric, in the reader's language."""
    spec = model.metrics[name]
    goal = model.goals.get(spec.goal or "")
    return MetricCard(
        name=name, label=model.metric_label(name, locale), definition=pick_text(spec.description, locale),
        formula=formula_text(name, model, locale), version=spec.version, hash=model.hashes.get(name, ""),
        owner=spec.owner, department=spec.department, source=pick_text(spec.source, locale) or None,
        cadence=spec.cadence, goal=(pick_text(goal.label, locale) if goal else None), unit=spec.unit,
        direction=spec.direction,
        status=spec.status, certified=spec.status == "certified", replaced_by=spec.replaced_by,
    )  # fmt: skip


def target_shown(query: Any, compiled: CompiledQuery, result: Result, model: Model) -> TargetShown | None:
    """Return the target of a single number, where the model has one for just this period and segment.

    A target of a quantity against a period that is not over is prorated by the days gone (linear).
    """
    if not isinstance(query, Data) or query.by or len(query.measures) != 1 or compiled.period is None:
        return None
    measure = query.measures[0]
    value = result.rows[0][0] if result.rows else None
    if not isinstance(measure, Metric) or measure.where is not None or value is None:
        return None
    segment = _segment(query.where)
    target = find_target(model, measure.name, compiled.period, segment) if segment is not None else None
    if target is None:
        return None
    spec = model.metrics[measure.name]
    wanted, prorated = target.value, False
    if adds_up(measure.name, model) and not compiled.period.complete:
        gone = (compiled.period.end - compiled.period.start).days
        wanted *= gone / (compiled.period.whole_end - compiled.period.start).days
        prorated = True
    attained = float(value) / wanted if wanted else None
    good = float(value) >= wanted if spec.direction != "down" else float(value) <= wanted
    status: Any = "unknown" if spec.direction == "none" else "on_track" if good else "behind"
    return TargetShown(value=wanted, attainment=attained, status=status, period=target.period, prorated=prorated)


def _segment(where: Any) -> dict[str, Any] | None:
    if where is None:
        return {}
    return {where.dimension: where.value} if where.kind == "is" and where.op == "=" else None
