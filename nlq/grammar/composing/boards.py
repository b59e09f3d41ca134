"""Questions about targets: to a board, or to a table with the targets beside its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.predicates import conditions, join_conditions
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.text.atoms import phrase_key
from semantic_layer import query as q

TARGET = ("target",)
#: Slots of a table that a board has not.
_OF_TABLES = ("compares", "having", "rank", "sup", "change", "order_by", "count", "trend", "totals", "counting")

#: A board tells how things stand now, whether "now" is said or not.


def is_about_targets(slots: Slots) -> bool:
    """Say whether targets are what is asked about, and not what a metric's target is at all."""
    told = slots.status or slots.board or slots.attain or slots.meet or slots.far or slots.versus
    narrowed = slots.period or slots.preds or slots.which or slots.axes or slots.comparing or slots.department
    every = not slots.metrics and (slots.what or slots.listing)
    return bool(told or slots.departments or (slots.aspects == TARGET and (narrowed or every)))


def compose_targets(
    slots: Slots, index: Index, where: Any, make_data: Callable[[Slots], q.Data | None]
) -> q.Board | q.Data | None:
    """Return what is asked about targets, or None where the words do not make one question.

    "X against its target" over a period, and anything along time, is a table with targets; else it is a board.
    """
    if not _fits_together(slots, index):
        return None
    asked = (slots.versus or slots.comparing) and slots.period
    if slots.metrics and (asked or _has_grain(slots)):
        plain = replace(slots, aspects=(), comparing=False, what=False)
        data = make_data(plain)
        return data and data.model_copy(update={"targets": True})
    return _board(slots, index, where)


def _fits_together(slots: Slots, index: Index) -> bool:
    """Say whether each word has what it needs: "hit" and "how far" a target, a percentage something it is of."""
    named = slots.aspects == TARGET
    if slots.aspects and not named:
        return False
    if (slots.versus or slots.comparing or (slots.meet and slots.board != "which")) and not named:
        return False
    if slots.far and not (named or slots.status) or (slots.from_ and not _leads_to(slots)):
        return False
    if slots.department_alone and not slots.board and _is_metric(slots.department, index):
        # "The sales target" is that of sales: a department is called one, or has KPIs.
        return False
    if slots.attain == "of" and not (named or slots.status):
        return False
    if slots.attain == "bare" and not (slots.metrics or named or slots.board):
        return False
    return not slots.what or named or bool(slots.attain)


def _is_metric(department: str | None, index: Index) -> bool:
    """Say whether a department is called as a metric is, or as what several names begin with."""
    party = index.model.departments.get(department or "")
    names = (department or "", *(party.names if party else ()))
    return any(meaning.kind not in ("DEPT", "HOLDER") for name in names for meaning in index.find(phrase_key(name)))


def _leads_to(slots: Slots) -> bool:
    """Say whether something stands for "from" and "to" to belong to."""
    return bool(slots.far or slots.attain or slots.comparing or slots.versus)


def _has_grain(slots: Slots) -> bool:
    return any(axis[0] == "grain" for axis in slots.axes)


def _board(slots: Slots, index: Index, where: Any) -> q.Board | None:
    names = tuple(name for name in slots.metrics if isinstance(name, str))
    if len(names) != len(slots.metrics) or any(getattr(slots, name) for name in _OF_TABLES):
        return None
    by = _member_axis(slots, index)
    if not slots.board and _means_a_metric(where, index):
        return None
    if by is None or (names and slots.board in ("which", "all")) or not _says_enough(slots):
        return None
    department, where = _department(slots, index, where)
    return q.Board(
        metrics=names, by=by or None, departments=bool(slots.departments), department=department,
        status=_status(slots, bool(names)), where=where, period=None if slots.period == q.NOW else slots.period,
    )  # fmt: skip


def _says_enough(slots: Slots) -> bool:
    """Say whether more is said than "kpis" or "departments"."""
    other = slots.status or slots.attain or slots.far or slots.meet or slots.versus or slots.aspects
    return bool(other or slots.board == "board")


def _member_axis(slots: Slots, index: Index) -> str | None:
    """Return the dimension whose members are asked for, "" for none; None where that is not clear."""
    axes = {axis[1] for axis in slots.axes if axis[0] == "dim"} | {name for name in (slots.which, *slots.bare) if name}
    if len(axes) > 1 or _has_grain(slots) or (axes and slots.departments):
        return None
    name = axes.pop() if axes else ""
    return None if name and name not in _along(index) and _is_holder(name, index) else name


def _along(index: Index) -> set[str]:
    """Return the dimensions that any target goes by."""
    return {name for target in index.model.targets for name in target.segment}


def _is_holder(dimension: str, index: Index) -> bool:
    """Say whether a dimension is called as those are who own metrics: without targets of its own, they are meant."""
    keys = [phrase_key(label) for label in index.model.dimensions[dimension].label.values()]
    return any(meaning.kind == "HOLDER" for key in keys for meaning in index.find(key))


def _status(slots: Slots, named: bool) -> Any:
    """Return the status whose lines are kept: "is X on track?" wants to know either way, "which are" one of them."""
    judged = slots.status or slots.meet
    if slots.far:
        return None
    if slots.which or slots.listing or "which" in (slots.departments, slots.board) or (slots.what and not named):
        return judged
    listed = slots.board or slots.axes or slots.departments
    return judged if judged == "behind" and not named and listed else None


def _department(slots: Slots, index: Index, where: Any) -> tuple[str | None, Any]:
    """Return the department whose metrics are asked for, and the filter that is left.

    A member that is called as a department of the metrics is that department, where no target goes by its dimension.
    """
    departments = {(metric.department or "").casefold(): metric.department for metric in index.model.metrics.values()}
    parts = conditions(where)
    named = [part for part in parts if _is_beside_targets(part, index) and departments.get(_called(part))]
    if slots.department is not None or len(named) != 1:
        return slots.department, where
    left = tuple(part for part in parts if part is not named[0])
    return departments[_called(named[0])], join_conditions(left)


def _is_beside_targets(part: Any, index: Index) -> bool:
    """Say whether a filter picks a member of a dimension that no target goes by."""
    return isinstance(part, q.Is) and part.dimension not in _along(index)


def _called(part: q.Is) -> str:
    return str(part.value).replace("_", " ").casefold()


def _means_a_metric(where: Any, index: Index) -> bool:
    """Say whether a member without targets is called as a metric ("sales"), which is then what is meant."""
    called = [_called(part) for part in conditions(where) if _is_beside_targets(part, index)]
    meanings = [meaning for name in called for meaning in index.find(phrase_key(name))]
    return any(meaning.kind == "METRIC" for meaning in meanings)
