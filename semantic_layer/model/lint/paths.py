"""Join paths: breakdowns that are refused because two ways lead there, and what nothing leads to."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from semantic_layer.compiler.paths import find_paths, path_to, paths_to
from semantic_layer.issues import QueryRefused
from semantic_layer.model.check_metrics import home_tables
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.inputs import input_names
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model


def find_ambiguous_paths(subject: Subject) -> Findings:
    """Yield dimensions that a table reaches in several ways without a ``via``, and the metrics that cannot use them."""
    model = subject.model
    homes: dict[str, list[str]] = defaultdict(list)
    for name in model.metrics:
        for table in sorted(home_tables(model, name)):
            homes[table].append(name)
    for dimension in model.dimensions:
        for table, metrics in homes.items():
            ways = _ways(model, table, dimension)
            if len(ways) > 1:
                told = f"{table} reaches it in {len(ways)} ways ({'; '.join(ways)}) and no `via` says which"
                message = f"{told}: {', '.join(metrics)} cannot be broken down by it."
                yield warning(("dimensions", dimension), (), message, "ambiguous_path")


def find_unreached(subject: Subject) -> Findings:
    """Yield metrics that no dimension reaches: they can be asked for as a whole and over time only."""
    model = subject.model
    for name in model.metrics if model.dimensions else ():
        if not any(_breaks_down(model, name, dimension) for dimension in model.dimensions):
            yield warning(("metrics", name), (), "no dimension reaches it: it cannot be broken down.", "unreached")


def find_unused(subject: Subject) -> Findings:
    """Yield tables that nothing uses."""
    model = subject.model
    used = {getattr(metric.calculation, "table", None) for metric in model.metrics.values()}
    used |= {name for join in model.joins for name in (join.table, join.to)}
    used |= {dimension.table for dimension in model.dimensions.values()}
    for name in model.tables:
        if name not in used:
            yield warning(("tables", name), (), "is used by no metric, join or dimension.", "unused")


def find_hidden_tables(subject: Subject) -> Findings:
    """Yield policies that say nothing of a table that leads to their dimension: nobody sees its rows."""
    model = subject.model
    for index, policy in enumerate(model.policies):
        target = model.dimensions[policy.dimension].table
        for table in model.tables:
            count = len(paths_to(model, table, policy.dimension))
            if count != 1 and find_paths(model.joins, table, target):
                ways = f"in {count} ways" if count else "only by joins that its “via” does not name"
                told = f"{table} leads to {policy.dimension} {ways}"
                message = f"{told}: who may see its rows is not said, and nobody does."
                yield warning(("policies", index), ("dimension",), message, "policy_path")


def _ways(model: Model, table: str, dimension: str) -> tuple[str, ...]:
    try:
        path_to(model, table, dimension)
    except QueryRefused as refused:
        return refused.issues[0].suggestions
    return ()


def _breaks_down(model: Model, name: str, dimension: str) -> bool:
    """Say whether a dimension reaches everything a metric is computed from, but for what is declared to ignore it."""
    calculation: Any = model.metrics[name].calculation
    table = getattr(calculation, "table", None)
    if table is not None:
        return _reaches(model, table, dimension)
    if calculation.type == "conversion":
        return _breaks_down(model, calculation.start.metric, dimension)
    free = calculation.denominator.metric if dimension in getattr(calculation, "denominator_ignores", ()) else None
    return all(_breaks_down(model, each, dimension) for each in input_names(model.metrics[name]) if each != free)


def _reaches(model: Model, table: str, dimension: str) -> bool:
    try:
        return path_to(model, table, dimension) is not None
    except QueryRefused:
        # Two ways lead there: that is told of the dimension.
        return True
