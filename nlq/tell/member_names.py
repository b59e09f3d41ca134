"""Members that a query keeps or leaves out, by the names that its reader knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import DimensionDef, Member
from semantic_layer.names import walk
from semantic_layer.query import In, Is, Members
from semantic_layer.result import CompiledQuery, Result

#: Members of one query whose names are looked up; of a longer list, the rest stand as they are kept.
MOST_NAMED = 30


def name_members(
    query: Any, model: Model, locale: str, run: Callable[[Any], tuple[CompiledQuery, Result]]
) -> Model:  # fmt: skip
    """Return the model in which every member that a query names has a name in the reader's language.

    A dimension keeps its members by value (a number, a code) and may have a column of names in each language. The
    names are run for, so that a viewer learns none that he may not see; what has no name stands as its value.

    Raises:
        WarehouseError: the warehouse failed or ran out of time.
    """
    named = model.dimensions
    for dimension, value in list(dict.fromkeys(_kept(query)))[:MOST_NAMED]:
        spec = named.get(dimension)
        name = _name(dimension, value, run) if spec is not None and _is_unnamed(spec, value) else None
        if spec is not None and name is not None:
            members = (*spec.members, Member(value=value, label={locale: name}, synonyms={}))
            named = {**named, dimension: spec.model_copy(update={"members": members})}
    return model if named is model.dimensions else model.model_copy(update={"dimensions": named})


def _kept(query: Any) -> Any:
    for part in walk(query):
        if isinstance(part, Is):
            yield part.dimension, part.value
        elif isinstance(part, In):
            yield from ((part.dimension, value) for value in part.values)


def _is_unnamed(spec: DimensionDef, value: Any) -> bool:
    """Say whether a member has its name in a column only: one that the model gives is what people use."""
    return bool(spec.labels) and not any(member.value == value and member.label for member in spec.members)


def _name(dimension: str, value: Any, run: Callable[[Any], tuple[CompiledQuery, Result]]) -> str | None:
    """Return the one name of a member as the viewer may see it; None where there is none, or are several."""
    try:
        _, result = run(Members(dimension=dimension, where=Is(dimension=dimension, value=value), limit=2))
    except QueryRefused:
        return None
    return str(result.rows[0][0]) if len(result.rows) == 1 else None
