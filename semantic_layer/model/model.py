"""The model: everything a folder declares, checked and linked, immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from semantic_layer.model.definitions import (
    Calendar,
    DefaultMeaning,
    DimensionDef,
    Goal,
    Header,
    Join,
    Mask,
    MetricDef,
    MetricGroup,
    Party,
    Phrasing,
    Policy,
    Table,
    Target,
)
from semantic_layer.model.text import pick_text

_BY_NAME = frozenset({"tables", "dimensions", "metrics", "goals", "groups", "owners", "departments"})


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
    owners: dict[str, Party] = {}
    departments: dict[str, Party] = {}
    phrasings: tuple[Phrasing, ...] = ()
    meanings: tuple[DefaultMeaning, ...] = ()
    policies: tuple[Policy, ...] = ()
    masks: tuple[Mask, ...] = ()
    folder: Path | None = None

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Model:
        """Return a copy with other parts; what was worked out from the old ones is worked out anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in ("version", "governed", "certifies", "hashes"):
            copied.__dict__.pop(name, None)
        return copied

    @property
    def calendar(self) -> Calendar:
        """Return the business calendar."""
        return self.header.calendar

    @cached_property
    def version(self) -> str:
        """Return twelve hex digits that change when, and only when, a definition changes."""
        parts = self.model_dump(mode="json", exclude={"folder"})
        # What goes by name has no order: a definition may move to another file.
        by_name = {key: dict(sorted(part.items())) for key, part in parts.items() if key in _BY_NAME}
        return hashlib.sha256(json.dumps(parts | by_name).encode()).hexdigest()[:12]

    @cached_property
    def governed(self) -> bool:
        """Say whether two viewers may see different things at all: policies, masks, or names open to some roles."""
        open_to = [metric.visible_to for metric in self.metrics.values()]
        open_to += [dimension.visible_to for dimension in self.dimensions.values()]
        return bool(self.policies or self.masks or any(open_to))

    @cached_property
    def certifies(self) -> bool:
        """Say whether any metric is certified: only then does it mean something that another is not."""
        return any(metric.status == "certified" for metric in self.metrics.values())

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """Return, by metric, the short hash of all that its values depend on: its words may change, and it does not."""
        from semantic_layer.model.closure import Hashes  # it reads models itself

        return Hashes(self)

    def metric_label(self, name: str, locale: str) -> str:
        """Return what people call the metric, else its name in words."""
        return (pick_text(self.metrics[name].label, locale) if name in self.metrics else "") or name.replace("_", " ")

    def dimension_label(self, name: str, locale: str) -> str:
        """Return what people call the dimension, else its name in words."""
        return pick_text(self.dimensions[name].label, locale) or name.replace("_", " ")

    def owner_label(self, name: str, locale: str) -> str:
        """Return what an owner is called in the reader's language, else the name that metrics give."""
        return _called(self.owners.get(name), locale) or name

    def department_label(self, name: str, locale: str) -> str:
        """Return what a department is called in the reader's language, else the name that metrics give."""
        return _called(self.departments.get(name), locale) or name


def _called(party: Party | None, locale: str) -> str:
    # A label in another language is no better than the name.
    return party.label.get(locale.split("-")[0], "") if party else ""
