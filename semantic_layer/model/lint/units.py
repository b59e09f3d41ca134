"""Units: of what is added up, of shares, and words for a unit that is known by another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from semantic_layer.compiler.expressions import mixed_terms, summed_unit
from semantic_layer.model.definitions import Derived, MetricDef, Ratio
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.inputs import counts
from semantic_layer.model.lint.subject import Subject
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.values import TIMES, is_currency

#: Units that are known by name.
KNOWN = ("share", "count", "score", "ratio", *TIMES, "m2")
#: Known units by what else people write for them.
MEANT = {
    "%": "share", "percent": "share", "percentage": "share", "pct": "share", "proportion": "share", "fraction": "share",
    "number": "count", "counts": "count", "second": "seconds", "sec": "seconds",
    "secs": "seconds", "minute": "minutes", "min": "minutes", "mins": "minutes", "hour": "hours", "hr": "hours",
    "hrs": "hours", "h": "hours", "day": "days", "d": "days", "sqm": "m2", "m²": "m2", "€": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "yuan": "CNY", "rmb": "CNY",
}  # fmt: skip


def find_mixed_units(subject: Subject) -> Findings:
    """Yield sums and differences of metrics of different units, and those that have another unit themselves."""
    metrics, units = subject.model.metrics, _units(subject.model)
    for name, spec in metrics.items():
        if not isinstance(spec.calculation, Derived):
            continue
        formula = spec.calculation.formula
        mixed, unit = mixed_terms(formula, units), summed_unit(formula, units)
        if mixed:
            one, other = mixed
            message = f"adds up {units[one]} ({one}) and {units[other]} ({other})."
            yield warning(("metrics", name), ("calculation", "formula"), message, "mixed_units")
        elif unit and unit != spec.unit:
            message = f"adds up {unit}, and its own unit is {spec.unit}."
            yield warning(("metrics", name), ("unit",), message, "mixed_units")


def _units(model: Model) -> dict[str, str]:
    """Return the unit of each metric that says one, or counts: of any other it is not known."""
    known = {
        n: spec for n, spec in model.metrics.items() if "unit" in spec.model_fields_set or counts(spec.calculation)
    }
    return {name: spec.unit for name, spec in known.items()}


def find_odd_shares(subject: Subject) -> Findings:
    """Yield shares that are counts or sums, or quotients of different units: no number between 0 and 1."""
    model = subject.model
    for name, spec in model.metrics.items():
        for what in _no_share(spec, model) if spec.unit == "share" else ():
            message = f"is a share, which is told in percent, and {what}."
            yield warning(("metrics", name), ("unit",), message, "odd_share")


def _no_share(spec: MetricDef, model: Model) -> Iterator[str]:
    calculation: Any = spec.calculation
    if isinstance(calculation, Ratio):
        units = _units(model)
        above, below = (units.get(side.metric) for side in (calculation.numerator, calculation.denominator))
        if above and below and above != below:
            yield f"divides {above} by {below}"
    elif calculation.type in ("entity_count", "first_time", "balance"):
        yield "counts or adds up"
    elif getattr(calculation, "agg", "") in ("sum", "count", "count_distinct"):
        yield f"is a {calculation.agg.replace('_', ' ')}: divide it by what it is a share of (`type: ratio`)"


def find_unknown_units(subject: Subject) -> Findings:
    """Yield units that are another word, or another case, of one that is known: they are told as a bare number."""
    model = subject.model
    money = {spec.unit for spec in model.metrics.values() if is_currency(spec.unit)} | {model.header.currency or "EUR"}
    for name, spec in model.metrics.items():
        meant = None if spec.unit_label else _meant(spec.unit, money)
        if meant:
            message = f"{spec.unit} is no known unit: numbers in it are told bare, unless a `unit_label` says how."
            yield warning(("metrics", name), ("unit",), message, "unknown_unit", (meant,))


def _meant(unit: str, money: set[str]) -> str | None:
    """Return the known unit that a word was probably meant for; None where it is one, or a word of the model's own."""
    if unit in KNOWN or is_currency(unit):
        return None
    by_case = {each.casefold(): each for each in (*KNOWN, *money)} | MEANT
    if unit.strip().casefold() in by_case:
        return by_case[unit.strip().casefold()]
    near = nearest(unit, KNOWN, 1) if len(unit) > 4 else ()
    return near[0] if near and _is_slip(unit, near[0]) else None


def _is_slip(unit: str, known: str) -> bool:
    """Say whether two words differ by one letter, or two that changed places, and not by a plural: shares of a firm."""
    if sorted(unit) == sorted(known):
        return True
    longer, shorter = sorted((unit, known), key=len, reverse=True)
    if longer == f"{shorter}s" or len(longer) - len(shorter) > 1:
        return False
    if len(longer) == len(shorter):
        return sum(a != b for a, b in zip(longer, shorter, strict=True)) == 1
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
