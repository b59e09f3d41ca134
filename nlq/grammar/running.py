"""What is "cumulative": the metric that runs on from the year's begin, or just the sum of what the question spans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar import rules
from nlq.grammar.slots import Slots
from nlq.index import Index
from semantic_layer import query as q

rule = rules.rule


@rule("CUMUL", "METRIC")
def cumulative(left: str, right: Any, index: Index) -> rules.Made:
    """Read "cumulative revenue": since when is for the rest of the question to say."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "METRIC", (("cumul", right[0]),), 0.4


def is_by_time(slots: Slots) -> bool:
    """Say whether numbers are told along time."""
    return slots.trend or any(axis[0] == "grain" for axis in slots.axes)


def settle_running(slots: Slots, index: Index) -> Slots | None:
    """Return the slots with what a cumulative metric is; None where nothing says since when it runs.

    By month, it is the model's own metric that runs on from the begin of the year; without a breakdown, the sum of a
    span that says where it begins.
    """
    if not any(isinstance(value, tuple) and value[0] == "cumul" for value in slots.metrics):
        return slots
    settled = tuple(_settled(value, slots.period, is_by_time(slots), index) for value in slots.metrics)
    return replace(slots, metrics=settled) if None not in settled else None


def _settled(value: Any, period: Any, by_time: bool, index: Index) -> Any:
    if not isinstance(value, tuple) or value[0] != "cumul":
        return value
    if not by_time:
        return value[1] if _begins(period) else None
    known = [
        name
        for name, metric in index.model.metrics.items()
        if metric.calculation.type == "cumulative" and metric.calculation.metric == value[1]
        and metric.calculation.since == "year"
    ]  # fmt: skip
    return known[0] if len(known) == 1 and _is_year(period) else None


def _begins(period: Any) -> bool:
    """Say whether a period says since when: a year, what is to date, "since May"."""
    since = isinstance(period, q.Between) and period.first is not None
    return _is_year(period) or since or bool(getattr(period, "to_date", False))


def _is_year(period: Any) -> bool:
    return isinstance(period, q.Relative | q.Named) and period.unit == "year" and not period.fiscal
