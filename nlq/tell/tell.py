"""Rows to an answer: one to three sentences, every number of them from a row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.answer import Answer, TotalShown
from nlq.tell.cards import metric_card
from nlq.tell.chart import draw_chart
from nlq.tell.issue_words import tell_issue
from nlq.tell.numbers import format_bucket, format_value
from nlq.tell.readback import (
    axes_text,
    days_text,
    filter_text,
    measure_label,
    member_label,
    narrow_label,
    other_text,
    read_back,
)
from nlq.tell.suggest import asks_why, breakdowns
from nlq.tell.targets import show_target, target_notes, tell_briefly, tell_target
from nlq.tell.words import join_sentences, say
from semantic_layer.model import Model
from semantic_layer.query import Members
from semantic_layer.result import CompiledQuery, Result, ResultColumn
from semantic_layer.session import Session
from semantic_layer.targets import Beside

#: Groups that a sentence names; the table has them all.
NAMED = 5


def tell(
    query: Any, compiled: CompiledQuery, beside: Beside, model: Model, session: Session, scale: float | None = None
) -> Answer:
    """Return the answer to a data or members query, whose rows have their targets beside them.

    ``scale`` is what the sentence tells amounts and counts in (1,000 for thousands); rows stay as they are.
    """
    locale = session.locale
    beside = replace(beside, result=_labelled(query, beside.result, model, locale))
    result = beside.result
    text = (
        _members(query, compiled, result, model, locale)
        if isinstance(query, Members)
        else _data(query, compiled, beside, model, locale, scale)
    )
    warnings = tuple(tell_issue(issue, locale) for issue in compiled.warnings)
    # A number alone has its sentence; a table has columns and says in notes how they came about.
    told = () if len(beside.single) == 1 else target_notes(beside.known, model, locale)
    first = beside.single[0] if beside.single else None
    return Answer(
        status="answered", text=text, readback=read_back(query, compiled, model, locale), query=query,
        sql=compiled.sql, dialect=compiled.dialect, columns=result.columns, rows=result.rows,
        truncated=result.truncated, totals=_totals(compiled, result),
        period=compiled.period, comparison=compiled.comparisons[0] if compiled.comparisons else None,
        watermark=compiled.watermark, target=show_target(first) if first else None,
        chart=draw_chart(result, model, locale), locale=locale,
        metrics=tuple(metric_card(name, model, locale) for name in compiled.metrics), warnings=warnings,
        notes=(*(tell_issue(issue, locale) for issue in compiled.notes), *told), confidence=1.0,
        suggestions=_suggestions(query, compiled, model, locale),
    )  # fmt: skip


def _labelled(query: Any, result: Result, model: Model, locale: str) -> Result:
    """Return rows whose columns are called what their measures are: a share of revenue is not “revenue”."""
    measures = getattr(query, "measures", ())
    heads = [column.name for column in result.columns if column.role == "value"]
    columns = list(result.columns)
    for head, measure in zip(heads, measures, strict=False):
        told = {"label": measure_label(measure, model, locale)}
        for place, column in enumerate(columns):
            if column.name == head or column.name.startswith(f"{head}__"):
                columns[place] = column.model_copy(update=told)
    return result.model_copy(update={"columns": tuple(columns)})


def _data(query: Any, compiled: CompiledQuery, beside: Beside, model: Model, locale: str, scale: float | None) -> str:
    result = beside.result
    period = days_text(compiled.period, locale) if compiled.period else ""
    if not query.by:
        sentences = _single(query, compiled, result, model, locale, scale)
        say_target = tell_target if len(sentences) == 1 else tell_briefly
        singles = beside.single or [None] * len(sentences)
        aims = ["" if each is None else say_target(each, model, locale) for each in singles]
        pairs = [part for pair in zip(sentences, aims, strict=True) for part in pair if part]
        return join_sentences([*pairs, *_without_target(query, beside, model, locale)], locale)
    label = say("list_separator", locale).join(measure_label(m, model, locale) for m in query.measures)
    label = narrow_label(label, query.where, model, locale)
    if not result.rows:
        if query.having is not None:
            return say("none_meets", locale, label=axes_text(query, model, locale), period=period)
        return say("none", locale, label=label, period=period)
    items = say("list_separator", locale).join(
        _item(row, result.columns, model, locale, scale) for row in result.rows[:NAMED]
    )
    if len(result.rows) > NAMED:
        items = say("more", locale, items=items, count=len(result.rows) - NAMED)
    told = say("rows", locale, label=label, by=axes_text(query, model, locale), period=period, items=items)
    told = told if result.total is None else told + _total(result, model, locale, scale)
    contrary = _contrary(query, result)
    first = [say(contrary, locale, by=axes_text(query, model, locale))] if contrary else []
    return join_sentences([*first, told, *_without_target(query, beside, model, locale)], locale)


def _contrary(query: Any, result: Result) -> str:
    """Return what to say of what moved most, where nothing moved that way: the least rise is no fall."""
    order = query.order[0] if query.order and query.top is not None else None
    place = next((at for at, column in enumerate(result.columns) if column.role == "change"), None)
    if order is None or order.side == "value" or place is None or result.rows[0][place] is None:
        return ""
    change = result.rows[0][place]
    if order.descending:
        return "none_rose" if change <= 0 else ""
    return "none_fell" if change >= 0 else ""


def _without_target(query: Any, beside: Beside, model: Model, locale: str) -> list[str]:
    """Return which measures have no target, where targets were asked for."""
    known = {each.metric for each in beside.known}
    names = [str(measure.name) for measure in query.measures if query.targets and hasattr(measure, "name")]
    return [say("no_target", locale, label=model.metric_label(name, locale)) for name in names if name not in known]


def _totals(compiled: CompiledQuery, result: Result) -> TotalShown | None:
    if compiled.total is None or result.total is None:
        return None
    return TotalShown(row=result.total, sql=compiled.total.sql)


def _total(result: Result, model: Model, locale: str, scale: float | None) -> str:
    values = [
        format_value(value, column.unit, locale, model, column.metric, scale)
        for value, column in zip(result.total or (), result.columns, strict=True)
        if column.role == "value" and value is not None
    ]
    return say("total", locale, value=say("list_separator", locale).join(values)) if values else ""


def _item(
    row: tuple[Any, ...], columns: tuple[ResultColumn, ...], model: Model, locale: str, scale: float | None
) -> str:
    names, numbers = [], []
    for value, column in zip(row, columns, strict=True):
        if column.role == "period" and value is not None:
            names.append(format_bucket(value, column.of or "", locale))
        elif column.role in ("dimension", "period"):
            names.append(say("no_value", locale) if value is None else _named(value, column, model, locale))
        elif column.role == "value":
            numbers.append(format_value(value, column.unit, locale, model, column.metric, scale))
        elif column.role == "change" and value is not None:
            change = format_value(value, column.unit, locale, model, column.metric, scale)
            numbers[-1] += say("aside", locale, what=f"{'+' if value > 0 else ''}{change}")
        elif column.name.endswith("__attainment") and value is not None:
            share = format_value(value, "share", locale, model)
            numbers[-1] += say("aside", locale, what=say("of_target", locale, attainment=share))
    # One name does not run into the next, nor one number: “Store 1 Nov 2025 ¥519,932 255” could be read as anything.
    return say("item", locale, name=" · ".join(names), value=" / ".join(numbers))


def _named(value: Any, column: ResultColumn, model: Model, locale: str) -> str:
    """Return a cell as its reader calls it: a member that rows hold by value may have a name in the model."""
    spec = model.dimensions.get(column.of or "")
    return str(value) if spec is None or spec.labels else member_label(column.of or "", value, model, locale)


def _single(
    query: Any, compiled: CompiledQuery, result: Result, model: Model, locale: str, scale: float | None
) -> list[str]:
    row = dict(zip((column.name for column in result.columns), result.rows[0], strict=True)) if result.rows else {}
    heads = [column for column in result.columns if column.role == "value"]
    told = []
    for measure, column, days in zip(query.measures, heads, compiled.days, strict=True):
        period = days_text(days.period, locale)
        value = row.get(column.name)
        label = narrow_label(measure_label(measure, model, locale), query.where, model, locale)
        if value is None:
            told.append(say("value_none", locale, label=label, period=period))
            continue
        shown = format_value(value, column.unit, locale, model, column.metric, scale)
        sentence = say("value", locale, label=label, value=shown, period=period)
        compared = any(other.name.startswith(f"{column.name}__") for other in result.columns)
        changes = [
            _change(place, column, compiled, result, row, model, locale, scale)
            for place in range(len(compiled.comparisons) if compared else 0)
        ]
        if changes:
            joined = say("list_separator", locale).join(changes)
            sentence = say("join_change", locale, sentence=sentence[:-1], change=joined)
        told.append(sentence)
    return told


def _change(
    place: int, head: ResultColumn, compiled: CompiledQuery, result: Result, row: Any, model: Model, locale: str,
    scale: float | None,
) -> str:  # fmt: skip
    side = compiled.comparisons[place]
    other = other_text(side, locale)
    mine = [column for column in result.columns if column.name.startswith(f"{head.name}__")]
    before = [column for column in mine if column.role == "previous"][place]
    change = [column for column in mine if column.role == "change"][place]
    if row[before.name] is None or row[change.name] is None:
        return say("no_before", locale, other=other)
    value = row[change.name]
    code = "same" if value == 0 else "up" if value > 0 else "down"
    text = format_value(abs(value), change.unit, locale, model, change.metric, scale)
    tail = [column for column in mine if column.role == "change_pct"]
    if len(tail) > place and row[tail[place].name] is not None:
        text += say("aside", locale, what=format_value(abs(row[tail[place].name]), "share", locale, model))
    shown = format_value(row[before.name], before.unit, locale, model, before.metric, scale)
    return say(code, locale, change=text, before=shown, other=other)


def _members(query: Members, compiled: CompiledQuery, result: Result, model: Model, locale: str) -> str:
    if query.dimension is None:
        label = model.metric_label(query.metric or "", locale)
        is_dated = all(note.code != "no_time_metric" for note in compiled.notes)
        code = f"records{'' if is_dated else '_undated'}{'_cut' if result.truncated else ''}"
        return say(code, locale, label=label, count=len(result.rows))
    label = model.dimension_label(query.dimension or "", locale)
    if query.count:
        said = filter_text(query.where, model, locale) if query.where is not None else ""
        value = format_value(result.rows[0][0], "count", locale, model)
        return say(f"members_count{'_of' if said else ''}", locale, label=label, count=value, where=said)
    items = say("list_separator", locale).join(
        _named(row[0], compiled.columns[0], model, locale) for row in result.rows[:30]
    )
    if result.truncated:
        return say("members_cut", locale, label=label, items=items, count=len(result.rows))
    if len(result.rows) > 30:
        items = say("more", locale, items=items, count=len(result.rows) - 30)
    return (
        say("members", locale, label=label, items=items) if result.rows else say("none", locale, label=label, period="")
    )


def _suggestions(query: Any, compiled: CompiledQuery, model: Model, locale: str) -> tuple[str, ...]:
    """Return what can be asked next and is answered: a breakdown that every input of the metric has."""
    if isinstance(query, Members) or not compiled.metrics:
        return ()
    names = breakdowns(compiled.metrics[0], model, {getattr(axis, "name", "") for axis in query.by})
    zh = locale.startswith("zh")
    found = [
        f"按{model.dimension_label(n, locale)}" if zh else f"by {model.dimension_label(n, locale)}" for n in names[:2]
    ]
    if not query.compare:
        found.append("同比" if zh else "year over year")
    return (*found, *asks_why(query, model, locale))
