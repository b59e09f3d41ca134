"""Rows without a date of their own that lead to a table which has one."""

from __future__ import annotations

from semantic_layer.compiler.paths import find_paths
from semantic_layer.model.check_times import has_time
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model


def find_undated(subject: Subject) -> Findings:
    """Yield metrics whose rows have no date while what they lead to has one."""
    model = subject.model
    for name, metric in model.metrics.items():
        table = getattr(metric.calculation, "table", "")
        dated = [] if has_time(model, metric.calculation) else _times_reached(model, table)
        if dated:
            known = f"rows of {table} have no date: it is known as of now alone"
            message = f"{known}, unless `time` is {' or '.join(dated)}."
            yield warning(("metrics", name), (), message, "undated")


def _times_reached(model: Model, table: str) -> list[str]:
    found = []
    for name, spec in model.tables.items():
        if spec.time and "." not in spec.time and not spec.history and len(find_paths(model.joins, table, name)) == 1:
            found.append(f"{name}.{spec.time}")
    return found
