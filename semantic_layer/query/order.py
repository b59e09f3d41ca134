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


#: Groups that are kept, or left out before them, at most.
MOST_KEPT = 10_000


class Top(Frozen):
    """The first ``n`` groups in the order given, per group of the axes ``per`` (indexes into ``by``).

    ``ties`` keeps every group that ties with the last one. ``skip`` leaves that many places before them out: with
    ``n`` 1 and ``skip`` 1 the second is kept; of groups that tie, all that hold one of the places that are kept.
    """

    n: int = Field(ge=1, le=MOST_KEPT)
    per: tuple[int, ...] = ()
    ties: bool = True
    skip: int = Field(default=0, ge=0, le=MOST_KEPT)
