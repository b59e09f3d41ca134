"""Many single numbers in few statements: each a metric with its own period and filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.inputs import input_names
from semantic_layer.query import And, Data, Group, Groups, Is, Metric
from semantic_layer.result import CompiledQuery, MeasureDays, Result

#: Compiles and runs a semantic query under the viewer's policies: the one way to a number.
Run = Callable[[Any], tuple[CompiledQuery, Result]]
#: Measures that one data query takes.
MOST = 20
#: From this many segments on, they are groups of one query and not a filter each.
GROUPED_FROM = 3


@dataclass(frozen=True)
class Measured:
    """The value of a measure and the days it is of; or the issues why it has none."""

    value: float | None = None
    days: MeasureDays | None = None
    issues: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()


def measure_all(measures: Sequence[Metric], model: Model, run: Run) -> list[Measured]:
    """Return what came of each measure, in order. One that is refused does not keep the others from an answer."""
    found: dict[Metric, Measured] = {}
    for names, segments in _grids(measures, model):
        found |= _measure_grid(names, segments, run)
    rest = [measure for measure in dict.fromkeys(measures) if measure not in found]
    for start in range(0, len(rest), MOST):
        found |= zip(rest[start : start + MOST], _measure(rest[start : start + MOST], run), strict=True)
    return [found[measure] for measure in measures]


def _measure(measures: Sequence[Metric], run: Run) -> Iterator[Measured]:
    try:
        compiled, result = run(Data(measures=tuple(measures)))
    except QueryRefused as refused:
        if len(measures) == 1:
            yield Measured(issues=refused.issues)
            return
        half = len(measures) // 2
        yield from _measure(measures[:half], run)
        yield from _measure(measures[half:], run)
        return
    for column in range(len(measures)):
        yield _measured(column, result.rows[0][column], compiled)


def _measured(column: int, value: Any, compiled: CompiledQuery) -> Measured:
    number = None if value is None else float(value)
    return Measured(number, compiled.days[column], warnings=compiled.warnings)


Grid = tuple[tuple[Metric, ...], tuple[Any, ...]]


def _grids(measures: Sequence[Metric], model: Model) -> Iterator[Grid]:
    """Yield measures without their filters, and the filters that all of them have: segments that exclude each other."""
    filters: dict[tuple[Metric, frozenset[str]], list[Any]] = defaultdict(list)
    for measure in dict.fromkeys(measures):
        names = _dimensions(measure.where)
        if names and adds_by_group(measure.name, model):
            filters[measure.model_copy(update={"where": None}), names].append(measure.where)
    alike: dict[tuple[Any, ...], list[Metric]] = defaultdict(list)
    for (measure, _), wheres in filters.items():
        if len(wheres) >= GROUPED_FROM:
            alike[tuple(wheres)].append(measure)
    yield from (
        (tuple(names[at : at + MOST]), wheres) for wheres, names in alike.items() for at in range(0, len(names), MOST)
    )


def _dimensions(where: Any) -> frozenset[str]:
    """Return the dimensions of a filter that picks one member of each; none where it does not."""
    parts = where.parts if isinstance(where, And) else (where,)
    names = [part.dimension for part in parts if isinstance(part, Is)]
    return frozenset(names) if len(names) == len(parts) else frozenset()


def adds_by_group(metric: str, model: Model) -> bool:
    """Say whether a metric is the same for a filter as for a group: no side of it leaves out a filter."""
    spec = model.metrics[metric]
    inputs = input_names(spec)
    if spec.ignores or spec.calculation.type not in ("simple", "first_time", "derived"):
        return False
    return all(name in model.metrics and adds_by_group(name, model) for name in inputs)


def _measure_grid(measures: Sequence[Metric], wheres: Sequence[Any], run: Run) -> dict[Metric, Measured]:
    """Return the values of measures in segments, from one query; a segment without rows is left to its own query."""
    groups = Groups(groups=tuple(Group(label=str(at), where=where) for at, where in enumerate(wheres)))
    try:
        compiled, result = run(Data(measures=tuple(measures), by=(groups,)))
    except QueryRefused:
        return {}
    rows = {row[0]: row[1:] for row in result.rows if row[0] is not None}
    return {
        measure.model_copy(update={"where": where}): _measured(column, rows[str(at)][column], compiled)
        for at, where in enumerate(wheres)
        if str(at) in rows
        for column, measure in enumerate(measures)
    }
