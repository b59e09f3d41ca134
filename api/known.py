"""Whether a query names only what somebody may know of: its metrics and dimensions, and the members in it."""

from __future__ import annotations

from typing import Any

from nlq.engine import Engine
from semantic_layer.issues import QueryRefused
from semantic_layer.model.values import as_value, dimension_type
from semantic_layer.names import check_names, walk
from semantic_layer.query import Contains, In, Is, Query, Range
from semantic_layer.session import Viewer


def is_known(query: Query, engine: Engine, viewer: Viewer) -> bool:
    """Say whether a viewer may know of all that a query names; of members that are not read in full, of none.

    Raises:
        WarehouseError: the members that he may see could not be read.
    """
    try:
        check_names(query, engine.whole, viewer)
        return all(_is_seen(node, engine, viewer) for node in walk(query))
    except QueryRefused:
        return False


def _is_seen(node: Any, engine: Engine, viewer: Viewer) -> bool:
    """Say whether a part of a query compares with nothing but members that a viewer sees, or with bounds."""
    if not isinstance(node, Is | In | Range | Contains):
        return True
    kind = dimension_type(engine.whole, node.dimension)
    named = [as_value(value, kind) for value in _names(node, kind)]
    if not named and not isinstance(node, Contains):
        return True
    members = engine.warehouse.members(engine.whole, node.dimension, viewer)
    if isinstance(node, Contains):
        told = [name for row in members for name in (str(row.value), *row.labels.values())]
        return any(node.text.casefold() in name.casefold() for name in told)
    return set(named) <= {row.value for row in members}


def _names(node: Is | In | Range | Contains, kind: str) -> tuple[Any, ...]:
    """Return the values that stand for members: a bound of numbers or days stands for none."""
    if isinstance(node, In):
        return node.values
    if isinstance(node, Is):
        return (node.value,) if node.op in ("=", "!=") or kind == "text" else ()
    ends = (node.low, node.high) if isinstance(node, Range) and kind == "text" else ()
    return tuple(end for end in ends if end is not None)
