"""How a business counts days, and where its data begin and end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from semantic_layer.model.definitions import Calendar, SeasonDef


@dataclass(frozen=True)
class Clock:
    """The calendar, today, and the first and last complete day of the data (None: unknown)."""

    calendar: Calendar
    seasons: Mapping[str, SeasonDef] = field(default_factory=dict)
    today: dt.date = dt.date(1970, 1, 1)
    first: dt.date | None = None
    watermark: dt.date | None = None

    @property
    def data_end(self) -> dt.date:
        """Return the day after the last complete one; without data, today."""
        return self.watermark + dt.timedelta(days=1) if self.watermark else self.today
