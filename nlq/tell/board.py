"""Metrics against their targets, told as a table and in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlq.answer import Answer
from nlq.tell.cards import metric_card
from nlq.tell.departments import tell_departments
from nlq.tell.formulas import formula_text
from nlq.tell.issue_words import tell_issue
from nlq.tell.numbers import format_value
from nlq.tell.readback import filter_text
from nlq.tell.targets import gap_text, period_label, show_target, target_notes, tell_target
from nlq.tell.words import UNITS, join_sentences, language_of, say
from semantic_layer import standing
from semantic_layer.issues import Issue, NotYet
from semantic_layer.model import Model
from semantic_layer.query import Board
from semantic_layer.result import ResultColumn
from semantic_layer.session import Session
from semantic_layer.targets import Aims, Line, Run, gaps_of, settle_board

#: What a line shows, by the name of its column: the role and the type.
COLUMNS: dict[str, tuple[Any, Any]] = {
    "metric": ("dimension", "text"), "target_period": ("dimension", "text"), "value": ("value", "double"),
    "target": ("target", "double"), "attainment": ("target", "double"), "status": ("dimension", "text"),
    "gap": ("target", "double"), "whole_target": ("target", "double"),
}  # fmt: skip
_LABELS = {"target_period": "column_period", "whole_target": "column_whole"}
#: Why a line has no value where nothing is wrong with it.
_NO_DATA = frozenset({"no_data_yet", "before_data"})
#: Lines that a sentence names in each group; the table has them all.
NAMED = 5


def tell_board(query: Any, run: Run, model: Model, session: Session, aims: Aims) -> Answer:
    """Return metrics against their targets: the farthest behind first. ``model`` is what the viewer may know.

    Raises:
        NotYet: another kind of query that is typed and not computed yet.
        QueryRefused: nothing that was asked for has a target there.
    """
    if not isinstance(query, Board):
        raise NotYet(f"A query of the kind “{query.kind}”")
    locale = session.locale
    settled = settle_board(query, aims, session, run)
    kept = [line for line in settled.lines if query.status in (None, line.attained.status)]
    notes = _notes(kept, settled.without, aims, model, locale)
    names = tuple(dict.fromkeys(line.attained.metric for line in kept))
    told = Answer(
        status="answered", text=_text(kept, query, model, locale) + _without(settled.without, model, locale),
        readback=_readback(query, settled.lines, model, locale), query=query, columns=_columns(query, model, locale),
        rows=tuple(_row(line, query, model, locale) for line in kept), locale=locale, confidence=1.0,
        metrics=tuple(metric_card(name, model, locale) for name in names), notes=notes,
        warnings=_warnings(kept, model, locale),
        target=show_target(kept[0].attained) if len(kept) == 1 else None,
    )  # fmt: skip
    return tell_departments(told, settled.lines, query, model, locale) if query.departments else told


def _columns(query: Board, model: Model, locale: str) -> tuple[ResultColumn, ...]:
    made = [
        ResultColumn(
            name=name, role=role, type=kind, unit="share" if name == "attainment" else None,
            label=say(_LABELS.get(name, f"column_{name}"), locale),
        )
        for name, (role, kind) in COLUMNS.items()
    ]  # fmt: skip
    if query.by is not None:
        label = model.dimension_label(query.by, locale)
        made.insert(1, ResultColumn(name=query.by, role="dimension", type="text", of=query.by, label=label))
    return tuple(made)


def _row(line: Line, query: Board, model: Model, locale: str) -> tuple[Any, ...]:
    each = line.attained
    name = (model.metric_label(each.metric, locale), *((line.member,) if query.by is not None else ()))
    return (*name, each.period, each.value, each.due, each.attainment, each.status, each.gap, each.whole)


def _text(lines: Sequence[Line], query: Board, model: Model, locale: str) -> str:
    if not lines:
        return say(f"board_none_{query.status}", locale)
    if len(lines) == 1 and lines[0].attained.value is not None:
        return join_sentences((_alone(lines[0], model, locale), tell_target(lines[0].attained, model, locale)), locale)
    told = []
    for status in ("behind", "on_track", "unknown"):
        own = [line for line in lines if line.attained.status == status and line.attained.value is not None]
        told += [_group(f"board_{status}", [_item(line, model, locale) for line in own], locale)] if own else []
    for code, wanted in (("board_no_value", True), ("board_not_computed", False)):
        empty = [line for line in lines if line.attained.value is None and _waits(line) is wanted]
        told += [_group(code, [_empty_item(line, model, locale) for line in empty], locale)] if empty else []
    return join_sentences(told, locale)


def _without(names: Sequence[str], model: Model, locale: str) -> str:
    """Return that metrics which were named have no target."""
    joint = "" if locale.startswith("zh") else " "
    labels = say("list_separator", locale).join(model.metric_label(name, locale) for name in names)
    return joint + say("no_target", locale, label=labels) if names else ""


def _group(code: str, items: list[str], locale: str) -> str:
    joined = say("board_separator", locale).join(items[:NAMED])
    if len(items) > NAMED:
        joined = say("more", locale, items=joined, count=len(items) - NAMED)
    return say(code, locale, items=joined)


def _label(line: Line, model: Model, locale: str) -> str:
    label = model.metric_label(line.attained.metric, locale)
    joint = "" if locale.startswith("zh") else " "
    return label if line.member is None else f"{line.member}{joint}{label}"


def _alone(line: Line, model: Model, locale: str) -> str:
    return say(
        "value", locale, label=_label(line, model, locale), value=_amount(line, line.attained.value, model, locale),
        period=period_label(line.attained.period, locale),
    )  # fmt: skip


def _amount(line: Line, value: float | None, model: Model, locale: str) -> str:
    return format_value(value, model.metrics[line.attained.metric].unit, locale, model, line.attained.metric)


def _item(line: Line, model: Model, locale: str) -> str:
    each = line.attained
    return say(
        "board_item", locale, label=_label(line, model, locale), value=_amount(line, each.value, model, locale),
        target=_amount(line, each.due, model, locale), period=period_label(each.period, locale),
        due=say("board_due", locale) if each.due != each.whole else "", gap=gap_text(each, model, locale),
    )  # fmt: skip


def _waits(line: Line) -> bool:
    """Say whether a line without a value has none yet: nothing else is wrong with it."""
    return all(issue.code in _NO_DATA for issue in line.issues)


def _empty_item(line: Line, model: Model, locale: str) -> str:
    target = _amount(line, line.attained.whole, model, locale)
    period = period_label(line.attained.period, locale)
    item = say("board_empty_item", locale, label=_label(line, model, locale), target=target, period=period)
    if _waits(line):
        return item
    issue = line.issues[0]
    return f"{item}: {tell_issue(issue, locale).message.rstrip('.。')}"


def _notes(lines: Sequence[Line], without: Sequence[str], aims: Aims, model: Model, locale: str) -> tuple[Issue, ...]:
    """Return how lines were set against their targets, what has none, and which targets contradict their parts."""
    told = [] if len(lines) == 1 else list(target_notes([line.attained for line in lines], model, locale))
    for name in without:
        params = {"label": model.metric_label(name, locale)}
        told.append(Issue(code="no_target", message=say("no_target", locale, **params), params=params))
    for line in lines:
        found = () if line.aim.made_of else gaps_of(line.aim.parts[0], aims)
        told += [_gap_note(gap, model, locale) for gap in found]
    return tuple(told)


def _gap_note(gap: Any, model: Model, locale: str) -> Issue:
    def amount(value: float) -> str:
        return format_value(value, model.metrics[gap.target.metric].unit, locale, model, gap.target.metric)

    along = {
        "periods": UNITS[language_of(locale)].get(gap.along, ""), "children": say("gap_children", locale),
        "inputs": formula_text(gap.target.metric, model, locale),
    }.get(gap.kind) or model.dimension_label(gap.along, locale)  # fmt: skip
    code = "sum" if gap.low == gap.high else "least" if gap.high == float("inf") else "range"
    params = {
        "label": model.metric_label(gap.target.metric, locale), "period": period_label(gap.target.period, locale),
        "value": amount(gap.target.value), "low": amount(gap.low), "along": along,
        "high": amount(gap.high) if code == "range" else "",
    }  # fmt: skip
    return Issue(code="target_gap", message=say(f"target_gap_{code}", locale, **params), params=params)


def _warnings(lines: Sequence[Line], model: Model, locale: str) -> tuple[Issue, ...]:
    """Return the standing of the metrics shown, where it is to be warned of: drafts, deprecated ones."""
    labels = {model.metric_label(line.attained.metric, locale) for line in lines}
    found = {
        issue.message: issue
        for line in lines
        for issue in line.warnings
        if issue.code in standing.CODES and issue.params["label"] in labels
    }
    return tuple(tell_issue(issue, locale) for issue in found.values())


def _department(name: str, model: Model, locale: str) -> str:
    """Return what a department is called that a query names, in whatever case of letters."""
    own = {metric.department.casefold(): metric.department for metric in model.metrics.values() if metric.department}
    return model.department_label(own.get(name.casefold(), name), locale)


def _readback(query: Board, lines: Sequence[Line], model: Model, locale: str) -> str:
    """Return what is on the board; its period where one was asked for, else each line says its own."""
    periods = dict.fromkeys(period_label(line.attained.period, locale) for line in lines)
    names = say("list_separator", locale).join(model.metric_label(name, locale) for name in query.metrics)
    parts = [say("board", locale), _department(query.department or "", model, locale), names]
    parts += [next(iter(periods))] if query.period is not None else []
    parts += [filter_text(query.where, model, locale)] if query.where is not None else []
    parts += [say("by", locale, by=model.dimension_label(query.by, locale))] if query.by is not None else []
    parts += [say("by_department", locale)] if query.departments else []
    parts += [say(f"status_{query.status}", locale)] if query.status else []
    return " · ".join(part for part in parts if part)
