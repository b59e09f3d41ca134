"""Symbolic periods: what a question says of time, before any calendar is applied.

Resolution against today, the model's calendar and a watermark happens in
``semantic_layer.calendar``. Intervals are half-open and made of whole days.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Unit = Literal["day", "week", "month", "quarter", "half", "year"]


class Frozen(BaseModel):
    """Immutable, and no key that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Relative(Frozen):
    """The unit ``offset`` away from the one that holds today; 0 is this, -1 last, 1 next.

    ``to_date`` cuts it at the watermark ("month to date"). ``fiscal`` follows the fiscal year.

    >>> Relative(unit="quarter", offset=-1)
    Relative(kind='relative', unit='quarter', offset=-1, to_date=False, fiscal=False)
    """

    kind: Literal["relative"] = "relative"
    unit: Unit
    offset: int = Field(default=0, ge=-1000, le=1000)
    to_date: bool = False
    fiscal: bool = False


class Trailing(Frozen):
    """The last (``ahead``: the next) ``count`` units; what "last" means is the model's convention."""

    kind: Literal["trailing"] = "trailing"
    unit: Unit
    count: int = Field(ge=1, le=10_000)
    ahead: bool = False


class Named(Frozen):
    """A unit of the calendar by its number: quarter 2, March, half 1, week 23, the year 2025, a day.

    ``number`` is 1-based (None only for a year; for a day it is the day of ``month``). The year is
    ``year``, or ``year_offset`` away from this one ("last March": the March of last year is
    ``year_offset=-1``), or, with neither, the latest one that has begun by today.
    """

    kind: Literal["named"] = "named"
    unit: Unit
    number: int | None = Field(default=None, ge=1, le=53)
    month: int | None = Field(default=None, ge=1, le=12)
    year: int | None = Field(default=None, ge=1, le=9998)
    year_offset: int | None = Field(default=None, ge=-1000, le=1000)
    fiscal: bool = False
    to_date: bool = False

    @model_validator(mode="after")
    def _check(self) -> Named:
        top = {"day": 31, "week": 53, "month": 12, "quarter": 4, "half": 2, "year": 0}[self.unit]
        if (self.number or 0) > top:
            raise ValueError(f"a {self.unit} has no number {self.number}")
        if (self.number is None) != (self.unit == "year"):
            raise ValueError("only a year has no number")
        if (self.month is not None) != (self.unit == "day"):
            raise ValueError("a day, and only a day, names its month")
        if self.year is not None and self.year_offset is not None:
            raise ValueError("a year is named once: as a number or as an offset")
        return self


class Explicit(Frozen):
    """From ``start`` up to but not including ``end``."""

    kind: Literal["explicit"] = "explicit"
    start: dt.date
    end: dt.date

    @model_validator(mode="after")
    def _check(self) -> Explicit:
        if self.start >= self.end:
            raise ValueError("a period ends after it starts")
        return self


class Season(Frozen):
    """A named season ("618", "Spring Festival"), by the name the model or holiday library gives it."""

    kind: Literal["season"] = "season"
    name: str = Field(min_length=1, max_length=100)
    year: int | None = Field(default=None, ge=1, le=9998)
    year_offset: int | None = Field(default=None, ge=-1000, le=1000)


class Part(Frozen):
    """A part of a period, by whole units counted from one end of it.

    "the first five months of this year" is first, month, 5; "the last quarter of 2025" is last,
    quarter, 1; "the second week of May" is first, week, 1 with ``skip`` 1.
    """

    kind: Literal["part"] = "part"
    of: Period
    which: Literal["first", "last"]
    unit: Unit
    count: int = Field(default=1, ge=1, le=10_000)
    skip: int = Field(default=0, ge=0, le=10_000)


class Between(Frozen):
    """From the start of ``first`` to the end of ``last``, ``last`` included.

    Without ``last``: up to and including the watermark ("since May"). Without ``first``: everything
    up to the end of ``last`` ("up to May").
    """

    kind: Literal["between"] = "between"
    first: Period | None = None
    last: Period | None = None

    @model_validator(mode="after")
    def _check(self) -> Between:
        if self.first is None and self.last is None:
            raise ValueError("a range needs a first or a last period")
        return self


class Before(Frozen):
    """Up to the start of ``of``, which is not included."""

    kind: Literal["before"] = "before"
    of: Period


class After(Frozen):
    """From the end of ``of``, which is not included, up to and including the watermark."""

    kind: Literal["after"] = "after"
    of: Period


class AllTime(Frozen):
    """Everything up to and including the watermark."""

    kind: Literal["all"] = "all"


Period = Annotated[
    Relative | Trailing | Named | Explicit | Season | Part | Between | Before | After | AllTime,
    Field(discriminator="kind"),
]

for _model in (Part, Between, Before, After):
    _model.model_rebuild()

#: As of now, of what stands: up to today, since no day.
NOW = Between(last=Relative(unit="day"))
