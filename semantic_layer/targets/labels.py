"""Members: their names as rows show them, for targets are written for raw values; and whether some are all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.query import Data, Dimension, Group, Groups, In, Is, Members, Metric, Not
from semantic_layer.targets.batch import Run
from semantic_layer.targets.find import Covers

#: The group of all members but those that targets are for.
_OTHERS = "others"


def member_labels(dimension: str, values: Sequence[Any], measure: Metric, where: Any, model: Model, run: Run) -> Any:
    """Return the raw value by the name that a breakdown of the measure shows; a name of two members is left out.

    Nothing where the measure cannot be broken down so: its targets are then not shown, and its values are.
    """
    spec = model.dimensions[dimension]
    if not spec.labels:
        return {value: value for value in values}
    if model.tables[spec.table].history and spec.as_of == "fact":
        # A row of each day has the name of that day, which may be another member's by now.
        return {}
    numbered = [Group(label=str(place), where=Is(dimension=dimension, value=v)) for place, v in enumerate(values)]
    others = Group(label=_OTHERS, where=Not(part=In(dimension=dimension, values=tuple(values))))
    axes = (Dimension(name=dimension), Groups(name="value_of_member", groups=(*numbered, others)))
    try:
        _, result = run(Data(measures=(measure,), by=axes, where=where))
    except QueryRefused:
        return {}
    found: dict[Any, set[Any]] = defaultdict(set)
    for label, number, *_ in result.rows:
        found[label].add(number)
    single = {label: numbers.pop() for label, numbers in found.items() if len(numbers) == 1}
    return {label: values[int(number)] for label, number in single.items() if number != _OTHERS and label is not None}


def covers_all(run: Run) -> Covers:
    """Return the question whether the viewer sees no member of a dimension beside some."""

    @cache
    def covers(dimension: str, values: tuple[Any, ...]) -> bool:
        others = Not(part=In(dimension=dimension, values=values))
        try:
            _, result = run(Members(dimension=dimension, where=others, limit=1))
        except QueryRefused:
            return False
        return not result.rows

    return covers
