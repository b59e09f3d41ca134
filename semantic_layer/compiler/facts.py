"""The pieces of a fact's SELECT: its rows under conditions, its windows of days, its axes and its value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import literal, moment, moment_of, named
from semantic_layer.compiler.labels import choose_name, name_of_row
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.model.definitions import Condition
from semantic_layer.model.inputs import placed_by
from semantic_layer.query import Dimension, Grain

Select = exp.Select
DAY = dt.timedelta(days=1)
#: Key and label of each axis, for a row.
Columns = list[tuple[exp.Expr, exp.Expr]]


@dataclass(frozen=True, slots=True)
class Window:
    """Days ``start`` to ``end`` (excluded), shown in the buckets that start at ``buckets``: one for each time axis."""

    buckets: tuple[dt.date, ...]
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Fact:
    """A leaf of a measure: one calculation on one table, under conditions, along axes, in windows."""

    metric: str
    calculation: Any
    conditions: tuple[Condition, ...]
    where: tuple[Any, ...]
    axes: tuple[Any, ...]
    windows: tuple[Window, ...]
    #: Of a retention: the windows of the unit before each of ``windows``, in the same order and bucket.
    before: tuple[Window, ...] = ()


def open_scope(setting: Setting, metric: str, calculation: Any) -> Scope:
    """Return the rows that a calculation starts from, each on the day that the calculation goes by."""
    return Scope(setting, metric, calculation.table, placed_by(calculation))


def axis_columns(fact: Fact, scope: Scope) -> Columns:
    """Return (key, label) of each axis for a row."""
    columns: Columns = []
    grains = grain_places(fact)
    for place, axis in enumerate(fact.axes):
        if isinstance(axis, Dimension):
            columns.append((scope.dimension(axis.name), name_of_row(scope, axis.name)))
        elif isinstance(axis, Grain):
            bucket = exp.column(f"bucket{grains.index(place)}", table="w", quoted=True)
            columns.append((bucket, bucket.copy()))
    return columns


def grain_places(fact: Fact) -> list[int]:
    """Return the places of the time axes, in the order of each window's buckets."""
    return [place for place, axis in enumerate(fact.axes) if isinstance(axis, Grain)]


def has_grain(fact: Fact) -> bool:
    """Say whether a fact is broken down by time."""
    return bool(grain_places(fact))


def bucket_columns(fact: Fact) -> list[exp.Expr]:
    """Return the columns that tell windows apart."""
    return [exp.column(f"bucket{number}", table="w", quoted=True) for number in range(len(grain_places(fact)))]


def own_rows(fact: Fact, scope: Scope) -> Select:
    """Return the rows that the viewer may see, under the conditions of the calculation itself."""
    return scope.rows().where(*[scope.condition(condition) for condition in fact.calculation.where], copy=False)


def asked_tests(fact: Fact, scope: Scope) -> list[exp.Expr]:
    """Return the tests of a row that come from outside its calculation: of a metric made of it, and of the question."""
    tests = [scope.condition(condition) for condition in fact.conditions]
    return tests + scope.tests(fact.where)


def base_rows(fact: Fact, scope: Scope) -> Select:
    """Return the rows that the viewer may see, under conditions and filters; windows are added by the caller."""
    return own_rows(fact, scope).where(*asked_tests(fact, scope), copy=False)


def chosen_rows(rows: Select, fact: Fact, scope: Scope, place: exp.Expr) -> Select:
    """Return the rows at the first place, as ``i``, of which each then meets what is asked, or is left out.

    What is asked of a row comes after the choice: a row that does not meet it does not give way to another.
    """
    tests = asked_tests(fact, scope)
    kept = exp.and_(*tests, copy=False) if tests else exp.Boolean(this=True)
    rows = rows.select(exp.alias_(place, "place"), exp.alias_(kept, "kept"), copy=False)
    outer = exp.Select().from_(scope.add_joins(rows).subquery("i", copy=False), copy=False)
    first = exp.EQ(this=named("place", "i"), expression=literal(1))
    return outer.where(first, named("kept", "i"), copy=False)


def keep_windows(select: Select, fact: Fact, low: Any, high: Any) -> Select:
    """Keep rows in a window: ``low(start, end)`` and ``high(start, end)`` give the tests for its ends."""
    if not has_grain(fact):
        window = fact.windows[0]
        return select.where(low(literal(window.start), literal(window.end)), high(literal(window.end)), copy=False)
    start, end = exp.column("start", table="w", quoted=True), exp.column("end", table="w", quoted=True)
    on = exp.and_(low(start, end), high(end.copy()), copy=False)
    return select.join(windows_table(fact.windows), on=on, join_type="inner", copy=False)


def windows_table(windows: tuple[Window, ...]) -> exp.Expr:
    """Return the windows as a table ``w (bucket0, …, start, end)``."""
    # The first row says that they are days; of thousands of rows, each shorter one counts.
    rows = [
        exp.Tuple(expressions=[write(day) for day in (*window.buckets, window.start, window.end)])
        for write, window in zip((literal, *[_bare] * (len(windows) - 1)), windows, strict=True)
    ]
    buckets = [f"bucket{number}" for number in range(len(windows[0].buckets))]
    names = [exp.to_identifier(name, quoted=True) for name in (*buckets, "start", "end")]
    return exp.Values(expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("w"), columns=names))


def _bare(day: dt.date) -> exp.Expr:
    return exp.Literal.string(day.isoformat())


def keep_own_days(select: Select, fact: Fact, scope: Scope) -> Select:
    """Keep rows whose day is in a window; all rows where they have none, which are known as of now."""
    return keep_days(select, fact, scope.row_day) if scope.has_time else select


def keep_days(select: Select, fact: Fact, day: exp.Expr) -> Select:
    """Keep rows whose day is in a window."""
    first, last = min(w.start for w in fact.windows), max(w.end for w in fact.windows)
    raw = moment_of(day)
    if raw is not None:
        # To find the day of a moment is dear: the engine skips those that are a day or more away first.
        select = select.where(
            exp.GTE(this=raw.copy(), expression=moment(max(first, dt.date.min + DAY) - DAY)),
            exp.LT(this=raw.copy(), expression=moment(last + DAY)),
            copy=False,
        )
    if has_grain(fact):
        # The join is on ranges; the outer bounds let the engine skip what no window holds.
        select = select.where(
            exp.GTE(this=day.copy(), expression=literal(first)), exp.LT(this=day.copy(), expression=literal(last)),
            copy=False,
        )  # fmt: skip
    return keep_windows(
        select,
        fact,
        lambda start, end: exp.GTE(this=day.copy(), expression=start),
        lambda end: exp.LT(this=day.copy(), expression=end),
    )


def shape(select: Select, columns: Columns, value: exp.Expr, scope: Scope | None) -> Select:
    """Select the axes and the value, grouped by the axes."""
    select = group_axes(select, columns).select(exp.alias_(value, "v"), copy=False)
    return scope.add_joins(select) if scope else select


def group_axes(select: Select, columns: Columns) -> Select:
    """Select key and label of each axis, and group by the keys: a member that was renamed is one."""
    shown = [(key, choose_name(key, label)) for key, label in columns]
    return select_axes(select, shown).group_by(*(key.copy() for key, _ in columns), copy=False)


def select_axes(select: Select, columns: Columns, without: Collection[int] = ()) -> Select:
    """Select key and label of each axis as ``k0``, ``l0``, …, but for those at the places ``without``."""
    for place, (key, label) in enumerate(columns):
        if place not in without:
            select = select.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)
    return select


def inner_axes(columns: Columns) -> Columns:
    """Return key and label of each axis of an inner table ``i``."""
    return [
        (named(f"k{place}", "i"), named(f"{'k' if label == key else 'l'}{place}", "i"))
        for place, (key, label) in enumerate(columns)
    ]


def aggregate(agg: str, column: exp.Expr | None, percentile: float | None = None) -> exp.Expr:
    """Return the aggregate of a column, of rows where there is none."""
    if agg == "count":
        return exp.Count(this=column or exp.Star())
    if agg == "count_distinct":
        return exp.Count(this=exp.Distinct(expressions=[column]))
    if agg == "percentile":
        # Between two values as the median is; the engine's plain QUANTILE takes one of the two.
        order = exp.Order(expressions=[exp.Ordered(this=column, nulls_first=False)])
        return exp.WithinGroup(this=exp.PercentileCont(this=literal(percentile)), expression=order)
    return {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max, "median": exp.Median}[agg](this=column)


def in_time(scope: Scope, *, last: bool) -> exp.Order:
    """Return the order of rows by their moment, then by the key of their table: no two rows are level.

    A table without a key, or with one that is hidden from the viewer, goes by all its columns.
    """
    spec, hidden = scope.model.tables[scope.table], scope.hidden
    names = [name for name in spec.key or spec.columns if spec.columns[name].expr is None]
    if hidden & set(names):
        names = [name for name, column in spec.columns.items() if column.expr is None and name not in hidden]
    moment = [scope.moment] if scope.has_time else []
    parts = [*moment, *(scope.column(name) for name in names)]
    return exp.Order(expressions=[exp.Ordered(this=part, desc=last, nulls_first=False) for part in parts])
