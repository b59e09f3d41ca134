"""What is said of the answer before: "how many were from the App" is of what was counted there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlq.followup.context import metrics_of
from nlq.grammar.parse.chart import Item
from nlq.wording import Wording
from semantic_layer.model.inputs import metric_tables

#: "How many were there" asks for the number of them.
_THEY = frozenset({"there", "that", "those", "these", "they", "it", "left"})

#: What stands in "and in East China?", 华南呢.
_ONLY_SUCH = frozenset({"FOLLOW", "MEMBER", "PREP", "AMONG", "DET", "FILL", "AND", "OR", "DE"})


def goes_on(leaves: Sequence[Item], mentions: Sequence[Item], text: Wording) -> bool:
    """Say whether "how many were" at the beginning was read as of the answer before, where there is one."""
    kept = [item.end for item in mentions if item.kind == "KEEP" and item.start == 0] if text.going_on else []
    ends = [end for end in kept if end < len(text.atoms) and text.atoms[end].text not in _THEY]
    if not ends:
        return True
    counted = [leaf for leaf in leaves if leaf.kind == "METRIC"]
    return leaves[0].end >= min(ends) and all(_is_of_the_same(leaf, text) for leaf in counted)


def _is_of_the_same(counted: Item, text: Wording) -> bool:
    """Say whether what is counted now is of the same rows as before: orders cancelled, and no memberships."""
    metrics = text.index.model.metrics
    before = {table for name in metrics_of(text.context) for table in metric_tables(name, metrics)}
    names = [name for name in counted.value if isinstance(name, str)]
    return all(metric_tables(name, metrics) & before for name in names)


def is_said_of_rows(leaves: Sequence[Item], text: Wording) -> bool:
    """Say whether what things "were" is said of what is counted: late parcels have no complaint of being late."""
    metrics = text.index.model.metrics
    names = [name for leaf in leaves if leaf.kind == "METRIC" for name in leaf.value if isinstance(name, str)]
    names = names or (list(metrics_of(text.context)) if text.going_on else [])
    tables = {table for name in names if name in metrics for table in metric_tables(name, metrics)}
    for left, right in pairwise(leaves):
        were = left.kind == "KEEP" or (left.kind == "AUX" and left.value == "is")
        if tables and were and right.kind == "MEMBER" and text.atoms[right.start].kind != "han":
            said = text.index.model.dimensions[right.value[0]].table
            if not any(table == said or text.index.reaches(table, said) for table in tables):
                return False
    return True


def tells_both(leaves: Sequence[Item], text: Wording) -> bool:
    """Say whether what is asked after another question was not read as a mere condition of that.

    "Revenue in Q3, and in East China?" asks for all of it, too. Of two members both are told.
    """
    commas = [place for place, leaf in enumerate(leaves) if leaf.kind == "COMMA"]
    if text.going_on or not commas:
        return True
    before, after = leaves[: commas[-1]], leaves[commas[-1] + 1 :]
    kinds = {leaf.kind for leaf in after}
    if "FOLLOW" not in kinds or "MEMBER" not in kinds or not kinds <= _ONLY_SUCH:
        return True
    told = {leaf.value[0] for leaf in before if leaf.kind == "MEMBER"}
    asked = any(leaf.kind == "METRIC" for leaf in before)
    return not asked or {leaf.value[0] for leaf in after if leaf.kind == "MEMBER"} <= told
