"""What is known of a metric or a dimension, and what can be asked: nothing is computed."""

from __future__ import annotations

from nlq.answer import Answer
from nlq.tell.cards import metric_card
from nlq.tell.catalogue import tell_catalogue
from nlq.tell.history import history_columns, tell_history
from nlq.tell.numbers import format_day, format_value
from nlq.tell.targets import period_label
from nlq.tell.words import join_sentences, say
from semantic_layer.model import Model, pick_text
from semantic_layer.model.history import History, no_history
from semantic_layer.model.inputs import metric_tables, time_places
from semantic_layer.query import Describe
from semantic_layer.session import DataState, Session


def tell_description(
    query: Describe, model: Model, session: Session, state: DataState, history: History = no_history
) -> Answer:
    """Return the aspects asked for of each name, or the catalogue; of a history, each change as a row."""
    locale = session.locale
    if "catalogue" in query.aspects:
        text, asked = tell_catalogue(model, locale), say("aspect_catalogue", locale)
        return Answer(status="answered", text=text, query=query, readback=asked, locale=locale, confidence=1.0)
    sentences = [sentence for name in query.names for sentence in _sentences(name, query, model, state, locale)]
    asked_of = query.names if "history" in query.aspects else ()
    changes = {name: history(name) if name in model.metrics else () for name in asked_of}
    told, rows = tell_history(changes, model, locale)
    labels = [
        model.metric_label(n, locale) if n in model.metrics else model.dimension_label(n, locale) for n in query.names
    ]
    cards = tuple(metric_card(name, model, locale) for name in query.names if name in model.metrics)
    asked = say("list_separator", locale).join(say(f"aspect_{aspect}", locale) for aspect in query.aspects)
    readback = f"{say('list_separator', locale).join(labels)} · {asked}"
    return Answer(
        status="answered", text=join_sentences((*sentences, *told), locale), query=query, readback=readback,
        metrics=cards, locale=locale, confidence=1.0, columns=history_columns(locale) if rows else (), rows=rows,
    )  # fmt: skip


def _sentences(name: str, query: Describe, model: Model, state: DataState, locale: str) -> list[str]:
    if name not in model.metrics:
        label, text = model.dimension_label(name, locale), pick_text(model.dimensions[name].description, locale)
        return [say("definition", locale, label=label, text=text)] if query.aspects != ("history",) else []
    card = metric_card(name, model, locale)
    told = []
    if "definition" in query.aspects:
        told.append(say("definition", locale, label=card.label, text=card.definition))
        told.append(say("formula", locale, text=card.formula) + ("。" if locale.startswith("zh") else "."))
    if "owner" in query.aspects:
        owner = card.owner_label or say("no_owner", locale)
        told.append(say("owner", locale, owner=owner, department=card.department_label or "–"))
    if "lineage" in query.aspects:
        told.append(say("lineage", locale, items=", ".join(sorted(metric_tables(name, model.metrics)))))
    if "freshness" in query.aspects:
        places = time_places(model.metrics, model.tables, name)
        days = [state.coverage[place].watermark for place in places if place in state.coverage]
        told += [say("freshness", locale, last=format_day(min(days), locale))] if days else []
    if "target" in query.aspects:
        told += _targets(name, model, locale)
    return told


def _targets(name: str, model: Model, locale: str) -> list[str]:
    found = [target for target in model.targets if target.metric == name and not target.segment]
    unit = model.metrics[name].unit
    items = [
        f"{period_label(target.period, locale)}: {format_value(target.value, unit, locale, model, name)}"
        for target in found
    ]
    return [say("list_separator", locale).join(items)] if items else [say("target_none", locale)]
