"""How a metric is computed, in the reader's words, from its definition: nothing is written twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from semantic_layer.model import Model
from semantic_layer.model.definitions import Condition


def formula_text(name: str, model: Model, locale: str) -> str:
    """Return how a metric is computed: inputs by their labels, columns by their names, conditions in brackets."""
    calculation: Any = model.metrics[name].calculation
    return _TEXTS[calculation.type](calculation, model, locale)


def _ratio(calculation: Any, model: Model, locale: str) -> str:
    return " ÷ ".join(side_text(side, model, locale) for side in (calculation.numerator, calculation.denominator))


def _derived(calculation: Any, model: Model, locale: str) -> str:
    return re.sub(r"[A-Za-z_]\w*", lambda found: model.metric_label(found[0], locale), str(calculation.formula))


def _simple(calculation: Any, model: Model, locale: str) -> str:
    return f"{calculation.agg}({calculation.column or calculation.table})" + _where(calculation.where)


def _entity_count(calculation: Any, model: Model, locale: str) -> str:
    having = calculation.having
    rule = f", {having.agg}({having.column or '*'}) {having.op} {having.value:g}" if having else ""
    return f"count_distinct({calculation.entity}{rule})" + _where(calculation.where)


def _first_time(calculation: Any, model: Model, locale: str) -> str:
    return f"count(first {calculation.entity})" + _where(calculation.where)


def _balance(calculation: Any, model: Model, locale: str) -> str:
    return f"{calculation.take}({calculation.column or calculation.table})" + _where(calculation.where)


def _cumulative(calculation: Any, model: Model, locale: str) -> str:
    window = f"{calculation.window} × {calculation.unit or 'day'}"
    reach = f"since {calculation.since}" if calculation.since else window
    return f"{model.metric_label(calculation.metric, locale)} [{reach}]"


def _retention(calculation: Any, model: Model, locale: str) -> str:
    counted = f"count_distinct({calculation.entity})"
    return f"{counted} ÷ {counted} [unit before]" + _where(calculation.where)


def _conversion(calculation: Any, model: Model, locale: str) -> str:
    sides = " ÷ ".join(side_text(side, model, locale) for side in (calculation.end, calculation.start))
    return f"{sides} [{calculation.entity}, ≤ {calculation.days} d]"


def side_text(side: Any, model: Model, locale: str) -> str:
    """Return the input of a metric by its label, with its own condition in brackets."""
    return model.metric_label(side.metric, locale) + _where(side.where)


def _where(where: tuple[Condition, ...]) -> str:
    shown = [f"{c.field} {c.op}" + ("" if c.value is None else f" {c.value}") for c in where]
    return f" [{', '.join(shown)}]" if shown else ""


_TEXTS: dict[str, Callable[[Any, Model, str], str]] = {
    "simple": _simple, "ratio": _ratio, "derived": _derived, "entity_count": _entity_count,
    "first_time": _first_time, "balance": _balance, "cumulative": _cumulative, "retention": _retention,
    "conversion": _conversion,
}  # fmt: skip
