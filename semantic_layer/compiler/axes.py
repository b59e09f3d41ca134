"""The axes of a breakdown: those of time among them, and those that a share leaves out."""

from __future__ import annotations

from typing import Any

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import Grain


def grains_of(axes: tuple[Any, ...]) -> tuple[Grain, ...]:
    """Return the time axes among some axes."""
    return tuple(axis for axis in axes if isinstance(axis, Grain))


def leave_out_axes(axes: tuple[Any, ...], names: tuple[str, ...], rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the axes but those named, a time axis by its unit; in a total, the axes of its rows are left out already.

    Raises:
        QueryRefused: no_such_axis.
    """
    called = [_axis_name(axis) for axis in axes]
    for name in names:
        if name not in (*called, *map(_axis_name, rows)):
            message = f"A share leaves out axes of the question: “{name}” is none of them."
            params = {"name": name}
            raise QueryRefused(Issue(code="no_such_axis", message=message, suggestions=tuple(called), params=params))
    return tuple(axis for axis, name in zip(axes, called, strict=True) if name not in names)


def _axis_name(axis: Any) -> str:
    return str(axis.unit if isinstance(axis, Grain) else axis.name)
