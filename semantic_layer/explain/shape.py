"""What a measure is made of, as far as its change can be split: sums of parts, or one such sum over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from semantic_layer.compiler.components import Leaf, find_leaf
from semantic_layer.compiler.expressions import linear_terms
from semantic_layer.compiler.paths import path_to
from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import (
    Balance,
    Cumulative,
    Derived,
    EntityCount,
    FirstTime,
    Ratio,
    Simple,
)
from semantic_layer.query import Combine, Component, Metric


@dataclass(frozen=True)
class Term:
    """A part that aggregates rows, as a measure of its own, and the factor it counts with."""

    measure: Any
    factor: float
    leaf: Leaf


@dataclass(frozen=True)
class Shape:
    """A sum of terms, or such a sum divided by the sum of ``bottom``."""

    top: tuple[Term, ...]
    bottom: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return the terms of both."""
        return (*self.top, *self.bottom)


def shape_of(measure: Any, model: Model) -> Shape | None:
    """Return what a measure is made of; None for one whose change has no parts that add up.

    ``model`` is what the viewer may know: what is made of a metric that he may not see has no parts for him.
    """
    if isinstance(measure, Combine):
        return _combined(measure, model)
    if not isinstance(measure, Metric):
        return None
    calculation = model.metrics[measure.name].calculation
    if isinstance(calculation, Ratio) or (isinstance(calculation, Simple) and calculation.agg == "avg"):
        sides = [_terms(measure, (side,), model) for side in ("numerator", "denominator")]
        return Shape(sides[0], sides[1]) if all(sides) else None
    terms = _terms(measure, (), model)
    return Shape(terms) if terms else None


def _combined(measure: Combine, model: Model) -> Shape | None:
    if measure.op not in ("minus", "divide") or not all(isinstance(part, Metric) for part in measure.measures):
        return None
    parts = [_terms(part, (), model) for part in measure.measures]
    if not all(parts) or (measure.op == "divide" and len(parts) > 2):
        return None
    if measure.op == "divide":
        return Shape(parts[0], parts[1])
    taken = [Term(term.measure, -term.factor, term.leaf) for part in parts[1:] for term in part]
    return Shape((*parts[0], *taken))


def _terms(measure: Any, part: tuple[str, ...], model: Model) -> tuple[Term, ...]:
    """Return the terms of a metric's part; nothing where one of them does not add up, or is not to be seen."""
    try:
        leaf = find_leaf(model, measure.name, part)
    except (QueryRefused, KeyError):
        return ()
    if isinstance(leaf.calculation, Derived):
        found: list[Term] = []
        for name, factor in linear_terms(leaf.calculation.formula) or ():
            terms = _terms(measure, (*part, name), model)
            if not terms:
                return ()
            found += [Term(term.measure, factor * term.factor, term.leaf) for term in terms]
        return tuple(found)
    if not adds_up(leaf.calculation, model):
        return ()
    own = Component(metric=measure.name, part=part, where=measure.where, period=measure.period) if part else measure
    return (Term(own, 1.0, leaf),)


def adds_up(calculation: Any, model: Model) -> bool:
    """Say whether groups of rows that share nothing add up to the value of all of them, on one day.

    Over dimensions, that is; over days, see ``targets.adds_up``. A balance at the end of the period does, an average
    of balances does not; entities do where a group holds all rows of each of its own (see ``splits``).
    """
    if isinstance(calculation, Simple):
        return calculation.agg in ("sum", "count", "count_distinct")
    if isinstance(calculation, Balance):
        return calculation.take == "last"
    if isinstance(calculation, Cumulative):
        inner = model.metrics.get(calculation.metric)
        return inner is not None and adds_up(inner.calculation, model)
    return isinstance(calculation, EntityCount | FirstTime)


def splits(term: Term, dimension: str, model: Model) -> bool:
    """Say whether the members of a dimension split a term: each row in one of them, each entity in one."""
    calculation = rows_of(term, model)
    try:
        path = path_to(model, calculation.table, dimension)
    except QueryRefused:
        return False
    if path is None:
        return False
    counted = calculation.entity if isinstance(calculation, EntityCount) else None
    if isinstance(calculation, Simple) and calculation.agg == "count_distinct":
        counted = calculation.column
    return counted is None or _belongs_to(counted, path, dimension, model)


def _belongs_to(entity: str, path: Any, dimension: str, model: Model) -> bool:
    """Say whether a dimension is an attribute of the entity, the same on all of its rows: a customer's tier."""
    spec = model.dimensions[dimension]
    if not path:
        return spec.column == entity and not spec.labels
    changes = any(model.tables[join.to].history for join in path) and spec.as_of == "fact"
    return set(path[0].on) == {entity} and not changes


def rows_of(term: Term, model: Model) -> Any:
    """Return the calculation that aggregates a term's rows: of a running value, that of the metric that runs."""
    calculation: Any = term.leaf.calculation
    while isinstance(calculation, Cumulative):
        calculation = model.metrics[calculation.metric].calculation
    return calculation


def is_defined_by(term: Term, dimension: str, model: Model) -> bool:
    """Say whether a term already picks its rows by a dimension: split by it, it would explain itself."""
    conditions = (*term.leaf.conditions, *rows_of(term, model).where)
    names = {dimension, model.dimensions[dimension].column}
    return any(condition.field in names for condition in conditions)
