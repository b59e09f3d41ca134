"""The target of a metric for one calendar period and segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semantic_layer.model import Model
from semantic_layer.model.definitions import Target
from semantic_layer.result import PeriodShown


def find_target(model: Model, metric: str, period: PeriodShown, segment: Mapping[str, Any]) -> Target | None:
    """Return the target whose period is just this one and whose segment is just this filter, or None."""
    name = period_name(period)
    for target in model.targets:
        if target.metric == metric and target.period == name and dict(target.segment) == dict(segment):
            return target
    return None


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
