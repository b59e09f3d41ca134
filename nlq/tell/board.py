"""Metrics against their targets, told as a table and in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nlq.answer import Answer, TargetShown
from nlq.tell.cards import metric_card, target_shown
from nlq.tell.numbers import format_value
from nlq.tell.words import say
from semantic_layer.issues import Issue, NotYet, QueryRefused
from semantic_layer.model import Model
from semantic_layer.query import Board, Data
from semantic_layer.result import CompiledQuery, Result, ResultColumn
from semantic_layer.session import Session
from semantic_layer.targets import board_queries

Run = Callable[[Data], tuple[CompiledQuery, Result]]
COLUMNS = (
    ResultColumn(name="metric", role="dimension", type="text"),
    ResultColumn(name="target_period", role="dimension", type="text"),
    ResultColumn(name="value", role="value", type="double"),
    ResultColumn(name="target", role="target", type="double"),
    ResultColumn(name="attainment", role="value", type="double", unit="share"),
    ResultColumn(name="status", role="dimension", type="text"),
)


class _Line(NamedTuple):
    metric: str
    value: float
    target: TargetShown


def tell_board(query: Any, run: Run, model: Model, session: Session) -> Answer:
    """Return metrics against their targets: the farthest behind first.

    A metric whose data do not reach into its target's period has no line.

    Raises:
        NotYet: another kind of query that is typed and not computed yet.
        QueryRefused: no metric that was named has a target.
    """
    if not isinstance(query, Board):
        raise NotYet(f"A query of the kind “{query.kind}”")
    lines = [line for data in board_queries(query, model, session.today) if (line := _line(data, run, model))]
    if query.metrics and not lines:
        raise QueryRefused(_no_target(query, model, session.locale))
    kept = [line for line in lines if query.status in (None, line.target.status)]
    kept.sort(key=lambda line: (line.target.status != "behind", line.target.attainment or 0.0))
    locale = session.locale
    rows = tuple(
        (model.metric_label(line.metric, locale), line.target.period, line.value, line.target.value,
         line.target.attainment, line.target.status)
        for line in kept
    )  # fmt: skip
    names = tuple(dict.fromkeys(line.metric for line in kept))
    cards = tuple(metric_card(name, model, locale) for name in names)
    return Answer(
        status="answered", text=_text(kept, query, model, locale), readback=_readback(query, model, locale),
        query=query, columns=COLUMNS, rows=rows, metrics=cards, locale=locale, confidence=1.0,
        target=kept[0].target if len(kept) == 1 else None,
    )  # fmt: skip


def _no_target(query: Board, model: Model, locale: str) -> Issue:
    label = say("list_separator", locale).join(model.metric_label(name, locale) for name in query.metrics)
    having = tuple(dict.fromkeys(model.metric_label(target.metric, locale) for target in model.targets))
    message = f"No target is set for {label}."
    return Issue(code="no_target", message=message, suggestions=having[:3], params={"label": label})


def _line(data: Data, run: Run, model: Model) -> _Line | None:
    try:
        compiled, result = run(data)
    except QueryRefused:
        return None
    target = target_shown(data, compiled, result, model)
    return _Line(compiled.metrics[0], float(result.rows[0][0]), target) if target else None


def _text(lines: list[_Line], query: Board, model: Model, locale: str) -> str:
    told = []
    for status in ("behind", "on_track", "unknown"):
        items = [_item(line, model, locale) for line in lines if line.target.status == status]
        if items:
            told.append(say(f"board_{status}", locale, items=say("list_separator", locale).join(items)))
    joint = "" if locale.startswith("zh") else " "
    return joint.join(told) or say(f"board_none_{query.status or 'unknown'}", locale)


def _item(line: _Line, model: Model, locale: str) -> str:
    unit = model.metrics[line.metric].unit
    value, target = (
        format_value(number, unit, locale, model, line.metric) for number in (line.value, line.target.value)
    )
    label = model.metric_label(line.metric, locale)
    prorated = say("prorated", locale) if line.target.prorated else ""
    period = line.target.period or ""
    return say("board_item", locale, label=label, value=value, target=target, period=period, prorated=prorated)


def _readback(query: Board, model: Model, locale: str) -> str:
    names = say("list_separator", locale).join(model.metric_label(name, locale) for name in query.metrics)
    status = say(f"status_{query.status}", locale) if query.status else ""
    return " · ".join(part for part in (say("board", locale), names, status) if part)
