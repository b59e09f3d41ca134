"""The names of members as rows show them: targets are written for raw values, and rows are told in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from semantic_layer.model import Model
from semantic_layer.query import Data, Dimension, Group, Groups, Is, Metric
from semantic_layer.targets.batch import Run


def member_labels(dimension: str, values: Sequence[Any], measure: Metric, where: Any, model: Model, run: Run) -> Any:
    """Return the raw value by the name that a breakdown of the measure shows; a name of two members is left out."""
    if not model.dimensions[dimension].labels:
        return {value: value for value in values}
    numbered = tuple(
        Group(label=str(place), where=Is(dimension=dimension, value=value)) for place, value in enumerate(values)
    )
    axes = (Dimension(name=dimension), Groups(name="value_of_member", groups=numbered))
    _, result = run(Data(measures=(measure,), by=axes, where=where))
    found: dict[Any, set[Any]] = defaultdict(set)
    for label, number, *_ in result.rows:
        found[label].add(number)
    single = {label: numbers.pop() for label, numbers in found.items() if len(numbers) == 1}
    return {label: values[int(number)] for label, number in single.items() if number is not None and label is not None}
