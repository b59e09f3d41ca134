"""Measures to arithmetic over facts: each leaf aggregated on its own, then combined."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.expressions import parse_formula
from semantic_layer.compiler.facts import Fact
from semantic_layer.compiler.paths import path_to
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.sides import Sides, finest
from semantic_layer.compiler.times import Times, check_nested
from semantic_layer.issues import Issue, NotYet, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Cumulative, Derived, MetricDef, Ratio, Retention
from semantic_layer.query import And, Combine, CountGroups, Data, Fold, Grain, Metric, Not

#: The unit of a measure's windows, and whether it is fiscal; None of windows that reach back: none is before them.
WindowUnit = tuple[str | None, bool] | None


@dataclass(frozen=True)
class Nested:
    """A measure over the groups of another breakdown: counted (``agg`` None) or aggregated."""

    agg: str | None
    measure: Any
    having: Any
    axes: tuple[Any, ...]
    over: tuple[Any, ...]
    where: tuple[Any, ...]
    side: int


@dataclass
class Measures:
    """The facts that the measures of one query need, each once."""

    setting: Setting
    times: Times
    axes: tuple[Any, ...]
    where: tuple[Any, ...]
    facts: list[Fact | Nested] = field(default_factory=list)
    #: The facts of which no rows mean zero.
    zeros: set[int] = field(default_factory=set)

    @property
    def model(self) -> Model:
        """Return the model."""
        return self.setting.model

    @property
    def grains(self) -> tuple[Grain, ...]:
        """Return the time axes: the query's own, then those that are folded over or counted."""
        return tuple(axis for axis in self.axes if isinstance(axis, Grain))

    def value(self, measure: Any, side: int, narrow: Narrow | None = None) -> exp.Expr:
        """Return the value of a measure on one side, as arithmetic over ``v0``, ``v1``, …."""
        narrow = narrow or Narrow(self.axes, self.where)
        if isinstance(measure, Metric):
            if measure.where is not None:
                narrow = replace(narrow, where=(*narrow.where, measure.where))
            return self._metric(measure.name, measure.period, side, narrow, ())
        if isinstance(measure, Combine):
            return self._combine(measure, side, narrow)
        if isinstance(measure, CountGroups | Fold):
            self._check_over((measure.axis,) if isinstance(measure, CountGroups) else measure.over)
        if isinstance(measure, CountGroups):
            nested = Nested(None, None, measure.having, narrow.axes, (measure.axis,), narrow.where, side)
            return self._fact(nested, zero=True)
        if isinstance(measure, Fold):
            return self._fact(Nested(measure.agg, measure.measure, None, narrow.axes, measure.over, narrow.where, side))
        raise NotYet(f"A measure of the kind “{measure.kind}”")

    def _check_over(self, over: tuple[Any, ...]) -> None:
        """Refuse units that do not make up the query's own, or the same unit twice."""
        grains = tuple(axis for axis in over if isinstance(axis, Grain))
        check_nested((*self.times.grains, *grains))

    def sides(self, measure: Any) -> Sides:
        """Return the days of a measure; of a combined one, those of its first part."""
        while not isinstance(measure, Metric):
            if isinstance(measure, CountGroups):
                measure = first_measure(measure.having)
            else:
                measure = measure.measures[0] if isinstance(measure, Combine) else measure.measure
        return self.times.sides(measure.name, measure.period)

    def _fact(self, fact: Fact | Nested, zero: bool = False) -> exp.Expr:
        if fact not in self.facts:
            self.facts.append(fact)
            self.times.check_size([each for each in self.facts if isinstance(each, Fact)], self.grains)
        place = self.facts.index(fact)
        if zero:
            self.zeros.add(place)
        return exp.column(f"v{place}", quoted=True)

    def _combine(self, measure: Combine, side: int, narrow: Narrow) -> exp.Expr:
        if measure.op == "change":
            if len(self.times.query.compare) == 0:
                message = "A change needs something to be set against: a period before, or another one."
                raise QueryRefused(Issue(code="no_comparison", message=message))
            before = self.value(measure.measures[0], 1, narrow)
            return exp.paren(exp.Sub(this=self.value(measure.measures[0], 0, narrow), expression=before))
        if measure.op == "share":
            kept = tuple(axis for axis in narrow.axes if isinstance(axis, Grain))
            if measure.without:
                kept = tuple(axis for axis in narrow.axes if getattr(axis, "name", None) not in measure.without)
            total = replace(narrow, axes=kept, where=() if measure.of == "grand" else narrow.where)
            part = self.value(measure.measures[0], side, narrow)
            return divide(part, self.value(measure.measures[0], side, total))
        values = [self.value(part, side, narrow) for part in measure.measures]
        result = values[0]
        for value in values[1:]:
            result = divide(result, value) if measure.op == "divide" else exp.Sub(this=result, expression=value)
        return exp.paren(result)

    def _metric(self, name: str, period: Any, side: int, narrow: Narrow, conditions: Any) -> exp.Expr:
        sides = self.times.sides(name, period)
        inner = self.grains[len(self.times.grains) :]
        windows = self.times.split(sides.windows[side], inner, name)
        grain = finest(self.grains)
        period_unit = (sides.period.unit, sides.period.fiscal)
        return self._calculate(name, windows, narrow, conditions, (grain.unit, grain.fiscal) if grain else period_unit)

    def _calculate(self, name: str, windows: Any, narrow: Narrow, conditions: Any, unit: WindowUnit) -> exp.Expr:
        spec = self.model.metrics[name]
        calculation: Any = spec.calculation
        if isinstance(calculation, Ratio):
            top, bottom = calculation.numerator, calculation.denominator
            below = self._denominator(calculation, narrow)
            return divide(
                self._calculate(top.metric, windows, narrow, (*conditions, *top.where), unit),
                self._calculate(bottom.metric, windows, below, (*conditions, *bottom.where), unit),
            )
        if isinstance(calculation, Cumulative):
            wide = self.times.widen(windows, calculation, name)
            return self._calculate(calculation.metric, wide, narrow, conditions, None)
        if isinstance(calculation, Derived):
            tree: exp.Expr = parse_formula(calculation.formula).copy()
            for column in list(tree.find_all(exp.Column)):
                value: exp.Expr = exp.paren(self._calculate(column.name, windows, narrow, conditions, unit))
                tree = value if column is tree else (column.replace(value), tree)[1]
            for division in list(tree.find_all(exp.Div)):
                division.set(
                    "expression", exp.Nullif(this=division.expression.copy(), expression=exp.Literal.number(0))
                )
                division.set("this", exp.cast(division.this.copy(), "double"))
            return exp.paren(tree)
        windows = self.times.in_data(windows, name)
        if not windows:
            return exp.Null()
        before: Any = ()
        if isinstance(calculation, Retention):
            if unit is None:
                raise NotYet("A running value of a retention")
            before = self.times.units_before(windows, unit[0], unit[1], name)
        own = tuple(part for part in narrow.where if not _ignored(part, spec))
        fact = Fact(name, calculation, tuple(conditions), own, narrow.axes, windows, before)
        return self._fact(fact, zero=missing_is_zero(spec))

    def _denominator(self, ratio: Ratio, narrow: Narrow) -> Narrow:
        """Drop what the denominator declares to ignore and does not have: the whole market, by store."""
        ignored = [name for name in ratio.denominator_ignores if not self._reaches(ratio.denominator.metric, name)]
        axes = tuple(axis for axis in narrow.axes if getattr(axis, "name", None) not in ignored)
        where = tuple(part for part in narrow.where if not set(dimensions_of(part)) & set(ignored))
        return Narrow(axes, where)

    def _reaches(self, metric: str, dimension: str) -> bool:
        table = getattr(self.model.metrics[metric].calculation, "table", None)
        return table is not None and path_to(self.model, table, dimension) is not None


@dataclass(frozen=True)
class Narrow:
    """Axes and filters that hold where a measure is computed."""

    axes: tuple[Any, ...]
    where: tuple[Any, ...]


def measures_of(query: Data, setting: Setting) -> Measures:
    """Return the measures of a query, with no fact yet: its axes, its days and each of its conditions."""
    where = () if query.where is None else query.where.parts if isinstance(query.where, And) else (query.where,)
    return Measures(setting, Times(query, setting), query.by, tuple(where))


def divide(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    """Return a quotient in floating point; NULL where the denominator is zero."""
    below = exp.Nullif(this=bottom, expression=exp.Literal.number(0))
    return exp.Div(this=exp.cast(exp.paren(top), "double"), expression=below)


def missing_is_zero(spec: MetricDef) -> bool:
    """Say whether no rows mean zero: the metric's own word, else for counts."""
    if spec.missing:
        return spec.missing == "zero"
    calculation: Any = spec.calculation
    if calculation.type == "balance":
        # Rows that are valid on a day are counted: nobody is 0. Of what is snapshot, no snapshot is not 0.
        return bool(calculation.valid_from) and not calculation.column
    return calculation.type in ("entity_count", "first_time") or getattr(calculation, "agg", "") in (
        "count",
        "count_distinct",
    )


def first_measure(predicate: Any) -> Any:
    """Return the first measure that a condition on groups looks at."""
    while not hasattr(predicate, "measure"):
        predicate = predicate.parts[0] if hasattr(predicate, "parts") else predicate.part
    return predicate.measure


def dimensions_of(predicate: Any) -> tuple[str, ...]:
    """Return the dimensions that a predicate looks at."""
    if hasattr(predicate, "parts"):
        return tuple(name for part in predicate.parts for name in dimensions_of(part))
    if isinstance(predicate, Not):
        return dimensions_of(predicate.part)
    name = getattr(predicate, "dimension", None)
    return (name,) if name else ()


def _ignored(predicate: Any, spec: MetricDef) -> bool:
    return bool(spec.ignores) and set(dimensions_of(predicate)) <= set(spec.ignores)
