"""The canonical text of a query: equal meaning, equal bytes."""

from __future__ import annotations

import json
from typing import Any

from semantic_layer.query.parts import And, In, Is, Not, Or


def canonical(query: Any) -> str:
    """Return the one text of a query: defaults dropped, lists of conditions flat and in one order.

    >>> from semantic_layer.query import Metric
    >>> a = Data(measures=(Metric(name="m", where=In(dimension="d", values=("y", "x"))),))
    >>> b = Data(measures=(Metric(name="m", where=In(dimension="d", values=("x", "y", "y"))),))
    >>> canonical(a) == canonical(b)
    True
    """
    return json.dumps(_plain(query), ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, (And, Or)):
        return _plain_list(value)
    if isinstance(value, In):
        return _plain_in(value)
    if isinstance(value, Not) and isinstance(value.part, Not):
        return _plain(value.part.part)
    if isinstance(value, Is) and value.op == "!=":
        return {"kind": "not", "part": _plain(Is(dimension=value.dimension, value=value.value))}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "model_fields_set"):
        fields = type(value).model_fields
        found = {name: _plain(getattr(value, name)) for name in fields if getattr(value, name) != fields[name].default}
        return {"kind": value.kind, **found} if "kind" in fields else found
    return value


def _plain_in(value: In) -> Any:
    values = sorted({json.dumps(item, default=str, ensure_ascii=False) for item in value.values})
    if len(values) == 1:
        return {"kind": "is", "dimension": value.dimension, "value": json.loads(values[0])}
    return {"kind": "in", "dimension": value.dimension, "values": [json.loads(item) for item in values]}


def _plain_list(value: And | Or) -> Any:
    parts: dict[str, Any] = {}
    todo = list(value.parts)
    while todo:
        part = todo.pop()
        if isinstance(part, type(value)):
            todo.extend(part.parts)
        else:
            plain = _plain(part)
            parts[json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False)] = plain
    if len(parts) == 1:
        return next(iter(parts.values()))
    return {"kind": value.kind, "parts": [parts[key] for key in sorted(parts)]}
