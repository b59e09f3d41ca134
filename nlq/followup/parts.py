"""Parts of a table taken off, put on or turned into others by what is said after it."""

from __future__ import annotations

from typing import Any, TypeGuard

from nlq.followup.said import said_in, value_of
from nlq.followup.shown import freeze, is_cut, members_held
from nlq.grammar.composing.having import compose_having
from nlq.grammar.composing.ordering import adds_up, fits_unit
from nlq.grammar.composing.portions import share_of_part, split_filter
from nlq.grammar.composing.predicates import add_filters, compose_predicate, conditions, dimension_of, join_conditions
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.model import Model
from semantic_layer.model.inputs import counts_some
from semantic_layer.query import Combine, CountGroups, Data, Dimension, Fold, Grain, Metric


def lift_filter(table: Data, lifted: Any, index: Index) -> Data | None:
    """Return the table without the filter that is named; None where there is none such, or not one alone."""
    what, name = lifted
    if what == "cut":
        return table.model_copy(update={"top": None, "having": None}) if is_cut(table) else None
    parts = conditions(table.where)
    if what == "filter":
        return _without(table, parts) if parts and (name == "all" or len(parts) == 1) else None
    if what == "dim":
        return _without(table, [part for part in parts if dimension_of(part) == name])
    held = [part for part in parts if _is_of(dimension_of(part), name, index)]
    return _without(table, held) if len(held) == 1 else None


def lift_and_list(table: Data, slots: Slots, index: Index) -> Data | None:
    """Return the table without a filter; side by side stand then all members, one by one."""
    lifted: Any = value_of(slots, "lift")
    found = lift_filter(table, lifted, index)
    if found is None and lifted[0] in ("dim", "noun") and said_in(slots) - {"lift"}:
        # "All customers" of what none are left out.
        return table
    if found is None or lifted[0] != "dim" or not (slots.apart or slots.comparing):
        return found
    axis = Dimension(name=lifted[1])
    return found if axis in found.by else found.model_copy(update={"by": (axis, *found.by)})


def _is_of(dimension: str | None, table: str, index: Index) -> bool:
    """Say whether a dimension tells of the things of a table: a customer's tier."""
    return dimension is not None and index.reaches(table, index.model.dimensions[dimension].table)


def _without(table: Data, parts: Any) -> Data | None:
    if not parts:
        return None
    return table.model_copy(update={"where": join_conditions([p for p in conditions(table.where) if p not in parts])})


def drop_named(table: Data, named: Any) -> Data | None:
    """Return the table without the filter on a dimension, or without the breakdown by it; None where both are there.

    ``named`` is a dimension, or an axis of which the breakdown is meant: ("dim", name), ("grain", unit).
    """
    what, name = named if isinstance(named, tuple) else ("any", named)
    if what == "grain":
        return _without_axes(table, [axis for axis in table.by if isinstance(axis, Grain) and axis.unit == name])
    axis = Dimension(name=name)
    if axis not in table.by:
        return lift_filter_on(table, name) if what == "any" else None
    if what == "any" and lift_filter_on(table, name) is not None:
        return None
    return _without_axes(table, [axis])


def _without_axes(table: Data, axes: Any) -> Data | None:
    """Return the table without a breakdown; None where there is none such, or the groups shown are picked by it."""
    if not axes or table.top is not None or table.having is not None:
        return None
    order = tuple(each for each in table.order if each.measure is not None and each.side == "value")
    return table.model_copy(update={"by": tuple(each for each in table.by if each not in axes), "order": order})


def put_beside(table: Data, preds: Any) -> Data | None:
    """Return the table of the members it is of and of others beside them, each by itself; None where it is of none."""
    fresh = preds[0] if len(preds) == 1 and preds[0][0] == "in" else None
    known = members_held(table, fresh[1]) if fresh else ()
    if fresh is None or not known or is_cut(table):
        return None
    values = tuple(dict.fromkeys((*known, *fresh[2])))
    where = add_filters(table.where, (("in", fresh[1], values),))
    axis = Dimension(name=fresh[1])
    by = table.by if axis in table.by else (axis, *table.by)
    return table.model_copy(update={"where": where, "by": by})


def lift_filter_on(table: Data, name: str) -> Data | None:
    """Return the table without the filters on a dimension; None where there are none."""
    return _without(table, [part for part in conditions(table.where) if dimension_of(part) == name])


def drop_metrics(table: Data, names: Any) -> Data | None:
    """Return the table without some of its measures; one is left, and none that groups are ranked by goes."""
    dropped = [Metric(name=name) for name in names if isinstance(name, str)]
    kept = tuple(measure for measure in table.measures if measure not in dropped)
    if not kept or len(kept) + len(names) != len(table.measures) or table.top is not None or table.having is not None:
        return None
    return table.model_copy(update={"measures": kept, "order": ()})


def roll_up(table: Data, slots: Slots) -> Data | None:
    """Return the total of the groups shown, computed anew; how many they are is not their total."""
    if slots.counting or slots.count or slots.axes or slots.bare:
        # "The total by city" is that of each city.
        return table
    held = freeze(table)
    if held is None or not held.by:
        return None
    return held.model_copy(update={"by": (), "order": (), "totals": False})


def cuts_shares(table: Data, preds: Any) -> bool:
    """Say whether a filter leaves one of the groups whose shares are shown: its share in itself is all of it."""
    names = {axis.name for axis in table.by if isinstance(axis, Dimension)}
    return any(map(_is_share, table.measures)) and any(pred[1] in names for pred in preds if pred[0] == "in")


def take_share(table: Data, index: Index) -> Data | None:
    """Return the share of each group in the total of what is asked about; of a rate or a mean there is none."""
    measure = table.measures[0]
    if len(table.measures) == 1 and (_is_share(measure) or _is_part(measure)):
        return table
    if len(table.measures) != 1 or not isinstance(measure, Metric) or measure.where is not None:
        return None
    if not adds_up(measure.name, index):
        return None
    if not any(isinstance(axis, Dimension) for axis in table.by):
        return _share_of_filter(table, measure, index)
    share = Combine(op="share", measures=(measure,), alias=f"{measure.name}_share")
    return table.model_copy(update={"measures": (share,), "targets": False})


def _share_of_filter(table: Data, measure: Metric, index: Index) -> Data | None:
    """Return the share of what the one filter names, or the finest of several, in the whole without it.

    What counts some of the rows of another ("late orders") may be meant as a share of those.
    """
    split = split_filter(table.where, index)
    if split is None or table.compare or is_cut(table) or _counts_some(measure.name, index):
        return None
    return table.model_copy(
        update={"measures": (share_of_part(measure, split[0]),), "where": split[1], "targets": False}
    )


def _counts_some(name: str, index: Index) -> bool:
    """Say whether another metric counts all of the rows of which this one counts some."""
    metrics = index.model.metrics
    return any(counts_some(metrics[name], whole) for other, whole in metrics.items() if other != name)


def is_other_part(table: Data, preds: Any) -> bool:
    """Say whether another part of what a share is of is named: a place that is held otherwise takes its place."""
    held = {dimension_of(part) for part in conditions(table.where)}
    named = {dimension_of(compose_predicate(pred)) for pred in preds}
    return len(table.measures) == 1 and _is_part(table.measures[0]) and not named <= held


def other_part(table: Data, preds: Any) -> Data | None:
    """Return a share of one part as that of another in the same whole: 其中齿轮箱占比 after that of critical faults.

    None where it is of what was done ("late orders in orders"), or several are named.
    """
    measure = table.measures[0]
    if not _is_part(measure) or len(preds) != 1:
        return None
    first, whole = measure.measures
    plain = isinstance(first, Metric) and isinstance(whole, Metric) and first.name == whole.name
    if not isinstance(first, Metric) or not plain or first.where is None:
        return None
    part = first.model_copy(update={"where": compose_predicate(preds[0])})
    return table.model_copy(update={"measures": (measure.model_copy(update={"measures": (part, whole)}),)})


def take_values(table: Data) -> Data | None:
    """Return a table of shares as what they are shares of; one of values as it is. None of other quotients."""
    measure = table.measures[0]
    if all(isinstance(each, Metric) for each in table.measures):
        return table
    if len(table.measures) != 1 or not _is_share(measure):
        return None
    return table.model_copy(update={"measures": measure.measures})


def _is_share(measure: Any) -> TypeGuard[Combine]:
    return isinstance(measure, Combine) and measure.op == "share"


def _is_part(measure: Any) -> TypeGuard[Combine]:
    """Say whether a measure is what a filter names of it, of all of it."""
    return isinstance(measure, Combine) and measure.op == "divide" and (measure.alias or "").endswith("_share")


def take_mean(table: Data, slots: Slots) -> Data | None:
    """Return the mean over units of time of the one measure shown: "what's the average per month?"."""
    over = slots.over
    measure = table.measures[0]
    plain = len(table.measures) == 1 and isinstance(measure, Metric) and not table.compare and not is_cut(table)
    if not plain or slots.mean is None or not isinstance(over, tuple) or over[0] != "grain":
        return None
    unit = Grain(unit=over[1], fiscal=over[2])
    if any(isinstance(axis, Grain) and axis != unit for axis in table.by):
        return None
    fold = Fold(agg=slots.mean, measure=measure, over=(unit,))
    kept = tuple(axis for axis in table.by if axis != unit)
    return table.model_copy(update={"measures": (fold,), "by": kept, "order": (), "targets": False})


def unfold(table: Data, slots: Slots) -> Data:
    """Return a mean over months as what it is the mean of, where those months are asked for, or one of them."""
    measure = table.measures[0]
    if len(table.measures) != 1 or not isinstance(measure, Fold) or not isinstance(measure.over[0], Grain):
        return table
    unit = measure.over[0].unit
    named = {axis[1] for axis in (*slots.axes, slots.rank and slots.rank[1], slots.count) if isinstance(axis, tuple)}
    if unit not in named and getattr(slots.period, "unit", None) != unit:
        return table
    return table.model_copy(update={"measures": (measure.measure,)})


def add_conditions(table: Data, slots: Slots, index: Index) -> Data | None:
    """Return the groups shown that meet a condition: "only those above 400,000", "with more than 200 orders"."""
    held = freeze(table) if table.top is not None else table
    if held is None or not held.by:
        return None
    asked = list(slots.having)
    threshold: Any = value_of(slots, "threshold")
    if threshold is not None:
        measure = held.measures[0]
        if (
            len(held.measures) != 1
            or not isinstance(measure, Metric)
            or not fits_unit(measure.name, threshold[2], index)
        ):
            return None
        asked.append((measure.name, threshold[0], threshold[1]))
    having = join_conditions((*conditions(held.having), *(part for each in asked for part in compose_having(each))))
    return held.model_copy(update={"having": having})


def count_groups(table: Data, slots: Slots, model: Model) -> Data | None:
    """Return how many groups meet the condition by which they are shown: "how many are there?".

    "And how many in September" after orders is as many orders, in September.
    """
    asked = table.measures[0] if len(table.measures) == 1 and not table.having and table.top is None else None
    if isinstance(asked, Metric) and (slots.period or slots.preds or slots.metrics) and not slots.count:
        return table if model.metrics[asked.name].unit == "count" else None
    axis = table.by[0] if len(table.by) == 1 else None
    if not isinstance(axis, Dimension) or slots.count not in (None, axis.name):
        return None
    if table.having is None or table.top is not None:
        return None
    counted = CountGroups(axis=axis, having=table.having)
    return table.model_copy(update={"measures": (counted,), "by": (), "having": None, "order": (), "targets": False})
