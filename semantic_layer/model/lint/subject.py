"""What lint looks at."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from semantic_layer.model.model import Model

#: By dimension: the raw value of each member, and what people call it.
Members = Mapping[str, Mapping[Any, tuple[str, ...]]]


@dataclass(frozen=True)
class Subject:
    """A model; today, where it is known; and the members that the warehouse has, by dimension (none unless asked)."""

    model: Model
    today: dt.date | None = None
    members: Members = field(default_factory=dict)

    @property
    def day(self) -> dt.date | None:
        """Return the day on which the model is looked at: today as given, else as the model fixes it."""
        return self.today or self.model.calendar.as_of

    @property
    def languages(self) -> set[str]:
        """Return the languages of the model: those in which at least half of the metrics have a label."""
        metrics = self.model.metrics.values()
        found = Counter(language for metric in metrics for language in metric.label)
        return {language for language, count in found.items() if count * 2 >= len(metrics)}
