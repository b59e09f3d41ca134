"""Why a measure moved: ordinary queries, and arithmetic over their rows whose parts add up to the whole change."""

from semantic_layer.explain.decompose import Contribution, Pair
from semantic_layer.explain.explain import Explanation, Split, explain
from semantic_layer.explain.plan import can_explain, change_query, explanation_of, held_fast, whole_query

__all__ = [
    "Contribution", "Explanation", "Pair", "Split", "can_explain", "change_query", "explain", "explanation_of",
    "held_fast", "whole_query",
]  # fmt: skip
