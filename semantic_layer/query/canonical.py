"""The canonical text of a query: equal meaning, equal bytes."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, get_args

from semantic_layer.query.period import Frozen, Unit

Plain = dict[str, Any]


def canonical(query: Any) -> str:
    """Return the one text of a query: defaults dropped, conditions flat, in one spelling and one order.

    >>> from semantic_layer.query import Data, In, Metric
    >>> a = Data(measures=(Metric(name="m", where=In(dimension="d", values=("y", "x"))),))
    >>> b = Data(measures=(Metric(name="m", where=In(dimension="d", values=("x", "y", "y"))),))
    >>> canonical(a) == canonical(b)
    True
    """
    return _text(_plain(query))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Frozen):
        return _plain_part(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        # 100 and 100.0 are one threshold.
        return int(value)
    return value


def _plain_part(part: Frozen) -> Plain:
    fields = type(part).model_fields
    given = {name: getattr(part, name) for name in fields}
    plain = {name: _plain(value) for name, value in given.items() if name == "kind" or value != fields[name].default}
    simplify = _SIMPLER.get(plain.get("kind", ""))
    return simplify(plain) if simplify else plain


def _simplify_is(plain: Plain) -> Plain:
    if plain.get("op") != "!=":
        return plain
    return {"kind": "not", "part": {key: value for key, value in plain.items() if key != "op"}}


def _simplify_in(plain: Plain) -> Plain:
    values = {_text(value): value for value in plain["values"]}
    if len(values) == 1:
        return {"kind": "is", "dimension": plain["dimension"], "value": plain["values"][0]}
    return {**plain, "values": [values[key] for key in sorted(values)]}


def _simplify_range(plain: Plain) -> Plain:
    low, high = plain.get("low"), plain.get("high")
    about = {"kind": "is", "dimension": plain["dimension"]}
    if low is not None and high is not None:
        return {**about, "value": low} if _text(low) == _text(high) else plain
    if low is not None:
        return {**about, "op": ">=", "value": low}
    return {**about, "op": "<=", "value": high} if high is not None else plain


def _simplify_not(plain: Plain) -> Plain:
    part: Plain = plain["part"]
    return part["part"] if part["kind"] == "not" else plain


def _simplify_list(plain: Plain) -> Plain:
    kind = plain["kind"]
    parts: list[Plain] = []
    for part in plain["parts"]:
        parts += part["parts"] if part["kind"] == kind else [part]
    if kind == "or":
        parts = _gather_values(parts)
    known = {_text(part): part for part in parts}
    if len(known) == 1:
        return next(iter(known.values()))
    return {"kind": kind, "parts": [known[key] for key in sorted(known)]}


def _gather_values(parts: list[Plain]) -> list[Plain]:
    """Return the parts of an "or" with those that name values of one dimension as one list."""
    values: dict[str, list[Any]] = {}
    rest = []
    for part in parts:
        if part["kind"] == "in" or (part["kind"] == "is" and "op" not in part):
            values.setdefault(part["dimension"], []).extend(part.get("values") or [part["value"]])
        else:
            rest.append(part)
    gathered = [{"kind": "in", "dimension": name, "values": found} for name, found in values.items()]
    return rest + [_simplify_in(part) for part in gathered]


def _simplify_data(plain: Plain) -> Plain:
    """Drop the unit of a comparison where it is the one that would be taken: May, month over month, is May 环比."""
    grains = [axis["unit"] for axis in plain.get("by", ()) if axis["kind"] == "grain"]
    # Of two time axes, it is the finer whose units are set against the unit before.
    grain = min(grains, key=get_args(Unit).index, default=None)
    period = plain.get("period", {})
    own = grain or (period.get("unit") if period.get("kind") in ("relative", "named") else None)
    if own is None or "compare" not in plain:
        return plain
    compares = [
        {key: value for key, value in compare.items() if key != "unit" or value != own} for compare in plain["compare"]
    ]
    return {**plain, "compare": compares}


_SIMPLER = {
    "data": _simplify_data,
    "is": _simplify_is,
    "in": _simplify_in,
    "range": _simplify_range,
    "not": _simplify_not,
    "and": _simplify_list,
    "or": _simplify_list,
}
