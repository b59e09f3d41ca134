"""What numbers are told in ("in millions"): their form, never their value."""

from __future__ import annotations

from typing import Any

from nlq.index import Index
from semantic_layer import query as q
from semantic_layer.compiler.outcome import describe_measure
from semantic_layer.model.values import is_currency


def can_be_told_in(query: Any, scale: tuple[float, str] | None, index: Index) -> bool:
    """Say whether all that a query measures can be told in thousands or millions, of the money that was named.

    A share in millions is nothing, and yuan are no dollars.
    """
    if scale is None or not isinstance(query, q.Data):
        return scale is None
    units = {describe_measure(measure, index.model, "en")[0] for measure in query.measures}
    return all(unit == scale[1] if scale[1] else unit is not None and _is_amount(unit) for unit in units)


def _is_amount(unit: str) -> bool:
    return unit == "count" or is_currency(unit)
