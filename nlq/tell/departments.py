"""A board counted by department: how many of each one's metrics are behind their targets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from nlq.answer import Answer
from nlq.tell.words import say
from semantic_layer.model import Model
from semantic_layer.query import Board
from semantic_layer.result import ResultColumn
from semantic_layer.targets import Line

COLUMNS = ("behind", "on_track", "unknown")


def tell_departments(told: Answer, lines: Sequence[Line], query: Board, model: Model, locale: str) -> Answer:
    """Return a board with a line for each department: those behind anywhere first, with what is behind."""
    counts: dict[str, Counter[str]] = {}
    behind: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        name = model.metrics[line.attained.metric].department or ""
        counts.setdefault(name, Counter())[line.attained.status] += 1
        if line.attained.status == "behind":
            behind[name].append(model.metric_label(line.attained.metric, locale))
    separator = say("list_separator", locale)
    rows: list[tuple[Any, ...]] = [
        (_called(name, model, locale), *(count[status] for status in COLUMNS), count.total(),
         separator.join(dict.fromkeys(behind[name])))
        for name, count in sorted(counts.items(), key=lambda each: (-each[1]["behind"], each[0]))
        if _is_kept(count, query.status)
    ]  # fmt: skip
    return told.model_copy(
        update={
            "columns": _columns(locale), "rows": tuple(rows), "target": None,
            "text": _text(rows, query, locale),
        }
    )  # fmt: skip


def _called(name: str, model: Model, locale: str) -> str:
    return model.department_label(name, locale) if name else say("no_department", locale)


def _is_kept(count: Counter[str], status: str | None) -> bool:
    """Say whether a department is behind anywhere, or on track with all that can be said of it."""
    if status == "behind":
        return count["behind"] > 0
    return status is None or (count["behind"] == 0 and count["on_track"] > 0)


def _columns(locale: str) -> tuple[ResultColumn, ...]:
    def column(name: str, role: Any, kind: Any, unit: str | None = None) -> ResultColumn:
        return ResultColumn(name=name, role=role, type=kind, unit=unit, label=say(f"column_{name}", locale))

    counted = [column(name, "value", "integer", "count") for name in (*COLUMNS, "all")]
    return column("department", "dimension", "text"), *counted, column("metrics", "dimension", "text")


def _text(rows: list[tuple[Any, ...]], query: Board, locale: str) -> str:
    if not rows:
        return say("departments_none", locale)
    items = [
        row[0]
        if query.status == "on_track"
        else say("department_item", locale, name=row[0], behind=row[1], count=row[4])
        for row in rows
    ]
    code = f"departments_{query.status}" if query.status else "departments"
    return say(code, locale, items=say("board_separator", locale).join(items))
