"""Our model as MetricFlow's YAML: each table a semantic model, each many-to-one join a foreign entity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from semantic_layer.compiler.measures import missing_is_zero
from semantic_layer.compiler.paths import find_paths
from semantic_layer.model import Model
from semantic_layer.model.definitions import Condition

Plain = dict[str, Any]
AGO = ("month", "quarter", "year")
AGGREGATES = {"avg": "average"}
SPINE: Plain = {
    "project_configuration": {
        "time_spines": [
            {
                "node_relation": {"alias": "spine", "schema_name": "main"},
                "primary_column": {"name": "day", "time_granularity": "day"},
            }
        ]
    }
}


def manifest_yaml(model: Model) -> str:
    """Return the model as YAML documents."""
    tables = [{"semantic_model": _table(model, name)} for name in model.tables]
    metrics = [{"metric": metric} for name in model.metrics for metric in _metrics(model, name)]
    return yaml.safe_dump_all([*tables, *metrics, SPINE], sort_keys=False)


def item_name(model: Model, table: str, dimension: str) -> str:
    """Return the peer's name of a dimension, as reached from a table: ``store__country__zone``."""
    spec = model.dimensions[dimension]
    path = find_paths(model.joins, table, spec.table)[0]
    return "__".join([*(join.to for join in path), spec.column] if path else [table, spec.column])


def in_filter(name: str) -> str:
    """Return how a filter writes the dimension of that name."""
    *before, entity, column = name.split("__")
    return f"{{{{ Dimension('{entity}__{column}', entity_path={before}) }}}}"


def sql_value(value: Any) -> str:
    """Return a value as an SQL literal."""
    return str(value) if isinstance(value, int | float) else f"'{value}'"


def home(model: Model, metric: str) -> str:
    """Return the first table that a metric is counted from."""
    calculation: Any = model.metrics[metric].calculation
    while not hasattr(calculation, "table"):
        inner = getattr(calculation, "metric", None) or getattr(getattr(calculation, "numerator", None), "metric", None)
        calculation = model.metrics[inner or _names(calculation.formula)[0]].calculation
    return str(calculation.table)


def _table(model: Model, name: str) -> Plain:
    table = model.tables[name]
    entities = [{"name": name, "type": "primary", "expr": table.key[0]}]
    entities += [
        {"name": join.to, "type": "foreign", "expr": next(iter(join.on))} for join in model.joins if join.table == name
    ]
    keys = {entity["expr"] for entity in entities}
    plain: Plain = {"name": name, "node_relation": {"alias": name, "schema_name": "main"}, "entities": entities}
    plain["dimensions"] = [
        {"name": column, "type": "categorical"}
        for column, spec in table.columns.items()
        if column not in keys and spec.type != "date" and spec.expr is None
    ]
    if table.time:
        plain["defaults"] = {"agg_time_dimension": table.time}
        plain["dimensions"].append({"name": table.time, "type": "time", "type_params": {"time_granularity": "day"}})
        plain["measures"] = [
            _measure(model, metric) for metric, spec in model.metrics.items()
            if getattr(spec.calculation, "table", None) == name
        ]  # fmt: skip
    return plain


def _measure(model: Model, metric: str) -> Plain:
    calculation: Any = model.metrics[metric].calculation
    if calculation.type == "entity_count":
        return {"name": f"m_{metric}", "agg": "count_distinct", "expr": calculation.entity}
    column = calculation.column and model.tables[calculation.table].columns[calculation.column].expr
    measure: Plain = {"name": f"m_{metric}", "expr": column or calculation.column or "1"}
    if calculation.type == "balance":
        grouped = {"name": "day", "window_choice": "max", "window_groupings": ["store"]}
        return {**measure, "agg": "sum", "non_additive_dimension": grouped}
    measure["agg"] = AGGREGATES.get(calculation.agg, calculation.agg)
    if calculation.agg == "percentile":
        measure["agg_params"] = {"percentile": calculation.percentile}
    return measure


def _metrics(model: Model, name: str) -> Iterator[Plain]:
    """Yield the metric, and what a simple one was a unit ago."""
    calculation: Any = model.metrics[name].calculation
    main: Plain = {"name": name, "type": "simple", "type_params": {}}
    if calculation.type == "ratio":
        parts = {side: _input(model, getattr(calculation, side), side) for side in ("numerator", "denominator")}
        main |= {"type": "ratio", "type_params": parts}
    elif calculation.type == "derived":
        inputs = [{"name": part} for part in _names(calculation.formula)]
        # The peer writes a formula into SQL as it stands; ours divides by NULLIF.
        formula = re.sub(r"/ (\w+)", r"/ NULLIF(\1, 0)", calculation.formula)
        main |= {"type": "derived", "type_params": {"expr": formula, "metrics": inputs}}
    elif calculation.type == "cumulative":
        main |= {"type": "cumulative", "type_params": _cumulative(calculation)}
    else:
        fill = {"fill_nulls_with": 0} if missing_is_zero(model.metrics[name]) else {}
        main["type_params"] = {"measure": {"name": f"m_{name}", **fill}}
        if calculation.where:
            main["filter"] = " AND ".join(_condition(model, calculation.table, part) for part in calculation.where)
    yield main
    if calculation.type == "simple":
        yield from (_ago(name, unit) for unit in AGO)


def _ago(name: str, unit: str) -> Plain:
    metrics = [{"name": name, "alias": "before", "offset_window": f"1 {unit}"}]
    return {"name": f"{name}_ago_{unit}", "type": "derived", "type_params": {"expr": "before", "metrics": metrics}}


def _cumulative(calculation: Any) -> Plain:
    params: Plain = {"metric": {"name": calculation.metric}}
    if calculation.window:
        params["window"] = f"{calculation.window} {calculation.unit}"
    elif calculation.since != "ever":
        params["grain_to_date"] = calculation.since
    return {"cumulative_type_params": params}


def _input(model: Model, part: Any, alias: str) -> Plain:
    if not part.where:
        return {"name": part.metric}
    table = home(model, part.metric)
    # Without an alias the peer takes the two inputs of one name for one, and drops the filter.
    return {
        "name": part.metric,
        "alias": alias,
        "filter": " AND ".join(_condition(model, table, test) for test in part.where),
    }


def _condition(model: Model, table: str, condition: Condition) -> str:
    own = condition.field in model.tables[table].columns
    field = in_filter(f"{table}__{condition.field}" if own else item_name(model, table, condition.field))
    if condition.op == "is_null":
        return f"{field} IS NULL"
    if condition.op == "in":
        return f"{field} IN ({', '.join(sql_value(value) for value in condition.value)})"
    test = f"{field} {condition.op} {sql_value(condition.value)}"
    return f"COALESCE({test}, TRUE)" if condition.op == "!=" else test


def _names(formula: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[a-z_]\w*", formula)))
