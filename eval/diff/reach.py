"""Which questions a change to a model may reach: all of them, or those about some metrics."""

from __future__ import annotations

from typing import Any

from semantic_layer.model.diff import FieldChange, ModelDiff
from semantic_layer.names import walk
from semantic_layer.query.period import Frozen

#: What is told of a metric, and changes neither how a question is read nor the rows of its answer.
TOLD = frozenset({
    "description", "owner", "department", "source", "cadence", "goal", "group", "weight", "core", "parent",
    "counter_metrics", "version", "unit_label", "decimals", "replaced_by",
})  # fmt: skip
#: What questions are read by: with other words, any question may be read otherwise.
READ = frozenset({"label", "synonyms", "visible_to"})
#: Parts that no answer's rows come from.
APART = ("goals.", "groups.", "owners.", "header.label", "header.description", "header.synonyms", "header.locale")


class Reach(Frozen):
    """What a change may reach: every question; or those about some metrics, and boards."""

    everything: bool = False
    metrics: frozenset[str] = frozenset()
    boards: bool = False

    @property
    def nothing(self) -> bool:
        """Say whether no question can be answered otherwise."""
        return not (self.everything or self.metrics or self.boards)

    def touches(self, query: Any) -> bool:
        """Say whether the answer to a query may be another one."""
        if self.everything or (query.kind == "board" and self.boards):
            return True
        nodes = list(walk(query))
        named = {node.name for node in nodes if getattr(node, "kind", "") == "metric"}
        named |= {name for node in nodes for name in getattr(node, "metrics", ())}
        return bool((named | {getattr(query, "metric", None)}) & self.metrics)


def find_reach(definitions: ModelDiff) -> Reach:
    """Return which questions a change may reach."""
    parts = [part for part in definitions.parts if not part.part.startswith(APART) and not _is_told(part.fields)]
    targets = [part for part in parts if part.part.startswith("targets.")]
    reread = any(change.kind in ("added", "removed") or _heads(change.fields) & READ for change in definitions.metrics)
    touched = {c.name for c in definitions.metrics if c.recalculated or _heads(c.fields) - TOLD}
    return Reach(
        everything=reread or len(parts) > len(targets), metrics=frozenset(touched), boards=bool(targets or touched)
    )


def _heads(fields: tuple[FieldChange, ...]) -> set[str]:
    return {change.field.split(".")[0] for change in fields}


def _is_told(fields: tuple[FieldChange, ...]) -> bool:
    return bool(fields) and all("description" in change.field.split(".") for change in fields)
