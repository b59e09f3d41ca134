"""Questions that say of what and when, but not which metric; and the metrics that may be meant then."""

from __future__ import annotations

from nlq.grammar.slots import Slots
from semantic_layer.model import Model

#: Metrics that are tried: some have no numbers for what was named.
TRIED = 8


def lacks_only_a_metric(slots: Slots) -> bool:
    """Say whether a metric is all that is missing: something is said, and none of it is about a metric or a target."""
    said = slots.preds or slots.axes or slots.bare or slots.which or slots.period
    other = (
        slots.metrics or slots.having or slots.order_by or slots.count or slots.counting or slots.aspects or slots.what
        or slots.why or slots.board or slots.status or slots.attain or slots.far or slots.listing or slots.catalogue
        or slots.columns is not None or slots.sup or slots.department or slots.departments or slots.pronoun
        or slots.verbs or slots.done or slots.on
    )  # fmt: skip
    return bool(said) and not other


def core_metrics(model: Model) -> tuple[str, ...]:
    """Return the metrics that are asked for first: the core ones by weight, else those that nothing stands above."""
    kept = [name for name, metric in model.metrics.items() if metric.status != "deprecated"]
    core = sorted((name for name in kept if model.metrics[name].core), key=lambda name: -_weight(name, model))
    return tuple(core or [name for name in kept if model.metrics[name].parent is None])[:TRIED]


def _weight(name: str, model: Model) -> float:
    """Return what a metric weighs in the scorecard: its share of its group's weight."""
    metric = model.metrics[name]
    group = model.groups.get(metric.group or "")
    return (metric.weight or 0.0) * (group.weight if group and group.weight is not None else 1.0)
