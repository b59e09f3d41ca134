"""What a share is of: of the groups along an axis, or of what a filter names in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.predicates import compose_predicate, compose_where, conditions, join_conditions
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.text.atoms import singular
from semantic_layer import query as q
from semantic_layer.model.definitions import Member

#: How Chinese words for people end.
_PERSON_ENDS = tuple("性男女人员生者师监理工童客户徒管干兵民")


def compose_shares(values: list[Any], slots: Slots, axes: Any, index: Index, *, beside: int) -> tuple[list[Any], Any]:
    """Return the measures of shares, None where one cannot be told, and the filter they go with.

    ``beside`` so many other measures: beside one, a share is of it and along what it is broken down by. Beside
    several, it may be of any.
    """
    if len(values) == 1 and (not beside or (beside == 1 and _has_groups(axes))):
        return _share(values[0][1], slots, axes, index)
    return [None for _ in values], compose_where(slots.preds)


def _share(name: str, slots: Slots, axes: Any, index: Index) -> tuple[list[Any], Any]:
    """Return a share along the axes, or, without any, of what the one filter names in the whole.

    Of two filters the finer is the part, where one lies in the other: Shanghai's share in East China's sales.
    """
    if _has_groups(axes):
        of: Any = "grand" if slots.one_by_one else "filtered"
        return [q.Combine(op="share", measures=(q.Metric(name=name),), of=of, alias=f"{name}_share")], compose_where(
            slots.preds
        )
    own, whole = _part_and_whole(slots, index)
    if len(own) != 1 or any(not _lies_in(own[0], pred, index) for pred in whole if pred not in slots.within):
        return [None], None
    return [share_of_part(q.Metric(name=name), compose_predicate(own[0]))], compose_where(whole)


def share_of_part(measure: q.Metric, condition: Any) -> q.Combine:
    """Return the measure of what a condition names of a metric, in all of it."""
    part = measure.model_copy(update={"where": condition})
    return q.Combine(op="divide", measures=(part, measure), alias=f"{measure.name}_share")


def _part_and_whole(slots: Slots, index: Index) -> tuple[list[Any], list[Any]]:
    """Return the filters that name a part, and those that name what it is a part of."""
    parts = [pred for pred in slots.preds if pred not in slots.within]
    own = [pred for pred in parts if not any(_lies_in(other, pred, index) for other in parts)]
    return own, [pred for pred in slots.preds if pred not in own]


def lend_stock(slots: Slots, index: Index) -> Slots:
    """Return "the share of women" as the share of those there are, where one balance counts all who have such a thing.

    What is done to them, or measured of them, is said nowhere.
    """
    said = slots.metrics or slots.verbs or slots.done or slots.timed or slots.aspects or slots.which or slots.count
    if slots.portion != "share" or said or slots.going_on or slots.one_by_one:
        return slots
    tables = [index.model.dimensions[pred[1]].table if pred[0] == "in" else "" for pred in slots.preds]
    rest = [(pred, table) for pred, table in zip(slots.preds, tables, strict=True) if pred not in slots.within]
    things = [(pred, table) for pred, table in rest if table in index.standing]
    if (
        len(things) != 1
        or len(things[0][0][2]) > 1
        or not all(each == things[0][1] or index.reaches(things[0][1], each) for each in tables)
    ):
        return slots
    part, table = things[0]
    if not (index.definitions.of_people(index.standing[table]) and are_persons(part[1], part[2], index)):
        # The share of Shanghai is hardly one of the stores, nor that of dental one of the doctors.
        return slots
    whole = tuple(pred for pred in slots.preds if pred != part)
    return replace(slots, metrics=(("part", index.standing[table], part),), preds=whole, portion="")


def are_persons(dimension: str, values: Sequence[Any], index: Index) -> bool:
    """Say whether members are called as people are: women, directors, 女性, and no field of theirs ("dental")."""
    named = [each for each in index.model.dimensions[dimension].members if each.value in values]
    return bool(named) and all(any(map(_is_person, _names(each))) for each in named)


def _names(member: Member) -> list[str]:
    return [*member.label.values(), *(word for words in member.synonyms.values() for word in words)]


def _is_person(name: str) -> bool:
    if not name.isascii():
        return name.endswith(_PERSON_ENDS)
    last = name.lower().split()[-1] if name.split() else ""
    return last in ("women", "men", "children", "people") or (singular(last) != last and last.isalpha())


def split_filter(where: Any, index: Index) -> tuple[Any, Any] | None:
    """Return the one condition that names a part, and the others, in which it lies; None where that is not clear."""
    parts = conditions(where)
    preds = {part: ("in", part.dimension, ()) for part in parts if isinstance(part, (q.Is, q.In))}
    finest = [
        part for part in preds
        if all(other == part or _lies_in(preds[part], preds[other], index) for other in preds)
    ]  # fmt: skip
    if len(finest) != 1 or len(preds) != len(parts):
        return None
    return finest[0], join_conditions([part for part in parts if part != finest[0]])


def _lies_in(pred: Any, other: Any, index: Index) -> bool:
    """Say whether each thing that a filter names lies in one that the other names: a city in its region."""
    if pred[0] != "in" or other[0] != "in" or pred[1] == other[1]:
        return False
    tables = [index.model.dimensions[each[1]].table for each in (pred, other)]
    return tables[0] != tables[1] and index.reaches(*tables) and not index.reaches(*reversed(tables))


def _has_groups(axes: Any) -> bool:
    return any(axis[0] == "dim" for axis in axes)
