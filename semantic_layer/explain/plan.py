"""The queries behind an explanation: the whole change, then its dimensions, several to a query where they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from semantic_layer.explain.shape import Shape, is_defined_by, shape_of, splits
from semantic_layer.model import Model
from semantic_layer.query import And, Combine, Data, Dimension, Explain, Is, Metric
from semantic_layer.query.forms import MOST_DIMENSIONS

#: A dimension with more members is not looked at unless it is named: nobody reads so many contributions.
MOST_MEMBERS = 50
#: Groups that one query may have, and queries that look for a dimension: with the whole, six.
MOST_GROUPS, MOST_QUERIES = 4_000, 5
#: Dimensions that are looked at where none has few members.
MOST_OTHERS = 3
#: Axes that a data query may have.
MOST_AXES = 8


def change_query(query: Explain) -> Data:
    """Return the query of the change alone."""
    return _data(query, (query.measure,))


def whole_query(query: Explain, model: Model) -> Data:
    """Return the query of the whole change: the measure, and then what it is made of."""
    shape = shape_of(query.measure, model)
    return _data(query, (query.measure, *(term.measure for term in (shape.terms if shape else ()))))


def split_query(query: Explain, shape: Shape, names: tuple[str, ...]) -> Data:
    """Return the query of what a measure is made of, by dimensions."""
    data = _data(query, tuple(term.measure for term in shape.terms))
    return data.model_copy(update={"by": tuple(Dimension(name=name) for name in names)})


def _data(query: Explain, measures: tuple[Any, ...]) -> Data:
    kept = tuple(dict.fromkeys(measures))
    return Data(measures=kept, where=query.where, period=query.period, compare=(query.compare,))


def explanation_of(query: Any) -> Explain | None:
    """Return the explanation of the change that a data query tells: its measure, days, filters and dimensions.

    None where it tells no one change: a breakdown by time, a rank, a condition on groups.
    """
    if not isinstance(query, Data) or len(query.measures) != 1 or query.having is not None or query.top is not None:
        return None
    names = tuple(axis.name for axis in query.by if isinstance(axis, Dimension))
    if (
        len(names) != len(query.by)
        or len(names) > MOST_DIMENSIONS
        or not isinstance(query.measures[0], Metric | Combine)
    ):
        return None
    more = {"compare": query.compare[0].model_copy(update={"percent": False})} if query.compare else {}
    return Explain(measure=query.measures[0], by=names, where=query.where, period=query.period, **more)


def can_explain(query: Explain, model: Model) -> bool:
    """Say whether a change has contributions: along the dimensions named, or along any."""
    shape = shape_of(query.measure, model)
    if shape is None:
        return False
    if query.by:
        return all(split_by(shape, name, model) for name in query.by)
    is_sum_of_several = len(shape.top) > 1 and not shape.bottom
    return is_sum_of_several or bool(telling(query, shape, model))


def split_by(shape: Shape, dimension: str, model: Model) -> bool:
    """Say whether the members of a dimension split every term of a measure."""
    return all(splits(term, dimension, model) for term in shape.terms)


def telling(query: Explain, shape: Shape, model: Model) -> tuple[str, ...]:
    """Return the dimensions that may tell why, in the model's order.

    Each splits every term, and is held fast neither by a filter nor by the measure itself.
    """
    return tuple(
        name
        for name in model.dimensions
        if name not in held_fast(query)
        and split_by(shape, name, model)
        and not any(is_defined_by(term, name, model) for term in shape.terms)
    )


def search(query: Explain, shape: Shape, model: Model, sizes: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return the dimensions to look at, those together that one query reads.

    They have from two to 50 members. ``sizes`` are the numbers of members of the dimensions whose members questions
    name; where none of those will do, the first others are looked at, each by itself.
    """
    names = telling(query, shape, model)
    few = [name for name in names if 2 <= sizes.get(name, 0) <= MOST_MEMBERS]
    return pack(few, sizes) or tuple((name,) for name in names if sizes.get(name) != 1)[:MOST_OTHERS]


def held_fast(query: Explain) -> frozenset[str]:
    """Return the dimensions of which a filter leaves one member: nothing can be told by them."""
    parts = query.where.parts if isinstance(query.where, And) else (query.where,)
    return frozenset(part.dimension for part in parts if isinstance(part, Is) and part.op == "=")


def pack(names: Iterable[str], sizes: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return the dimensions together as long as their groups stay few: one pass over the rows serves them all.

    >>> pack(["region", "city", "tier", "category"], {"region": 7, "city": 30, "tier": 3, "category": 40})
    (('tier', 'region', 'city'), ('category',))
    """
    packs: list[list[str]] = []
    groups = MOST_GROUPS + 1
    for name in sorted(names, key=lambda name: sizes[name]):
        # One more for rows that have no member.
        groups *= sizes[name] + 1
        if groups > MOST_GROUPS or len(packs[-1]) == MOST_AXES:
            packs.append([])
            groups = sizes[name] + 1
        packs[-1].append(name)
    return tuple(tuple(pack) for pack in packs[:MOST_QUERIES])
