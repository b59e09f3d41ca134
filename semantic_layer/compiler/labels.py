"""One name for each member: rows are grouped by key alone, and one of the names that they have is shown."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import label_column, literal, named
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.query import Dimension

#: How long a day is as text: of an attribute with a history, it stands before the name until one is chosen.
_DAY = len("2026-01-31")


def has_names(axis: Any, setting: Setting) -> bool:
    """Say whether the members of an axis are shown by another column than their own."""
    if not isinstance(axis, Dimension):
        return False
    spec = setting.model.dimensions[axis.name]
    return label_column(spec, setting.session.locale) != spec.column


def name_of_row(scope: Scope, dimension: str) -> exp.Expr:
    """Return the name of a row's member: with a history, after the day it has it from, so that the last is most."""
    spec = scope.model.dimensions[dimension]
    shown = label_column(spec, scope.session.locale)
    name, start = scope.dimension(dimension, shown), _start(dimension, scope.setting)
    if start is None:
        return name
    since = exp.cast(scope.dimension(dimension, start), "text")
    return exp.paren(exp.DPipe(this=since, expression=name), copy=False)


def choose_name(key: exp.Expr, name: exp.Expr) -> exp.Expr:
    """Return the name of a group of rows of one key: the key itself where that is shown."""
    return name.copy() if name == key else exp.Max(this=name.copy())


def shown_name(axis: Any, place: int, count: int, table: str, setting: Setting) -> exp.Expr:
    """Return the name that an answer shows at an axis: one for each member, whatever its rows of other axes have.

    Of an attribute with a history it is that of the last day in each group.
    """
    name, key = named(f"l{place}", table), named(f"k{place}", table)
    if not has_names(axis, setting):
        return name
    if _start(axis.name, setting) is not None:
        return exp.Substring(this=name, start=literal(_DAY + 1))
    return exp.Window(this=exp.Max(this=name), partition_by=[key]) if count > 1 else name


def _start(dimension: str, setting: Setting) -> str | None:
    """Return the column from whose day on a name holds; None where names have no history, or are no texts."""
    spec = setting.model.dimensions[dimension]
    table = setting.model.tables[spec.table]
    shown = label_column(spec, setting.session.locale)
    is_text = shown != spec.column and table.columns[shown].type == "text"
    return table.history.start if table.history and is_text else None


def group_by_keys(select: exp.Select, axes: tuple[Any, ...], table: str | None, setting: Setting) -> exp.Select:
    """Select key and label of each axis of rows that have them, grouped by the keys."""
    for place, axis in enumerate(axes):
        key = named(f"k{place}", table)
        label: exp.Expr = exp.Max(this=named(f"l{place}", table)) if has_names(axis, setting) else key.copy()
        select = select.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)
        select = select.group_by(key.copy(), copy=False)
    return select
