"""A data query to one SELECT: facts stitched, groups filtered, ranked, ordered, cut, and columns named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.compiler.columns import label_column, literal, named
from semantic_layer.compiler.kinds import mark
from semantic_layer.compiler.measures import Measures, measures_of
from semantic_layer.compiler.outcome import Column, axis_columns, measure_columns
from semantic_layer.compiler.population import looks_for_few
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.stitch import having_test, stitch
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import Data, Dimension, Grain

_SIDES = {"value": "", "previous": "__previous", "change": "__change", "change_pct": "__change_pct"}
#: The condition on groups, as a column of the stitched table: a name that no measure has there.
_HAVING = "h"


@dataclass(frozen=True)
class Statement:
    """The SELECT of a query, the columns it shows, and the facts and days it is made of."""

    select: exp.Select
    columns: tuple[Column, ...]
    measures: Measures


def build_statement(query: Data, setting: Setting, rows: Data | None = None) -> Statement:
    """Return the statement of a data query; ``rows`` is the query whose total row it is.

    Raises:
        QueryRefused: it has no true answer; NotYet for a part that is not computed yet.
    """
    axes, columns, measures, table = _table(query, setting, rows)
    return Statement(_arrange(table, query, axes, columns, setting), (*axes, *columns), measures)


def build_keys(query: Data, setting: Setting) -> exp.Select:
    """Return the SELECT ``k0``: the key of the first axis of each group that a query returns."""
    axes, columns, measures, table = _table(query, setting)
    days = measures.sides(query.measures[0]).period
    params = {"start": str(days.start), "end": str(days.end - dt.timedelta(days=1))}
    message = f"The condition looks at {params['start']} to {params['end']}."
    setting.notes.append(Issue(code="keys_days", message=message, params=params))
    arranged = _arrange(table, query, axes, columns, setting, keep_key=True)
    keys = exp.Select().from_(arranged.subquery("x", copy=False), copy=False)
    return keys.select(exp.column("k0", table="x", quoted=True), copy=False).distinct(copy=False)


def _table(
    query: Data, setting: Setting, rows: Data | None = None
) -> tuple[list[Column], list[Column], Measures, exp.Select]:
    measures = measures_of(query, setting, rows)
    axes = axis_columns(query, setting.model, setting.session.locale)
    columns = measure_columns(query, setting.model, setting.session.locale)
    _check_columns([*axes, *columns])
    values = {column.source: column.value(measures) for column in columns}
    if query.having is not None:
        values[_HAVING] = having_test(query.having, measures)
    few = looks_for_few(query, setting.model)
    return axes, columns, measures, stitch(measures, values, few=few)


def _check_columns(columns: list[Column]) -> None:
    """Let columns through of which no two have one name.

    Raises:
        QueryRefused: duplicate_column.
    """
    names = [column.shown.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            message = f"Two columns of the answer would be called “{name}”: give one of them another name."
            raise QueryRefused(Issue(code="duplicate_column", message=message, params={"name": name}))


def _arrange(
    table: exp.Select, query: Data, axes: list[Column], columns: list[Column], setting: Setting, keep_key: bool = False
) -> exp.Select:
    """Filter groups, rank, order, cut, and name the columns last: until then they have names of the statement's own."""
    rows = exp.Select().from_(table.subquery("r", copy=False), copy=False)
    if query.having is not None:
        rows = rows.where(named(_HAVING, "r"), copy=False)
    order, source = _order(query, columns, setting), "r"
    if query.top:
        rows, source = _cut(rows, query, order, [*axes, *columns]), "s"
        order = [_again(item, source) for item in order]
        order = [item for place, item in enumerate(order) if item not in order[:place]]
        # The first of each group stand together, or nobody sees which belong to one.
        heads = {f"{part}{place}" for place in query.top.per for part in "lk"}
        order.sort(key=lambda item: item.this.name not in heads)
    if keep_key:
        rows = rows.select(named("k0", source), copy=False)
    for column in (*axes, *columns):
        rows = rows.select(exp.alias_(named(column.source, source), column.shown.name, quoted=True), copy=False)
    return rows.order_by(*order, copy=False) if order else rows


def _order(query: Data, columns: list[Column], setting: Setting) -> list[exp.Expr]:
    """Return the order asked for, else time then the largest first; equal values by their keys.

    Raises:
        QueryRefused: no_such_side, where a measure has no such comparison.
    """
    order = []
    kinds = _axis_kinds(query, setting)
    known = {column.source for column in columns}
    for item in query.order:
        name = f"m{item.measure}{_SIDES[item.side]}" if item.measure is not None else f"l{item.axis}"
        if item.measure is not None and name not in known:
            message = f"That measure has no {item.side} to order by: ask for it, or order by another side."
            raise QueryRefused(Issue(code="no_such_side", message=message, params={"side": item.side}))
        order.append(_ordered(name, item.descending, kinds.get(name)))
    grains = [place for place, axis in enumerate(query.by) if isinstance(axis, Grain)]
    if not query.order:
        order += [_ordered(f"k{place}", False, "date") for place in grains]
        if query.by and not grains:
            order.append(_ordered("m0", True))
    places = [f"{part}{place}" for place in range(len(query.by)) for part in "lk"]
    return order + [_ordered(name, False, kinds[name]) for name in places]


def _axis_kinds(query: Data, setting: Setting) -> dict[str, str]:
    """Return the column type of each axis' key and label, by the name it has in the statement."""
    kinds: dict[str, str] = {}
    for place, axis in enumerate(query.by):
        kinds |= {f"k{place}": "text", f"l{place}": "text"}
        if isinstance(axis, Grain):
            kinds |= {f"k{place}": "date", f"l{place}": "date"}
        elif isinstance(axis, Dimension):
            spec = setting.model.dimensions[axis.name]
            columns = setting.model.tables[spec.table].columns
            shown = label_column(spec, setting.session.locale)
            kinds |= {f"k{place}": columns[spec.column].type, f"l{place}": columns[shown].type}
    return kinds


def _ordered(name: str, descending: bool, kind: str | None = None) -> exp.Expr:
    return exp.Ordered(this=mark(named(name, "r"), kind or ""), desc=descending, nulls_first=False)


def _again(item: exp.Expr, table: str) -> exp.Expr:
    """Return an order by the same column of a table further out."""
    column = named(item.this.name, table)
    column.type = item.this.type
    return exp.Ordered(this=column, desc=bool(item.args.get("desc")), nulls_first=False)


def _cut(rows: exp.Select, query: Data, order: list[exp.Expr], columns: list[Column]) -> exp.Select:
    """Keep the first n groups after those that are skipped, with those that tie with the last, or exactly n."""
    top = query.top
    assert top is not None
    per = [named(f"k{place}", "r") for place in top.per]
    ranked_by = order[: len(query.order)] if top.ties else order
    function = exp.Rank() if top.ties else exp.RowNumber()
    window = exp.Window(this=function, partition_by=per, order=exp.Order(expressions=[o.copy() for o in ranked_by]))
    places = {"rank": window}
    if top.skip and top.ties:
        alike = [*per, *(item.this.copy() for item in ranked_by)]
        places["alike"] = exp.Window(this=exp.Count(this=exp.Star()), partition_by=alike)
    keys = [f"{kind}{place}" for place in range(len(query.by)) for kind in "kl"]
    for name in dict.fromkeys((*keys, *(column.source for column in columns))):
        rows = rows.select(named(name, "r"), copy=False)
    for name, place in places.items():
        rows = rows.select(exp.alias_(place, name, quoted=True), copy=False)
    # What has no value has no rank: it is not among the best, nor the worst.
    rows = rows.where(exp.Not(this=exp.Is(this=order[0].this.copy(), expression=exp.Null())), copy=False)
    outer = exp.Select().from_(rows.subquery("s", copy=False), copy=False)
    outer = outer.where(exp.LTE(this=named("rank", "s"), expression=literal(top.skip + top.n)), copy=False)
    if not top.skip:
        return outer
    # Groups that tie hold as many places as they are: the last of those must not be skipped.
    last = exp.Add(this=named("rank", "s"), expression=named("alike", "s")) if top.ties else named("rank", "s")
    past = top.skip + 1 if top.ties else top.skip
    return outer.where(exp.GT(this=last, expression=literal(past)), copy=False)
