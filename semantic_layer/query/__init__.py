"""The semantic query: complete, immutable, with one canonical form and a published JSON Schema."""

from semantic_layer.query.forms import Board, Describe, Explain, Members, Query, query_adapter, query_schema
from semantic_layer.query.order import MOST_KEPT, Order, Top
from semantic_layer.query.parts import (
    Aggregate,
    And,
    Axis,
    Combine,
    Compare,
    Component,
    Contains,
    CountGroups,
    Data,
    Dimension,
    Exists,
    Fold,
    Grain,
    Group,
    Groups,
    In,
    InKeys,
    Is,
    IsNull,
    Measure,
    MeasureIs,
    Metric,
    Not,
    Or,
    Predicate,
    Range,
    Value,
)
from semantic_layer.query.period import (
    NOW,
    After,
    AllTime,
    Before,
    Between,
    Explicit,
    Frozen,
    Named,
    Part,
    Period,
    Relative,
    Season,
    Trailing,
    Unit,
)

__all__ = [
    "After", "Aggregate", "AllTime", "And", "Axis", "Before", "Between", "Board", "Combine", "Compare",
    "Component", "Contains", "CountGroups", "Data", "Describe", "Dimension", "Exists", "Explain", "Explicit", "Fold",
    "Frozen", "Grain", "Group", "Groups", "In", "InKeys", "Is", "IsNull", "MOST_KEPT", "Measure", "MeasureIs",
    "Members",
    "Metric", "NOW", "Named", "Not", "Or", "Order", "Part", "Period", "Predicate", "Query", "Range", "Relative",
    "Season", "Top", "Trailing", "Unit", "Value", "query_adapter", "query_schema",
]  # fmt: skip
