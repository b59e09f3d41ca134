"""The records behind a number: the rows that a metric aggregates, as the viewer may see them."""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler.facts import Fact, base_rows, in_time, keep_own_days, open_scope
from semantic_layer.compiler.measures import Measures, measures_of
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.sides import Sides
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model.definitions import EntityCount, Simple
from semantic_layer.model.inputs import input_names
from semantic_layer.model.sight import hidden_columns
from semantic_layer.query import Data, Members, Metric
from semantic_layer.result import ResultColumn

#: How a column's type is called in a result.
_SHOWN = {"integer": "integer", "number": "double", "boolean": "boolean", "date": "date"}


def records_query(query: Members, setting: Setting) -> tuple[exp.Select, tuple[ResultColumn, ...], Sides]:
    """Return the SELECT of the rows behind a metric, newest first, its columns, and its days.

    Columns that are masked for the viewer are left out. One row more than the limit, so that a list that is cut is
    known to be.

    Raises:
        QueryRefused: no_records, where a metric is made of others, or its rows are not what it counts.
    """
    name = query.metric or ""
    data = Data(measures=(Metric(name=name),), where=query.where, period=query.period)
    measures = measures_of(data, setting)
    fact = _fact(name, measures, setting)
    scope = open_scope(setting, name, fact.calculation)
    table = setting.model.tables[scope.table]
    hidden = hidden_columns(setting.model, setting.session.viewer, scope.table)
    columns = []
    select = keep_own_days(base_rows(fact, scope), fact, scope)
    for column, spec in table.columns.items():
        if column not in hidden:
            select = select.select(exp.alias_(scope.shown(column), column, quoted=True), copy=False)
            columns.append(
                ResultColumn(name=column, role="dimension", type=_SHOWN.get(spec.type, "text"), label=column)
            )
    select = select.order_by(*in_time(scope, last=True).expressions, copy=False)
    return scope.add_joins(select).limit(query.limit + 1, copy=False), tuple(columns), measures.sides(data.measures[0])


def _fact(name: str, measures: Measures, setting: Setting) -> Fact:
    measures.value(Metric(name=name), 0)
    calculation = setting.model.metrics[name].calculation
    fact = measures.facts[0]
    plain = isinstance(calculation, Simple) or (isinstance(calculation, EntityCount) and calculation.having is None)
    if plain and isinstance(fact, Fact):
        return fact
    inputs = tuple(setting.model.metric_label(each, "en") for each in input_names(setting.model.metrics[name]))
    label = setting.model.metric_label(name, setting.session.locale)
    message = f"No single list of records is behind {label}: it is made of others."
    raise QueryRefused(Issue(code="no_records", message=message, suggestions=inputs, params={"label": label}))
