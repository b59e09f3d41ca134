"""The columns of an answer: names, roles, units and labels, and the value behind each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlglot import exp

from semantic_layer.compiler.components import find_leaf
from semantic_layer.compiler.measures import Measures
from semantic_layer.model import Model
from semantic_layer.model.inputs import counts_some
from semantic_layer.names import walk_measures
from semantic_layer.query import Combine, Component, CountGroups, Data, Dimension, Fold, Grain, Metric
from semantic_layer.result import ResultColumn, Role


@dataclass(frozen=True)
class Column:
    """A column as shown, the column of the stitched table it comes from, and how that is computed."""

    shown: ResultColumn
    source: str
    value: Callable[[Measures], exp.Expr]


def axis_columns(query: Data, model: Model, locale: str) -> list[Column]:
    """Return the columns of the axes, each by its own name."""
    columns = []
    for place, axis in enumerate(query.by):
        if isinstance(axis, Grain):
            unit = f"fiscal_{axis.unit}" if axis.fiscal else axis.unit
            shown = ResultColumn(name=axis.unit, role="period", type="date", of=unit, label=axis.unit)
        elif isinstance(axis, Dimension):
            label = model.dimension_label(axis.name, locale)
            shown = ResultColumn(name=axis.name, role="dimension", type="text", of=axis.name, label=label)
        else:
            shown = ResultColumn(name=axis.name, role="dimension", type="text", of=axis.name, label=axis.name)
        columns.append(Column(shown, f"l{place}", lambda measures: exp.Null()))
    return columns


def measure_columns(query: Data, model: Model, locale: str) -> list[Column]:
    """Return value, previous, change and relative change of each measure."""
    columns: list[Column] = []
    taken: set[str] = set()
    for place, measure in enumerate(query.measures):
        name = measure_name(measure)
        while name in taken:
            stem, _, number = name.rpartition("_")
            name = f"{stem}_{int(number) + 1}" if number.isdigit() and stem else f"{name}_2"
        taken.add(name)
        columns += _with_comparisons(measure, name, place, query, model, locale)
    return columns


def _with_comparisons(measure: Any, name: str, place: int, query: Data, model: Model, locale: str) -> list[Column]:
    unit, label, metric = describe_measure(measure, model, locale)
    kind: Literal["integer", "double"] = "integer" if unit == "count" and not isinstance(measure, Fold) else "double"

    def column(role: Role, suffix: str, value: Any, own_unit: str | None) -> Column:
        shown = ResultColumn(
            name=name + suffix, role=role, type="double" if role == "change_pct" else kind,
            unit=own_unit, metric=metric, label=label,
        )  # fmt: skip
        return Column(shown, f"m{place}{suffix}", value)

    columns = [column("value", "", lambda m: m.value(measure, 0), unit)]
    if holds_change(measure):
        # A change is set against the other side already, and so is what is counted or made of changes.
        return columns
    for side, compare in enumerate(query.compare, start=1):
        tail = "" if side == 1 else "_year" if compare.basis == "previous_year" else f"_{side}"
        columns.append(column("previous", f"__previous{tail}", _side(measure, side), unit))
        change_unit = "percentage_point" if unit == "share" else unit
        columns.append(column("change", f"__change{tail}", _change(measure, side), change_unit))
        if unit != "share" or compare.percent:
            columns.append(column("change_pct", f"__change{tail}_pct", _relative(measure, side), "share"))
    return columns


def holds_change(measure: Any) -> bool:
    """Say whether a measure is a change, or is made of one."""
    return any(isinstance(node, Combine) and node.op in ("change", "change_pct") for node in walk_measures(measure))


def _side(measure: Any, side: int) -> Callable[[Measures], exp.Expr]:
    return lambda measures: measures.value(measure, side)


def _change(measure: Any, side: int) -> Callable[[Measures], exp.Expr]:
    return lambda measures: exp.Sub(
        this=exp.paren(measures.value(measure, 0)), expression=exp.paren(measures.value(measure, side))
    )


def _relative(measure: Any, side: int) -> Callable[[Measures], exp.Expr]:
    def relative(measures: Measures) -> exp.Expr:
        before = exp.Nullif(this=exp.Abs(this=measures.value(measure, side)), expression=exp.Literal.number(0))
        return exp.Div(this=exp.cast(exp.paren(_change(measure, side)(measures)), "double"), expression=before)

    return relative


def measure_name(measure: Any) -> str:
    """Return the column name of a measure."""
    if isinstance(measure, Metric):
        return measure.name
    if isinstance(measure, Component):
        return "_of_".join((*reversed(measure.part), measure.metric))
    if isinstance(measure, CountGroups):
        return f"{getattr(measure.axis, 'name', None) or getattr(measure.axis, 'unit', 'groups')}_count"
    if isinstance(measure, Fold):
        return f"{measure.agg}_{measure_name(measure.measure)}"
    if measure.alias:
        return str(measure.alias)
    names = [measure_name(part) for part in measure.measures]
    joint = {"divide": "_per_", "minus": "_minus_"}.get(measure.op)
    return joint.join(names) if joint else f"{names[0]}_{measure.op}"


def describe_measure(measure: Any, model: Model, locale: str) -> tuple[str | None, str, str | None]:
    """Return unit, label and metric of a measure."""
    if isinstance(measure, Metric):
        return model.metrics[measure.name].unit, model.metric_label(measure.name, locale), measure.name
    if isinstance(measure, Component):
        leaf = find_leaf(model, measure.metric, measure.part)
        counts = leaf.calculation != model.metrics[leaf.name].calculation and measure.part[-1] == "denominator"
        own = "count" if counts else model.metrics[leaf.name].unit
        return own, model.metric_label(leaf.name, locale), leaf.name
    if isinstance(measure, CountGroups):
        name = getattr(measure.axis, "name", "")
        return "count", model.dimension_label(name, locale) if name in model.dimensions else name, None
    if isinstance(measure, Fold):
        unit, label, metric = describe_measure(measure.measure, model, locale)
        return "count" if measure.agg == "count" else unit, label, metric
    unit, label, metric = describe_measure(measure.measures[0], model, locale)
    others = {describe_measure(part, model, locale)[0] for part in measure.measures}
    same_metric = len({describe_measure(part, model, locale)[2] for part in measure.measures}) == 1
    if measure.op in ("share", "change_pct") or (measure.op == "divide" and same_metric):
        return "share", label, metric
    if measure.op in ("change", "minus") and unit == "share":
        return "percentage_point", label, metric
    if measure.op == "divide" and _is_part_of(measure.measures, model):
        return "share", label, metric
    if measure.op == "divide":
        return "ratio" if others == {unit} else None, label, metric
    return unit, label, metric


def _is_part_of(measures: Sequence[Any], model: Model) -> bool:
    """Say whether the first of two measures counts some of the rows that the second counts."""
    if len(measures) != 2 or not all(isinstance(each, Metric) for each in measures):
        return False
    part, whole = (model.metrics[each.name] for each in measures)
    return counts_some(part, whole)
