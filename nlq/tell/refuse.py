"""Questions back and refusals, in the reader's words."""

from __future__ import annotations

from typing import Any

from nlq.answer import Answer
from nlq.reading import Clarification, Refusal
from nlq.tell.issue_words import tell_issue
from nlq.tell.words import join_sentences, say
from semantic_layer.issues import Issue
from semantic_layer.model import Model
from semantic_layer.session import Session


def tell_clarification(clarification: Clarification, model: Model, session: Session) -> Answer:
    """Return the question back, its choices left out."""
    issue = _told(clarification.issue, model, session.locale)
    notes = tuple(_told(note, model, session.locale) for note in clarification.notes)
    return Answer(
        status="clarify", text=issue.message, issues=(issue,), notes=notes, trace=clarification.trace,
        locale=session.locale,
    )  # fmt: skip


def tell_refusal(refusal: Refusal, model: Model, session: Session, query: Any = None) -> Answer:
    """Return the refusal: what was not understood or cannot be had, and the nearest that works."""
    issues = tuple(_told(issue, model, session.locale) for issue in refusal.issues)
    near = tuple(dict.fromkeys(name for issue in issues for name in issue.suggestions))[:4]
    # Words that nobody knows may be one of the names that are not read.
    more = [issue for issue in issues[2:] if issue.code == "names_not_read"]
    said = list(dict.fromkeys(issue.message for issue in (*issues[:2], *more)))
    if near:
        items = say("list_separator", session.locale).join(near)
        said.append(say("closest", session.locale, items=items))
    text = join_sentences(said, session.locale)
    return Answer(status="refused", text=text, issues=issues, suggestions=near, query=query, locale=session.locale)


def _told(issue: Issue, model: Model, locale: str) -> Issue:
    """Return an issue in the reader's words, the names it is about as he calls them."""
    params = issue.params
    labels = {}
    if params.get("metric") in model.metrics:
        labels["metric_label"] = model.metric_label(params["metric"], locale)
    if params.get("dimension") in model.dimensions:
        labels["dimension_label"] = model.dimension_label(params["dimension"], locale)
    if params.get("other") in model.dimensions:
        labels["other_label"] = model.dimension_label(params["other"], locale)
    told = tell_issue(issue, locale, **labels)
    if not params.get("near"):
        return told
    near = tuple(model.dimension_label(name, locale) for name in params["near"].split(","))
    return told.model_copy(update={"suggestions": near})
