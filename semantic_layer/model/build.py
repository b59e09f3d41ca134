"""One part of a model from its plain value, with what is wrong told at the line where it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from semantic_layer.issues import ModelProblem
from semantic_layer.model.nearest import nearest
from semantic_layer.model.shapes import tell_shape
from semantic_layer.model.source import Key, Source

_SAID = {
    "missing": "is missing.",
    "string_type": "must be text; put quotes around a number or date.",
    "union_tag_not_found": "does not say which it is ({discriminator}).",
    "model_type": "must be a map of keys.",
    "dict_type": "must be a map of keys, or text in quotes where one will do.",
}


def build_part(kind: type[BaseModel], value: Any, source: Source, key: Key) -> tuple[Any, list[ModelProblem]]:
    """Return the part, or None with its problems."""
    try:
        return _adapter(kind).validate_python({} if value is None else value), []
    except ValidationError as error:
        return None, [_tell(kind, entry, source, key) for entry in error.errors(include_url=False)]


def _tell(kind: type[BaseModel], entry: ErrorDetails, source: Source, key: Key) -> ModelProblem:
    where = _written(entry["loc"], source, key)
    if entry["type"] == "missing" and entry["loc"]:
        where = (*where, entry["loc"][-1])
    if entry["type"] == "extra_forbidden":
        near = nearest(str(entry["loc"][-1]), field_names(kind))
        return source.problem(where, "is not a key that is known here.", near, "unknown_key")
    if entry["type"] == "string_pattern_mismatch":
        return source.problem(where, _no_shape(entry))
    said = _SAID.get(entry["type"], entry["msg"].removeprefix("Value error, ") + ".")
    near = _nearest_choice(entry)
    return source.problem(where, said.format(**entry.get("ctx", {})) if "{disc" in said else said, near)


def _no_shape(entry: ErrorDetails) -> str:
    """Return what to write instead of a text of another shape; the names of things stand before the mark of a key."""
    text, loc = str(entry["input"]), entry["loc"]
    section = str(loc[-3]) if len(loc) > 2 and loc[-1] == "[key]" else ""
    return tell_shape(str(entry["ctx"]["pattern"]), text, section) or f"{entry['msg']}."


def _nearest_choice(entry: ErrorDetails) -> tuple[str, ...]:
    context = entry.get("ctx", {})
    allowed = re.findall(r"'([^']+)'", str(context.get("expected") or context.get("expected_tags") or ""))
    given = entry["input"].get("type", "") if isinstance(entry["input"], dict) else entry["input"]
    return nearest(given, allowed) if allowed and isinstance(given, str) else ()


def _written(loc: tuple[int | str, ...], source: Source, key: Key) -> Key:
    # pydantic puts discriminators and validator names into a location; the file does not hold them.
    for part in loc:
        if (*key, part) in source.lines:
            key = (*key, part)
    return key


@cache
def field_names(kind: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields of a type and of every type inside it."""
    found: dict[str, None] = {}
    todo: list[Any] = [kind]
    seen: set[int] = set()
    while todo:
        part = todo.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, type) and issubclass(part, BaseModel):
            found |= dict.fromkeys(part.model_fields)
            todo += [field.annotation for field in part.model_fields.values()]
        todo += get_args(part)
    return tuple(found)


@cache
def _adapter(kind: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
