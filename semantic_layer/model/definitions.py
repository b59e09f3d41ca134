"""What a model folder may say: typed, immutable, no key that is not declared here.

Nouns follow Ossie (table, field, relationship, metric), metric types follow dbt; unit, direction,
owner, department, cadence, goal, target, weight, counter-metrics, certification and policy are added.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, field_validator

from semantic_layer.model.text import LocalText, LocalWords
from semantic_layer.query.parts import Name
from semantic_layer.query.period import Frozen, Period

Scalar = bool | int | float | dt.date | str
ColumnType = Literal["integer", "number", "text", "boolean", "date", "timestamp", "timestamptz"]
Aggregation = Literal["sum", "count", "count_distinct", "avg", "min", "max", "median", "percentile"]


class Named(Frozen):
    """What people call a thing: labels, synonyms and a description, by language."""

    label: LocalText = {}
    synonyms: LocalWords
    description: LocalText = {}


class Condition(Frozen):
    """One condition on rows. ``field`` is a column of the home table, or a dimension of the model.

    ``value`` is a scalar, or a list for ``in`` and ``not_in``; absent for ``is_null`` and ``not_null``.
    ``not_in`` and ``!=`` keep rows where the field is NULL.
    """

    field: Name
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "is_null", "not_null"] = "="
    value: Scalar | tuple[Scalar, ...] | None = None


# --- tables, joins, dimensions --------------------------------------------------------------------


class Column(Frozen):
    """A column. ``expr`` is a row-level SQL expression over columns of the same table (computed)."""

    type: ColumnType
    expr: str | None = None
    description: LocalText = {}


class Table(Frozen):
    """A table of the warehouse. ``source`` is its physical name (default: its name here).

    ``time`` is the column that places a row in a period, unless a metric says otherwise.
    ``watermark`` is the last complete day; absent, it is the day of the largest ``time`` before today.
    ``noun`` is what one row is called ("order", 订单).
    """

    source: str | None = None
    key: tuple[Name, ...] = ()
    time: Name | None = None
    watermark: dt.date | None = None
    columns: dict[Name, Column]
    noun: LocalText = {}
    description: LocalText = {}


class Join(Frozen):
    """A many-to-one relationship: each row of ``table`` has at most one row of ``to``.

    ``on`` maps columns of ``table`` to columns of ``to``, which are a key of ``to``.
    ``name`` tells two joins between the same tables apart.
    """

    name: Name
    table: Name
    to: Name
    on: dict[Name, Name] = Field(min_length=1)


class Member(Frozen):
    """A member of a dimension with other names people use for it."""

    value: Scalar
    label: LocalText = {}
    synonyms: LocalWords


class DimensionDef(Named):
    """A dimension: groups by ``column`` of ``table``, shown by the column of the reader's language.

    ``labels`` maps a language to the column that holds the member's name in it. ``via`` names the
    joins to take where more than one path leads from a metric's table. ``index`` says whether member
    values are words that questions use. ``of`` names the dimension whose members this one groups
    (region of store). ``noun`` marks a dimension that is an entity ("stores with …").
    """

    table: Name
    column: Name
    labels: dict[str, Name] = {}
    via: tuple[Name, ...] = ()
    index: bool = True
    members: tuple[Member, ...] = ()
    of: Name | None = None


# --- metrics --------------------------------------------------------------------------------------


class Simple(Frozen):
    """One aggregate over rows of one table. ``percentile`` is a share 0–1."""

    type: Literal["simple"] = "simple"
    table: Name
    agg: Aggregation
    column: Name | None = None
    where: tuple[Condition, ...] = ()
    time: Name | None = None
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
    time: Name | None = None


class FirstTime(Frozen):
    """How many entities have their first row ever (under ``where``) in the period."""

    type: Literal["first_time"] = "first_time"
    table: Name
    entity: Name
    where: tuple[Condition, ...] = ()
    time: Name | None = None


class Balance(Frozen):
    """A stock: never summed over time.

    From snapshots: ``time`` is the snapshot day and ``entity`` the columns that identify what is
    counted; the value is the sum of ``column`` over each entity's last snapshot in the period, no
    older than ``stale_after`` days (absent: any age within the period). With ``take: average`` it is
    the mean over the period's snapshot days of the sum.
    From validity: rows are counted (or ``column`` summed) that are valid on the period's last day,
    ``valid_from`` ≤ day < ``valid_to`` (NULL: open).
    """

    type: Literal["balance"] = "balance"
    table: Name
    column: Name | None = None
    entity: tuple[Name, ...] = ()
    time: Name | None = None
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
    since: Literal["month", "quarter", "year", "ever"] | None = None


class Retention(Frozen):
    """Share of the entities active in the period before that are active again."""

    type: Literal["retention"] = "retention"
    table: Name
    entity: Name
    where: tuple[Condition, ...] = ()
    time: Name | None = None


class Conversion(Frozen):
    """Share of the entities with a first event that have a second one within ``days``."""

    type: Literal["conversion"] = "conversion"
    entity: Name
    start: Input
    end: Input
    days: int = Field(ge=1)


Calculation = Annotated[
    Simple | Ratio | Derived | EntityCount | FirstTime | Balance | Cumulative | Retention | Conversion,
    Field(discriminator="type"),
]


class MetricDef(Named):
    """A governed metric.

    ``unit`` is ``share`` (0–1), ``count``, ``score``, ``ratio``, ``minutes``, ``hours``, ``days``, ``m2``, an
    ISO 4217 currency code, or any other word; ``unit_label`` shows it. ``direction`` is which way is good.
    ``missing`` is what a period without rows means: ``zero`` or ``null`` (default: zero for counts).
    """

    calculation: Calculation
    unit: str = "count"
    unit_label: LocalText = {}
    decimals: int | None = Field(default=None, ge=0, le=8)
    direction: Literal["up", "down", "none"] = "none"
    missing: Literal["zero", "null"] | None = None
    compare: Literal["like_for_like", "full"] = "like_for_like"
    default_period: Period | None = None
    owner: str | None = None
    department: str | None = None
    source: LocalText = {}
    cadence: Literal["daily", "weekly", "monthly", "quarterly", "yearly"] | None = None
    goal: Name | None = None
    group: Name | None = None
    weight: float | None = Field(default=None, ge=0, le=1)
    core: bool = False
    parent: Name | None = None
    counter_metrics: tuple[Name, ...] = ()
    status: Literal["draft", "certified", "deprecated"] = "draft"
    replaced_by: Name | None = None
    version: str = "1"
    ignores: tuple[Name, ...] = ()


# --- the rest -------------------------------------------------------------------------------------


class Goal(Named):
    """A strategic goal that metrics serve."""

    owner: str | None = None


class MetricGroup(Named):
    """A group of metrics with a weight in the scorecard."""

    weight: float | None = Field(default=None, ge=0, le=1)


class Target(Frozen):
    """A target of one metric. ``period`` is 2026, 2026-H1, 2026-Q4 or 2026-11.

    ``segment`` maps a dimension to the raw value the target is for. ``profile`` says how a target of a
    quantity is spread over its period.
    """

    metric: Name
    period: str = Field(pattern=r"^\d{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$")
    value: float
    segment: dict[Name, Scalar] = {}
    profile: Literal["linear", "last_year"] = "linear"

    @field_validator("period", mode="before")
    @classmethod
    def _year(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value


class Phrasing(Frozen):
    """How people say it without naming a metric: ``{customer} buys {product}``, and what it measures."""

    text: LocalText
    metrics: tuple[Name, ...] = Field(min_length=1)


class Policy(Frozen):
    """Rows a viewer may see: ``dimension`` must be among the viewer's ``attribute``.

    It holds inside every fact from whose table the dimension is reachable; a viewer without the
    attribute sees no row of those. ``except_roles`` are not limited.
    """

    name: Name
    dimension: Name
    attribute: Name
    except_roles: tuple[Name, ...] = ()


class SeasonDef(Named):
    """A season of the model's own: yearly from ``start`` to ``end`` (``MM-DD``, end included)."""

    start: str = Field(pattern=r"^\d\d-\d\d$")
    end: str = Field(pattern=r"^\d\d-\d\d$")


class Calendar(Frozen):
    """How this business counts time. ``as_of`` fixes today where the data end."""

    week_start: Literal["monday", "sunday", "saturday"] = "monday"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    time_zone: str = "UTC"
    as_of: dt.date | None = None
    trailing: Literal["calendar", "rolling"] = "calendar"
    last_n_days_includes_today: bool = False
    holidays: str | None = None


class Header(Named):
    """``model.yaml``: the name, where the data are, the calendar and the defaults."""

    name: Name
    warehouse: str
    calendar: Calendar = Calendar()
    locale: str = "en"
    currency: str | None = None
    default_period: Period
    seasons: dict[Name, SeasonDef] = {}
