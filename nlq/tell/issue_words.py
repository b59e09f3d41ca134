"""What an issue says in the reader's language, its days as people write them."""

from __future__ import annotations

import datetime as dt

from nlq.tell.numbers import format_day, format_days
from nlq.tell.words import say
from semantic_layer.issues import Issue

#: Params that hold a day. What else looks like one was typed by somebody.
_DAYS = ("start", "end", "known", "last", "day")


def tell_issue(issue: Issue, locale: str, **more: str) -> Issue:
    """Return an issue with its message in the reader's language; as it is, where its code has no sentence.

    ``more`` are params that hold names as the reader calls them. Days from ``start`` to ``end`` (included) are told as
    ``days``.

    >>> issue = Issue(code="keys_days", message="", params={"start": "2026-03-01", "end": "2026-03-31"})
    >>> tell_issue(issue, "en").message
    'The condition looks at Mar 1 – 31, 2026.'
    """
    text = say(issue.code, locale, **(_worded(issue.params, locale) | more))
    return issue.model_copy(update={"message": text}) if text else issue


def _worded(params: dict[str, str], locale: str) -> dict[str, str]:
    days = {name: dt.date.fromisoformat(params[name]) for name in _DAYS if name in params}
    told = params | {name: format_day(day, locale) for name, day in days.items()}
    if {"start", "end"} <= days.keys():
        told["days"] = format_days(days["start"], days["end"] + dt.timedelta(days=1), locale)
    return told
