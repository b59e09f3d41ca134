"""The day that stocks are told as of: what is asked of them up to a day is what there is on it, and no span of days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TypeVar

from semantic_layer.compiler.sides import Sides
from semantic_layer.model import Model
from semantic_layer.model.definitions import Balance
from semantic_layer.query import Between, Data, Grain, Measure, Metric, Relative
from semantic_layer.result import ComparisonShown, PeriodShown

Shown = TypeVar("Shown", PeriodShown, ComparisonShown)
NOW = Between(last=Relative(unit="day"))


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
    if not isinstance(measure, Metric) or measure.period is not None:
        return False
    calculation = model.metrics[measure.name].calculation
    return isinstance(calculation, Balance) and calculation.take == "last"


def _on_its_day(shown: Shown) -> Shown:
    return shown.model_copy(update={"as_of": shown.end - dt.timedelta(days=1)})
