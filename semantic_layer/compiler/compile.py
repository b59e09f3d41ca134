"""A semantic query to SQL that has passed the guard, with all that an answer says about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.guard import check_sql
from semantic_layer.compiler.measures import Measures
from semantic_layer.compiler.outcome import Column, axis_columns, measure_columns
from semantic_layer.compiler.probes import members_query
from semantic_layer.compiler.scope import literal
from semantic_layer.compiler.stitch import having_test, stitch
from semantic_layer.compiler.times import Times
from semantic_layer.issues import Issue, NotYet, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.query import And, Combine, Data, Grain, Members
from semantic_layer.query.canonical import canonical
from semantic_layer.result import CompiledQuery
from semantic_layer.session import DataState, Session

_SIDES = {"value": "", "previous": "__previous", "change": "__change", "change_pct": "__change_pct"}


def compile_query(query: Any, model: Model, session: Session, state: DataState) -> CompiledQuery:
    """Return the SQL of a data or members query, guarded, with its columns, days, notes and warnings.

    Raises:
        QueryRefused: it has no true answer; NotYet for a part that is not computed yet.
    """
    _check_names(query, model)
    if isinstance(query, Members):
        return _compile_members(query, model, session, state)
    if not isinstance(query, Data):
        raise NotYet(f"A query of the kind “{query.kind}”")
    if query.totals:
        raise NotYet("A total row")
    return _compile_data(query, model, session, state)


def _compile_data(query: Data, model: Model, session: Session, state: DataState) -> CompiledQuery:
    times = Times(query, model, session, state)
    where = () if query.where is None else query.where.parts if isinstance(query.where, And) else (query.where,)
    measures = Measures(model, times, query.by, tuple(where))
    axes = axis_columns(query, model, session.locale)
    columns = measure_columns(query, model, session.locale)
    values = {column.shown.name: column.value(measures) for column in columns}
    tests = having_test(query.having, measures) if query.having is not None else None
    if tests is not None:
        values["having"] = tests
    tree = _arrange(stitch(measures, values, session), query, axes, columns)
    sides = measures.sides(query.measures[0])
    sql = tree.sql("duckdb", pretty=True)
    check_sql(sql, model)
    return CompiledQuery(
        query=query,
        sql=sql,
        dialect="duckdb",
        columns=tuple(column.shown for column in (*axes, *columns)),
        metrics=_metric_names(query),
        period=sides.period,
        comparisons=sides.comparisons,
        watermark=sides.watermark,
        warnings=sides.warnings,
        notes=_notes(query),
        plan="\n".join(f"v{place}: {fact}" for place, fact in enumerate(measures.facts)),
        key=_key(query, model, session, state),
    )


def _arrange(table: exp.Select, query: Data, axes: list[Column], columns: list[Column]) -> exp.Select:
    """Filter groups, rank, order, cut, and name the columns."""
    named = exp.Select().from_(table.subquery("r", copy=False), copy=False)
    for column in (*axes, *columns):
        source = exp.column(column.source, table="r", quoted=True)
        named = named.select(exp.alias_(source, column.shown.name, quoted=True), copy=False)
    if query.having is not None:
        named = named.where(exp.column("having", table="r", quoted=True), copy=False)
    order = _order(query, columns)
    if query.top:
        return _cut(named, query, order)
    return named.order_by(*order, copy=False) if order else named


def _order(query: Data, columns: list[Column]) -> list[exp.Expr]:
    """Return the order asked for, else time then the largest first; equal values by their keys."""
    order = []
    names = [column.shown.name for column in columns if column.shown.role == "value"]
    for item in query.order:
        name = names[item.measure] + _SIDES[item.side] if item.measure is not None else f"l{item.axis}"
        order.append(_ordered(name, item.descending))
    grains = [place for place, axis in enumerate(query.by) if isinstance(axis, Grain)]
    if not query.order:
        order += [_ordered(f"k{place}", False) for place in grains]
        if query.by and not grains:
            order.append(_ordered(names[0], True))
    return order + [_ordered(f"{kind}{place}", False) for place in range(len(query.by)) for kind in "lk"]


def _ordered(name: str, descending: bool) -> exp.Expr:
    return exp.Ordered(this=exp.column(name, table="r", quoted=True), desc=descending, nulls_first=False)


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
        outer = outer.select(exp.column(selected.alias, table="s", quoted=True), copy=False)
    outer = outer.where(
        exp.LTE(this=exp.column("rank__", table="s", quoted=True), expression=literal(top.n)), copy=False
    )
    parts = [
        exp.Ordered(
            this=exp.column(f"o{place}__", table="s", quoted=True), desc=item.args.get("desc"), nulls_first=False
        )
        for place, item in enumerate(order)
    ]
    return outer.order_by(*parts, copy=False)


def _notes(query: Data) -> tuple[Issue, ...]:
    notes = []
    if query.top and query.compare and query.order[0].side == "value":
        notes.append(Issue(code="ranked_on_current", message="Ranked on the current period."))
    for measure in query.measures:
        if isinstance(measure, Combine) and measure.op == "share":
            which = "the filtered total" if query.where is not None and measure.of == "filtered" else "the total"
            notes.append(Issue(code="share_of", message=f"Shares are of {which}.", params={"of": measure.of}))
    return tuple(notes)


def _metric_names(query: Data) -> tuple[str, ...]:
    """Return the metrics of the measures, in the order they appear."""
    return tuple(dict.fromkeys(node.name for node in _walk(query.measures) if getattr(node, "kind", "") == "metric"))


def _walk(value: Any) -> Iterator[Any]:
    """Yield every part of a query, itself included, outermost first."""
    if isinstance(value, tuple):
        for item in value:
            yield from _walk(item)
    elif hasattr(value, "model_fields_set"):
        yield value
        for field in type(value).model_fields:
            yield from _walk(getattr(value, field))


def _check_names(query: Any, model: Model) -> None:
    """Refuse names the model does not have, all of them at once, each with the nearest that exist."""
    issues: dict[tuple[str, str], Issue] = {}
    for node in _walk(query):
        name = node.name if getattr(node, "kind", "") in ("metric", "dimension") else getattr(node, "dimension", None)
        what = "metric" if getattr(node, "kind", "") == "metric" else "dimension"
        names: Collection[str] = model.metrics if what == "metric" else model.dimensions
        if name is not None and name not in names:
            message = f"I don't know a {what} called “{name}”."
            params = {"name": name, "what": what}
            near = nearest(name, names)
            issues[what, name] = Issue(code=f"unknown_{what}", message=message, suggestions=near, params=params)
    if issues:
        raise QueryRefused(*issues.values())


def _key(query: Any, model: Model, session: Session, state: DataState) -> str:
    viewer = session.viewer.model_dump_json() if model.policies else ""
    return "\n".join((canonical(query), session.locale, str(session.today), viewer, model.version, state.version))


def _compile_members(query: Members, model: Model, session: Session, state: DataState) -> CompiledQuery:
    tree, column = members_query(query, model, session)
    sql = tree.sql("duckdb", pretty=True)
    check_sql(sql, model)
    key = _key(query, model, session, state)
    return CompiledQuery(query=query, sql=sql, dialect="duckdb", columns=(column,), metrics=(), key=key)
