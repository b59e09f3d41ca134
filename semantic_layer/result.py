"""What the compiler hands to the warehouse, and what comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from semantic_layer.issues import Issue
from semantic_layer.query import Query

Role = Literal["dimension", "period", "value", "previous", "change", "change_pct", "target", "rank"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class ResultColumn(_Frozen):
    """One column of an answer. ``metric`` is the metric it comes from; ``of`` the dimension or grain."""

    name: str
    role: Role
    type: Literal["integer", "double", "text", "boolean", "date"]
    unit: str | None = None
    metric: str | None = None
    of: str | None = None
    label: str = ""


class PeriodShown(_Frozen):
    """A period as an answer shows it: half-open, already cut at the watermark.

    ``whole_end`` is the (excluded) end before the cut; ``complete`` says that nothing was cut. ``as_of`` is the day
    that is told in the place of all the days, of stocks that are asked for up to a day.
    """

    symbolic: str
    start: dt.date
    end: dt.date
    whole_end: dt.date
    complete: bool
    unit: str | None = None
    fiscal: bool = False
    as_of: dt.date | None = None


class MeasureDays(_Frozen):
    """The days of one measure, and the first day of its data (None: not known)."""

    period: PeriodShown
    first: dt.date | None = None


class ComparisonShown(_Frozen):
    """The other side of a comparison as an answer shows it; ``as_of`` as that of the period."""

    basis: Literal["previous_unit", "previous_year", "period"]
    start: dt.date
    end: dt.date
    like_for_like: bool
    unit: str | None = None
    as_of: dt.date | None = None


class CompiledQuery(_Frozen):
    """SQL that has passed the guard, and everything an answer says about it.

    ``notes`` state conventions that shaped the numbers (ranked on the current period, share of the
    filtered total); ``warnings`` what weakens them (incomplete period, unequal lengths). ``days`` are those of each
    measure: metrics whose data end on different days are cut on different days.
    ``total`` is the query of the total row, where one is asked for: computed anew, never added up.
    ``plan`` is the printed plan; ``key`` the canonical text of query, policy and versions: the cache key.
    """

    query: Query
    sql: str
    dialect: str
    columns: tuple[ResultColumn, ...]
    metrics: tuple[str, ...]
    period: PeriodShown | None = None
    days: tuple[MeasureDays, ...] = ()
    comparisons: tuple[ComparisonShown, ...] = ()
    watermark: dt.date | None = None
    warnings: tuple[Issue, ...] = ()
    notes: tuple[Issue, ...] = ()
    plan: str = ""
    key: str = ""
    total: CompiledQuery | None = None


class Result(_Frozen):
    """Rows of raw values, in the order of ``columns``. ``truncated`` says that the row cap cut them.

    ``total`` is the total row, with None for each axis and for what has no total.
    """

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    total: tuple[Any, ...] | None = None
    elapsed_ms: float = 0.0
