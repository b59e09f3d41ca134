"""The calendar of a query, with the days its tables cover."""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.calendar import Clock
from semantic_layer.compiler.setting import Setting


def clock_of(setting: Setting, places: Sequence[str], *, nothing_before: bool = False) -> Clock:
    """Return the calendar with the days that all of some time columns (``table.column``) cover.

    With ``nothing_before`` they are days from which on something is valid: nothing was before the first, and what is
    valid stays so up to today.
    """
    coverage = setting.state.coverage
    covered = [coverage[place] for place in places if place in coverage]
    header = setting.model.header
    first = min((c.first for c in covered), default=None)
    watermark = None if nothing_before else min((c.watermark for c in covered), default=None)
    return Clock(header.calendar, header.seasons, setting.session.today, first, watermark, nothing_before)
