"""Small questions to the warehouse itself: coverage, members, and whether a table is as modelled."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from semantic_layer.compiler.columns import column_of, day_of, label_column, literal, member_of, table_source
from semantic_layer.compiler.dialects import render
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


def coverage_sql(model: Model, table: str, column: str, before: dt.date, dialect: str) -> str:
    """Return the SQL for the first day of a column, and its last before a day: what is later is not all in yet."""
    day, rows = day_of(model, table, "t", column), table_source(model, table, "t")
    first = exp.select(exp.Min(this=day.copy())).from_(rows)
    last = exp.select(exp.Max(this=day.copy())).from_(rows.copy()).where(exp.LT(this=day, expression=literal(before)))
    # Two questions: an index answers each of them at once.
    return render(exp.select(first.subquery(), last.subquery()), dialect)


def member_sql(model: Model, dimension: str, dialect: str, viewer: Viewer | None = None) -> str:
    """Return the SQL for a dimension's members, all or a viewer's: the raw value, then its name in each language.

    They are in order, so that the same data gives the same index and, of more than are read, the same part.
    """
    session = Session(today=dt.date.min, viewer=viewer or Viewer())
    nothing = DataState(coverage={}, version="")
    setting = govern(model, session, nothing) if viewer else Setting(model, session, nothing)
    spec = model.dimensions[dimension]
    columns = [member_of(model, spec.table, "t", column) for column in (spec.column, *spec.labels.values())]
    present = exp.Not(this=exp.Is(this=columns[0].copy(), expression=exp.Null()))
    select = exp.select(*columns).distinct().from_(setting.source(spec.table, "t")).where(present)
    places = [exp.Literal.number(place) for place in range(1, len(columns) + 1)]
    return render(setting.attach(select.order_by(*places)), dialect)


def types_sql(model: Model, table: str, dialect: str) -> str:
    """Return the SQL for the name and type of each column that the physical table has."""
    schema, _, name = (model.tables[table].source or table).rpartition(".")
    if dialect == "postgres":
        return _postgres_types(schema, name)
    where = exp.EQ(this=exp.column("table_name"), expression=exp.Literal.string(name))
    select = exp.select("column_name", "data_type").from_("information_schema.columns").where(where)
    if schema:
        select = select.where(exp.EQ(this=exp.column("table_schema"), expression=exp.Literal.string(schema)))
    return render(select, dialect)


def _postgres_types(schema: str, name: str) -> str:
    # The catalogue of the standard leaves out materialized views, and does not say which schema a bare name is of.
    table = exp.table_(name, db=schema or None, quoted=True).sql("postgres")
    kind = exp.func("FORMAT_TYPE", exp.column("atttypid"), exp.Null())
    mine = exp.EQ(this=exp.column("attrelid"), expression=exp.func("TO_REGCLASS", exp.Literal.string(table)))
    real = exp.GT(this=exp.column("attnum"), expression=exp.Literal.number(0))
    kept = exp.Not(this=exp.column("attisdropped"))
    return exp.select("attname", kind).from_("pg_catalog.pg_attribute").where(mine, real, kept).sql("postgres")


def expression_sql(model: Model, table: str, column: str, dialect: str) -> str:
    """Return SQL that fails where a computed column cannot be computed for every row."""
    value = exp.Count(this=column_of(model, table, "t", column))
    return render(exp.select(value).from_(table_source(model, table, "t")), dialect)


def duplicate_sql(model: Model, table: str, dialect: str) -> str:
    """Return SQL for one key that several rows of a table have; no row if each is unique."""
    columns = [column_of(model, table, "t", column) for column in model.tables[table].key]
    select = exp.select(exp.Literal.number(1)).from_(table_source(model, table, "t")).group_by(*columns)
    present = [exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null())) for column in columns]
    more = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    return render(select.where(*present).having(more).limit(1), dialect)


def members_query(query: Members, setting: Setting) -> tuple[exp.Select, ResultColumn]:
    """Return the SELECT of a dimension's members as the viewer may see them, or of their number, and its column.

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
    value = scope.dimension(query.dimension, None if query.count else label_column(spec, session.locale))
    shown = exp.Count(this=exp.Distinct(expressions=[value.copy()])) if query.count else value
    tests = [scope.predicate(query.where)] if query.where is not None else []
    tests += [exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))]
    select = exp.Select().from_(setting.source(spec.table, "t"), copy=False)
    select = select.select(exp.alias_(shown, query.dimension, quoted=True), copy=False)
    select = scope.add_joins(select.where(*tests, copy=False))
    label = model.dimension_label(query.dimension, session.locale)
    if query.count:
        return select, ResultColumn(name=query.dimension, role="value", type="integer", unit="count", label=label)
    order = exp.Ordered(this=value.copy(), nulls_first=False)
    select = select.group_by(value.copy(), copy=False).order_by(order, copy=False)
    column = ResultColumn(name=query.dimension, role="dimension", type="text", of=query.dimension, label=label)
    return select.limit(query.limit + 1, copy=False), column


def _alone(dimension: str, model: Model) -> Issue:
    label = model.dimension_label(dimension, "en")
    message = f"The members of {label} are listed by themselves. For those with a value, ask for the metric by {label}."
    return Issue(code="members_alone", message=message, params={"dimension": dimension, "dimension_label": label})
