"""A semantic query to SQL that has passed the guard, with all that an answer says about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.as_of import set_as_of
from semantic_layer.compiler.dialects import render
from semantic_layer.compiler.guard import check_sql
from semantic_layer.compiler.outcome import describe_measure, holds_change
from semantic_layer.compiler.policies import govern
from semantic_layer.compiler.probes import members_query
from semantic_layer.compiler.records import records_query
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.sides import Sides
from semantic_layer.compiler.statement import build_keys, build_statement
from semantic_layer.issues import Issue, NotYet, QueryRefused
from semantic_layer.model import Model
from semantic_layer.names import check_names, walk
from semantic_layer.query import Combine, Component, Data, Grain, Members
from semantic_layer.query.canonical import canonical
from semantic_layer.result import CompiledQuery, MeasureDays, PeriodShown
from semantic_layer.session import DataState, Session
from semantic_layer.standing import check_standing

DAY = dt.timedelta(days=1)
_SHARE_OF = {
    "filtered": Issue(code="share_of", message="Shares are of the total under the question's filters."),
    "grand": Issue(code="share_of_all", message="Shares are of the total without the question's filters."),
}


def compile_query(query: Any, model: Model, session: Session, state: DataState) -> CompiledQuery:
    """Return the SQL of a data or members query, guarded, with its columns, days, notes and warnings.

    Raises:
        QueryRefused: it has no true answer; NotYet for a part that is not computed yet.
    """
    check_names(query, model, session.viewer)
    setting = govern(model, session, state)
    setting.keys = build_keys
    if isinstance(query, Members):
        return _compile_members(query, setting)
    if not isinstance(query, Data):
        raise NotYet(f"A query of the kind “{query.kind}”")
    compiled = _compile_data(query, setting)
    if not (query.totals and query.by):
        return compiled
    whole = _total_of(query)
    if whole is None:
        return compiled
    total = _compile_data(whole, replace(setting, made={}, notes=[], _names={}), query)
    return compiled.model_copy(update={"total": total})


def _compile_data(query: Data, setting: Setting, rows: Data | None = None) -> CompiledQuery:
    statement = build_statement(query, setting, rows)
    metrics = _metric_names(query)
    measures = [set_as_of(statement.measures.sides(measure), query, setting.model) for measure in query.measures]
    sides = measures[0]
    return CompiledQuery(
        query=query,
        sql=_guarded(statement.select, setting),
        dialect=setting.state.dialect,
        columns=tuple(column.shown for column in statement.columns),
        metrics=metrics,
        period=sides.period,
        days=tuple(MeasureDays(period=each.period, first=each.first) for each in measures),
        comparisons=sides.comparisons,
        watermark=sides.watermark,
        warnings=(
            *_weaknesses(query, measures, setting),
            *check_standing(metrics, setting.model, setting.session.locale),
        ),
        notes=(*_notes(query), *_as_of(query, setting), *setting.notes),
        plan="\n".join(f"v{place}: {fact}" for place, fact in enumerate(statement.measures.facts)),
        key=_key(query, setting),
    )


def _weaknesses(query: Data, measures: list[Sides], setting: Setting) -> Iterator[Issue]:
    """Yield what weakens the numbers, each once; and of measures on other days than the first, which those are."""
    first, told = measures[0].period, set()
    for measure, sides in zip(query.measures, measures, strict=True):
        for issue in sides.warnings:
            if issue.code not in told:
                told.add(issue.code)
                yield issue
        if _told_days(sides.period) != _told_days(first):
            label = describe_measure(measure, setting.model, setting.session.locale)[1]
            yield _other_days(label, *_told_days(sides.period))


def _told_days(period: PeriodShown) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that are told: the same, of what is told as of a day."""
    return period.as_of or period.start, period.end - DAY


def _other_days(label: str, first: dt.date, last: dt.date) -> Issue:
    if first == last:
        return Issue(code="other_day", message=f"{label} is of {last}.", params={"label": label, "day": str(last)})
    params = {"label": label, "start": str(first), "end": str(last)}
    return Issue(code="other_days", message=f"{label} is of {first} to {last}.", params=params)


def _total_of(query: Data) -> Data | None:
    """Return the query of the total row: every group, ranked out or not, in one. None where no measure has a total.

    A unit before is the breakdown's there, and the period's here: such a comparison has no total, nor has a change.
    """
    by_time = any(isinstance(axis, Grain) for axis in query.by)
    compare = tuple(c for c in query.compare if c.basis != "previous_unit") if by_time else query.compare
    kept = compare if compare == query.compare else ()
    measures = tuple(measure for measure in query.measures if kept or not holds_change(measure))
    plain = {"by": (), "having": None, "order": (), "top": None, "totals": False, "compare": kept}
    return query.model_copy(update={**plain, "measures": measures}) if measures else None


def _guarded(select: exp.Select, setting: Setting) -> str:
    """Return the text of a statement that the guard lets through."""
    dialect = setting.state.dialect
    sql = render(setting.attach(select), dialect, pretty=True)
    check_sql(sql, setting.model, govern(setting.model, setting.session, setting.state).seen, dialect)
    return sql


def _notes(query: Data) -> tuple[Issue, ...]:
    notes = []
    if query.top and query.compare and query.order[0].side == "value":
        notes.append(Issue(code="ranked_on_current", message="Ranked on the current period."))
    for measure in query.measures:
        if isinstance(measure, Combine) and measure.op == "share" and _SHARE_OF[measure.of] not in notes:
            notes.append(_SHARE_OF[measure.of])
    if query.totals and query.by and (query.top or query.having is not None):
        notes.append(Issue(code="total_of_all", message="The total is of all groups, shown or not."))
    return tuple(notes)


def _as_of(query: Data | Members, setting: Setting) -> list[Issue]:
    """Return, for each dimension with a history that a query uses, the day it is looked at."""
    found = {}
    for node in walk(query):
        name = node.name if getattr(node, "kind", "") == "dimension" else getattr(node, "dimension", None)
        spec = setting.model.dimensions.get(name) if isinstance(name, str) else None
        if spec is not None and setting.model.tables[spec.table].history:
            label = setting.model.dimension_label(str(name), setting.session.locale)
            as_of = "today" if isinstance(query, Members) and query.dimension else spec.as_of
            when = "on the day of each row" if as_of == "fact" else "as of today"
            found[name] = Issue(code=f"as_of_{as_of}", message=f"{label}: {when}.", params={"label": label})
    return list(found.values())


def _metric_names(query: Data) -> tuple[str, ...]:
    """Return the metrics of the measures, in the order they appear."""
    nodes = [node for node in walk(query.measures) if getattr(node, "kind", "") in ("metric", "component")]
    return tuple(dict.fromkeys(node.metric if isinstance(node, Component) else node.name for node in nodes))


def _key(query: Any, setting: Setting) -> str:
    return "\n".join((canonical(query), *key_of(setting.model, setting.session, setting.state)))


def key_of(model: Model, session: Session, state: DataState) -> tuple[str, ...]:
    """Return what SQL and its rows depend on beside the query: who asks only where the model tells viewers apart."""
    viewer = session.viewer.model_dump_json() if model.governed else ""
    return session.locale, str(session.today), viewer, model.version, state.dialect, state.version


def _compile_members(query: Members, setting: Setting) -> CompiledQuery:
    if query.dimension is None and query.metric is None:
        message = "Say of what: the members of a dimension, or the records behind a metric."
        raise QueryRefused(Issue(code="nothing_named", message=message))
    if query.dimension is None:
        select, columns, sides = records_query(query, setting)
        return CompiledQuery(
            query=query, sql=_guarded(select, setting), dialect=setting.state.dialect, columns=columns,
            metrics=(query.metric or "",), period=sides.period, watermark=sides.watermark,
            warnings=(*sides.warnings, *check_standing((query.metric or "",), setting.model, setting.session.locale)),
            notes=(*_as_of(query, setting), *setting.notes), key=_key(query, setting),
        )  # fmt: skip
    tree, column = members_query(query, setting)
    return CompiledQuery(
        query=query, sql=_guarded(tree, setting), dialect=setting.state.dialect, columns=(column,), metrics=(),
        notes=(*_as_of(query, setting), *setting.notes), key=_key(query, setting),
    )  # fmt: skip
