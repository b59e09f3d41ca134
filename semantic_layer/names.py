"""The names a query uses, known to the model and open to the viewer, and the types of what it compares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.sight import sees_dimension, sees_metric
from semantic_layer.model.values import as_value, dimension_type, is_number
from semantic_layer.query import Combine, Component, Contains, CountGroups, Data, Fold, In, Is, MeasureIs, Metric, Range
from semantic_layer.session import Viewer

#: Folds that calculate with what they fold; the others pick one of it, or count.
CALCULATING = ("sum", "avg", "median")


def check_names(query: Any, model: Model, viewer: Viewer) -> None:
    """Let a query through whose metrics, dimensions and tables the model has for this viewer, each used as what it is.

    Raises:
        QueryRefused: unknown_metric, unknown_dimension or unknown_table, all at once, each with the nearest; else
            value_type, no_text or no_number, where a dimension is compared with what it cannot be, or what is
            calculated with is a date or a text.
    """
    issues = {
        (what, name): _unknown(what, name, model, viewer)
        for node in walk(query)
        for what, name in _named(node, model)
        if not _is_seen(what, name, model, viewer)
    }
    issues = issues or {(issue.code, issue.message): issue for node in walk(query) for issue in _misused(node, model)}
    if issues:
        raise QueryRefused(*issues.values())


def walk(value: Any) -> Iterator[Any]:
    """Yield every part of a query, itself included, outermost first."""
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item)
    elif hasattr(value, "model_fields_set"):
        yield value
        for field in type(value).model_fields:
            yield from walk(getattr(value, field))


def metrics_of(query: Any, model: Model) -> frozenset[str]:
    """Return the metrics that a query names, wherever in it."""
    return frozenset(name for node in walk(query) for what, name in _named(node, model) if what == "metric")


def default_period(measures: Any, model: Model) -> Any:
    """Return the period of measures that name none: that of their metrics where they agree, else the model's.

    ``measures`` is a measure or a condition, or a tuple of them; the metrics that rows are filtered by have their own.
    """
    nodes = list(walk_measures(measures))
    names = {node.name for node in nodes if isinstance(node, Metric)}
    names |= {node.metric for node in nodes if isinstance(node, Component)}
    own = [model.metrics[name].default_period for name in names]
    agreed = own[0] if own and own[0] is not None and all(period == own[0] for period in own) else None
    return agreed or model.header.default_period


def walk_measures(value: Any) -> Iterator[Any]:
    """Yield every part of a measure, itself included, but for the conditions on its rows: they measure nothing."""
    if isinstance(value, tuple):
        for item in value:
            yield from walk_measures(item)
    elif hasattr(value, "model_fields_set"):
        yield value
        for field in type(value).model_fields:
            if field != "where":
                yield from walk_measures(getattr(value, field))


def _named(node: Any, model: Model) -> Iterator[tuple[str, str]]:
    kind = getattr(node, "kind", "")
    if kind in ("metric", "dimension"):
        yield kind, node.name
    elif kind == "board":
        yield from (("metric", name) for name in node.metrics)
        yield from (("dimension", name) for name in (node.by,) if name)
    elif kind == "explain":
        yield from (("dimension", name) for name in node.by)
    elif kind == "describe":
        yield from (("dimension" if name in model.dimensions else "metric", name) for name in node.names)
    elif kind == "exists":
        yield "table", node.table
        yield from (("dimension", name) for name in (node.of,) if name)
    yield from ((what, name) for what in ("dimension", "metric") if (name := getattr(node, what, None)))


def _is_seen(what: str, name: str, model: Model, viewer: Viewer) -> bool:
    if what == "table":
        return name in model.tables
    if what == "metric":
        return name in model.metrics and (not model.governed or sees_metric(model, viewer, name))
    return name in model.dimensions and (not model.governed or sees_dimension(model, viewer, name))


def _unknown(what: str, name: str, model: Model, viewer: Viewer) -> Issue:
    """Return the refusal of a name: the same whether it does not exist or is not for this viewer."""
    names: Collection[str] = model.metrics if what == "metric" else model.dimensions
    names = model.tables if what == "table" else names
    near = nearest(name, [each for each in names if _is_seen(what, each, model, viewer)])
    message = f"I don't know a {what} called “{name}”."
    return Issue(code=f"unknown_{what}", message=message, suggestions=near, params={"name": name, "what": what})


# --- types ----------------------------------------------------------------------------------------


def _misused(node: Any, model: Model) -> Iterator[Issue]:
    """Yield what one part of a query compares or calculates with and cannot."""
    if isinstance(node, Contains) and dimension_type(model, node.dimension) != "text":
        yield _no_text(node.dimension, model)
    for value in _values(node):
        if as_value(value, dimension_type(model, node.dimension)) is None:
            yield _no_value(value, node.dimension, model)
    for measure in _calculated(node):
        if not _is_number(measure, model):
            yield _no_number(measure, model)


def _values(node: Any) -> Iterable[Any]:
    if isinstance(node, Range):
        return [end for end in (node.low, node.high) if end is not None]
    return (node.value,) if isinstance(node, Is) else node.values if isinstance(node, In) else ()


def _calculated(node: Any) -> Iterable[Any]:
    """Return the measures that a part of a query takes for numbers."""
    if isinstance(node, Combine):
        return node.measures
    if isinstance(node, MeasureIs) or (isinstance(node, Fold) and node.agg in CALCULATING):
        return (node.measure,)
    return node.measures if isinstance(node, Data) and node.compare else ()


def _is_number(measure: Any, model: Model) -> bool:
    if isinstance(measure, Metric):
        return is_number(model, measure.name)
    if isinstance(measure, Fold):
        return measure.agg == "count" or _is_number(measure.measure, model)
    return isinstance(measure, Combine | Component | CountGroups)


def _no_value(value: Any, dimension: str, model: Model) -> Issue:
    # Of a governed model, the members declared are not all for this viewer to know.
    members = () if model.governed else model.dimensions[dimension].members
    near = nearest(str(value), [str(name) for each in members for name in (each.value, *each.label.values())])
    label = model.dimension_label(dimension, "en")
    message = f"“{value}” is no value of {label}."
    params = {"dimension": dimension, "dimension_label": label, "value": str(value)}
    return Issue(code="value_type", message=message, suggestions=near, params=params)


def _no_text(dimension: str, model: Model) -> Issue:
    label = model.dimension_label(dimension, "en")
    message = f"{label} is no text: nothing can be looked for within it."
    return Issue(code="no_text", message=message, params={"dimension": dimension, "dimension_label": label})


def _no_number(measure: Any, model: Model) -> Issue:
    while not isinstance(measure, Metric):
        measure = measure.measure
    label = model.metric_label(measure.name, "en")
    message = f"{label} is a date or a text: it can be shown and ranked, not compared or calculated with."
    return Issue(code="no_number", message=message, params={"metric": measure.name, "metric_label": label})
