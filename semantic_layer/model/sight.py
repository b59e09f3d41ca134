"""What a viewer may see of a model: metrics, dimensions, members and columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from semantic_layer.compiler.expressions import expression_columns
from semantic_layer.compiler.paths import find_paths, paths_to
from semantic_layer.model.check_metrics import home_tables
from semantic_layer.model.definitions import Condition, Conversion, DimensionDef, Join, Mask, MetricDef, Policy, Target
from semantic_layer.model.inputs import SIDES, columns_of, input_names, time_place
from semantic_layer.model.model import Model
from semantic_layer.model.values import dimension_type, from_text
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


def open_joins(model: Model, viewer: Viewer) -> Model:
    """Return the model with the joins that a viewer may follow: on no column that is hidden from him, on either side.

    What a hidden key leads to would tell it (the shop of a sale by its name), and a key that is NULL for him leads
    nowhere: the join is not there.
    """
    kept = tuple(join for join in model.joins if not _is_hidden(model, viewer, join))
    return model if len(kept) == len(model.joins) else model.model_copy(update={"joins": kept})


def _is_hidden(model: Model, viewer: Viewer, join: Join) -> bool:
    history = model.tables[join.to].history
    there = {*join.on.values(), *((history.start, history.end) if history else ())}
    mine = hidden_columns(model, viewer, join.table)
    return bool(mine & set(join.on) or hidden_columns(model, viewer, join.to) & there)


def sees_dimension(model: Model, viewer: Viewer, name: str) -> bool:
    """Say whether a viewer may break down and filter by a dimension."""
    spec = model.dimensions[name]
    hidden = hidden_columns(model, viewer, spec.table)
    return _has_role(spec, viewer) and not hidden & {spec.column, *spec.labels.values()}


def sees_metric(model: Model, viewer: Viewer, name: str) -> bool:
    """Say whether a viewer may see a metric's values: by role, and no hidden column is read on the way.

    A metric that is open to a role stays open where an input of it is not: its owner has said so.
    """
    if not model.masks:
        return _has_role(model.metrics[name], viewer)
    return _has_role(model.metrics[name], viewer) and _reads_no_hidden(open_joins(model, viewer), viewer, name)


def _reads_no_hidden(model: Model, viewer: Viewer, name: str) -> bool:
    metric = model.metrics[name]
    table = getattr(metric.calculation, "table", None)
    tables = (table,) if table is not None else _event_tables(model, metric.calculation)
    if any(set(columns_of(metric.calculation)) & hidden_columns(model, viewer, each) for each in tables):
        return False
    if table is not None and not _time_seen(model, viewer, metric.calculation):
        return False
    if not all(_condition_seen(model, viewer, *each) for each in _conditions(model, metric.calculation)):
        return False
    return all(_reads_no_hidden(model, viewer, each) for each in input_names(metric))


def _event_tables(model: Model, calculation: Any) -> tuple[str, ...]:
    """Return the tables of the events of a conversion, each of which has the entity; none of another calculation."""
    ends = (calculation.start, calculation.end) if isinstance(calculation, Conversion) else ()
    return tuple(table for end in ends for table in home_tables(model, end.metric))


def _time_seen(model: Model, viewer: Viewer, calculation: Any) -> bool:
    """Say whether the days of a calculation's rows are open to a viewer, and the way to them."""
    if getattr(calculation, "valid_from", None):
        return True
    there, column = time_place(model.tables, calculation.table, calculation.time) or (calculation.table, "")
    return column not in hidden_columns(model, viewer, there) and bool(
        find_paths(model.joins, calculation.table, there)
    )


def _condition_seen(model: Model, viewer: Viewer, table: str, condition: Condition) -> bool:
    """Say whether a condition on the rows of a table reads no hidden column: neither its own nor one on the way."""
    if condition.field in model.tables[table].columns:
        return condition.field not in hidden_columns(model, viewer, table)
    spec = model.dimensions[condition.field]
    is_hidden = spec.column in hidden_columns(model, viewer, spec.table)
    return not is_hidden and bool(paths_to(model, table, condition.field))


def _conditions(model: Model, calculation: Any) -> Iterator[tuple[str, Condition]]:
    """Yield each condition of a calculation, with each table on whose rows it is."""
    yield from ((calculation.table, condition) for condition in getattr(calculation, "where", ()))
    for side in SIDES:
        given = getattr(calculation, side, None)
        if given is not None:
            for table in home_tables(model, given.metric):
                yield from ((table, condition) for condition in given.where)


def _has_role(thing: MetricDef | DimensionDef, viewer: Viewer) -> bool:
    return not thing.visible_to or bool(set(thing.visible_to) & set(viewer.roles))


def cut_model(model: Model, viewer: Viewer) -> Model:
    """Return the model as a viewer may know it: what he may not see is not there, and so never suggested."""
    linked = open_joins(model, viewer)
    metrics = {name: spec for name, spec in model.metrics.items() if sees_metric(linked, viewer, name)}
    dimensions = {name: spec for name, spec in model.dimensions.items() if sees_dimension(model, viewer, name)}
    targets = tuple(
        t for t in model.targets
        if t.metric in metrics and set(t.segment) <= set(dimensions) and _sees_target(model, viewer, t)
    )  # fmt: skip
    phrasings = tuple(p for p in model.phrasings if set(p.metrics) <= set(metrics))
    meanings = tuple(m for m in model.meanings if m.means in metrics or m.means in dimensions)
    parts = {"metrics": metrics, "dimensions": dimensions, "targets": targets, "phrasings": phrasings}
    return _keep(model, joins=linked.joins, meanings=meanings, **parts)


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
            kind = dimension_type(model, policy.dimension)
            given = {from_text(text, kind) for text in viewer.attributes.get(policy.attribute, ())}
            if own is None or own not in given:
                return False
    return True
