"""What words are taken for, as a text to keep: JSON, [type, value] of each part, and rules where those differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from semantic_layer.model import Model
from semantic_layer.query.canonical import canonical


def is_named(meaning: str) -> bool:
    """Say whether a meaning is one thing of the model that has a name: a metric, a dimension, members of one."""
    parts = json.loads(meaning)
    return len(parts) == 1 and len(parts[0]) == 2 and parts[0][0] in ("METRIC", "DIM", "MEMBER")


def is_meaning(text: str) -> bool:
    """Say whether a text is a meaning as readings have it: what comes from outside may be anything."""
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(parts, list) and bool(parts) and all(map(_is_part, parts))


def _is_part(part: Any) -> bool:
    if not isinstance(part, list) or len(part) not in (2, 3) or not isinstance(part[0], str):
        return False
    kind, value = part[:2]
    if kind == "MEMBER":
        return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], list)
    return isinstance(value, list) if kind == "METRIC" else isinstance(value, str) or kind != "DIM"


def names_known(meaning: str, model: Model, *, members: bool = True) -> bool:
    """Say whether the model has each metric and dimension that a meaning names; without ``members``, it names none."""
    for kind, value, *_ in json.loads(meaning):
        if kind == "MEMBER" and not (members and value[0] in model.dimensions):
            return False
        if kind == "DIM" and value not in model.dimensions:
            return False
        if kind == "METRIC" and not all(name in model.metrics for name in value if isinstance(name, str)):
            return False
    return True


def thing_of(meaning: str) -> tuple[str, Any] | None:
    """Return the metric or dimension, and the member, that a default of the model would name for a meaning, or None.

    >>> thing_of('[["METRIC",["orders"]]]'), thing_of('[["MEMBER",["region",["N"]]]]'), thing_of('[["AVG","avg"]]')
    (('orders', None), ('region', 'N'), None)
    """
    if not is_named(meaning):
        return None
    kind: str
    value: Any
    kind, value = json.loads(meaning)[0]
    if kind == "MEMBER":
        return (value[0], value[1][0]) if len(value[1]) == 1 else None
    if kind == "METRIC":
        return (value[0], None) if len(value) == 1 and isinstance(value[0], str) else None
    return (value, None) if kind == "DIM" else None


def meaning_of(thing: str, member: Any, model: Model) -> str:
    """Return the meaning that a default of the model names."""
    if member is not None:
        return canonical([["MEMBER", [thing, [member]]]])
    return canonical([["METRIC", [thing]] if thing in model.metrics else ["DIM", thing]])


def fingerprint(meanings: Sequence[str], model: Model) -> str:
    """Return hex digits that change when what the meanings name is defined anew, or is no more."""
    named = sorted({name for each in meanings for name in names_in(each)})
    metrics = [(name, model.metrics[name].version, model.hashes[name]) for name in named if name in model.metrics]
    dimensions = [(name, _column_of(name, model)) for name in named if name in model.dimensions]
    return hashlib.sha256(json.dumps([metrics, dimensions, *sorted(meanings)]).encode()).hexdigest()[:16]


def _column_of(name: str, model: Model) -> list[Any]:
    spec = model.dimensions[name]
    column = model.tables[spec.table].columns[spec.column]
    return [spec.model_dump(mode="json", include={"table", "column", "via", "as_of"}), column.model_dump(mode="json")]


def names_in(meaning: str) -> frozenset[str]:
    """Return the texts in a meaning, names of the model among them.

    Raises:
        ValueError: it is none.
    """
    return frozenset(_texts(json.loads(meaning)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)
