"""Metrics of whose names some words are a part: "resolution" of complaint resolution rate, 率 of every rate."""

from __future__ import annotations

from functools import lru_cache

from nlq.text.atoms import key_of
from nlq.text.normalise import normalise
from semantic_layer.model import Model
from semantic_layer.model.definitions import MetricDef

#: Characters of a Chinese part; a single one is a part only where names end with it, as rates do with 率.
SHORTEST_HAN = 2


def metrics_holding(key: str, model: Model) -> tuple[str, ...]:
    """Return the metrics that have a name with these words in it, those first that are called so and no more.

    After these come those with the words in their label, and core ones first. ``key`` is what words are looked up by.
    An English part is made of whole words. A metric that is not to be used any more has no such name.
    """
    found: dict[str, tuple[bool, bool, bool]] = {}
    for name, metric in model.metrics.items():
        names = {_key(each) for each in metric.names}
        if metric.status != "deprecated" and any(_is_part(key, each) for each in names):
            found[name] = (key not in names, not is_in_label(key, metric), not metric.core)
    return tuple(sorted(found, key=found.__getitem__))


def is_in_label(key: str, metric: MetricDef) -> bool:
    """Say whether words are in what a metric is called first of all."""
    return any(_is_part(key, _key(label)) for label in metric.label.values())


def begins_names(key: str, model: Model, other: str) -> bool:
    """Say whether words stand before others in a name of a metric but one: "defect" in defect rate."""
    return any(
        f"{key} " in _key(each)
        for name, metric in model.metrics.items()
        if name != other and metric.status != "deprecated"
        for each in metric.names
    )


def _is_part(key: str, name: str) -> bool:
    if key.isascii():
        return f"{key} " in f"{name} "
    return key in name if len(key) >= SHORTEST_HAN else name.endswith(key)


@lru_cache(maxsize=16_384)
def _key(name: str) -> str:
    return key_of(normalise(name).text)
