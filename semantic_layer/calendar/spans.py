"""Days on the calendar, and the refusal of what no calendar has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from semantic_layer.calendar.clock import Clock
from semantic_layer.issues import Issue, QueryRefused

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days on the calendar, half-open; ``unit`` where the span is one whole unit.

    A span that is asked for to date ends at the watermark, and has the end of its unit as ``whole_end``.
    """

    start: dt.date
    end: dt.date
    name: str
    unit: str | None = None
    whole_end: dt.date | None = None


def cut_to_date(span: Span, clock: Clock, name: str) -> Span:
    """Return the span up to and including the watermark, one day of it at least."""
    end = max(min(span.end, clock.data_end), span.start + DAY)
    return Span(span.start, end, name, span.unit, span.end)


def refuse_period(message: str) -> QueryRefused:
    """Return the refusal of a period that no calendar has."""
    return QueryRefused(Issue(code="no_such_period", message=message))


@contextmanager
def on_the_calendar() -> Iterator[None]:
    """Refuse days that reach further than any calendar does.

    Raises:
        QueryRefused: no_such_period.
    """
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise refuse_period("That reaches further than any calendar.") from error


def is_fiscal(period: Any) -> bool:
    """Say whether a symbolic period follows the fiscal year: its own word, or that of what it is a part of."""
    inner = getattr(period, "of", None)
    return is_fiscal(inner) if inner is not None else bool(getattr(period, "fiscal", False))
