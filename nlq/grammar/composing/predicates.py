"""Predicates of the grammar to conditions of a query, and filters of several conditions that all hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from semantic_layer import query as q


def compose_predicate(value: Any) -> Any:
    """Return the condition of a predicate of the grammar."""
    if value[0] == "not":
        return q.Not(part=compose_predicate(value[1]))
    if value[0] == "or":
        return q.Or(parts=tuple(compose_predicate(part) for part in value[1:]))
    if value[0] == "days":
        return q.Range(dimension=value[1], low=value[2], high=value[3])
    if value[0] == "compare":
        return q.Is(dimension=value[1], op=value[2], value=value[3])
    if value[0] == "null":
        return q.IsNull(dimension=value[1])
    if value[0] == "contains":
        return q.Contains(dimension=value[1], text=value[2])
    _, dimension, values = value
    return q.In(dimension=dimension, values=values) if len(values) > 1 else q.Is(dimension=dimension, value=values[0])


def compose_where(preds: Iterable[Any]) -> Any:
    """Return the filter of predicates of the grammar that all hold; None of none."""
    return join_conditions([compose_predicate(value) for value in preds])


def add_filters(where: Any, preds: Any) -> Any:
    """Return a filter with more parts: what is said of a dimension replaces what was said of it.

    What is taken out ("without dealers") is taken out of what was there. Where that is all there was, the rest is
    meant: after the East, "outside the East".
    """
    fresh = tuple(compose_predicate(value) for value in preds)
    said = {dimension_of(part) for part in fresh if not isinstance(part, q.Not)}
    out = {(dimension_of(part), value) for part in fresh if isinstance(part, q.Not) for value in members_of(part.part)}
    kept = [
        part for part in conditions(where)
        if dimension_of(part) not in said and part not in fresh and not _is_all_out(part, out)
    ]  # fmt: skip
    return join_conditions((*kept, *fresh))


def _is_all_out(part: Any, out: set[tuple[str | None, Any]]) -> bool:
    members = members_of(part)
    return bool(members) and all((part.dimension, value) in out for value in members)


def members_of(part: Any) -> tuple[Any, ...]:
    """Return the members that a condition lists; none where it lists none, or is no condition."""
    if isinstance(part, q.In):
        return part.values
    return (part.value,) if isinstance(part, q.Is) and part.op == "=" else ()


def conditions(where: Any) -> tuple[Any, ...]:
    """Return the parts of a filter that all hold."""
    return where.parts if isinstance(where, q.And) else (where,) if where is not None else ()


def join_conditions(parts: Sequence[Any]) -> Any:
    """Return one filter of parts that all hold; None of none."""
    return q.And(parts=tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def dimension_of(part: Any) -> str | None:
    """Return the dimension that a condition is on, where it is on one."""
    return dimension_of(part.part) if isinstance(part, q.Not) else getattr(part, "dimension", None)
