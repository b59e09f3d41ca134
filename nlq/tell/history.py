"""Who changed a definition, when, and what became other: in a sentence for each metric, and a row for each change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlq.tell.numbers import format_day
from nlq.tell.words import say
from semantic_layer.model import Model
from semantic_layer.model.history import Revision
from semantic_layer.result import ResultColumn

Rows = tuple[tuple[Any, ...], ...]
COLUMNS = ("metric", "date", "commit", "author", "change", "subject")


def tell_history(
    changes: Mapping[str, tuple[Revision, ...] | None], model: Model, locale: str
) -> tuple[list[str], Rows]:  # fmt: skip
    """Return a sentence for each name, and a row for each change of a metric, the newest first."""
    told: list[str] = []
    rows: list[tuple[Any, ...]] = []
    for name, revisions in changes.items():
        if name not in model.metrics:
            told.append(say("history_of_metrics", locale))
            continue
        label = model.metric_label(name, locale)
        told.append(_sentence(label, revisions, locale))
        rows += [
            (label, each.date, each.commit, each.author, change_text(each, locale), each.subject)
            for each in revisions or ()
        ]
    return list(dict.fromkeys(told)), tuple(rows)


def history_columns(locale: str) -> tuple[ResultColumn, ...]:
    """Return the columns of the rows of a history."""
    return tuple(
        ResultColumn(name=name, role="dimension", type="date" if name == "date" else "text",
                     label=say(f"history_{name}", locale))
        for name in COLUMNS
    )  # fmt: skip


def change_text(revision: Revision, locale: str) -> str:
    """Return what a change made of a definition, in words."""
    return say(f"change_{revision.change}", locale, before=revision.before, after=revision.after)


def _sentence(label: str, revisions: tuple[Revision, ...] | None, locale: str) -> str:
    if not revisions:
        return say("history_none" if revisions is None else "history_empty", locale, label=label)
    last = revisions[0]
    return say(
        "history", locale, label=label, count=len(revisions), day=format_day(last.date, locale), author=last.author,
        change=change_text(last, locale), subject=last.subject,
    )  # fmt: skip
