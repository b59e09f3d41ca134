"""What a change to a model does: to its definitions, to recent numbers, and to the answers of gold questions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from eval.diff.gold import GoldChange, compare_gold
from eval.diff.numbers import MetricNumbers, compare_numbers
from eval.diff.reach import find_reach
from eval.diff.side import Side, open_side
from semantic_layer.model import Model
from semantic_layer.model.diff import ModelDiff, diff_models
from semantic_layer.query.period import Frozen

__all__ = ["Difference", "GoldChange", "MetricNumbers", "compare_models"]


class Difference(Frozen):
    """What differs: definitions; numbers of metrics whose definition changed, where they differ; gold questions.

    ``asked`` is how many gold questions were asked of both models.
    """

    definitions: ModelDiff
    numbers: tuple[MetricNumbers, ...] = ()
    gold: tuple[GoldChange, ...] = ()
    asked: int = 0

    @property
    def changes_answers(self) -> bool:
        """Say whether a number or a gold answer differs, or a metric is gone."""
        gone = any(change.kind == "removed" for change in self.definitions.metrics)
        return bool(self.numbers or self.gold or gone)


def compare_models(
    old: Model, new: Model, folder: Path, today: dt.date, *, warehouse: str = "", gold: bool = True
) -> Difference:
    """Return what differs between two models over one warehouse, the new one's unless another is named.

    ``folder`` is what a file is relative to, and holds the gold.

    Raises:
        WarehouseError: the warehouse cannot be opened.
        ValueError: a gold suite is not as it must be.
    """
    definitions = diff_models(old, new)
    if not definitions.metrics and not definitions.parts:
        return Difference(definitions=definitions)
    sides: list[Side] = []
    try:
        for model in (old, new):
            sides.append(open_side(model, warehouse or new.header.warehouse, folder))
        numbers = compare_numbers(definitions.recalculated, sides[0], sides[1], today)
        asked, changed = compare_gold(find_reach(definitions), sides[0], sides[1], folder) if gold else (0, ())
    finally:
        for side in sides:
            side.warehouse.close()
    return Difference(definitions=definitions, numbers=numbers, gold=changed, asked=asked)
