"""The references of metrics: inputs, tables, columns and conditions exist, fit, and form no circle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from semantic_layer.compiler.expressions import check_formula
from semantic_layer.compiler.paths import paths_to
from semantic_layer.model.check_calculations import what_lacks
from semantic_layer.model.check_times import check_time, has_time
from semantic_layer.model.definitions import Condition, Conversion, Cumulative, Derived, MetricDef, Ratio, Simple
from semantic_layer.model.findings import TIMES, Finding, Findings, Place, fits, missing
from semantic_layer.model.inputs import SIDES, input_names
from semantic_layer.model.model import Model
from semantic_layer.model.source import Key
from semantic_layer.model.values import is_number

#: Fields of a calculation that name a column of its table, and whether it must be a time.
_COLUMNS = (("column", False), ("valid_from", True), ("valid_to", True))


def check_metrics(model: Model) -> Findings:
    """Yield what is wrong with the metrics."""
    for name, metric in model.metrics.items():
        place: Place = ("metrics", name)
        yield from _names(model, place, metric)
        yield from _inputs(model, place, metric)
        calculation: Any = metric.calculation
        if hasattr(calculation, "table"):
            at: Key = ("calculation", "table")
            yield from missing(place, at, calculation.table, model.tables, "table")
            if calculation.table in model.tables:
                yield from _columns(model, place, calculation)
    yield from _circles(model)


def home_tables(model: Model, name: str) -> frozenset[str]:
    """Return the tables whose rows a metric is counted from, through its inputs."""
    calculations: list[Any] = [model.metrics[leaf].calculation for leaf in leaf_metrics(model, name)]
    return frozenset(calculation.table for calculation in calculations)


def leaf_metrics(model: Model, name: str) -> tuple[str, ...]:
    """Return the metrics of rows that a metric is counted from: itself, or those that it is made of in the end."""
    seen: dict[str, None] = {}
    todo = [name]
    while todo:
        here = todo.pop()
        if here not in seen and here in model.metrics:
            seen[here] = None
            todo += input_names(model.metrics[here])
    return tuple(each for each in seen if hasattr(model.metrics[each].calculation, "table"))


def _without_time(model: Model, name: str) -> set[str]:
    """Return the tables without a time that a metric is counted from, through its inputs."""
    if name not in model.metrics or name in _made_of(model, name):
        return set()
    calculation: Any = model.metrics[name].calculation
    own = set() if has_time(model, calculation) else {calculation.table}
    return own.union(*(_without_time(model, each) for each in input_names(model.metrics[name])))


def _names(model: Model, place: Place, metric: MetricDef) -> Findings:
    for field, names, what in (
        ("goal", model.goals, "goal"),
        ("group", model.groups, "group"),
        ("parent", model.metrics, "metric"),
        ("replaced_by", model.metrics, "metric"),
    ):
        if getattr(metric, field):
            yield from missing(place, (field,), getattr(metric, field), names, what)
    for index, other in enumerate(metric.counter_metrics):
        yield from missing(place, ("counter_metrics", index), other, model.metrics, "metric")
    for index, other in enumerate(metric.ignores):
        yield from missing(place, ("ignores", index), other, model.dimensions, "dimension")
    if metric.missing == "zero" and isinstance(metric.calculation, Ratio | Derived | Cumulative):
        # Of what is divided by nothing there is no value; what is made of others has theirs.
        yield Finding(place, ("missing",), "has no effect on a metric made of others: say it of those.")
    if metric.replaced_by == place[1]:
        yield Finding(place, ("replaced_by",), "a metric is not replaced by itself.")


def _inputs(model: Model, place: Place, metric: MetricDef) -> Findings:
    calculation = metric.calculation
    if isinstance(calculation, Derived):
        yield from _formula(model, place, calculation.formula, input_names(metric))
    if isinstance(calculation, Derived | Ratio):
        yield from _no_numbers(model, place, input_names(metric))
    if isinstance(calculation, Cumulative):
        yield from _cumulative(model, place, calculation)
    if isinstance(calculation, Ratio):
        for index, name in enumerate(calculation.denominator_ignores):
            at: Key = ("calculation", "denominator_ignores", index)
            yield from missing(place, at, name, model.dimensions, "dimension")
    for side in SIDES:
        given = getattr(calculation, side, None)
        if given is not None:
            at = ("calculation", side)
            yield from missing(place, at, given.metric, model.metrics, "metric")
            for table in sorted(home_tables(model, given.metric) & set(model.tables)):
                yield from _conditions(model, place, at, given.where, table)
    if isinstance(calculation, Conversion):
        yield from _events(model, place, calculation)


def _no_numbers(model: Model, place: Place, names: tuple[str, ...]) -> Findings:
    for name in names:
        if not is_number(model, name):
            yield Finding(place, ("calculation",), f"{name} is a date or a text: nothing is calculated with it.")


def _cumulative(model: Model, place: Place, calculation: Cumulative) -> Findings:
    at: Key = ("calculation", "metric")
    yield from missing(place, at, calculation.metric, model.metrics, "metric")
    for table in sorted(_without_time(model, calculation.metric)):
        yield Finding(place, at, f"rows of {table} have no time to accumulate over.")
    if (calculation.window is None) == (calculation.since is None):
        yield Finding(place, ("calculation",), "a cumulative metric has a window or a since, and not both.")


def _events(model: Model, place: Place, calculation: Conversion) -> Findings:
    """Yield what keeps the two sides of a conversion from being events of one entity."""
    for side in ("start", "end"):
        spec = model.metrics.get(getattr(calculation, side).metric)
        if spec is None:
            continue
        at: Key = ("calculation", side)
        if not isinstance(spec.calculation, Simple):
            yield Finding(place, at, "a conversion is between rows: name a simple metric.")
        elif not has_time(model, spec.calculation):
            yield Finding(place, at, f"rows of {spec.calculation.table} have no time: nothing comes before anything.")
        elif spec.calculation.table in model.tables:
            columns = model.tables[spec.calculation.table].columns
            yield from missing(place, at, calculation.entity, columns, f"column of {spec.calculation.table}")


def _formula(model: Model, place: Place, formula: str, names: tuple[str, ...]) -> Findings:
    at: Key = ("calculation", "formula")
    unknown = [name for name in names if name not in model.metrics]
    for name in unknown:
        yield from missing(place, at, name, model.metrics, "metric")
    for message in () if unknown else check_formula(formula, model.metrics):
        yield Finding(place, at, message, code="bad_expression")


def _columns(model: Model, place: Place, calculation: Any) -> Findings:
    table = model.tables[calculation.table]
    for field, is_time in _COLUMNS:
        column = getattr(calculation, field, None)
        if column:
            at: Key = ("calculation", field)
            yield from missing(place, at, column, table.columns, f"column of {calculation.table}")
            if is_time and column in table.columns and table.columns[column].type not in TIMES:
                yield Finding(place, at, f"{column} is no date or timestamp.")
    if getattr(calculation, "time", None):
        yield from check_time(model, place, ("calculation", "time"), calculation.table, calculation.time)
    entity = getattr(calculation, "entity", None) or ()
    for column in (entity,) if isinstance(entity, str) else entity:
        yield from missing(place, ("calculation", "entity"), column, table.columns, f"column of {calculation.table}")
    having = getattr(calculation, "having", None)
    if having is not None and having.column:
        at = ("calculation", "having", "column")
        yield from missing(place, at, having.column, table.columns, f"column of {calculation.table}")
    yield from _conditions(model, place, ("calculation",), calculation.where, calculation.table)
    for part, message in what_lacks(model, calculation):
        yield Finding(place, ("calculation", part), message)


def _conditions(model: Model, place: Place, at: Key, where: tuple[Condition, ...], table: str) -> Findings:
    columns = model.tables[table].columns
    for index, condition in enumerate(where):
        here: Key = (*at, "where", index)
        dimension = model.dimensions.get(condition.field)
        if condition.field not in columns and dimension is None:
            names = [*columns, *model.dimensions]
            yield from missing(place, (*here, "field"), condition.field, names, f"column of {table} or dimension")
            continue
        if condition.field not in columns and dimension and dimension.table in model.tables:
            for message in _off_path(model, table, condition.field):
                yield Finding(place, (*here, "field"), message, code="unreachable")
        for message in _condition(model, condition, table):
            yield Finding(place, (*here, "value"), message)


def _off_path(model: Model, table: str, dimension: str) -> Iterator[str]:
    count = len(paths_to(model, table, dimension))
    if not count:
        yield f"no many-to-one path that the dimension {dimension} goes by leads there from {table}."
    elif count > 1:
        yield f"{count} paths lead from {table} to the dimension {dimension}: its “via” names none of them alone."


def _condition(model: Model, condition: Condition, table: str) -> Iterator[str]:
    value = condition.value
    if condition.op in ("is_null", "not_null"):
        if value is not None:
            yield f"{condition.op} takes no value."
        return
    listed = isinstance(value, tuple)
    if value is None or listed != (condition.op in ("in", "not_in")):
        yield f"{condition.op} takes {'a list' if condition.op in ('in', 'not_in') else 'one value'}."
        return
    if listed and not value:
        yield "the list is empty: it would hold for no row."
    columns = model.tables[table].columns
    dimension = model.dimensions.get(condition.field)
    if condition.field not in columns and dimension and dimension.table in model.tables:
        columns = model.tables[dimension.table].columns
        column = columns.get(dimension.column)
    else:
        column = columns.get(condition.field)
    for item in value if isinstance(value, tuple) else (value,):
        if column and not fits(item, column.type):
            yield f"{item!r} is no {column.type}."


def _circles(model: Model) -> Findings:
    for name in model.metrics:
        if name in _made_of(model, name):
            yield Finding(("metrics", name), ("calculation",), "is computed from itself.", code="circle")
        above = model.metrics[name].parent
        seen = {name}
        while above in model.metrics and above not in seen:
            seen.add(above)
            above = model.metrics[above].parent
        if above == name:
            yield Finding(("metrics", name), ("parent",), "stands below itself.", code="circle")


def _made_of(model: Model, name: str) -> set[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        fresh = {each for each in input_names(model.metrics[here]) if each in model.metrics} - seen
        seen |= fresh
        todo += fresh
    return seen
