"""Metrics of rows without a date: known as of now, in no period and against no other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from semantic_layer.compiler.setting import Setting
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.inputs import input_names, time_places
from semantic_layer.result import PeriodShown


def check_now(setting: Setting, metric: str, *, asked: bool) -> bool:
    """Say whether all of a metric is known as of now alone; what of it is, is noted.

    ``asked`` says that a period, a unit of time or a comparison is asked of it.

    Raises:
        QueryRefused: as_of_now_only, where one is, and some of the metric's rows have no date.
    """
    names = _without_date(setting.model, metric)
    if names and asked:
        raise QueryRefused(*(_refused(setting, name) for name in names))
    for name in names:
        label = setting.model.metric_label(name, setting.session.locale)
        message = f"{label}: as of now, its rows have no date."
        setting.note(Issue(code="no_time_metric", message=message, params={"label": label}))
    return bool(names) and not time_places(setting.model.metrics, setting.model.tables, metric)


def today_shown(today: dt.date) -> PeriodShown:
    """Return today as the days of what is known as of now."""
    end = today + dt.timedelta(days=1)
    return PeriodShown(symbolic="now", start=today, end=end, whole_end=end, complete=True, unit="day")


def _without_date(model: Model, metric: str) -> tuple[str, ...]:
    """Return the metrics among a metric and its inputs whose rows have no date."""
    spec = model.metrics[metric]
    inputs = input_names(spec)
    if inputs:
        return tuple(dict.fromkeys(name for each in inputs for name in _without_date(model, each)))
    calculation: Any = spec.calculation
    is_valid = getattr(calculation, "valid_from", None)
    return () if is_valid or time_places(model.metrics, model.tables, metric) else (metric,)


def _refused(setting: Setting, metric: str) -> Issue:
    label = setting.model.metric_label(metric, setting.session.locale)
    message = f"The rows of {label} have no date: it is known as of now, in no period and against none."
    return Issue(code="as_of_now_only", message=message, suggestions=(label,), params={"label": label})
