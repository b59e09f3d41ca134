"""The names a query uses: all of them known to the model, and open to the viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.sight import sees_dimension, sees_metric
from semantic_layer.session import Viewer


def check_names(query: Any, model: Model, viewer: Viewer) -> None:
    """Let a query through whose metrics, dimensions and tables the model has for this viewer.

    Raises:
        QueryRefused: unknown_metric, unknown_dimension or unknown_table, all at once, each with the nearest.
    """
    issues = {
        (what, name): _unknown(what, name, model, viewer)
        for node in walk(query)
        for what, name in _named(node, model)
        if not _is_seen(what, name, model, viewer)
    }
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
