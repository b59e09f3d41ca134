"""What is "cumulative": the metric that runs on from the year's begin, or just the sum of what the question spans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.rules import rules
from nlq.grammar.rules.measures import is_stock
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.periods.since import units_to_date, year_up_to
from semantic_layer import query as q

rule = rules.rule


@rule("CUMUL", "METRIC")
def cumulative(left: str, right: Any, index: Index) -> rules.Made:
    """Read "cumulative revenue": since when is for the rest of the question to say, or to be asked."""
    if len(right) == 1 and isinstance(right[0], str):
        for since in ("", *(span.unit for span in units_to_date())):
            yield "METRIC", (("cumul", right[0], since),), 0.4


def is_by_time(slots: Slots) -> bool:
    """Say whether numbers are told along time."""
    return slots.trend or any(axis[0] == "grain" for axis in slots.axes)


def settle_running(slots: Slots, index: Index) -> Slots | None:
    """Return the slots with what a cumulative metric is; None where it is nothing.

    By month, it is the model's own metric that runs on from the begin of the year; without a breakdown, the sum of a
    span that says where it begins. Where it does not say so, each begin is a reading of its own: a month by itself and
    the year up to its end; this month, this quarter and this year up to now.
    """
    running = [value for value in slots.metrics if isinstance(value, tuple) and value[0] == "cumul"]
    if not running:
        return slots
    if is_by_time(slots):
        names, period = tuple(_along_time(value, slots.period, index) for value in slots.metrics), slots.period
    else:
        names = tuple(value[1] if value in running else value for value in slots.metrics)
        period = _span(slots.period, running[0][2])
        if (slots.compares and not _begins(slots.period)) or any(is_stock(value[1], index) for value in running):
            # Which of its spans is set against what? And a stock does not add up over time.
            period = None
    is_one = len({value[2] for value in running}) == 1
    return replace(slots, metrics=names, period=period) if is_one and period is not None and None not in names else None


def _along_time(value: Any, period: Any, index: Index) -> Any:
    if not isinstance(value, tuple) or value[0] != "cumul":
        return value
    known = [
        name
        for name, metric in index.model.metrics.items()
        if metric.calculation.type == "cumulative" and metric.calculation.metric == value[1]
        and metric.calculation.since == "year"
    ]  # fmt: skip
    return known[0] if len(known) == 1 and _is_year(period) and not value[2] else None


def _span(period: Any, since: str) -> Any:
    """Return the span that is summed up since the begin of ``since``, or as it stands where that is empty."""
    if period is None:
        return next((span for span in units_to_date() if span.unit == since), None)
    is_part = isinstance(period, q.Named) and period.unit in ("month", "quarter") and not period.fiscal
    if not since:
        return period if is_part or _begins(period) else None
    return year_up_to(period, period) if is_part and since == "year" else None


def _begins(period: Any) -> bool:
    """Say whether a period says since when: a year, what is to date, "since May"."""
    since = isinstance(period, q.Between) and period.first is not None
    return _is_year(period) or since or bool(getattr(period, "to_date", False))


def _is_year(period: Any) -> bool:
    return isinstance(period, q.Relative | q.Named) and period.unit == "year" and not period.fiscal
