"""How a business counts time: its weeks, its fiscal years, its time zone and its today."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from semantic_layer.query.period import Frozen


class FiscalWeeks(Frozen):
    """A fiscal year of whole weeks: it ends on the last ``ends_on`` of ``in_month``, or on the one nearest its end.

    ``pattern`` is how many weeks the months of a quarter have; a 53rd week belongs to the last month. ``named_by``
    says whether the year has the name of the calendar year it starts or ends in.
    """

    pattern: Literal["4-4-5", "4-5-4", "5-4-4"]
    ends_on: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    in_month: int = Field(ge=1, le=12)
    rule: Literal["last", "nearest"] = "last"
    named_by: Literal["start", "end"] = "end"


class Calendar(Frozen):
    """How this business counts time. ``as_of`` fixes today where the data end.

    The fiscal year begins with a calendar month (``fiscal_year_start``), or is made of weeks (``fiscal_weeks``).
    """

    week_start: Literal["monday", "sunday", "saturday"] = "monday"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    fiscal_weeks: FiscalWeeks | None = None
    time_zone: str = "UTC"
    as_of: dt.date | None = None
    trailing: Literal["calendar", "rolling"] = "calendar"
    last_n_days_includes_today: bool = False
    holidays: str | None = None
