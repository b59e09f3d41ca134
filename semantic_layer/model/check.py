"""The references of a model: every name that one part uses of another exists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from semantic_layer.compiler.expressions import check_expression, check_formula, formula_names
from semantic_layer.issues import ModelProblem
from semantic_layer.model.definitions import Condition, Derived, MetricDef, Ratio
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest

Locate = Callable[[tuple[str, str | int], tuple[str | int, ...]], tuple[str, int, str]]
Found = Iterator[tuple[tuple[str, str | int], tuple[str | int, ...], str, tuple[str, ...]]]


def check_references(model: Model, locate: Locate) -> list[ModelProblem]:
    """Return every reference that leads nowhere, and every metric that is made of itself."""
    problems = []
    for check in (_tables, _joins, _dimensions, _metrics, _circles, _rest):
        for key, rest, message, near in check(model):
            file, line, path = locate(key, rest)
            problems.append(ModelProblem(file=file, line=line, key=path, message=message, suggestions=near))
    return problems


def _missing(name: str, names: Collection[str], what: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if name not in names:
        yield f"there is no {what} “{name}”.", nearest(name, names)


def _tables(model: Model) -> Found:
    for name, table in model.tables.items():
        key = ("tables", name)
        for column in (*table.key, *((table.time,) if table.time else ())):
            for message, near in _missing(column, table.columns, "column"):
                yield key, ("key",) if column in table.key else ("time",), message, near
        physical = [column for column, spec in table.columns.items() if spec.expr is None]
        for column, spec in table.columns.items():
            for message in check_expression(spec.expr, physical) if spec.expr else ():
                yield key, ("columns", column, "expr"), message, ()


def _joins(model: Model) -> Found:
    for place, join in enumerate(model.joins):
        key = ("joins", place)
        for side, part in ((join.table, "table"), (join.to, "to")):
            for message, near in _missing(side, model.tables, "table"):
                yield key, (part,), message, near
        if join.table in model.tables and join.to in model.tables:
            for column, other in join.on.items():
                for message, near in _missing(column, model.tables[join.table].columns, "column"):
                    yield key, ("on", column), message, near
                for message, near in _missing(other, model.tables[join.to].columns, "column"):
                    yield key, ("on", column), message, near
            if set(join.on.values()) != set(model.tables[join.to].key):
                message = f"must lead to the key of {join.to}: each row there once."
                yield key, ("on",), message, model.tables[join.to].key


def _dimensions(model: Model) -> Found:
    joins = [join.name for join in model.joins]
    for name, dimension in model.dimensions.items():
        key = ("dimensions", name)
        for message, near in _missing(dimension.table, model.tables, "table"):
            yield key, ("table",), message, near
        if dimension.table in model.tables:
            columns = model.tables[dimension.table].columns
            for column, rest in ((dimension.column, "column"), *((c, "labels") for c in dimension.labels.values())):
                for message, near in _missing(column, columns, "column"):
                    yield key, (rest,), message, near
        for via in dimension.via:
            for message, near in _missing(via, joins, "join"):
                yield key, ("via",), message, near
        if dimension.of:
            for message, near in _missing(dimension.of, model.dimensions, "dimension"):
                yield key, ("of",), message, near


def _metrics(model: Model) -> Found:
    for name, metric in model.metrics.items():
        key = ("metrics", name)
        for rest, message, near in _calculation(model, metric):
            yield key, ("calculation", *rest), message, near
        refers: tuple[tuple[str, Collection[str], str], ...] = (
            ("goal", model.goals, "goal"),
            ("group", model.groups, "group"),
            ("parent", model.metrics, "metric"),
            ("replaced_by", model.metrics, "metric"),
        )
        for field, names, what in refers:
            for message, near in _missing(getattr(metric, field), names, what) if getattr(metric, field) else ():
                yield key, (field,), message, near
        for other in metric.counter_metrics:
            for message, near in _missing(other, model.metrics, "metric"):
                yield key, ("counter_metrics",), message, near


def _calculation(model: Model, metric: MetricDef) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    calculation: Any = metric.calculation
    for part in input_names(metric):
        for message, near in _missing(part, model.metrics, "metric"):
            yield (), message, near
    if isinstance(calculation, Derived):
        for message in check_formula(calculation.formula, model.metrics):
            yield ("formula",), message, ()
    if hasattr(calculation, "table"):
        for message, near in _missing(calculation.table, model.tables, "table"):
            yield ("table",), message, near
        if calculation.table in model.tables:
            yield from _columns(model, calculation)
    if isinstance(calculation, Ratio):
        for side in (calculation.numerator, calculation.denominator):
            yield from _conditions(model, side.where, ())


def _columns(model: Model, calculation: Any) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    columns = model.tables[calculation.table].columns
    entity = getattr(calculation, "entity", None)
    used = [getattr(calculation, field, None) for field in ("column", "time", "valid_from", "valid_to")]
    used += list(entity) if isinstance(entity, tuple) else [entity]
    having = getattr(calculation, "having", None)
    used.append(having.column if having else None)
    for column in used:
        for message, near in _missing(column, columns, "column") if column else ():
            yield (), message, near
    yield from _conditions(model, calculation.where, columns)
    needs_column = calculation.type == "simple" and calculation.agg not in ("count",)
    if needs_column and not calculation.column:
        yield ("agg",), f"{calculation.agg} needs a column.", ()
    if calculation.type in ("simple", "entity_count", "first_time"):
        if not (calculation.time or model.tables[calculation.table].time):
            yield ("table",), "has no time column: name one in the table or the metric.", ()


def _conditions(model: Model, where: tuple[Condition, ...], columns: Collection[str]) -> Any:
    for condition in where:
        for message, near in _missing(condition.field, {*columns, *model.dimensions}, "column or dimension"):
            yield ("where",), message, near


def input_names(metric: MetricDef) -> tuple[str, ...]:
    """Return the metrics that a metric is computed from."""
    calculation: Any = metric.calculation
    if isinstance(calculation, Ratio):
        return calculation.numerator.metric, calculation.denominator.metric
    if calculation.type == "conversion":
        return calculation.start.metric, calculation.end.metric
    if calculation.type == "cumulative":
        return (calculation.metric,)
    if isinstance(calculation, Derived):
        try:
            return formula_names(calculation.formula)
        except ValueError:
            return ()
    return ()


def _circles(model: Model) -> Found:
    for name in model.metrics:
        seen: set[str] = set()
        todo = [name]
        while todo:
            fresh = set(input_names(model.metrics[todo.pop()])) & set(model.metrics) - seen
            seen |= fresh
            todo.extend(fresh)
        if name in seen:
            yield ("metrics", name), ("calculation",), "is computed from itself.", ()


def _rest(model: Model) -> Found:
    for place, target in enumerate(model.targets):
        for message, near in _missing(target.metric, model.metrics, "metric"):
            yield ("targets", place), ("metric",), message, near
        for dimension in target.segment:
            for message, near in _missing(dimension, model.dimensions, "dimension"):
                yield ("targets", place), ("segment", dimension), message, near
    for place, phrasing in enumerate(model.phrasings):
        for name in phrasing.metrics:
            for message, near in _missing(name, model.metrics, "metric"):
                yield ("phrasings", place), ("metrics",), message, near
    for place, policy in enumerate(model.policies):
        for message, near in _missing(policy.dimension, model.dimensions, "dimension"):
            yield ("policies", place), ("dimension",), message, near
