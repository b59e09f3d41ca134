"""Conditions that look at other rows: across one-to-many, among another query's keys, and "has a row where".

Each is a membership test on keys: a row of the fact is kept or not, and never counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from semantic_layer.calendar import resolve_period
from semantic_layer.compiler.clocks import clock_of
from semantic_layer.compiler.columns import column_of, literal
from semantic_layer.compiler.paths import find_paths, paths_to
from semantic_layer.compiler.setting import Setting
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Join
from semantic_layer.model.inputs import time_place
from semantic_layer.query import Dimension, Exists, InKeys

if TYPE_CHECKING:
    from semantic_layer.compiler.scope import Scope


def among_keys(value: exp.Expr, predicate: InKeys, setting: Setting) -> exp.Expr:
    """Return "is among the keys of another query": its first axis must be the same column.

    Raises:
        QueryRefused: keys_differ.
    """
    model = setting.model
    axis = predicate.query.by[0] if predicate.query.by else None
    mine = model.dimensions[predicate.dimension]
    theirs = model.dimensions[axis.name] if isinstance(axis, Dimension) else None
    if theirs is None or (theirs.table, theirs.column) != (mine.table, mine.column):
        label = model.dimension_label(predicate.dimension, "en")
        message = f"The other query must be broken down by {label} first: its keys are compared with it."
        raise QueryRefused(Issue(code="keys_differ", message=message, suggestions=(label,), params={"label": label}))
    keys = exp.select(exp.column("k0", quoted=True)).from_(exp.table_(setting.keys_of(predicate.query), quoted=True))
    return exp.In(this=value, query=keys.subquery())


def has_row(scope: Scope, predicate: Exists) -> exp.Expr:
    """Return "the row's entity has a row of another table": its own key, or that of the dimension ``of``.

    Raises:
        QueryRefused: no_link or ambiguous_link between the two tables; a period without data.
    """
    inner = scope.opened(predicate.table)
    if predicate.of:
        mine, theirs = [scope.dimension(predicate.of)], [inner.dimension(predicate.of)]
    else:
        mine, theirs = _linked(scope, inner)
    tests = inner.tests((predicate.where,)) if predicate.where is not None else []
    if predicate.period is not None:
        tests += _in_period(inner, predicate)
    return _among(mine, theirs, inner, tests)


def finer_row(scope: Scope, join: Join, predicates: Sequence[Any]) -> exp.Expr:
    """Return "has a row of a finer table where …" across its join: one row for all that is asked."""
    inner = scope.opened(join.table)
    mine = [scope.column(column) for column in join.on.values()]
    return _among(mine, [inner.column(column) for column in join.on], inner, inner.tests(predicates))


def _among(mine: list[exp.Expr], theirs: list[exp.Expr], inner: Scope, tests: list[exp.Expr]) -> exp.Expr:
    """Return whether the keys of a row are among those of other rows that meet tests."""
    rows = inner.rows().select(*theirs, copy=False)
    known: list[exp.Expr] = [exp.Not(this=exp.Is(this=key.copy(), expression=exp.Null())) for key in theirs]
    key = mine[0] if len(mine) == 1 else exp.Tuple(expressions=mine)
    return exp.In(this=key, query=inner.add_joins(rows.where(*known, *tests, copy=False)).subquery())


def _linked(scope: Scope, inner: Scope) -> tuple[list[exp.Expr], list[exp.Expr]]:
    model: Model = scope.setting.linked
    paths = [path for path in find_paths(model.joins, inner.table, scope.table) if path]
    if len(paths) != 1:
        raise _no_link(scope, inner, len(paths))
    last: Join = paths[0][-1]
    alias = inner.alias_of(paths[0][:-1])
    theirs = [column_of(model, last.table, alias, column) for column in last.on]
    return [scope.column(column) for column in last.on.values()], theirs


def _no_link(scope: Scope, inner: Scope, count: int) -> QueryRefused:
    model, table, home = scope.setting.linked, inner.table, scope.table
    shared = [name for name in scope.setting.offered() if all(paths_to(model, each, name) for each in (table, home))]
    labels = tuple(model.dimension_label(name, "en") for name in shared[:6])
    params = {"table": table, "home": home, "count": str(count)}
    if count:
        message = f"A row of {table} leads to {home} in {count} ways: say by which it is meant."
        return QueryRefused(Issue(code="ambiguous_link", message=message, suggestions=labels, params=params))
    message = f"Nothing says which row of {table} belongs to a row of {home}: name what they share."
    return QueryRefused(Issue(code="no_link", message=message, suggestions=labels, params=params))


def _in_period(inner: Scope, predicate: Exists) -> list[exp.Expr]:
    day, setting = inner.row_day, inner.setting
    place = time_place(setting.model.tables, predicate.table)
    days = resolve_period(predicate.period, clock_of(setting, [".".join(place)] if place else []))
    return [
        exp.GTE(this=day, expression=literal(days.start)),
        exp.LT(this=day.copy(), expression=literal(days.end)),
    ]


def no_time(table: str) -> QueryRefused:
    """Return the refusal of what needs the day of rows that have none."""
    message = f"Rows of {table} have no time: they lie on no day and in no period."
    return QueryRefused(Issue(code="no_time", message=message, params={"table": table}))
