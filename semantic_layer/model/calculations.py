"""How a metric is computed: one type for each way, structured and never an SQL string."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, field_validator

from semantic_layer.model.shapes import COLUMN
from semantic_layer.query.parts import Name
from semantic_layer.query.period import Frozen

Scalar = bool | int | float | dt.date | str
#: A time column of the table itself, or ``table.column`` of one that each row leads to.
TimeColumn = Annotated[str, Field(max_length=401, pattern=COLUMN)]
Aggregation = Literal["sum", "count", "count_distinct", "avg", "min", "max", "median", "percentile"]


class Condition(Frozen):
    """One condition on rows. ``field`` is a column of the home table, or a dimension of the model.

    ``value`` is a scalar, or a list for ``in`` and ``not_in``; absent for ``is_null`` and ``not_null``.
    ``not_in`` and ``!=`` keep rows where the field is NULL.
    """

    field: Name
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "is_null", "not_null"] = "="
    value: Scalar | tuple[Scalar, ...] | None = None


class Simple(Frozen):
    """One aggregate over rows of one table. ``percentile`` is a share 0–1."""

    type: Literal["simple"] = "simple"
    table: Name
    agg: Aggregation
    column: Name | None = None
    where: tuple[Condition, ...] = ()
    time: TimeColumn | None = None
    percentile: float | None = Field(default=None, gt=0, lt=1)


class Input(Frozen):
    """A metric as the input of another, perhaps with a filter of its own."""

    metric: Name
    where: tuple[Condition, ...] = ()


class Ratio(Frozen):
    """Numerator ÷ denominator, each aggregated on its own; a zero denominator gives NULL.

    ``denominator_ignores`` names dimensions whose breakdown and filters do not reach the denominator
    (market share by store divides by the whole market); any other dimension that only the numerator
    has is refused.
    """

    type: Literal["ratio"] = "ratio"
    numerator: Input
    denominator: Input
    denominator_ignores: tuple[Name, ...] = ()

    @field_validator("numerator", "denominator", mode="before")
    @classmethod
    def _from_name(cls, value: object) -> object:
        return {"metric": value} if isinstance(value, str) else value


class Derived(Frozen):
    """Arithmetic (+ − × ÷, parentheses, numbers) over metric names: ``revenue - cost``."""

    type: Literal["derived"] = "derived"
    formula: str


class EntityHaving(Frozen):
    """The condition an entity must meet in the period: an aggregate of its rows against a number."""

    agg: Literal["count", "count_distinct", "sum", "min", "max", "avg"] = "count"
    column: Name | None = None
    op: Literal["=", "!=", "<", "<=", ">", ">="] = ">="
    value: float


class EntityCount(Frozen):
    """How many entities (distinct, non-NULL ``entity``) meet ``having`` in the period."""

    type: Literal["entity_count"] = "entity_count"
    table: Name
    entity: Name
    having: EntityHaving | None = None
    where: tuple[Condition, ...] = ()
    time: TimeColumn | None = None


class FirstTime(Frozen):
    """How many entities have their first row ever (under ``where``) in the period.

    The first is that of the earliest moment, of two at one moment that of the smaller key; filters and
    breakdowns of a question are those of this row.
    """

    type: Literal["first_time"] = "first_time"
    table: Name
    entity: Name
    where: tuple[Condition, ...] = ()
    time: TimeColumn | None = None


class Balance(Frozen):
    """A stock: never summed over time.

    From snapshots: ``time`` is when they were taken and ``entity`` the columns that identify what is
    counted; the value is the sum of ``column`` over each entity's last snapshot in the period (of two at one
    moment, that of the larger key), no older than ``stale_after`` days on the period's last day (absent: any age
    within the period).
    Without ``entity`` the rows of the last day are one snapshot: ``time`` is then a date. With ``take: average``
    it is the mean, over the days of the period on which anything was taken, of the sum of each day's last ones: the
    days are those of other groups too, so that groups add up to the total.
    ``where`` says what a snapshot is, and holds before the last one is looked for; what a question (or a ratio)
    asks of it holds after: an entity whose last snapshot does not meet that does not count with an earlier one.
    From validity: rows are counted (or ``column`` summed) that are valid on the period's last day,
    ``valid_from`` ≤ day < ``valid_to`` (NULL: open); attributes with a history are those of that day. With
    ``take: average`` it is the mean of that over every day of the period.
    """

    type: Literal["balance"] = "balance"
    table: Name
    column: Name | None = None
    entity: tuple[Name, ...] = ()
    time: TimeColumn | None = None
    valid_from: Name | None = None
    valid_to: Name | None = None
    take: Literal["last", "average"] = "last"
    stale_after: int | None = Field(default=None, ge=1)
    where: tuple[Condition, ...] = ()


class Cumulative(Frozen):
    """A running value of ``metric``: over a trailing ``window`` of units, or to date since ``since``."""

    type: Literal["cumulative"] = "cumulative"
    metric: Name
    window: int | None = None
    unit: Literal["day", "week", "month", "quarter", "year"] | None = None
    since: Literal["month", "quarter", "year", "fiscal_quarter", "fiscal_year", "ever"] | None = None


class Retention(Frozen):
    """Share of the entities active in the period before that are active again.

    Filters and breakdowns of a question are those of the period before: of those who bought in the shop then, the
    share that bought again anywhere.
    """

    type: Literal["retention"] = "retention"
    table: Name
    entity: Name
    where: tuple[Condition, ...] = ()
    time: TimeColumn | None = None


class Conversion(Frozen):
    """Share of the entities with a row of ``start`` that have a row of ``end`` within ``days`` days of the first.

    ``entity`` is a column of both tables. Each entity counts once in each group and period; filters and
    breakdowns of a question are those of the start.
    """

    type: Literal["conversion"] = "conversion"
    entity: Name
    start: Input
    end: Input
    days: int = Field(ge=1, le=3_660)

    @field_validator("start", "end", mode="before")
    @classmethod
    def _from_name(cls, value: object) -> object:
        return {"metric": value} if isinstance(value, str) else value


Calculation = Annotated[
    Simple | Ratio | Derived | EntityCount | FirstTime | Balance | Cumulative | Retention | Conversion,
    Field(discriminator="type"),
]
