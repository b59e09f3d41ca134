"""Facts to one table: each aggregated on its own, united by their keys, never joined by chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.absent import absent_rows
from semantic_layer.compiler.axes import grains_of
from semantic_layer.compiler.columns import literal, named, unite
from semantic_layer.compiler.conditions import OPS
from semantic_layer.compiler.facts import Fact, Window, windows_table
from semantic_layer.compiler.kinds import mark
from semantic_layer.compiler.labels import group_by_keys, shown_name
from semantic_layer.compiler.leaves import build_fact
from semantic_layer.compiler.measures import Measures, Nested
from semantic_layer.compiler.population import holds_at_zero
from semantic_layer.compiler.sides import finest
from semantic_layer.compiler.values import value_kind
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import And, Grain, Groups, MeasureIs, Not, Or


def keys(count: int, table: str | None = None) -> list[exp.Expr]:
    """Return key and label of each of the first ``count`` axes."""
    return [named(f"{kind}{place}", table) for place in range(count) for kind in "kl"]


def stitch(measures: Measures, values: dict[str, exp.Expr], few: bool = False) -> exp.Select:
    """Return a SELECT of the axes (``k0``, ``l0``, …) and the named values, with its facts as CTEs.

    ``few`` adds the members that have no rows, where it can be known who they are.
    """
    return _Stitch(measures, few).select(values)


@dataclass
class _Stitch:
    """Facts put together: those with all axes by their keys, those with fewer joined to what they belong to."""

    measures: Measures
    few: bool
    prefix: str = ""
    #: Whether groups are folded over time: each of them has every unit then.
    folded: bool = False

    def __post_init__(self) -> None:
        axes = self.measures.axes
        self.axes = axes
        self.full = [place for place, fact in enumerate(self.measures.facts) if fact.axes == axes]
        self.reduced = [place for place, fact in enumerate(self.measures.facts) if fact.axes != axes]
        self.grains = [place for place, axis in enumerate(axes) if isinstance(axis, Grain)]
        nested = {place: fact for place, fact in enumerate(self.measures.facts) if isinstance(fact, Nested)}
        self.inner = {
            place: _Groups.of(fact, self.measures, f"{self.prefix}n{place}_") for place, fact in nested.items()
        }
        self.known = {place: self._known(place) for place in range(len(self.measures.facts))}
        self.buckets = {window.buckets: window for place in self.full for window in self._windows(place)}

    def name(self, stem: str) -> str:
        """Return the name of a table of this statement: none that the warehouse has."""
        return self.measures.setting.fresh(f"{self.prefix}{stem}")

    def select(self, values: dict[str, exp.Expr]) -> exp.Select:
        select = exp.Select()
        for place, fact in enumerate(self.measures.facts):
            if isinstance(fact, Fact):
                built: exp.Query = build_fact(fact, self.measures.setting)
            else:
                built = self.inner[place].aggregated()
            select = select.with_(exp.to_identifier(self.name(f"f{place}")), as_=built, copy=False)
        select = select.with_(exp.to_identifier(self.name("u")), as_=self._union(), copy=False)
        select = select.with_(exp.to_identifier(self.name("g")), as_=self._grouped(), copy=False)
        select = select.from_(exp.table_(self.name("g")), copy=False)
        for place in self.reduced:
            select = self._add_reduced(select, place)
        for column in self._shown():
            select = select.select(column, copy=False)
        for name, value in values.items():
            select = select.select(exp.alias_(self._bound(value), name, quoted=True), copy=False)
        return select

    def _shown(self) -> list[exp.Expr]:
        """Return key and label of each axis: labels of an inner table wait until its groups are put together."""
        table, count, setting = self.name("g"), len(self.axes), self.measures.setting
        columns: dict[str, exp.Expr] = {column.name: column for column in keys(count, table)}
        if not self.prefix:
            for place, axis in enumerate(self.axes):
                columns[f"l{place}"] = shown_name(axis, place, count, table, setting)
        return [exp.alias_(column, name) for name, column in columns.items()]

    def _union(self) -> Any:
        """Return all facts with the same axes under each other, and the buckets, groups and members without rows."""
        if not self.full:
            return exp.select(exp.alias_(exp.Literal.number(1), "one"))
        parts: list[Any] = []
        for place in self.full:
            part = exp.Select().from_(exp.table_(self.name(f"f{place}")), copy=False)
            part = part.select(*keys(len(self.axes)), copy=False)
            parts.append(self._with_values(part, place))
        return unite([*parts, *self._spine(), *self._members()])

    def _with_values(self, part: exp.Select, own: int | None = None) -> exp.Select:
        for place in self.full:
            value: exp.Expr = named("v") if place == own else self._nothing(place)
            part = part.select(exp.alias_(value, f"v{place}"), copy=False)
        return part

    def _nothing(self, place: int) -> exp.Expr:
        """Return NULL in the place of a fact's value, of its kind."""
        return mark(exp.Null(), value_kind(self.measures.facts[place], self.measures.model))

    def _grouped(self) -> exp.Select:
        grouped = exp.Select().from_(exp.table_(self.name("u")), copy=False)
        grouped = group_by_keys(grouped, self.axes, None, self.measures.setting)
        for place in self.full:
            value = self._zero(exp.Max(this=named(f"v{place}")), place, None)
            grouped = grouped.select(exp.alias_(value, f"v{place}", quoted=True), copy=False)
        if not self.full:
            grouped = grouped.select(exp.alias_(exp.Count(this=exp.Star()), "n"), copy=False)
        return grouped

    def _zero(self, value: exp.Expr, place: int, table: str | None) -> exp.Expr:
        """Return a value that is 0 without rows, where that is what no rows mean: in the fact's own buckets only."""
        if place not in self.measures.zeros:
            return value
        zero: exp.Expr = exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
        axis = finest(self.measures.grains)
        if axis is None or axis not in self.measures.facts[place].axes:
            return zero
        every, mine = self._days(place, axis)
        if mine == every:
            return zero
        key = named(f"k{self.axes.index(axis)}", table)
        own = exp.In(this=key, expressions=[literal(day) for day in sorted(mine)])
        return exp.Case().when(own, zero, copy=False) if mine else value

    def _days(self, place: int, axis: Grain) -> tuple[set[dt.date], set[dt.date]]:
        """Return the units of a time axis that any fact is asked for, and those in which one is known."""
        every = {name[self.measures.grains.index(axis)] for name in self.buckets}
        number = grains_of(self.measures.facts[place].axes).index(axis)
        return every, {name[number] for name in self.known[place]}

    def _windows(self, place: int) -> Iterable[Window]:
        """Return the windows of a fact, in the buckets of its own time axes."""
        fact = self.measures.facts[place]
        if isinstance(fact, Fact):
            return fact.windows
        count, inner = len(grains_of(fact.axes)), self.inner[place].table.buckets.values()
        return [replace(window, buckets=window.buckets[:count]) for window in inner]

    def _known(self, place: int) -> set[tuple[dt.date, ...]]:
        """Return the buckets in which a fact is known: of groups, those in which all that they look at is."""
        fact = self.measures.facts[place]
        if isinstance(fact, Fact):
            return {window.buckets for window in fact.windows}
        count, inner = len(grains_of(fact.axes)), self.inner[place].table
        parts = [{name[:count] for name in inner.known[each]} for each in inner.full]
        return set.intersection(*parts) if parts else set()

    def _spine(self) -> list[Any]:
        """Return a row for each bucket, and each group there is: a month without rows is a month."""
        others = [place for place in range(len(self.axes)) if place not in self.grains]
        groups = [place for place in others if isinstance(self.axes[place], Groups)]
        if not self.buckets or not self.grains or (others and others != groups and not self.folded):
            return []
        # Of all facts: their data end on different days, and the order of measures must not say which days are shown.
        row = exp.Select().from_(windows_table(tuple(self.buckets.values())), copy=False)
        if others:
            row = row.join(self._groups(others).subquery("d", copy=False), join_type="cross", copy=False)
        return [self._with_values(self._placed(row))]

    def _groups(self, places: list[int]) -> Any:
        """Return every group of the axes at ``places``: those of the question, else those that any fact has."""
        if all(isinstance(self.axes[place], Groups) for place in places):
            return _all_groups([(place, self.axes[place]) for place in places])
        parts = [
            exp.Select()
            .from_(exp.table_(self.name(f"f{place}")), copy=False)
            .select(*[named(f"{kind}{at}") for at in places for kind in "kl"], copy=False)
            for place in self.full
        ]
        return unite(parts, distinct=True) if len(parts) > 1 else parts[0].distinct(copy=False)

    def _members(self) -> list[Any]:
        """Return a row for each member, with rows or without, in each bucket, where the few are asked for."""
        facts = [fact for place in self.full if isinstance(fact := self.measures.facts[place], Fact)]
        if not (self.few and facts):
            return []
        found = self._groups if self.prefix else None
        rows = absent_rows(self.axes, self.measures.where, facts, found, self.measures.setting)
        if rows is None:
            return []
        return [self._with_values(exp.select(*keys(len(self.axes))).from_(rows.subquery("d", copy=False), copy=False))]

    def _placed(self, row: exp.Select) -> exp.Select:
        """Select key and label of each axis: of time from the windows ``w``, of the others from ``d``."""
        for place in range(len(self.axes)):
            for kind in "kl":
                in_time = place in self.grains
                value = named(f"bucket{self.grains.index(place)}", "w") if in_time else named(f"{kind}{place}", "d")
                row = row.select(exp.alias_(value, f"{kind}{place}"), copy=False)
        return row

    def _add_reduced(self, select: exp.Select, place: int) -> exp.Select:
        """Join a value of fewer axes (a total) to each group it belongs to, NULL keys included."""
        mine, theirs = self.name("g"), self.name(f"f{place}")
        tests = [
            exp.NullSafeEQ(this=named(f"k{self.axes.index(axis)}", mine), expression=named(f"k{own}", theirs))
            for own, axis in enumerate(self.measures.facts[place].axes)
        ]
        on = exp.and_(*tests, copy=False) if tests else exp.Boolean(this=True)
        return select.join(exp.table_(theirs), on=on, join_type="left", copy=False)

    def _bound(self, value: exp.Expr) -> exp.Expr:
        """Say for each value which table it comes from."""
        root = exp.paren(value.copy(), copy=False)
        for column in list(root.find_all(exp.Column)):
            place = int(column.name[1:])
            if place in self.reduced:
                column.replace(self._zero(named("v", self.name(f"f{place}")), place, self.name("g")))
            else:
                column.replace(named(column.name, self.name("g")))
        return root


def _all_groups(axes: list[tuple[int, Groups]]) -> exp.Select:
    """Return every group of the question's own, or every pair of them, by key and label."""
    table = exp.Select()
    for number, (place, axis) in enumerate(axes):
        labels = [exp.Literal.string(group.label) for group in axis.groups]
        rows = unite(
            [exp.select(exp.alias_(label, f"k{place}"), exp.alias_(label.copy(), f"l{place}")) for label in labels]
        )
        part = rows.subquery(f"o{place}", copy=False)
        table = table.from_(part, copy=False) if number == 0 else table.join(part, join_type="cross", copy=False)
        table = table.select(*[named(f"{kind}{place}", f"o{place}") for kind in "kl"], copy=False)
    return table


@dataclass(frozen=True)
class _Groups:
    """The groups that a nested measure looks at, and what is counted or aggregated of them."""

    fact: Nested
    table: _Stitch
    value: exp.Expr

    @classmethod
    def of(cls, fact: Nested, outer: Measures, prefix: str) -> _Groups:
        """Return the groups of a nested measure, none of them read yet."""
        over = tuple(axis for axis in fact.over if axis not in fact.axes)
        inner = Measures(outer.setting, outer.times, (*fact.axes, *over), fact.where, beside=fact.beside)
        few = fact.agg is None and bool(holds_at_zero(fact.having, outer.model))
        if fact.agg is None:
            test = having_test(fact.having, inner, fact.side)
            value: exp.Expr = exp.Case().when(test, exp.Literal.number(1), copy=False)
        else:
            value = inner.value(fact.measure, fact.side)
        return cls(fact, _Stitch(inner, few, prefix, folded=bool(grains_of(over))), value)

    def aggregated(self) -> exp.Select:
        """Return the groups, counted or aggregated along the outer axes."""
        count, axes = len(self.fact.axes), self.table.axes
        select = exp.Select().from_(self.table.select({"v": self.value}).subquery("i", copy=False), copy=False)
        select = group_by_keys(select, self.fact.axes, "i", self.table.measures.setting)
        if self.fact.agg != "sum":
            # A row without the entity is no entity: it is neither counted nor the best, nor part of an average.
            known = [named(f"k{number}", "i") for number in range(count, len(axes))]
            tests = [exp.Not(this=exp.Is(this=key, expression=exp.Null())) for key in known]
            select = select.where(*tests, copy=False)
        aggregate = _AGGREGATES[self.fact.agg or "count"]
        return select.select(exp.alias_(aggregate(this=named("v", "i")), "v"), copy=False)


_AGGREGATES: dict[str, type[exp.Func]] = {
    "sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max, "median": exp.Median, "count": exp.Count,
}  # fmt: skip


def having_test(predicate: Any, measures: Measures, side: int = 0) -> exp.Expr:
    """Return a condition on groups as a test over the facts' values."""
    if isinstance(predicate, MeasureIs):
        return OPS[predicate.op](this=measures.value(predicate.measure, side), expression=literal(predicate.value))
    if isinstance(predicate, And | Or):
        parts = [exp.paren(having_test(part, measures, side)) for part in predicate.parts]
        return exp.and_(*parts, copy=False) if isinstance(predicate, And) else exp.or_(*parts, copy=False)
    if isinstance(predicate, Not):
        return exp.Not(this=exp.paren(having_test(predicate.part, measures, side)))
    message = "A condition on groups looks at a measure; one on rows goes before they are grouped."
    raise QueryRefused(Issue(code="condition_on_groups", message=message))
