"""The model: everything a folder declares, checked and linked, immutable."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from semantic_layer.model.definitions import (
    Calendar,
    DimensionDef,
    Goal,
    Header,
    Join,
    Mask,
    MetricDef,
    MetricGroup,
    Phrasing,
    Policy,
    Table,
    Target,
)
from semantic_layer.model.text import pick_text


class Model(BaseModel):
    """A checked model. Every name that one part uses of another exists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: Header
    tables: dict[str, Table]
    joins: tuple[Join, ...] = ()
    dimensions: dict[str, DimensionDef] = {}
    metrics: dict[str, MetricDef] = {}
    targets: tuple[Target, ...] = ()
    goals: dict[str, Goal] = {}
    groups: dict[str, MetricGroup] = {}
    phrasings: tuple[Phrasing, ...] = ()
    policies: tuple[Policy, ...] = ()
    masks: tuple[Mask, ...] = ()
    folder: Path | None = None

    @property
    def calendar(self) -> Calendar:
        """Return the business calendar."""
        return self.header.calendar

    @cached_property
    def version(self) -> str:
        """Return twelve hex digits that change when, and only when, a definition changes."""
        text = self.model_dump_json(exclude={"folder"})
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def certifies(self) -> bool:
        """Say whether any metric is certified: only then does it mean something that another is not."""
        return any(metric.status == "certified" for metric in self.metrics.values())

    def metric_label(self, name: str, locale: str) -> str:
        """Return what people call the metric, else its name in words."""
        return (pick_text(self.metrics[name].label, locale) if name in self.metrics else "") or name.replace("_", " ")

    def dimension_label(self, name: str, locale: str) -> str:
        """Return what people call the dimension, else its name in words."""
        return pick_text(self.dimensions[name].label, locale) or name.replace("_", " ")
