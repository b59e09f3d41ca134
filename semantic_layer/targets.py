"""The target of a metric for one calendar period and segment."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from semantic_layer.model import Model
from semantic_layer.model.definitions import Target
from semantic_layer.model.inputs import input_names
from semantic_layer.query import Board, Data, Is, Metric, Named
from semantic_layer.query.period import Unit
from semantic_layer.result import PeriodShown

#: How a period that targets write is named: the unit by its letter, and its months.
_UNITS: dict[str, tuple[Unit, int]] = {"H": ("half", 6), "Q": ("quarter", 3), "": ("month", 1)}


def find_target(model: Model, metric: str, period: PeriodShown, segment: Mapping[str, Any]) -> Target | None:
    """Return the target whose period is just this one and whose segment is just this filter, or None."""
    name = period_name(period)
    for target in model.targets:
        if target.metric == metric and target.period == name and dict(target.segment) == dict(segment):
            return target
    return None


def board_queries(query: Board, model: Model, today: dt.date) -> Iterator[Data]:
    """Yield a query for each metric and target of a board: its metric in the target's own period and segment.

    With a period, each metric that has targets at all is asked in it; without one, in each target's period that
    holds today.
    """
    wanted = query.metrics or tuple(dict.fromkeys(target.metric for target in model.targets))
    for name in wanted:
        department = model.metrics[name].department or ""
        if query.department and query.department.casefold() != department.casefold():
            continue
        targets = [target for target in model.targets if target.metric == name and _fits(target, query.where)]
        periods = [query.period] if query.period else [read_period(t.period) for t in targets if _holds(t, today)]
        for period in periods if targets else ():
            yield Data(measures=(Metric(name=name),), where=query.where, period=period)


def _fits(target: Target, where: Any) -> bool:
    if where is None:
        return not target.segment
    return isinstance(where, Is) and where.op == "=" and dict(target.segment) == {where.dimension: where.value}


def read_period(name: str) -> Named:
    """Return a period as targets write it.

    >>> read_period("2026-Q4").unit, read_period("2026-Q4").number, read_period("2026").number
    ('quarter', 4, None)
    """
    year, letter, number = _parts(name)
    return Named(unit=_UNITS[letter][0], number=number, year=year) if number else Named(unit="year", year=year)


def _parts(name: str) -> tuple[int, str, int | None]:
    found = re.fullmatch(r"(\d{4})(?:-([HQ]?)(\d+))?", name)
    if found is None:
        raise ValueError(f"“{name}” is no period of a target")
    return int(found[1]), found[2] or "", int(found[3]) if found[3] else None


def _holds(target: Target, day: dt.date) -> bool:
    year, letter, number = _parts(target.period)
    months = _UNITS[letter][1]
    return year == day.year and (number is None or (day.month - 1) // months + 1 == number)


def adds_up(metric: str, model: Model) -> bool:
    """Say whether a metric's days add up to its period: a target for the whole can then be set against a part of it.

    Sums, counts and first times do, and sums and differences of them; averages, ratios, balances and distinct
    counts do not: they are set against the whole target.
    """
    calculation: Any = model.metrics[metric].calculation
    if calculation.type == "derived":
        linear = not set(calculation.formula) & set("*/")
        return linear and all(
            name in model.metrics and adds_up(name, model) for name in input_names(model.metrics[metric])
        )
    return calculation.type == "first_time" or (calculation.type == "simple" and calculation.agg in ("sum", "count"))


def period_name(period: PeriodShown) -> str | None:
    """Return a whole calendar period as targets write it (2026, 2026-H1, 2026-Q4, 2026-11), else None."""
    start, end = period.start, period.whole_end
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day != 1 or end.day != 1 or months not in (1, 3, 6, 12) or (start.month - 1) % months:
        return None
    number = (start.month - 1) // months + 1
    return {1: f"{start:%Y-%m}", 3: f"{start.year}-Q{number}", 6: f"{start.year}-H{number}", 12: str(start.year)}[
        months
    ]
