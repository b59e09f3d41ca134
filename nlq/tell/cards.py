"""The definition card of a metric: formula in words, owner, source, status."""

from __future__ import annotations

from typing import Any

from nlq.answer import MetricCard, TargetShown
from semantic_layer.model import Model, pick_text
from semantic_layer.model.definitions import Condition
from semantic_layer.query import Data, Metric
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.targets import adds_up, find_target


def metric_card(name: str, model: Model, locale: str) -> MetricCard:
    """Return what is known of a metric, in the reader's language."""
    spec = model.metrics[name]
    goal = model.goals.get(spec.goal or "")
    return MetricCard(
        name=name, label=model.metric_label(name, locale), definition=pick_text(spec.description, locale),
        formula=formula_text(name, model, locale), version=spec.version, owner=spec.owner, department=spec.department,
        source=pick_text(spec.source, locale) or None, cadence=spec.cadence,
        goal=(pick_text(goal.label, locale) if goal else None), unit=spec.unit, direction=spec.direction,
        status=spec.status, certified=spec.status == "certified", replaced_by=spec.replaced_by,
    )  # fmt: skip


def formula_text(name: str, model: Model, locale: str) -> str:
    """Return how a metric is computed, from its definition: nothing is written twice."""
    calculation: Any = model.metrics[name].calculation
    kind = calculation.type
    if kind == "ratio":
        sides = (calculation.numerator, calculation.denominator)
        return " ÷ ".join(model.metric_label(side.metric, locale) + _where(side.where) for side in sides)
    if kind == "derived":
        text = str(calculation.formula)
        for metric in sorted(model.metrics, key=len, reverse=True):
            text = text.replace(metric, model.metric_label(metric, locale)) if metric in text else text
        return text
    if kind == "simple":
        return f"{calculation.agg}({calculation.column or calculation.table})" + _where(calculation.where)
    if kind == "entity_count":
        having = calculation.having
        rule = f", {having.agg}({having.column or '*'}) {having.op} {having.value:g}" if having else ""
        return f"count_distinct({calculation.entity}{rule})" + _where(calculation.where)
    if kind == "first_time":
        return f"count(first {calculation.entity})" + _where(calculation.where)
    if kind == "balance":
        return f"{calculation.take}({calculation.column or calculation.table})" + _where(calculation.where)
    if kind == "cumulative":
        reach = (
            f"since {calculation.since}" if calculation.since else f"{calculation.window} × {calculation.unit or 'day'}"
        )
        return f"{model.metric_label(calculation.metric, locale)} [{reach}]"
    if kind == "retention":
        counted = f"count_distinct({calculation.entity})"
        return f"{counted} ÷ {counted} [unit before]" + _where(calculation.where)
    return str(kind)


def _where(where: tuple[Condition, ...]) -> str:
    shown = [f"{c.field} {c.op}" + ("" if c.value is None else f" {c.value}") for c in where]
    return f" [{', '.join(shown)}]" if shown else ""


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
