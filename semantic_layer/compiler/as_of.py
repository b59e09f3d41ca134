"""The day that stocks are told as of: what is asked of them up to a day is what there is on it, and no span of days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TypeVar

from semantic_layer.compiler.sides import Sides
from semantic_layer.model import Model
from semantic_layer.model.definitions import Balance, Derived, Ratio
from semantic_layer.model.inputs import input_names
from semantic_layer.names import walk_measures
from semantic_layer.query import NOW, Between, Component, Data, Fold, Grain, Measure, Metric
from semantic_layer.result import ComparisonShown, PeriodShown

Shown = TypeVar("Shown", PeriodShown, ComparisonShown)


def set_as_of(sides: Sides, query: Data, model: Model) -> Sides:
    """Return sides with the day that each is told as of, where stocks alone are asked for up to a day, since no day.

    What is asked for as of now lacks nothing: it is as of the last day of its data, and that day is told. A later day
    that is named has no data yet, and is warned of.
    """
    if not _is_as_of(query, model):
        return sides
    kept = sides.warnings
    if query.period == NOW:
        kept = tuple(issue for issue in kept if issue.code != "incomplete_period")
    # As many days on both sides are nothing to a stock.
    others = tuple(_on_its_day(each).model_copy(update={"like_for_like": False}) for each in sides.comparisons)
    return replace(sides, period=_on_its_day(sides.period), comparisons=others, warnings=kept)


def _is_as_of(query: Data, model: Model) -> bool:
    period = query.period
    if not isinstance(period, Between) or period.first is not None or any(isinstance(axis, Grain) for axis in query.by):
        return False
    return all(_stands(measure, model) for measure in query.measures)


def _stands(measure: Measure, model: Model) -> bool:
    """Say whether a measure is one of stocks alone, or a number of things by stocks: none of it is over days."""
    nodes = list(walk_measures(measure))
    if any(isinstance(node, Fold | Component | Grain) for node in nodes):
        return False
    metrics = [node for node in nodes if isinstance(node, Metric)]
    return bool(metrics) and all(each.period is None and _is_stock(each.name, model) for each in metrics)


def _is_stock(name: str, model: Model) -> bool:
    """Say whether a metric is what there is at the end of a period, or is computed from nothing else."""
    metric = model.metrics[name]
    if isinstance(metric.calculation, Ratio | Derived):
        inputs = input_names(metric)
        return bool(inputs) and all(_is_stock(each, model) for each in inputs)
    return isinstance(metric.calculation, Balance) and metric.calculation.take == "last"


def _on_its_day(shown: Shown) -> Shown:
    day = shown.end - dt.timedelta(days=1)
    return shown.model_copy(update={"as_of": day, "start": day})
