"""Questions to the warehouse about what definitions claim: values that rows have, conditions that rows meet, spans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.compiler.columns import day_of, literal, member_of, named, table_source
from semantic_layer.compiler.dialects import render
from semantic_layer.compiler.paths import paths_to
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import bare_setting
from semantic_layer.model import Model
from semantic_layer.model.calculations import Balance, Condition, Scalar


def values_sql(model: Model, table: str, column: str, dialect: str, among: Sequence[Scalar] = ()) -> str:
    """Return the SQL for the values that a column has, or for those of ``among`` that it has."""
    value = member_of(model, table, "t", column)
    select = exp.select(exp.alias_(value, "value")).distinct().from_(table_source(model, table, "t"))
    present = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
    one_of = exp.In(this=value.copy(), expressions=[literal(each) for each in among])
    return render(select.where(one_of if among else present), dialect)


def meeting_sql(
    model: Model, table: str, time: str | None, conditions: Sequence[Condition], today: dt.date, dialect: str
) -> str:
    """Return the SQL for one row of a table that meets all of some conditions.

    ``time`` is the column whose day it counts on; a row without one is looked at as of today.
    """
    setting = bare_setting(model)
    scope = Scope(setting, "", table, time)
    if not scope.has_time:
        scope.held_on = literal(today)
    tests = [scope.condition(each) for each in conditions]
    select = scope.rows().select(exp.Literal.number(1))
    select = scope.add_joins(select).where(*tests).limit(1)
    return render(setting.attach(select), dialect)


def rival_snapshots_sql(model: Model, calculation: Balance, dialect: str) -> str:
    """Return the SQL for the snapshots of a balance: all, and those with a rival of the same entity and moment."""
    setting = bare_setting(model)
    scope = Scope(setting, "", calculation.table, calculation.time)
    tests = [scope.condition(each) for each in calculation.where]
    parts = [*(scope.column(each) for each in calculation.entity), scope.moment]
    tests.append(exp.Not(this=exp.Is(this=scope.moment, expression=exp.Null())))
    inner = scope.rows().select(exp.alias_(exp.Count(this=exp.Star()), "n"))
    inner = scope.add_joins(inner).where(*tests).group_by(*parts)
    several = exp.Case(ifs=[exp.If(this=exp.GT(this=named("n"), expression=exp.Literal.number(1)), true=named("n"))])
    sums = [
        exp.Coalesce(this=exp.Sum(this=each), expressions=[exp.Literal.number(0)]) for each in (named("n"), several)
    ]
    return render(setting.attach(exp.select(*sums).from_(inner.subquery("q"))), dialect)


def backward_sql(model: Model, table: str, start: str, end: str, dialect: str) -> str:
    """Return the SQL for the rows of a table with a start and an end: all, and those that end before they start."""
    first, last = day_of(model, table, "t", start), day_of(model, table, "t", end)
    both = exp.and_(*(exp.Not(this=exp.Is(this=each.copy(), expression=exp.Null())) for each in (first, last)))
    early = exp.Case(ifs=[exp.If(this=exp.LT(this=last, expression=first), true=exp.Literal.number(1))])
    select = exp.select(exp.Count(this=exp.Star()), exp.Count(this=early))
    return render(select.from_(table_source(model, table, "t")).where(both), dialect)


def groups_sql(model: Model, table: str, member: str, group: str, today: dt.date, dialect: str) -> str:
    """Return the SQL for the members of a dimension that rows of a table have: all, and those with several groups.

    Attributes with a history are those of today. A row without the one or the other says nothing.
    """
    setting = bare_setting(model)
    scope = Scope(setting, "", table, held_on=literal(today))
    one, other = scope.dimension(member), scope.dimension(group)
    inner = scope.rows().select(exp.alias_(exp.Count(this=exp.Distinct(expressions=[other.copy()])), "n"))
    there = [exp.Not(this=exp.Is(this=each.copy(), expression=exp.Null())) for each in (one, other)]
    inner = scope.add_joins(inner).where(*there).group_by(one)
    several = exp.Case(ifs=[exp.If(this=exp.GT(this=named("n"), expression=exp.Literal.number(1)), true=named("n"))])
    select = exp.select(exp.Count(this=exp.Star()), exp.Count(this=several)).from_(inner.subquery("q"))
    return render(setting.attach(select), dialect)


def table_of_both(model: Model, member: str, group: str) -> str | None:
    """Return a table each of whose rows has at most one member of two dimensions; None where there is none.

    The members' own comes first, then that of their groups. Rows of a history hold at different times, and are none.
    """
    own = (model.dimensions[member].table, model.dimensions[group].table)
    for table in dict.fromkeys((*own, *model.tables)):
        paths = [paths_to(model, table, dimension) for dimension in (member, group)]
        if model.tables[table].history is None and all(len(each) == 1 for each in paths):
            return table
    return None
