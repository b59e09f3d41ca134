"""Why a question is not read: the words that no reading takes up, by name, or what is missing."""

from __future__ import annotations

from nlq.grammar.parse.chart import Item, build_chart
from nlq.grammar.parse.cover import cover_question
from nlq.grammar.rules.own import own_members
from nlq.index import names_not_read
from nlq.nearness.nearest import nearest_metrics
from nlq.wording import Wording
from semantic_layer.issues import Issue


def explain_unread(mentions: list[Item], text: Wording, locale: str) -> tuple[Issue, ...]:
    """Name the words that no reading takes up: those nobody knows first, else those that do not fit."""
    spans = runs(left_out(mentions, text))
    if not spans:
        near = nearest_metrics(text.normalised.text, text.index, locale)
        own = _own_unknown(mentions, text, locale)
        if own is not None:
            return (own,)
        if any(item.kind == "WHY" for item in mentions):
            return (_issue("which_change", "Say which change is meant: one measure, and when."),)
        if text.going_on:
            return (_issue("cannot_go_on", "I cannot go on so from the last answer: ask the whole question."),)
        if any(item.kind == "METRIC" for item in mentions):
            return (_issue("not_together", "I know the words, but not what they ask together."),)
        return (_issue("no_metric", "The question names no KPI that I know.", suggestions=near),)
    return (*(_unread_issue(first, last, text, locale) for first, last in spans[:5]), *names_not_read(text.index))


def _own_unknown(mentions: list[Item], text: Wording, locale: str) -> Issue | None:
    """Return that a profile does not say which region is "my region"."""
    model, mine = text.index.model, {item.end for item in mentions if item.kind == "OWN"}
    for item in mentions:
        if item.kind == "DIM" and item.start in mine and not own_members(item.value, text.viewer, model):
            label = model.dimension_label(item.value, locale)
            message = f"Which {label} is yours is not known: name it."
            return Issue(code="own_unknown", message=message, params={"label": label})
    return None


def left_out(mentions: list[Item], text: Wording) -> list[int]:
    """Return the atoms to name: those nobody knows; else those that the fullest reading leaves out.

    A Chinese character alone says nothing: it is named with its neighbours that are left out too.
    """
    known = {place for item in mentions for place in range(item.start, item.end)}
    unknown = {place for place, atom in enumerate(text.atoms) if place not in known and atom.kind != "mark"}
    if unknown and all(text.atoms[place].kind != "han" for place in unknown):
        return sorted(unknown)
    chart = build_chart(mentions, text.index)
    covers = cover_question(chart, len(text.atoms), may_skip=True, going_on=text.going_on)
    skipped = sorted({*covers[0].skipped, *unknown} if covers else unknown)
    if not unknown:
        return skipped
    return [p for first, last in runs(skipped) if unknown & set(range(first, last)) for p in range(first, last)]


def runs(places: list[int]) -> list[tuple[int, int]]:
    """Return ascending places as half-open ranges, neighbours in one."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _unread_issue(first: int, last: int, text: Wording, locale: str) -> Issue:
    begun, ended = text.atoms[first].start, text.atoms[last - 1].end
    at = text.normalised.span(begun, ended)
    words = text.normalised.original[at[0] : at[1]]
    near = nearest_metrics(text.normalised.text[begun:ended], text.index, locale)
    message = f"I cannot account for “{words}”."
    return Issue(code="unread_words", message=message, at=at, suggestions=near, params={"words": words})


def _issue(code: str, message: str, suggestions: tuple[str, ...] = (), **params: str) -> Issue:
    """Return an issue with the whole question."""
    return Issue(code=code, message=message, suggestions=suggestions, params=params)
