"""What a question that is not read may still ask for: offered, and answered only where a definition tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nlq.grammar.parse.chart import Item, build_chart
from nlq.grammar.parse.cover import Cover, cover_question
from nlq.heeded.names import keep_names
from nlq.offers.by_definition import read_defined
from nlq.offers.kinds_counted import kinds_counted
from nlq.offers.lacking import queries_lacking
from nlq.offers.money_asked import money_told
from nlq.offers.parts_of_names import read_parts
from nlq.offers.unlike_sides import queries_unlike
from nlq.reading import Reading, Readings
from nlq.traced import trace_cover
from nlq.unread import explain_unread
from nlq.wording import Wording
from semantic_layer.issues import Issue

Read = Callable[[Wording], tuple[Reading, ...]]
_OPEN_SIDES = Issue(code="ambiguous", message="The question can be read in more than one way.")


def offer_sides(mentions: list[Item], text: Wording) -> Readings | None:
    """Return what a part of a year may be set against, where a whole year is named."""
    found = _offered(queries_unlike(_covers(mentions, text), text.index), text) if text.context is None else ()
    return Readings(readings=found, asks=_OPEN_SIDES) if found else None


def offer_metrics(mentions: list[Item], text: Wording, locale: str, read: Read) -> Readings:
    """Return what is asked of the metric that the words define, or of each that may be meant; else why nothing is.

    Metrics are offered where the question names none, or names a part of theirs.
    """
    covers = _covers(mentions, text) if text.context is None else []
    money = _offered(money_told(mentions, text) if text.context is None else (), text)
    if money:
        return Readings(readings=money)
    counted = _offered(kinds_counted(covers, text), text)
    if counted:
        return Readings(readings=counted)
    lacking = _offered(queries_lacking(covers, text.index), text)
    if lacking:
        return Readings(readings=lacking, lacks_metric=True)
    issues = explain_unread(mentions, text, locale)
    defined, is_told = read_defined(mentions, text, read)
    if is_told:
        return Readings(readings=defined)
    parts = _equally((read_parts(mentions, text, read) if text.context is None else ()) or defined)
    return Readings(readings=parts, issues=issues, lacks_metric=bool(parts))


def _equally(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    return tuple(each.model_copy(update={"probability": 1 / len(readings), "taken": ()}) for each in readings)


def _covers(mentions: list[Item], text: Wording) -> list[Cover]:
    covers = cover_question(build_chart(mentions, text.index), len(text.atoms))
    return [cover for cover in covers if keep_names(cover.leaves(), mentions)]


def _offered(found: Sequence[tuple[Any, Cover]], text: Wording) -> tuple[Reading, ...]:
    return tuple(
        Reading(query=query, probability=1 / len(found), trace=trace_cover(cover, text.normalised, text.atoms))
        for query, cover in found
    )
