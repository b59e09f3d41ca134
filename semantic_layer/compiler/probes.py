"""Small questions to the warehouse itself: coverage, members, and whether a table is as modelled."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from semantic_layer.compiler.columns import column_of, day_of, literal, member_of, table_source
from semantic_layer.compiler.policies import govern
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.inputs import time_place
from semantic_layer.query import Members
from semantic_layer.result import ResultColumn
from semantic_layer.session import DataState, Session, Viewer


def time_columns(model: Model) -> tuple[tuple[str, str], ...]:
    """Return each (table, column) of time that a metric reads, or that places a table in time."""
    found: dict[tuple[str, str], None] = {}
    for name in model.tables:
        if place := time_place(model.tables, name):
            found[place] = None
    for metric in model.metrics.values():
        calculation = metric.calculation
        table = getattr(calculation, "table", None)
        for field in ("time", "valid_from"):
            if table and getattr(calculation, field, None):
                found[time_place(model.tables, table, getattr(calculation, field)) or ("", "")] = None
    return tuple(found)


def coverage_sql(model: Model, table: str, column: str) -> str:
    """Return the SQL for the first and last day of a column, days from the model's today on left out."""
    day = day_of(model, table, "t", column)
    select = exp.select(exp.Min(this=day.copy()), exp.Max(this=day.copy())).from_(table_source(model, table, "t"))
    if model.calendar.as_of:
        select = select.where(exp.LT(this=day, expression=literal(model.calendar.as_of)))
    return select.sql("duckdb")


def member_sql(model: Model, dimension: str, viewer: Viewer | None = None) -> str:
    """Return the SQL for a dimension's members, all or a viewer's: the raw value, then its name in each language."""
    session = Session(today=dt.date.min, viewer=viewer or Viewer())
    nothing = DataState(coverage={}, version="")
    setting = govern(model, session, nothing) if viewer else Setting(model, session, nothing)
    spec = model.dimensions[dimension]
    columns = [member_of(model, spec.table, "t", column) for column in (spec.column, *spec.labels.values())]
    return setting.attach(exp.select(*columns).distinct().from_(setting.source(spec.table, "t"))).sql("duckdb")


def types_sql(model: Model, table: str) -> str:
    """Return the SQL for the name and type of each column that the physical table has."""
    schema, _, name = (model.tables[table].source or table).rpartition(".")
    where = exp.EQ(this=exp.column("table_name"), expression=exp.Literal.string(name))
    select = exp.select("column_name", "data_type").from_("information_schema.columns").where(where)
    if schema:
        select = select.where(exp.EQ(this=exp.column("table_schema"), expression=exp.Literal.string(schema)))
    return select.sql("duckdb")


def expression_sql(model: Model, table: str, column: str) -> str:
    """Return SQL that fails where a computed column cannot be computed for every row."""
    value = exp.Count(this=column_of(model, table, "t", column))
    return exp.select(value).from_(table_source(model, table, "t")).sql("duckdb")


def duplicate_sql(model: Model, table: str) -> str:
    """Return SQL for one key that several rows of a table have; no row if each is unique."""
    columns = [column_of(model, table, "t", column) for column in model.tables[table].key]
    select = exp.select(exp.Literal.number(1)).from_(table_source(model, table, "t")).group_by(*columns)
    present = [exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null())) for column in columns]
    more = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    return select.where(*present).having(more).limit(1).sql("duckdb")


def members_query(query: Members, setting: Setting) -> tuple[exp.Select, ResultColumn]:
    """Return the SELECT of a dimension's members as the viewer may see them, and its column.

    One more than the limit, so that a list that is cut is known to be.

    Raises:
        QueryRefused: members_alone, where a metric or a period is named too: that is another query.
    """
    assert query.dimension is not None
    if query.metric is not None or query.period is not None:
        raise QueryRefused(_alone(query.dimension, setting.model))
    model, session = setting.model, setting.session
    spec = model.dimensions[query.dimension]
    scope = Scope(setting, query.dimension, spec.table, held_on=literal(session.today))
    shown = spec.labels.get(session.locale.split("-")[0]) or spec.labels.get("en") or spec.column
    value = scope.dimension(query.dimension, shown)
    tests = [scope.predicate(query.where)] if query.where is not None else []
    tests += [exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))]
    select = exp.Select().from_(setting.source(spec.table, "t"), copy=False)
    select = select.select(exp.alias_(value, query.dimension, quoted=True), copy=False).distinct(copy=False)
    select = scope.add_joins(select.where(*tests, copy=False)).order_by(value.copy(), copy=False)
    column = ResultColumn(
        name=query.dimension, role="dimension", type="text", of=query.dimension,
        label=model.dimension_label(query.dimension, session.locale),
    )  # fmt: skip
    return select.limit(query.limit + 1, copy=False), column


def _alone(dimension: str, model: Model) -> Issue:
    label = model.dimension_label(dimension, "en")
    message = f"The members of {label} are listed by themselves. For those with a value, ask for the metric by {label}."
    return Issue(code="members_alone", message=message, params={"dimension": dimension, "dimension_label": label})
