"""Targets in words: what is due and why, how much of it is reached, how far that is, and what it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from nlq.answer import TargetShown
from nlq.tell.numbers import format_bucket, format_value
from nlq.tell.words import join_sentences, say
from semantic_layer.issues import Issue
from semantic_layer.model import Model
from semantic_layer.targets import Attained, read_period

#: Ways to set a value against its target that a table says in a note.
_SAID = frozenset({"linear", "last_year", "no_last_year", "direct", "time_gone", "mixed"})


def show_target(attained: Attained) -> TargetShown:
    """Return a target as an answer shows it."""
    return TargetShown(
        value=attained.due, attainment=attained.attainment, status=attained.status, period=attained.period,
        prorated=attained.due != attained.whole, whole=attained.whole, share=attained.share, how=attained.how,
        gap=attained.gap, tolerance=attained.tolerance, days_left=attained.days_left, per_day=attained.per_day,
        made_of=attained.made_of or None,
    )  # fmt: skip


def tell_target(attained: Attained, model: Model, locale: str) -> str:
    """Return the sentences about the target of one number; "" where there is no number."""
    if attained.value is None:
        return ""
    named = _amounts(attained, model, locale)
    aim = say(f"aim_{attained.how}", locale, **named)
    aim += say(f"made_of_{attained.made_of}", locale) if attained.made_of else ""
    items = [*_reached(attained, model, locale), gap_text(attained, model, locale)]
    code = f"is_{attained.status}"
    status = say("is_tolerated" if attained.tolerated else code, locale, **named)
    joined = ", ".join(items) if not locale.startswith("zh") else "，".join(items)
    told = [say("target_said", locale, aim=aim, items=joined, status=status)]
    if attained.per_day is not None:
        told.append(say("per_day", locale, **named))
    return join_sentences(told, locale)


def tell_briefly(attained: Attained, model: Model, locale: str) -> str:
    """Return the target of one number among several: what is due, what is reached, whether that is good."""
    if attained.value is None:
        return ""
    named = _amounts(attained, model, locale)
    aim = say("aim_due" if attained.due != attained.whole else "aim_whole", locale, **named)
    items = "".join(_reached(attained, model, locale))
    status = say(f"is_{attained.status}", locale)
    return say("target_said" if items else "target_only", locale, aim=aim, items=items, status=status)


def _amounts(attained: Attained, model: Model, locale: str) -> dict[str, object]:
    def money(value: float | None) -> str:
        return format_value(value, model.metrics[attained.metric].unit, locale, model, attained.metric)

    return {
        "whole": money(attained.whole), "due": money(attained.due), "per_day": money(attained.per_day),
        "share": format_value(attained.share, "share", locale, model), "days": attained.days_left,
        "tolerance": format_value(attained.tolerance, "share", locale, model),
    }  # fmt: skip


def _reached(attained: Attained, model: Model, locale: str) -> Iterator[str]:
    if attained.attainment is not None:
        way = "down" if model.metrics[attained.metric].direction == "down" else "up"
        yield say(f"reached_{way}", locale, attainment=format_value(attained.attainment, "share", locale, model))


def gap_text(attained: Attained, model: Model, locale: str) -> str:
    """Return how far a value is from what is due, in words that say which side it is on."""
    spec = model.metrics[attained.metric]
    gap = attained.gap or 0.0
    unit = "percentage_point" if spec.unit == "share" else spec.unit
    shown = format_value(abs(gap), unit, locale, model, attained.metric)
    if shown == format_value(0.0, unit, locale, model, attained.metric):
        return say("even", locale)
    if attained.how == "time_gone" and gap < 0 and spec.direction != "down":
        return say("to_go", locale, gap=shown)
    way = "down" if spec.direction == "down" else "up"
    return say(f"{'ahead' if gap > 0 else 'short'}_{way}", locale, gap=shown)


def period_label(period: str, locale: str) -> str:
    """Return a target's period as people write it; a fiscal one as the model does.

    >>> period_label("2026-Q4", "en"), period_label("FY2026-Q1", "en"), period_label("2026-07 – 2026-09", "zh")
    ('Q4 2026', 'FY2026-Q1', '2026年7月 – 2026年9月')
    """
    return " – ".join(_one_period(name, locale) for name in period.split(" – "))


def _one_period(name: str, locale: str) -> str:
    written = read_period(name)
    if written.fiscal:
        return name
    if written.unit == "year":
        return say("year", locale, year=written.year)
    months = {"half": 6, "quarter": 3, "month": 1}.get(written.unit, 1)
    month = ((written.number or 1) - 1) * months + 1
    return format_bucket(dt.date(written.year or 1, month, 1), written.unit, locale)


def target_notes(attained: Sequence[Attained], model: Model, locale: str) -> tuple[Issue, ...]:
    """Return what a table has to say of its targets: how what is not over was set against them, each thing once."""
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for each in attained:
        for key in _notes(each, model, locale):
            labels.setdefault(key, {})[model.metric_label(each.metric, locale)] = None
    notes = []
    for code, amount in sorted(labels):
        params = {"label": say("list_separator", locale).join(labels[code, amount]), "amount": amount}
        notes.append(Issue(code=code, message=say(code, locale, **params), params=params))
    return tuple(notes)


def _notes(each: Attained, model: Model, locale: str) -> Iterator[tuple[str, str]]:
    """Yield the code of each thing to say of a line, and the amount in it."""
    if each.how in _SAID:
        share = format_value(each.share, "share", locale, model) if each.how == "time_gone" else ""
        yield f"target_{each.how}", share
    if each.made_of:
        yield f"target_{each.made_of}", ""
    if each.tolerated:
        yield "target_tolerated", format_value(each.tolerance, "share", locale, model)
