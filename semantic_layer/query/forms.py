"""The five forms of a semantic query."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from semantic_layer.query.parts import Compare, Data, Measure, Name, Predicate
from semantic_layer.query.period import Frozen, Period

#: Dimensions that one explanation is split by.
MOST_DIMENSIONS = 5


class Describe(Frozen):
    """What is known of metrics or dimensions: nothing is computed.

    ``names`` are metrics or dimensions (empty with ``catalogue``: what can be asked at all).
    """

    kind: Literal["describe"] = "describe"
    names: tuple[Name, ...] = ()
    aspects: tuple[Literal["definition", "owner", "lineage", "freshness", "history", "target", "catalogue"], ...] = (
        "definition",
    )


class Members(Frozen):
    """The members of a dimension, or (``metric``) the records behind a number, in ``period``; never both.

    At most ``limit`` are listed, and the answer says where there are more. ``count`` asks how many members there are
    instead: each value once, whatever names it has.
    """

    kind: Literal["members"] = "members"
    dimension: Name | None = None
    metric: Name | None = None
    where: Predicate | None = None
    period: Period | None = None
    limit: int = Field(default=100, ge=1, le=10_000)
    count: bool = False

    @model_validator(mode="after")
    def _check(self) -> Members:
        if self.count and self.metric is not None:
            raise ValueError("count is of the members of a dimension; the records of a metric are counted by a metric")
        return self


class Board(Frozen):
    """Metrics against their targets; ``status`` keeps those behind, or those on track.

    Without ``metrics``, all that have targets; without ``period``, each target that holds today. ``by`` takes the
    targets of a dimension's members, one line each; ``departments`` counts a line for each department of the metrics.
    """

    kind: Literal["board"] = "board"
    metrics: tuple[Name, ...] = ()
    by: Name | None = None
    departments: bool = False
    department: str | None = None
    status: Literal["behind", "on_track"] | None = None
    where: Predicate | None = None
    period: Period | None = None


class Explain(Frozen):
    """Why a measure moved: contributions along ``by`` (empty: the model's choice) that add up."""

    kind: Literal["explain"] = "explain"
    measure: Measure
    by: tuple[Name, ...] = Field(default=(), max_length=MOST_DIMENSIONS)
    where: Predicate | None = None
    period: Period | None = None
    compare: Compare = Compare(basis="previous_unit")


Query = Annotated[Data | Describe | Members | Board | Explain, Field(discriminator="kind")]

query_adapter: TypeAdapter[Data | Describe | Members | Board | Explain] = TypeAdapter(Query)


def query_schema() -> dict[str, object]:
    """Return the JSON Schema of a semantic query: what the API takes and editors complete against."""
    return query_adapter.json_schema()
