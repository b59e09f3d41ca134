"""What a question says that its answer must show: "Return the name, number of orders and total amount"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer import query as q
from semantic_layer.model.values import dimension_type


def lend_metrics(slots: Slots) -> Slots:
    """Return the slots with the metric that only the columns name: "which client bought most? Return the orders"."""
    named = tuple(value for kind, value in slots.columns or () if kind == "metric")
    if not named or slots.metrics or slots.order_by or slots.having or slots.aspects or slots.listing:
        return slots
    return replace(slots, metrics=named[0])


def add_columns(query: Any, slots: Slots, index: Index) -> Any:
    """Return the query with all that it must show, or None where it does not and cannot.

    A further metric is a further measure. A dimension must be an axis, or be decided by one, as a customer's city is
    by the customer: then it stands beside it and no group is split.
    """
    if slots.columns is None or query is None:
        return query
    if not isinstance(query, q.Data) or not slots.columns:
        return None
    for kind, value in slots.columns:
        found = _ADDERS[kind](query, value, index)
        if found is None:
            return None
        query = found
    return _in_order(query, [name for kind, value in slots.columns if kind == "metric" for name in value])


def _metrics(query: q.Data, names: tuple[Any, ...], index: Index) -> q.Data | None:
    if not all(isinstance(name, str) for name in names):
        return None
    told = {measure.name for measure in query.measures if isinstance(measure, q.Metric) and measure.where is None}
    fresh = tuple(q.Metric(name=name) for name in names if name not in told)
    if fresh and not all(isinstance(measure, q.Metric) for measure in query.measures):
        return None
    return query.model_copy(update={"measures": (*query.measures, *fresh)})


def _in_order(query: q.Data, names: list[str]) -> q.Data:
    """Return the query with its measures as they are listed, where all are."""
    told = [measure.name if isinstance(measure, q.Metric) else "" for measure in query.measures]
    if sorted(told) != sorted(set(names)):
        return query
    places = [told.index(name) for name in dict.fromkeys(names)]
    order = tuple(
        each if each.measure is None else each.model_copy(update={"measure": places.index(each.measure)})
        for each in query.order
    )
    return query.model_copy(update={"measures": tuple(query.measures[place] for place in places), "order": order})


def _dimension(query: q.Data, name: str, index: Index) -> q.Data | None:
    axes = _axes(query)
    if name in axes:
        return query
    if not any(_decides(axis, name, index) for axis in axes):
        return None
    return query.model_copy(update={"by": (*query.by, q.Dimension(name=name))})


def _grain(query: q.Data, unit: str, index: Index) -> q.Data | None:
    return query if any(isinstance(axis, q.Grain) and axis.unit == unit for axis in query.by) else None


def _head(query: q.Data, head: str, index: Index) -> q.Data | None:
    """Show "the name", "the count": of the one dimension, of the one measure."""
    if head in ("name", "id"):
        axes = _axes(query)
        whole = [axis for axis in axes if not any(_decides(other, axis, index) for other in axes if other != axis)]
        return _of(query, ((whole or axes)[0], head), index) if len(whole or axes[:1]) == 1 else None
    units = {_unit(measure, index) for measure in query.measures}
    return query if len(query.measures) == 1 and (head == "value" or units == {head}) else None


def _of(query: q.Data, value: tuple[str, str], index: Index) -> q.Data | None:
    """Show the name or the ID of a dimension: it shows it itself, or another dimension of the same things does."""
    dimension, head = value
    if head not in ("name", "id") or _dimension(query, dimension, index) is None:
        return None
    if _shows(dimension, head, index):
        return _dimension(query, dimension, index)
    dimensions = index.model.dimensions
    same = (dimensions[dimension].table, dimensions[dimension].column)
    others = [name for name, spec in dimensions.items()
              if (spec.table, spec.column) == same and _shows(name, head, index)]  # fmt: skip
    return _dimension(query, others[0], index) if len(others) == 1 else None


def _shows(dimension: str, head: str, index: Index) -> bool:
    """Say whether a dimension is told by its name (a text, or what stands for its key), or by its key."""
    spec = index.model.dimensions[dimension]
    is_key = (spec.column,) == index.model.tables[spec.table].key
    if head == "id":
        return is_key and not spec.labels
    return bool(spec.labels) or (dimension_type(index.model, dimension) == "text" and not is_key)


def _decides(axis: str, name: str, index: Index) -> bool:
    """Say whether each member of an axis has one of the dimension: the axis is the key of things that have it."""
    spec, other = index.model.dimensions[axis], index.model.dimensions[name]
    plain = not (spec.via or other.via)
    key = index.model.tables[spec.table].key
    return plain and (spec.column,) == key and index.reaches(spec.table, other.table)


def _axes(query: q.Data) -> tuple[str, ...]:
    return tuple(axis.name for axis in query.by if isinstance(axis, q.Dimension))


def _unit(measure: Any, index: Index) -> str:
    if isinstance(measure, q.CountGroups):
        return "count"
    if isinstance(measure, q.Combine):
        return "share"
    return index.model.metrics[measure.name].unit if isinstance(measure, q.Metric) else ""


_ADDERS: dict[str, Any] = {"metric": _metrics, "dim": _dimension, "grain": _grain, "head": _head, "of": _of}
