"""Questions to the warehouse about the data themselves: rows without a partner, days without rows, histories."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from semantic_layer.compiler.columns import as_day, column_of, day_of, literal, named, table_source
from semantic_layer.compiler.dialects import render
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import NEXT, bare_setting
from semantic_layer.model import Model
from semantic_layer.model.definitions import Join


def strays_sql(model: Model, join: Join, dialect: str) -> str:
    """Return the SQL for the rows of a join's table: all, those whose key is NULL, those whose key has no partner."""
    keys = [column_of(model, join.table, "t", column) for column in join.on]
    partners = exp.select(exp.alias_(exp.Literal.number(1), "met")).from_(table_source(model, join.to, "p")).distinct()
    for place, column in enumerate(join.on.values()):
        partners = partners.select(exp.alias_(column_of(model, join.to, "p", column), f"k{place}"))
    same = [exp.EQ(this=key.copy(), expression=exp.column(f"k{n}", table="q")) for n, key in enumerate(keys)]
    no_key = exp.or_(*(exp.Is(this=key.copy(), expression=exp.Null()) for key in keys))
    alone = exp.Is(this=exp.column("met", table="q"), expression=exp.Null())
    lost = exp.and_(exp.Not(this=exp.paren(no_key.copy())), alone)
    select = exp.select(exp.Count(this=exp.Star()), _count_if(no_key), _count_if(lost))
    select = select.from_(table_source(model, join.table, "t"))
    return render(select.join(partners.subquery("q"), on=exp.and_(*same), join_type="left"), dialect)


def days_sql(model: Model, table: str, before: dt.date | None, dialect: str) -> str:
    """Return the SQL for the days that rows of a table count on, in order; those from ``before`` on are left out.

    Where they have the time of another table, it is the day of the row that each leads to there.

    Raises:
        QueryRefused: no_time, where its rows have none.
    """
    setting = bare_setting(model)
    scope = Scope(setting, "", table)
    day = scope.row_day
    select = scope.rows().select(exp.alias_(day, "day")).distinct()
    select = select.where(exp.Not(this=exp.Is(this=day.copy(), expression=exp.Null())))
    if before is not None:
        select = select.where(exp.LT(this=day.copy(), expression=literal(before)))
    return render(setting.attach(select.order_by("day")), dialect)


def any_row_sql(model: Model, table: str, dialect: str) -> str:
    """Return the SQL for one row of a table, if it has any."""
    return render(exp.select(exp.Literal.number(1)).from_(table_source(model, table, "t")).limit(1), dialect)


def overlaps_sql(model: Model, table: str, dialect: str) -> str:
    """Return the SQL for the rows of a table with a history: all, and those not over when the entity's next begins.

    Two rows of an entity that begin on one day count as one that is not over.
    """
    history = model.tables[table].history
    assert history is not None
    setting = bare_setting(model)
    kind = model.tables[table].columns[history.start].type
    after = as_day(named(NEXT, "t"), kind, model)
    late: exp.Expr = exp.LTE(this=after.copy(), expression=day_of(model, table, "t", history.start))
    if history.end:
        late = exp.or_(late, exp.LT(this=after, expression=day_of(model, table, "t", history.end)))
    select = exp.select(exp.Count(this=exp.Star()), _count_if(late)).from_(setting.spans(table, "t"))
    return render(setting.attach(select), dialect)


def _count_if(test: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Case(ifs=[exp.If(this=test, true=exp.Literal.number(1))]))
