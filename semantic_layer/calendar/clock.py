"""How a business counts days, and where its data begin and end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from semantic_layer.model.definitions import Calendar, SeasonDef

#: Where all time begins when nothing says so.
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Clock:
    """The calendar, today, and the first and last complete day of the data (None: unknown).

    ``nothing_before`` says that before the first day there was nothing, which is a zero, and not no data: what is
    valid from a day on was not there before it.
    """

    calendar: Calendar
    seasons: Mapping[str, SeasonDef] = field(default_factory=dict)
    today: dt.date = EPOCH
    first: dt.date | None = None
    watermark: dt.date | None = None
    nothing_before: bool = False

    @property
    def data_end(self) -> dt.date:
        """Return the day after the last complete one; without data, today."""
        return self.watermark + dt.timedelta(days=1) if self.watermark else self.today

    @property
    def opening(self) -> dt.date:
        """Return the day that a period without a start begins on."""
        return self.first or EPOCH

    def is_before_data(self, end: dt.date) -> bool:
        """Say whether days up to ``end`` (excluded) all lie before the data begin."""
        return self.first is not None and not self.nothing_before and end <= self.first
