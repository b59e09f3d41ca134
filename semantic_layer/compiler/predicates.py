"""Conditions of a question as values: which must hold each on its own, what they look at, and which do not apply."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import And, Dimension, Groups, Not


def flat(where: Any) -> tuple[Any, ...]:
    """Return the conditions that must all hold, each on its own."""
    if where is None:
        return ()
    return tuple(each for part in where.parts for each in flat(part)) if isinstance(where, And) else (where,)


def dimensions_of(predicate: Any) -> tuple[str, ...]:
    """Return the dimensions that a predicate looks at."""
    if hasattr(predicate, "parts"):
        return tuple(name for part in predicate.parts for name in dimensions_of(part))
    if isinstance(predicate, Not):
        return dimensions_of(predicate.part)
    name = getattr(predicate, "dimension", None) or getattr(predicate, "of", None)
    return (name,) if name else ()


def looked_at(axis: Any) -> tuple[str, ...]:
    """Return the dimensions that an axis looks at: its own, or those of its groups' conditions; of time none."""
    if isinstance(axis, Groups):
        return tuple(name for group in axis.groups for name in dimensions_of(group.where))
    return (axis.name,) if isinstance(axis, Dimension) else ()


def is_ignored(names: Collection[str], ignored: Collection[str]) -> bool:
    """Say whether what looks at these dimensions does not apply where some are ignored.

    Raises:
        QueryRefused: mixed_condition, where it (an or, a not, a group) looks at both kinds.
    """
    both = set(names) & set(ignored)
    if both and not set(names) <= set(ignored):
        message = "One condition looks at what the metric's denominator has and at what it ignores: ask in parts."
        raise QueryRefused(Issue(code="mixed_condition", message=message))
    return bool(both)


def leave_out(where: tuple[Any, ...], ignored: Collection[str]) -> tuple[Any, ...]:
    """Return the conditions but those on dimensions that are ignored.

    Raises:
        QueryRefused: mixed_condition.
    """
    return tuple(part for part in where if not is_ignored(dimensions_of(part), ignored))
