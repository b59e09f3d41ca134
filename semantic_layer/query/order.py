"""The order of an answer's groups, and how many of them are kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from semantic_layer.query.period import Frozen


class Order(Frozen):
    """Order by a measure (index into ``measures``) or an axis (index into ``by``).

    ``side`` picks the measure's value, its previous value, its change or its relative change.
    """

    measure: int | None = Field(default=None, ge=0)
    axis: int | None = Field(default=None, ge=0)
    side: Literal["value", "previous", "change", "change_pct"] = "value"
    descending: bool = True

    @model_validator(mode="after")
    def _check(self) -> Order:
        if (self.measure is None) == (self.axis is None):
            raise ValueError("an order names a measure or an axis")
        return self


class Top(Frozen):
    """The first ``n`` groups in the order given, per group of the axes ``per`` (indexes into ``by``).

    ``ties`` keeps every group that ties with the last one.
    """

    n: int = Field(ge=1, le=10_000)
    per: tuple[int, ...] = ()
    ties: bool = True
