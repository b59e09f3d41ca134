"""A model without some of its tables, and without everything that stands on them."""

from __future__ import annotations

from collections.abc import Collection

from semantic_layer.model.closure import close_over
from semantic_layer.model.inputs import input_names
from semantic_layer.model.model import Model


def without_tables(model: Model, tables: Collection[str]) -> Model:
    """Return the model without some tables, and the joins, dimensions, metrics and rules that read them."""
    dimensions = {name: spec for name, spec in model.dimensions.items() if spec.table not in tables}
    metrics = {name: spec for name, spec in model.metrics.items() if not tables_read(name, model) & set(tables)}
    return model.model_copy(update={
        "tables": {name: spec for name, spec in model.tables.items() if name not in tables},
        "joins": tuple(join for join in model.joins if not {join.table, join.to} & set(tables)),
        "dimensions": dimensions, "metrics": metrics,
        "targets": tuple(t for t in model.targets if t.metric in metrics and set(t.segment) <= set(dimensions)),
        "phrasings": tuple(p for p in model.phrasings if set(p.metrics) <= set(metrics)),
        "meanings": tuple(m for m in model.meanings if m.means in metrics or m.means in dimensions),
        "policies": tuple(policy for policy in model.policies if policy.dimension in dimensions),
        "masks": tuple(mask for mask in model.masks if mask.table not in tables),
    })  # fmt: skip


def tables_read(name: str, model: Model) -> frozenset[str]:
    """Return every table that a metric's values depend on, through its inputs and its conditions."""
    own = {key.split(".")[1] for key in close_over(name, model) if key.startswith("tables.")}
    inputs = [tables_read(each, model) for each in input_names(model.metrics[name])]
    return frozenset(own.union(*inputs))
