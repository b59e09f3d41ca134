"""A data query to one SELECT: facts stitched, groups filtered, ranked, ordered, cut, and columns named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.compiler.columns import label_column, literal
from semantic_layer.compiler.kinds import mark
from semantic_layer.compiler.measures import Measures, measures_of
from semantic_layer.compiler.outcome import Column, axis_columns, measure_columns
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.stitch import having_test, stitch
from semantic_layer.issues import Issue
from semantic_layer.query import Data, Dimension, Grain

_SIDES = {"value": "", "previous": "__previous", "change": "__change", "change_pct": "__change_pct"}


@dataclass(frozen=True)
class Statement:
    """The SELECT of a query, the columns it shows, and the facts and days it is made of."""

    select: exp.Select
    columns: tuple[Column, ...]
    measures: Measures


def build_statement(query: Data, setting: Setting) -> Statement:
    """Return the statement of a data query.

    Raises:
        QueryRefused: it has no true answer; NotYet for a part that is not computed yet.
    """
    axes, columns, measures, table = _table(query, setting)
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


def _table(query: Data, setting: Setting) -> tuple[list[Column], list[Column], Measures, exp.Select]:
    measures = measures_of(query, setting)
    axes = axis_columns(query, setting.model, setting.session.locale)
    columns = measure_columns(query, setting.model, setting.session.locale)
    values = {column.shown.name: column.value(measures) for column in columns}
    if query.having is not None:
        values["having"] = having_test(query.having, measures)
    return axes, columns, measures, stitch(measures, values)


def _arrange(
    table: exp.Select, query: Data, axes: list[Column], columns: list[Column], setting: Setting, keep_key: bool = False
) -> exp.Select:
    """Filter groups, rank, order, cut, and name the columns."""
    named = exp.Select().from_(table.subquery("r", copy=False), copy=False)
    if keep_key:
        named = named.select(exp.column("k0", table="r", quoted=True), copy=False)
    for column in (*axes, *columns):
        source = exp.column(column.source, table="r", quoted=True)
        named = named.select(exp.alias_(source, column.shown.name, quoted=True), copy=False)
    if query.having is not None:
        named = named.where(exp.column("having", table="r", quoted=True), copy=False)
    order = _order(query, columns, setting)
    if query.top:
        return _cut(named, query, order)
    return named.order_by(*order, copy=False) if order else named


def _order(query: Data, columns: list[Column], setting: Setting) -> list[exp.Expr]:
    """Return the order asked for, else time then the largest first; equal values by their keys."""
    order = []
    kinds = _axis_kinds(query, setting)
    names = [column.shown.name for column in columns if column.shown.role == "value"]
    for item in query.order:
        name = names[item.measure] + _SIDES[item.side] if item.measure is not None else f"l{item.axis}"
        order.append(_ordered(name, item.descending, kinds.get(name)))
    grains = [place for place, axis in enumerate(query.by) if isinstance(axis, Grain)]
    if not query.order:
        order += [_ordered(f"k{place}", False, "date") for place in grains]
        if query.by and not grains:
            order.append(_ordered(names[0], True))
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
    column = mark(exp.column(name, table="r", quoted=True), kind or "")
    return exp.Ordered(this=column, desc=descending, nulls_first=False)


def _cut(named: exp.Select, query: Data, order: list[exp.Expr]) -> exp.Select:
    """Keep the first n groups, with those that tie with the last, or exactly n."""
    top = query.top
    assert top is not None
    per = [exp.column(f"k{place}", table="r", quoted=True) for place in top.per]
    ranked_by = order[: len(query.order)] if top.ties else order
    function = exp.Rank() if top.ties else exp.RowNumber()
    window = exp.Window(this=function, partition_by=per, order=exp.Order(expressions=[o.copy() for o in ranked_by]))
    inner = named.select(exp.alias_(window, "rank__", quoted=True), copy=False)
    for place, item in enumerate(order):
        inner = inner.select(exp.alias_(item.this.copy(), f"o{place}__", quoted=True), copy=False)
    # What has no value has no rank: it is not among the best, nor the worst.
    first = order[0].this
    inner = inner.where(exp.Not(this=exp.Is(this=first.copy(), expression=exp.Null())), copy=False)
    outer = exp.Select().from_(inner.subquery("s", copy=False), copy=False)
    for selected in named.selects[: -1 - len(order)]:
        outer = outer.select(exp.column(selected.alias_or_name, table="s", quoted=True), copy=False)
    outer = outer.where(
        exp.LTE(this=exp.column("rank__", table="s", quoted=True), expression=literal(top.n)), copy=False
    )
    parts = []
    for place, item in enumerate(order):
        again = exp.column(f"o{place}__", table="s", quoted=True)
        again.type = item.this.type
        parts.append(exp.Ordered(this=again, desc=item.args.get("desc"), nulls_first=False))
    return outer.order_by(*parts, copy=False)
