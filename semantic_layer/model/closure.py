"""What a metric's values depend on: its own calculation, and each column, table, join and metric it reads.

Words are no part of it: what a metric is called, described as or owned by may change, and its closure does not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from semantic_layer.compiler.expressions import BadExpression, expression_columns, plain_expression, plain_formula
from semantic_layer.compiler.paths import Path, find_paths, path_to
from semantic_layer.issues import QueryRefused
from semantic_layer.model.check_metrics import home_tables
from semantic_layer.model.definitions import Condition, MetricDef
from semantic_layer.model.inputs import columns_of, conditions_of, input_names, placed_by, time_place
from semantic_layer.model.model import Model

#: By name (``metrics.cost``, ``tables.orders.columns.amount``, ``joins.order_store``): what is declared of it. The
#: metric itself is ``self``; of a metric that it is computed from, the hash says it all.
Closure = dict[str, Any]
#: Hex digits of a hash: two definitions of a metric have the same by chance once in four thousand million.
DIGITS = 8
#: What a metric declares beside its calculation that changes its values, or what they are.
_OWN = {"unit", "missing", "compare", "ignores"}


class Hashes(Mapping[str, str]):
    """The hash of each metric's closure, as hex digits: it changes when, and only when, the closure does.

    Each is made when it is first asked for: an answer needs one of thousands.
    """

    def __init__(self, model: Model) -> None:
        """Keep whose metrics they are."""
        self._model = model
        self._known: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """Return the hash of a metric."""
        if name not in self._model.metrics:
            raise KeyError(name)
        return self._hash(name, frozenset())

    def __iter__(self) -> Iterator[str]:
        """Yield the metrics."""
        return iter(self._model.metrics)

    def __len__(self) -> int:
        """Return how many metrics there are."""
        return len(self._model.metrics)

    def _hash(self, name: str, above: frozenset[str]) -> str:
        # A metric that is computed from itself is told where the folder is checked.
        if name in above or name not in self._model.metrics:
            return ""
        if name not in self._known:
            closure = _close(name, self._model, lambda other: self._hash(other, above | {name}))
            self._known[name] = _digest(closure)
        return self._known[name]


def close_over(name: str, model: Model) -> Closure:
    """Return what a metric's values depend on. Of a folder with problems: as far as its parts are there."""
    return _close(name, model, lambda other: model.hashes.get(other, ""))


def _close(name: str, model: Model, hash_of: Callable[[str], str]) -> Closure:
    metric = model.metrics[name]
    found: Closure = {"self": _own(metric)}
    for each in input_names(metric):
        found[f"metrics.{each}"] = hash_of(each)
    for table in sorted(home_tables(model, name)):
        found.update(_reads(table, metric, model))
    found.update(_calendar(metric.calculation, found, model))
    return dict(sorted(found.items()))


def _digest(closure: Closure) -> str:
    text = json.dumps(closure, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _own(metric: MetricDef) -> dict[str, Any]:
    calculation: Any = metric.calculation
    said = {"type": calculation.type, **calculation.model_dump(mode="json", exclude_defaults=True)}
    if calculation.type == "derived":
        said["formula"] = _plainly(plain_formula, calculation.formula)
    return {"calculation": _unordered(said), **metric.model_dump(mode="json", include=_OWN, exclude_defaults=True)}


def _unordered(value: Any) -> Any:
    """Return conditions and the values they list in one order: all of them hold, whichever comes first."""
    if isinstance(value, dict):
        lists = {key for key in ("where", "value") if isinstance(value.get(key), list)}
        return {
            key: sorted(map(_unordered, each), key=str) if key in lists else _unordered(each)
            for key, each in value.items()
        }
    return [_unordered(each) for each in value] if isinstance(value, list) else value


def _plainly(write: Callable[[str], str], text: str) -> str:
    try:
        return write(text)
    except BadExpression:
        return text


def _reads(table: str, metric: MetricDef, model: Model) -> Iterator[tuple[str, Any]]:
    """Yield what a metric reads of one of the tables that it is counted from, and on the way from there."""
    if table not in model.tables:
        return
    calculation: Any = metric.calculation
    if getattr(calculation, "table", None) == table:
        yield from _table(table, model)
        yield from _time(table, placed_by(calculation), model)
        for column in columns_of(calculation):
            yield from _column(table, column, model)
    elif calculation.type == "conversion":
        yield from _column(table, calculation.entity, model)
    for condition in conditions_of(calculation):
        yield from _condition(table, condition, model)


def _time(table: str, own: str | None, model: Model) -> Iterator[tuple[str, Any]]:
    """Yield what places the rows of a table in time, where a calculation names a column for it or none of its own."""
    place = time_place(model.tables, table, own)
    if own is None and place is not None:
        yield f"tables.{table}.time", model.tables[table].time
    if place is None or place[0] not in model.tables:
        return
    yield from _column(*place, model)
    for path in find_paths(model.joins, table, place[0]) if place[0] != table else ():
        yield from _path(path, model)


def _table(table: str, model: Model) -> Iterator[tuple[str, Any]]:
    spec = model.tables[table]
    said: dict[str, Any] = {"source": spec.source or table}
    if spec.history:
        said |= {"key": list(spec.key), **spec.history.model_dump(exclude_none=True)}
        for column in (*spec.key, *spec.history.model_dump(exclude_none=True).values()):
            yield from _column(table, column, model)
    yield f"tables.{table}", said


def _column(table: str, column: str, model: Model) -> Iterator[tuple[str, Any]]:
    spec = model.tables[table].columns.get(column)
    if spec is None:
        return
    said: dict[str, str] = {"type": spec.type}
    if spec.expr is not None:
        said["expr"] = _plainly(plain_expression, spec.expr)
        for each in _columns_in(spec.expr):
            yield from _column(table, each, model) if each != column else ()
    yield f"tables.{table}.columns.{column}", said


def _columns_in(expr: str) -> tuple[str, ...]:
    try:
        return expression_columns(expr)
    except BadExpression:
        return ()


def _condition(table: str, condition: Condition, model: Model) -> Iterator[tuple[str, Any]]:
    """Yield what a condition looks at: a column of the table, else a dimension with the joins that lead to it."""
    if condition.field in model.tables[table].columns:
        yield from _column(table, condition.field, model)
        return
    dimension = model.dimensions.get(condition.field)
    if dimension is None or dimension.table not in model.tables:
        return
    yield f"dimensions.{condition.field}", dimension.model_dump(include={"table", "column", "as_of"})
    yield from _column(dimension.table, dimension.column, model)
    try:
        path = path_to(model, table, condition.field) or ()
    except QueryRefused:
        path = ()
    yield from _path(path, model)


def _path(path: Path, model: Model) -> Iterator[tuple[str, Any]]:
    for join in path:
        yield f"joins.{join.name}", join.model_dump(include={"table", "to", "on"})
        yield from _table(join.to, model) if join.to in model.tables else ()
        for mine, other in join.on.items():
            yield from _column(join.table, mine, model)
            yield from _column(join.to, other, model) if join.to in model.tables else ()


def _calendar(calculation: Any, found: Closure, model: Model) -> Closure:
    """Return what the values owe to the calendar: the zone of moments, the fiscal year, the start of the week."""
    calendar = model.calendar
    zoned = any(isinstance(said, dict) and said.get("type") == "timestamptz" for said in found.values())
    said: Closure = {"calendar.time_zone": calendar.time_zone} if zoned else {}
    if str(getattr(calculation, "since", None)).startswith("fiscal"):
        said["calendar.fiscal_year_start"] = calendar.fiscal_year_start
        said["calendar.fiscal_weeks"] = calendar.fiscal_weeks and calendar.fiscal_weeks.model_dump(mode="json")
    if getattr(calculation, "unit", None) == "week":
        said["calendar.week_start"] = calendar.week_start
    return said
