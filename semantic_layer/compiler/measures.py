"""Measures to arithmetic over facts: each leaf aggregated on its own, then combined."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.arithmetic import divide, guard_divisions
from semantic_layer.compiler.axes import grains_of, leave_out_axes
from semantic_layer.compiler.components import find_leaf, no_such_part
from semantic_layer.compiler.contradictions import check_possible
from semantic_layer.compiler.expressions import parse_formula
from semantic_layer.compiler.facts import Fact, Window
from semantic_layer.compiler.predicates import flat, is_ignored, leave_out, looked_at
from semantic_layer.compiler.setting import Setting
from semantic_layer.compiler.sides import Sides, finest
from semantic_layer.compiler.times import Times, merge
from semantic_layer.compiler.values import missing_is_zero
from semantic_layer.issues import Issue, NotYet, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Cumulative, Derived, Ratio, Retention
from semantic_layer.model.sight import sees_metric
from semantic_layer.names import walk_measures
from semantic_layer.query import Combine, Component, CountGroups, Data, Dimension, Fold, Grain, Metric

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
    beside: tuple[str, ...] = ()


@dataclass
class Measures:
    """The facts that the measures of one query need, each once."""

    setting: Setting
    times: Times
    axes: tuple[Any, ...]
    where: tuple[Any, ...]
    facts: list[Fact | Nested] = field(default_factory=list)
    #: The places of the facts for which no rows mean zero, in the buckets that they are asked for.
    zeros: set[int] = field(default_factory=set)
    #: What all of these measures are put into one number with.
    beside: tuple[str, ...] = ()

    @property
    def model(self) -> Model:
        """Return the model."""
        return self.setting.model

    @property
    def grains(self) -> tuple[Grain, ...]:
        """Return the time axes, in the order of the axes."""
        return grains_of(self.axes)

    def value(self, measure: Any, side: int, narrow: Narrow | None = None) -> exp.Expr:
        """Return the value of a measure on one side, as arithmetic over ``v0``, ``v1``, …."""
        narrow = narrow or Narrow(self.axes, self.where, self.beside)
        if isinstance(measure, Metric | Component):
            if measure.where is not None:
                narrow = replace(narrow, where=(*narrow.where, *flat(measure.where)))
            value = self._of_metric(measure, side, narrow)
            facts = [self.facts[place] for place in _places(value)]
            check_possible([fact for fact in facts if isinstance(fact, Fact)], self.setting)
            return value
        if isinstance(measure, Combine):
            return self._combine(measure, side, narrow)
        if isinstance(measure, CountGroups | Fold):
            self._check_over((measure.axis,) if isinstance(measure, CountGroups) else measure.over)
        if isinstance(measure, CountGroups):
            having, axes = measure.having, narrow.axes
            nested = Nested(None, None, having, axes, (measure.axis,), narrow.where, side, narrow.beside)
            return self._fact(nested, zero=True)
        if isinstance(measure, Fold):
            self._note_fold(measure)
            agg, inner, over = measure.agg, measure.measure, measure.over
            return self._fact(Nested(agg, inner, None, narrow.axes, over, narrow.where, side, narrow.beside))
        raise NotYet(f"A measure of the kind “{measure.kind}”")

    def _of_metric(self, measure: Metric | Component, side: int, narrow: Narrow) -> exp.Expr:
        if isinstance(measure, Component):
            return self._component(measure, side, narrow)
        windows, unit = self._windows(measure.name, measure.period, side, narrow)
        return self._calculate(measure.name, windows, narrow, (), unit)

    def _check_over(self, over: tuple[Any, ...]) -> None:
        """Refuse units that do not make up the query's own, or the same unit twice."""
        grains = tuple(axis for axis in over if isinstance(axis, Grain))
        self.times.check_nested((*self.times.grains, *grains))

    def sides(self, measure: Any) -> Sides:
        """Return the days of a measure; of a combined one, those of its first part, which all its parts end with."""
        beside: tuple[str, ...] = ()
        while not isinstance(measure, Metric):
            if isinstance(measure, CountGroups):
                measure = first_measure(measure.having)
            elif isinstance(measure, Combine):
                beside = beside or together(measure)
                measure = measure.measures[0]
            elif isinstance(measure, Component):
                return self.times.sides(measure.metric, measure.period, beside)
            else:
                measure = measure.measure
        return self.times.sides(measure.name, measure.period, beside)

    def _fact(self, fact: Fact | Nested, zero: bool = False) -> exp.Expr:
        if fact not in self.facts:
            self.facts.append(fact)
            self.times.check_size([each for each in self.facts if isinstance(each, Fact)], self.grains)
        place = self.facts.index(fact)
        if zero:
            self.zeros.add(place)
        return exp.column(f"v{place}", quoted=True)

    def _note_fold(self, fold: Fold) -> None:
        """Note what is folded over where 0 would count: members without rows are none."""
        inner = fold.measure
        if fold.agg == "sum" or not isinstance(inner, Metric) or not missing_is_zero(self.model.metrics[inner.name]):
            return
        names = [axis.name for axis in fold.over if isinstance(axis, Dimension)]
        labels = ", ".join(self.model.dimension_label(name, self.setting.session.locale) for name in names)
        note = Issue(code="fold_members", message=f"{labels}: over those that have rows.", params={"label": labels})
        if names and note not in self.setting.notes:
            self.setting.notes.append(note)

    def _combine(self, measure: Combine, side: int, narrow: Narrow) -> exp.Expr:
        if measure.op in ("change", "change_pct"):
            if len(self.times.query.compare) == 0:
                message = "A change needs something to be set against: a period before, or another one."
                raise QueryRefused(Issue(code="no_comparison", message=message))
            before = self.value(measure.measures[0], 1, narrow)
            change = exp.paren(exp.Sub(this=self.value(measure.measures[0], 0, narrow), expression=before))
            if measure.op == "change":
                return change
            return divide(change, exp.Abs(this=self.value(measure.measures[0], 1, narrow)))
        if measure.op == "share":
            kept = tuple(axis for axis in narrow.axes if isinstance(axis, Grain))
            if measure.without:
                kept = leave_out_axes(narrow.axes, measure.without, self.times.rows.by)
            total = replace(narrow, axes=kept, where=() if measure.of == "grand" else narrow.where)
            part = self.value(measure.measures[0], side, narrow)
            return divide(part, self.value(measure.measures[0], side, total))
        narrow = replace(narrow, beside=narrow.beside or together(measure))
        values = [self.value(part, side, narrow) for part in measure.measures]
        result = values[0]
        for value in values[1:]:
            result = divide(result, value) if measure.op == "divide" else exp.Sub(this=result, expression=value)
        return exp.paren(result)

    def _windows(self, name: str, period: Any, side: int, narrow: Narrow) -> tuple[tuple[Window, ...], WindowUnit]:
        """Return the days of a metric on one side, in the time axes that are left, and the unit they are counted in."""
        sides = self.times.sides(name, period, narrow.beside)
        # A total of a share leaves out an axis of the query, whose windows are in its units all the same.
        inner = tuple(grain for grain in self.grains if grain not in self.times.grains)
        windows, every = self.times.split(sides.windows[side], inner, name), (*self.times.grains, *inner)
        asked = grains_of(narrow.axes)
        if asked != every:
            windows = merge(windows, [every.index(grain) for grain in asked])
        grain = finest(asked)
        return windows, (grain.unit, grain.fiscal) if grain else (sides.period.unit, sides.period.fiscal)

    def _component(self, component: Component, side: int, narrow: Narrow) -> exp.Expr:
        """Return what a metric is made of, in the metric's own days, under its conditions."""
        leaf = find_leaf(self.model, component.metric, component.part)
        viewer = self.setting.session.viewer
        if self.model.governed and not all(sees_metric(self.model, viewer, name) for name in leaf.through):
            # A metric may be open where what it is made of is not.
            raise no_such_part(self.model, component.metric, component.part)
        windows, unit = self._windows(component.metric, component.period, side, narrow)
        whole = narrow
        for ratio in leaf.below:
            narrow = self._denominator(ratio, narrow)
        if narrow.axes != whole.axes:
            # What has fewer axes stands beside the groups that the metric itself has.
            self._calculate(component.metric, windows, whole, (), unit)
        if leaf.calculation != self.model.metrics[leaf.name].calculation:
            return self._aggregate(leaf.name, leaf.calculation, windows, narrow, leaf.conditions, unit)
        return self._calculate(leaf.name, windows, narrow, leaf.conditions, unit)

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
            tree: exp.Expr = guard_divisions(parse_formula(calculation.formula).copy())
            for column in list(tree.find_all(exp.Column)):
                value: exp.Expr = exp.paren(self._calculate(column.name, windows, narrow, conditions, unit))
                tree = value if column is tree else (column.replace(value), tree)[1]
            return exp.paren(tree)
        return self._aggregate(name, calculation, windows, narrow, conditions, unit)

    def _aggregate(
        self, name: str, calculation: Any, windows: Any, narrow: Narrow, conditions: Any, unit: WindowUnit
    ) -> exp.Expr:
        """Return the value of a metric that aggregates rows."""
        spec = self.model.metrics[name]
        windows = self.times.in_data(windows, name)
        if not windows:
            return exp.Null()
        before: Any = ()
        if isinstance(calculation, Retention):
            if unit is None:
                raise NotYet("A running value of a retention")
            before = self.times.units_before(windows, unit[0], unit[1], name)
        own = leave_out(narrow.where, spec.ignores)
        fact = Fact(name, calculation, tuple(conditions), own, narrow.axes, windows, before)
        return self._fact(fact, zero=missing_is_zero(spec))

    def _denominator(self, ratio: Ratio, narrow: Narrow) -> Narrow:
        """Drop what the denominator declares to ignore: the whole market, by store."""
        ignored = ratio.denominator_ignores
        axes = tuple(axis for axis in narrow.axes if not is_ignored(looked_at(axis), ignored))
        return replace(narrow, axes=axes, where=leave_out(narrow.where, ignored))


@dataclass(frozen=True)
class Narrow:
    """Axes and filters that hold where a measure is computed, and the metrics that it is put into one number with."""

    axes: tuple[Any, ...]
    where: tuple[Any, ...]
    beside: tuple[str, ...] = ()


def measures_of(query: Data, setting: Setting, rows: Data | None = None) -> Measures:
    """Return the measures of a query, with no fact yet: its axes, its days and each of its conditions.

    ``rows`` is the query whose total row this one is.
    """
    return Measures(setting, Times(query, setting, rows), query.by, flat(query.where))


def together(measure: Combine) -> tuple[str, ...]:
    """Return the metrics that are put into one number: they are all cut where the data of the first of them end."""
    nodes = [node for node in walk_measures(measure) if isinstance(node, Metric | Component)]
    return tuple(dict.fromkeys(node.name if isinstance(node, Metric) else node.metric for node in nodes))


def _places(value: exp.Expr) -> list[int]:
    """Return the places of the facts that a value is computed from."""
    return [int(column.name.removeprefix("v")) for column in value.find_all(exp.Column)]


def first_measure(predicate: Any) -> Any:
    """Return the first measure that a condition on groups looks at."""
    while not hasattr(predicate, "measure"):
        predicate = predicate.parts[0] if hasattr(predicate, "parts") else predicate.part
    return predicate.measure
