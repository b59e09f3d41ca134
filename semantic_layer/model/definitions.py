"""What a model folder may say: typed, immutable, no key that is not declared here.

Nouns follow Ossie (table, field, relationship, metric), metric types follow dbt; unit, direction,
owner, department, cadence, goal, target, weight, counter-metrics, certification and policy are added.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, field_validator

from semantic_layer.model.business_calendar import Calendar, FiscalWeeks
from semantic_layer.model.calculations import (
    Balance,
    Calculation,
    Condition,
    Conversion,
    Cumulative,
    Derived,
    EntityCount,
    EntityHaving,
    FirstTime,
    Input,
    Ratio,
    Retention,
    Scalar,
    Simple,
    TimeColumn,
)
from semantic_layer.model.shapes import DAY_OF_YEAR, TARGET_PERIOD
from semantic_layer.model.spoken import DefaultMeaning, Phrasing
from semantic_layer.model.text import LocalText, LocalWords
from semantic_layer.query.parts import Name
from semantic_layer.query.period import Frozen, Period

ColumnType = Literal["integer", "number", "text", "boolean", "date", "timestamp", "timestamptz"]


class Named(Frozen):
    """What people call a thing: labels, synonyms and a description, by language."""

    label: LocalText = {}
    synonyms: LocalWords
    description: LocalText = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Return all that it is called, labels first, in every language."""
        return (*self.label.values(), *(word for words in self.synonyms.values() for word in words))


# --- tables, joins, dimensions --------------------------------------------------------------------


class Column(Frozen):
    """A column. ``expr`` is a row-level SQL expression over columns of the same table (computed)."""

    type: ColumnType
    expr: str | None = None
    description: LocalText = {}


class History(Frozen):
    """A row holds from the day of ``start`` until the entity's next one does, or until ``end`` (excluded) before it."""

    start: Name
    end: Name | None = None


class Table(Frozen):
    """A table of the warehouse. ``source`` is its physical name (default: its name here).

    ``time`` is the column that places a row in a period, unless a metric says otherwise: its own, or one of a
    table that each row leads to by one path of joins (``orders.ordered_at``, of order lines).
    ``watermark`` is the last complete day; absent, it is the day of the largest ``time`` before today.
    ``noun`` is what one row is called ("order", 订单). ``history`` says that the table holds what its entities
    were over time: its key is that of the entity and the start, and a join finds the one row that held.
    """

    source: str | None = None
    key: tuple[Name, ...] = ()
    time: TimeColumn | None = None
    history: History | None = None
    watermark: dt.date | None = None
    columns: dict[Name, Column]
    noun: LocalText = {}
    description: LocalText = {}


class Join(Frozen):
    """A many-to-one relationship: each row of ``table`` has at most one row of ``to``.

    ``on`` maps columns of ``table`` to columns of ``to``, which are a key of ``to``.
    ``name`` tells two joins between the same tables apart. ``optional`` says that rows without a key are meant
    (an order of a guest): nothing is computed otherwise, and lint is silent about them.
    """

    name: Name
    table: Name
    to: Name
    on: dict[Name, Name] = Field(min_length=1)
    optional: bool = False


class Member(Frozen):
    """A member of a dimension with other names people use for it."""

    value: Scalar
    label: LocalText = {}
    synonyms: LocalWords


class DimensionDef(Named):
    """A dimension: groups by ``column`` of ``table``, shown by the column of the reader's language.

    ``labels`` maps a language to the column that holds the member's name in it. ``via`` names the
    joins it is reached by, and it is reached by no others (a billing country, by the billing address): one of them
    is on the path from a metric's table, or that table lies beyond it. ``index`` says whether member
    values are words that questions use. ``of`` names the dimension whose members this one groups
    (region of store). ``noun`` marks a dimension that is an entity ("stores with …").
    ``visible_to`` names the roles that may use it (empty: everyone). ``as_of`` says of an attribute with a
    history whether a row counts for what its entity was on the row's own day (``fact``) or is today.
    ``valid_from`` and ``valid_to`` (excluded, NULL: still) are the columns of the days between which a member is
    there at all, as a store is open: outside them it is not one that has nothing.
    A dimension on a moment (timestamp) is its day in the model's time zone.
    """

    table: Name
    column: Name
    valid_from: Name | None = None
    valid_to: Name | None = None
    as_of: Literal["fact", "today"] = "fact"
    labels: dict[str, Name] = {}
    via: tuple[Name, ...] = ()
    index: bool = True
    members: tuple[Member, ...] = ()
    of: Name | None = None
    visible_to: tuple[str, ...] = ()


# --- metrics --------------------------------------------------------------------------------------


class MetricDef(Named):
    """A governed metric.

    ``unit`` is ``share`` (0–1), ``count``, ``score``, ``ratio``, ``minutes``, ``hours``, ``days``, ``m2``, an
    ISO 4217 currency code, or any other word; ``unit_label`` shows it. ``direction`` is which way is good.
    ``missing`` is what a period without rows means: ``zero`` or ``null`` (default: zero for counts); a metric made of
    others has what they have, and a quotient over nothing is never 0.
    ``visible_to`` names the roles that may see its values (empty: everyone). ``ignores`` names dimensions whose
    filters do not reach the metric: one of a question that looks at nothing else is left out of account.
    ``owner`` and ``department`` are names; what they are called in each language is said once, in the model's
    ``owners`` and ``departments``.
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
    visible_to: tuple[str, ...] = ()
    ignores: tuple[Name, ...] = ()


# --- the rest -------------------------------------------------------------------------------------


class Party(Named):
    """An owner or a department, by the name that metrics and goals give it: what it is called in each language.

    The name itself is what it is called where there is no label.
    """


class Goal(Named):
    """A strategic goal that metrics serve."""

    owner: str | None = None


class MetricGroup(Named):
    """A group of metrics with a weight in the scorecard."""

    weight: float | None = Field(default=None, ge=0, le=1)


class Target(Frozen):
    """A target of one metric. ``period`` is 2026, 2026-H1, 2026-Q4 or 2026-11; with FY before it, the fiscal one.

    ``segment`` maps dimensions to the raw values the target is for. ``profile`` says how a target of a quantity is
    spread over its period. ``tolerance`` is the share of it by which a value may miss it and still be on track.
    """

    metric: Name
    period: str = Field(pattern=TARGET_PERIOD)
    value: float
    segment: dict[Name, Scalar] = {}
    profile: Literal["linear", "last_year"] = "linear"
    tolerance: float = Field(default=0.0, ge=0, lt=1)

    @field_validator("period", mode="before")
    @classmethod
    def _year(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value


class Policy(Frozen):
    """Rows a viewer may see: ``dimension`` must be among the viewer's ``attribute``.

    It holds for every table from which the dimension is reachable, before anything is computed; a viewer
    without the attribute sees no row of those. ``except_roles`` are not limited.
    """

    name: Name
    dimension: Name
    attribute: Name
    except_roles: tuple[Name, ...] = ()


class Mask(Frozen):
    """Columns of ``table`` that a viewer may not see, unless he has one of ``except_roles``.

    They are not among the records listed; metrics and dimensions that read them are not there for him, nor is what
    is reached by a join on them.
    """

    name: Name
    table: Name
    columns: tuple[Name, ...] = Field(min_length=1)
    except_roles: tuple[str, ...] = ()


class SeasonDef(Named):
    """A season of the model's own: yearly from ``start`` to ``end`` (``MM-DD``, end included)."""

    start: str = Field(pattern=DAY_OF_YEAR)
    end: str = Field(pattern=DAY_OF_YEAR)


class Governance(Frozen):
    """What becomes of a question about a metric that is a draft, or deprecated."""

    draft: Literal["warn", "refuse"] = "warn"
    deprecated: Literal["warn", "refuse"] = "warn"


class Header(Named):
    """``model.yaml``: the name, where the data are, the calendar and the defaults."""

    name: Name
    warehouse: str
    calendar: Calendar = Calendar()
    locale: str = "en"
    currency: str | None = None
    default_period: Period
    seasons: dict[Name, SeasonDef] = {}
    governance: Governance = Governance()


__all__ = [
    "Balance", "Calculation", "Calendar", "Column", "Condition", "Conversion", "Cumulative", "DefaultMeaning",
    "Derived", "DimensionDef", "EntityCount", "EntityHaving", "FirstTime", "FiscalWeeks", "Goal", "Header", "History",
    "Input", "Join", "Mask", "Member", "MetricDef", "MetricGroup", "Named", "Party", "Phrasing", "Policy", "Ratio",
    "Retention", "Scalar", "SeasonDef", "Simple", "Table", "Target",
]  # fmt: skip
