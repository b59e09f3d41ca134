"""The recursive parts of a semantic query: predicates, axes, measures, and the data query itself.

They stand in one file because they refer to each other: a predicate may hold a query, a measure a
predicate, a query both.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from semantic_layer.query.order import Order, Top
from semantic_layer.query.period import Frozen, Period, Unit

Value = bool | int | float | dt.date | str
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Op = Literal["=", "!=", "<", "<=", ">", ">="]
Aggregate = Literal["sum", "avg", "min", "max", "median", "count"]


# --- predicates -----------------------------------------------------------------------------------


class Is(Frozen):
    """A dimension compared with one value. ``value`` is the raw value of the dimension's column."""

    kind: Literal["is"] = "is"
    dimension: Name
    op: Op = "="
    value: Value


class In(Frozen):
    """A dimension is one of ``values`` (raw values of its column)."""

    kind: Literal["in"] = "in"
    dimension: Name
    values: tuple[Value, ...] = Field(min_length=1, max_length=10_000)


class Range(Frozen):
    """``low`` ≤ dimension ≤ ``high``; either end may be open."""

    kind: Literal["range"] = "range"
    dimension: Name
    low: Value | None = None
    high: Value | None = None


class Contains(Frozen):
    """A text dimension contains ``text``, ignoring case."""

    kind: Literal["contains"] = "contains"
    dimension: Name
    text: str = Field(min_length=1, max_length=200)


class IsNull(Frozen):
    """A dimension has no value (an orphan or missing key counts as none)."""

    kind: Literal["is_null"] = "is_null"
    dimension: Name


class And(Frozen):
    """All of ``parts`` hold: of one row together where they look at the same finer rows (the lines of an order)."""

    kind: Literal["and"] = "and"
    parts: tuple[Predicate, ...] = Field(min_length=1)


class Or(Frozen):
    """One of ``parts`` holds."""

    kind: Literal["or"] = "or"
    parts: tuple[Predicate, ...] = Field(min_length=1)


class Not(Frozen):
    """``part`` does not hold. Rows where the dimension is NULL are kept: they are not that value."""

    kind: Literal["not"] = "not"
    part: Predicate


class InKeys(Frozen):
    """A dimension is among the keys that another data query returns for its first axis."""

    kind: Literal["in_keys"] = "in_keys"
    dimension: Name
    query: Data


class Exists(Frozen):
    """The entity has (``negated``: has not) a row of ``table`` that satisfies ``where`` in ``period``.

    The entity is the row that is counted, or its member of the dimension ``of`` (revenue of customers who …).
    Without a period, any time counts.
    """

    kind: Literal["exists"] = "exists"
    table: Name
    of: Name | None = None
    where: Predicate | None = None
    period: Period | None = None
    negated: bool = False


class MeasureIs(Frozen):
    """A measure of each group compared with a number: only in ``having``.

    ``value`` is in the metric's own unit; a share is 0–1.
    """

    kind: Literal["measure"] = "measure"
    measure: Measure
    op: Op
    value: float


Predicate = Annotated[
    Is | In | Range | Contains | IsNull | And | Or | Not | InKeys | Exists | MeasureIs,
    Field(discriminator="kind"),
]


class Dimension(Frozen):
    """Break down by a dimension of the model."""

    kind: Literal["dimension"] = "dimension"
    name: Name


class Grain(Frozen):
    """Break down by a unit of time of the measure's own time column."""

    kind: Literal["grain"] = "grain"
    unit: Unit
    fiscal: bool = False


class Group(Frozen):
    """One named group of rows."""

    label: str = Field(min_length=1, max_length=200)
    where: Predicate


class Groups(Frozen):
    """Break down by groups that the question makes: East versus South, members versus non-members."""

    kind: Literal["groups"] = "groups"
    name: Name = "groups"
    groups: tuple[Group, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Groups:
        if len({group.label for group in self.groups}) < len(self.groups):
            raise ValueError("two groups have one label")
        return self


Axis = Annotated[Dimension | Grain | Groups, Field(discriminator="kind")]


# --- measures -------------------------------------------------------------------------------------


class Metric(Frozen):
    """A metric of the model, with its own filter or period where it has one."""

    kind: Literal["metric"] = "metric"
    name: Name
    where: Predicate | None = None
    period: Period | None = None


class Component(Frozen):
    """What a metric is made of, in the metric's own days: the numerator of a rate, the cost in a profit.

    ``part`` leads there step by step: ``numerator`` or ``denominator`` of a ratio or an average, else an input's name.
    """

    kind: Literal["component"] = "component"
    metric: Name
    part: tuple[Name, ...] = Field(min_length=1, max_length=8)
    where: Predicate | None = None
    period: Period | None = None


class Fold(Frozen):
    """A measure computed per group of ``over``, then aggregated: average monthly revenue, best month."""

    kind: Literal["fold"] = "fold"
    agg: Aggregate
    measure: Measure
    over: tuple[Axis, ...] = Field(min_length=1)


class CountGroups(Frozen):
    """How many groups of ``axis`` satisfy ``having``: how many stores exceeded 200 orders."""

    kind: Literal["count_groups"] = "count_groups"
    axis: Axis
    having: Predicate


class Combine(Frozen):
    """Two or more measures in one number.

    ``minus`` and ``divide`` take the measures in order. ``share`` takes one measure and divides it by
    the same measure without the axes named in ``without`` (empty: without any axis but the grain).
    ``of`` says whether that total keeps the question's own filters (``filtered``) or drops them
    (``grand``). ``change`` takes one measure and is its change against the first comparison; ``change_pct`` is that
    change as a share of the size of what it was: 0.1 is 10 % more, of nothing it is none.
    """

    kind: Literal["combine"] = "combine"
    op: Literal["minus", "divide", "share", "change", "change_pct"]
    measures: tuple[Measure, ...] = Field(min_length=1, max_length=10)
    of: Literal["filtered", "grand"] = "filtered"
    without: tuple[str, ...] = ()
    alias: Name | None = None

    @model_validator(mode="after")
    def _check(self) -> Combine:
        wanted = 1 if self.op in ("share", "change", "change_pct") else 2
        if len(self.measures) < wanted or (wanted == 1 and len(self.measures) != 1):
            raise ValueError(f"{self.op} takes {'one measure' if wanted == 1 else 'at least two'}")
        return self


Measure = Annotated[Metric | Component | Fold | CountGroups | Combine, Field(discriminator="kind")]


class Compare(Frozen):
    """What each value is set against.

    ``previous_unit`` is the unit before (of the breakdown's grain, else of the period's own unit, or
    of ``unit`` where the question names it: MoM); ``previous_year`` the same dates a year earlier;
    ``period`` the explicit ``period``. ``percent`` asks for the relative change beside the change.
    """

    kind: Literal["compare"] = "compare"
    basis: Literal["previous_unit", "previous_year", "period"]
    unit: Unit | None = None
    period: Period | None = None
    percent: bool = False

    @model_validator(mode="after")
    def _check(self) -> Compare:
        if (self.period is not None) != (self.basis == "period"):
            raise ValueError("a comparison names a period exactly when its basis is a period")
        return self


class Data(Frozen):
    """Measures, by axes, under filters, over a period, perhaps compared, ordered and cut.

    ``targets`` asks for the target beside each value, which stands there anyway where there is one: without any, the
    query is refused.
    """

    kind: Literal["data"] = "data"
    measures: tuple[Measure, ...] = Field(min_length=1, max_length=20)
    by: tuple[Axis, ...] = Field(default=(), max_length=8)
    where: Predicate | None = None
    period: Period | None = None
    having: Predicate | None = None
    compare: tuple[Compare, ...] = Field(default=(), max_length=4)
    order: tuple[Order, ...] = Field(default=(), max_length=8)
    top: Top | None = None
    totals: bool = False
    targets: bool = False

    @model_validator(mode="after")
    def _check(self) -> Data:
        for order in self.order:
            if (order.measure or 0) >= len(self.measures) or (order.axis or 0) >= max(len(self.by), 1):
                raise ValueError("an order refers to a measure or axis that is not there")
            if order.side != "value" and not self.compare:
                raise ValueError(f"ordering by {order.side} needs a comparison")
        if self.top and (not self.by or not self.order):
            raise ValueError("a top needs an axis and an order")
        return self


for _model in (And, Or, Not, InKeys, Exists, MeasureIs, Group, Groups, Metric, Component, Fold, CountGroups, Combine):
    _model.model_rebuild()
