"""The KPIs that a refusal names as near: each with the same question asked of it, where that has an answer."""

from __future__ import annotations

from typing import Any

from nlq.answer import Answer, NearMetric
from nlq.engine import Engine
from nlq.read import read
from nlq.reading import Question, Reading
from semantic_layer.issues import QueryRefused
from semantic_layer.names import check_names, walk
from semantic_layer.query import Data, Members
from semantic_layer.session import Session


def name_nearest(refused: Answer, question: Question, session: Session, engine: Engine, context: Any) -> Answer:
    """Return a refusal with the KPIs among what it suggests, and the question as it would be asked of each.

    The words that nobody knows are replaced by the KPI's label, where they are all that is not known.
    """
    model, locale = engine.model, session.locale
    named = {model.metric_label(name, locale): name for name in model.metrics} if refused.suggestions else {}
    near = [
        NearMetric(
            name=named[label], label=label,
            question=_asked_of(named[label], label, refused, question, (session, engine, context)),
        )
        for label in refused.suggestions if label in named
    ]  # fmt: skip
    return refused.model_copy(update={"nearest": tuple(near)}) if near else refused


def _asked_of(
    name: str, label: str, refused: Answer, question: Question, how: tuple[Session, Engine, Any]
) -> str | None:
    """Return the question with a KPI in the place of the words that are not known; None where it has no answer."""
    places = [issue.at for issue in refused.issues if issue.code == "unread_words" and issue.at is not None]
    if len(places) != 1:
        return None
    begun, ended = places[0]
    before, after = question.text[:begun], question.text[ended:]
    asked = question.model_copy(update={"text": before + label + after})
    session, engine, context = how
    found = read(asked, session, engine.index, context)
    if found.lacks_metric or found.asks is not None:
        return None
    is_answered = any(_is_answered(reading, name, session, engine) for reading in found.readings)
    return asked.text if is_answered else None


def _is_answered(reading: Reading, name: str, session: Session, engine: Engine) -> bool:
    """Say whether a reading is about a metric, and no rule refuses it: nothing is run."""
    query = reading.query
    about = {node.name for node in walk(query) if getattr(node, "kind", "") == "metric"}
    about |= {getattr(query, "metric", None), *getattr(query, "metrics", ()), *getattr(query, "names", ())}
    if name not in about:
        return False
    try:
        check_names(query, engine.whole, session.viewer)
        if isinstance(query, Data | Members):
            engine.compile(query, session)
    except QueryRefused:
        return False
    return True
