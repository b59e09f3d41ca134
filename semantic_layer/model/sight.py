"""What a viewer may see of a model: metrics, dimensions, members and columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from semantic_layer.compiler.expressions import expression_columns
from semantic_layer.compiler.paths import find_paths
from semantic_layer.model.check_metrics import home_tables
from semantic_layer.model.definitions import DimensionDef, Mask, MetricDef, Policy, Target
from semantic_layer.model.inputs import columns_of, conditions_of, input_names
from semantic_layer.model.model import Model
from semantic_layer.session import Viewer


def is_exempt(rule: Policy | Mask, viewer: Viewer) -> bool:
    """Say whether a rule does not hold for a viewer."""
    return bool(set(rule.except_roles) & set(viewer.roles))


def hidden_columns(model: Model, viewer: Viewer, table: str) -> frozenset[str]:
    """Return the columns of a table that a viewer may not see, those computed from them included."""
    masks = [mask for mask in model.masks if mask.table == table and not is_exempt(mask, viewer)]
    masked = {column for mask in masks for column in mask.columns}
    computed = {
        name
        for name, column in (model.tables[table].columns.items() if masked else ())
        if column.expr is not None and masked & set(expression_columns(column.expr))
    }
    return frozenset(masked | computed)


def sees_dimension(model: Model, viewer: Viewer, name: str) -> bool:
    """Say whether a viewer may break down and filter by a dimension."""
    spec = model.dimensions[name]
    hidden = hidden_columns(model, viewer, spec.table)
    return _has_role(spec, viewer) and not hidden & {spec.column, *spec.labels.values()}


def sees_metric(model: Model, viewer: Viewer, name: str) -> bool:
    """Say whether a viewer may see a metric's values: by role, and no hidden column is read on the way.

    A metric that is open to a role stays open where an input of it is not: its owner has said so.
    """
    return _has_role(model.metrics[name], viewer) and _reads_no_hidden(model, viewer, name)


def _reads_no_hidden(model: Model, viewer: Viewer, name: str) -> bool:
    metric = model.metrics[name]
    table = getattr(metric.calculation, "table", None)
    conditions = conditions_of(metric.calculation)
    read = {*columns_of(metric.calculation), *(condition.field for condition in conditions)}
    if table is not None and read & hidden_columns(model, viewer, table):
        return False
    for condition in conditions:
        if condition.field in model.dimensions and not _column_seen(model, viewer, condition.field):
            return False
    return all(_reads_no_hidden(model, viewer, each) for each in input_names(metric))


def _column_seen(model: Model, viewer: Viewer, dimension: str) -> bool:
    spec = model.dimensions[dimension]
    return spec.column not in hidden_columns(model, viewer, spec.table)


def _has_role(thing: MetricDef | DimensionDef, viewer: Viewer) -> bool:
    return not thing.visible_to or bool(set(thing.visible_to) & set(viewer.roles))


def cut_model(model: Model, viewer: Viewer) -> Model:
    """Return the model as a viewer may know it: what he may not see is not there, and so never suggested."""
    metrics = {name: spec for name, spec in model.metrics.items() if sees_metric(model, viewer, name)}
    dimensions = {name: spec for name, spec in model.dimensions.items() if sees_dimension(model, viewer, name)}
    targets = tuple(
        t for t in model.targets
        if t.metric in metrics and set(t.segment) <= set(dimensions) and _sees_target(model, viewer, t)
    )  # fmt: skip
    phrasings = tuple(p for p in model.phrasings if set(p.metrics) <= set(metrics))
    return _keep(model, metrics=metrics, dimensions=dimensions, targets=targets, phrasings=phrasings)


def keep_members(model: Model, seen: Mapping[str, Collection[Any]]) -> Model:
    """Return the model without the declared members that are not among those ``seen``, by dimension."""
    dimensions = {
        name: spec.model_copy(update={"members": tuple(m for m in spec.members if m.value in seen[name])})
        if name in seen
        else spec
        for name, spec in model.dimensions.items()
    }
    return _keep(model, dimensions=dimensions)


def _keep(model: Model, **parts: Any) -> Model:
    """Return a model with what a viewer may see: a definition is the same for everyone, also where he sees no input."""
    kept = model.model_copy(update=parts)
    kept.__dict__["hashes"] = model.hashes
    return kept


def limits(model: Model, viewer: Viewer, table: str) -> tuple[Policy, ...]:
    """Return the row policies that hold for a viewer on a table."""
    return tuple(
        policy
        for policy in model.policies
        if not is_exempt(policy, viewer) and find_paths(model.joins, table, model.dimensions[policy.dimension].table)
    )


def _sees_target(model: Model, viewer: Viewer, target: Target) -> bool:
    """Say whether a target may be shown: one for the whole is for those who see the whole."""
    for table in home_tables(model, target.metric):
        for policy in limits(model, viewer, table):
            own = target.segment.get(policy.dimension)
            if own is None or str(own) not in viewer.attributes.get(policy.attribute, ()):
                return False
    return True
