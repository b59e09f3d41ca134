"""Filled slots to a semantic query, or None where they do not make one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.apart import join_apart, says_of_numbers
from nlq.grammar.composing.boards import compose_targets, is_about_targets
from nlq.grammar.composing.bounds import without_bound
from nlq.grammar.composing.compares import UNITS, compose_compares, has_no_other_side
from nlq.grammar.composing.describe import (
    asks_catalogue,
    compose_catalogue,
    compose_description,
    is_bare_count,
    is_bare_list,
    is_bare_what,
)
from nlq.grammar.composing.having import compose_having, metric_of, moved_groups, settle_threshold
from nlq.grammar.composing.ordering import compose_order, compose_top, picks
from nlq.grammar.composing.portions import compose_shares, lend_stock, share_of_part
from nlq.grammar.composing.predicates import compose_predicate, compose_where, join_conditions
from nlq.grammar.composing.spans import (
    as_it_is_now,
    each_of_two,
    each_unit,
    fit_to_grain,
    from_end_to_end,
    now_against_before,
    settle_before,
    trend_unit,
)
from nlq.grammar.rules.dates import is_date
from nlq.grammar.rules.measures import are_of_one_unit, day_of_stock, days_of_stock, is_stock, lacks_start
from nlq.grammar.rules.running import settle_running
from nlq.grammar.rules.shares import each_of_all, is_told_apart, split_by
from nlq.grammar.slots.slots import Slots
from nlq.grammar.slots.time_handlers import one_of_units
from nlq.index import Index
from nlq.periods.years import is_latest
from semantic_layer import query as q


def compose_query(slots: Slots, index: Index) -> Any:
    """Return the query that the slots say, or None: nothing is guessed to make one."""
    units = one_of_units(lend_stock(slots, index))
    settled = settle_threshold(without_bound(units, index), index) if units else None
    running = settle_running(settled, index) if settled else None
    if running is None or _is_open(slots) or not all(set(slots.metrics) <= names for names in slots.timed):
        return None
    if slots.makes_up and not _asks_share(slots):
        return None
    slots, where = running, compose_where(running.preds)
    if asks_catalogue(slots):
        return compose_catalogue(slots)
    if is_about_targets(slots):
        is_open = (slots.pronoun and not slots.metrics) or slots.adding
        return None if is_open else compose_targets(slots, index, where, lambda plain: _data(plain, index))
    if slots.aspects or is_bare_what(slots):
        return compose_description(slots)
    if is_bare_list(slots):
        return q.Members(dimension=str(slots.which or slots.bare[0]), where=where)
    if is_bare_count(slots, index):
        return q.Members(dimension=str(slots.count), where=where, count=True)
    paired = each_of_two(each_unit(slots))
    settled = settle_before(paired) if paired else None
    joined = join_apart(from_end_to_end(now_against_before(as_it_is_now(settled))), index) if settled else None
    fitting = fit_to_grain(joined, index.model) if joined else None
    if fitting is None:
        return None
    slots = fitting
    if slots.pronoun or slots.adding or (slots.listing and not (slots.having and (slots.which or slots.axes))):
        return None
    sides = _side_by_side(slots, index)
    return _data(sides, index) if sides else None


def _is_open(slots: Slots) -> bool:
    """Say whether something is said that nothing settles: of an answer before, of whose own, of no number."""
    tells = is_about_targets(slots) or slots.aspects or is_bare_what(slots) or is_bare_list(slots)
    if slots.against and not slots.compares:
        return True
    return bool(slots.on or (tells and says_of_numbers(slots))) or any(pred[0] == "own" for pred in slots.preds)


def _side_by_side(slots: Slots, index: Index) -> Slots | None:
    """Return what "compare" and "respectively" ask for: the members named, each on its own.

    Two periods, several metrics and a breakdown stand side by side already; None where nothing does.
    """
    if slots.summed and slots.bare:
        # 三个园区一共 is one number.
        slots = replace(slots, bare=())
    if slots.one_by_one:
        dimension = next(pred[1] for pred in slots.preds if pred[0] == "in" and len(pred[2]) > 1)
        return replace(slots, axes=(("dim", dimension),)) if is_told_apart(slots, index) else None
    if slots.outdone and (slots.which or slots.bare or slots.count or not are_of_one_unit(slots.metrics, index)):
        return None
    named = [pred for pred in slots.preds if pred[0] == "in" and len(pred[2]) > 1]
    # "North vs South in May vs April" is of both sides, each in both months.
    each = slots.apart and bool(named)
    if slots.comparing and not each and (slots.compares or _of_one_unit(slots, index)):
        return slots
    broken = {name for kind, name, *_ in slots.axes if kind == "dim"} | set(slots.bare)
    if slots.apart and any(p[0] == "in" and p[1] in broken for p in slots.preds if p not in named):
        # "Each city, Shanghai apart" is not of Shanghai.
        return None
    beside = slots.axes or slots.bare or slots.which or len(slots.metrics) > 1
    if not slots.comparing and (not slots.apart or (beside and not named)):
        return each_of_all(slots, index)
    unit = getattr(slots.period, "unit", None) if getattr(slots.period, "count", 1) > 1 else None
    if slots.apart and unit and not named and not slots.preds:
        # 近三个月分别是多少 is of each month.
        return replace(slots, axes=(("grain", unit, False),))
    if len(named) != 1:
        return None
    return split_by(slots, named[0][1])


def _of_one_unit(slots: Slots, index: Index) -> bool:
    """Say whether several metrics are named that can be set against each other, and no members."""
    return len(slots.metrics) > 1 and not slots.preds and are_of_one_unit(slots.metrics, index)


def _data(slots: Slots, index: Index) -> q.Data | None:
    groups = _group_dimension(slots, index)
    if groups is False:
        return None
    having = tuple(part for item in (*slots.having, *moved_groups(slots)) for part in compose_having(item))
    if slots.count:
        plain = replace(slots, metrics=()) if len(slots.metrics) == len(moved_groups(slots)) else slots
        return _counted(plain, slots.count, having)
    if having and groups and slots.axes and not slots.metrics:
        # "stores with 200 orders, by region": the groups are what is counted.
        return _counted(slots, str(groups), having)
    metrics = slots.metrics or slots.order_by or tuple(dict.fromkeys(metric_of(item) for item in slots.having))
    axes = (*((("dim", groups),) if groups and ("dim", groups) not in slots.axes else ()), *slots.axes)
    if slots.counting and (groups or having or not all(_is_count(metric, index) for metric in metrics)):
        return None
    axes = _with_named_grain(axes, slots, index)
    if not metrics or ((having or _is_ordered(slots)) and not axes):
        return None
    return _table(slots, index, metrics, axes, having)


def _is_part(metrics: Any) -> bool:
    return len(metrics) == 1 and isinstance(metrics[0], tuple) and metrics[0][0] in ("share", "divide")


def _asks_share(slots: Slots) -> bool:
    return bool(slots.portion) or any(_is_share(value) for value in slots.metrics)


def _is_share(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] == "share"


def _is_ordered(slots: Slots) -> bool:
    return bool(slots.rank or slots.sup or slots.order_by)


def _table(slots: Slots, index: Index, metrics: Any, axes: Any, having: Any) -> q.Data | None:
    if slots.at_ends and (slots.period in (None, q.AllTime()) or slots.compares):
        # Of which years, nothing says; what part of a unit is set beside is not how the last one ended.
        return None
    if lacks_start(slots.period, metrics, index) or (slots.at_ends and not all(is_stock(m, index) for m in metrics)):
        return None
    shares = [value for value in metrics if _is_share(value)]
    told, where = compose_shares(shares, slots, axes, index, beside=len(metrics) - len(shares))
    # Each where it was named: an order is by the place of a measure.
    measures = [told[shares.index(value)] if value in shares else _measure(value, slots) for value in metrics]
    measures += [_measure(value, slots) for value in slots.order_by if value not in metrics]
    if None in measures:
        return None
    compares = compose_compares(slots)
    slots = replace(slots, period=day_of_stock(slots.period, metrics, compares, index))
    compares = days_of_stock(compares, metrics, index)
    if (slots.ahead and is_latest(slots.period)) or (compares and (slots.ahead or isinstance(slots.period, q.AllTime))):
        # "Will sales grow", "in December we will have" ask for what nobody has counted yet; "did they ever" has
        # nothing before it.
        return None
    if any(has_no_other_side(compare, slots.period) for compare in compares):
        return None
    order = compose_order(slots, index, metrics)
    top = compose_top(slots, axes, _group_dimension(slots, index)) if order else None
    if (
        (picks(slots) and not (order and top))
        or ((slots.sup or slots.ranking) and not order)
        or ((slots.totals or slots.ranking) and not axes)
    ):
        return None
    if slots.change == "percent" and _is_part(metrics):
        # "What percentage of sales" asks for the share itself.
        return None
    if slots.change in ("up", "down") and (slots.rank or slots.sup):
        # "biggest" and "drop" belong together, or the drop would be lost.
        return None
    return q.Data(
        measures=tuple(measures), by=compose_axes(axes, slots), where=where, period=slots.period,
        having=join_conditions(having),
        compare=compares, order=order, top=top, totals=slots.totals,
    )  # fmt: skip


def _group_dimension(slots: Slots, index: Index) -> str | bool | None:
    """Return the dimension that "which", a rank or a bare name asks for; False where they differ."""
    names = {name for name in (slots.which, slots.rank and slots.rank[1], *slots.bare) if name}
    if slots.count:
        return None if not names - {slots.count} else False
    if len(names) > 1 or any(is_date(name, index) for name in _unsaid(slots)):
        # "Visits joined" asks for no breakdown, nor does "visits which joined in May".
        return False
    return names.pop() if names else None


def _unsaid(slots: Slots) -> tuple[str, ...]:
    """Return what would be broken down by though nothing says "by"."""
    return (*slots.bare, *((slots.which,) if slots.which and slots.period else ()))


def _counted(slots: Slots, counted: Any, having: tuple[q.MeasureIs, ...]) -> q.Data | None:
    if not having or slots.metrics or _is_ordered(slots):
        return None
    axis = q.Dimension(name=counted) if isinstance(counted, str) else q.Grain(unit=counted[1], fiscal=counted[2])
    measure = q.CountGroups(axis=axis, having=join_conditions(having))
    return q.Data(
        measures=(measure,), by=compose_axes(slots.axes, slots), where=compose_where(slots.preds), period=slots.period,
        compare=compose_compares(slots),
    )  # fmt: skip


def _named(name: str) -> q.Metric:
    return q.Metric(name=name)


def _measure(value: Any, slots: Slots) -> Any:
    if isinstance(value, str):
        return q.Metric(name=value)
    if value[0] in ("minus", "divide"):
        return q.Combine(op=value[0], measures=tuple(map(_named, value[1:])))
    if value[0] == "part":
        return share_of_part(_named(value[1]), compose_predicate(value[2]))
    if value[0] == "portion":
        return q.Combine(op="divide", measures=tuple(map(_named, value[1:])), alias=f"{value[1]}_share")
    if value[0] == "fold":
        return q.Fold(agg=value[1], measure=q.Metric(name=value[2]), over=compose_axes((value[3],), slots))
    return None


def compose_axes(axes: Any, slots: Slots) -> tuple[Any, ...]:
    """Return the axes of a query; a trend without a grain gets one that suits its period."""
    made: list[Any] = [
        q.Dimension(name=axis[1]) if axis[0] == "dim" else q.Grain(unit=axis[1], fiscal=axis[2]) for axis in axes
    ]
    if slots.trend and not any(axis[0] == "grain" for axis in axes):
        made.append(q.Grain(unit=trend_unit(slots.period)))
    return tuple(made)


def _is_count(metric: Any, index: Index) -> bool:
    return isinstance(metric, str) and index.model.metrics[metric].unit == "count"


def _with_named_grain(axes: Any, slots: Slots, index: Index) -> Any:
    """Break a longer period down by the unit that "month over month" names: one row a unit."""
    unit = next((compare.unit for compare in slots.compares if compare.unit), None)
    if unit is None or slots.same_days or any(axis[0] == "grain" for axis in axes):
        return axes
    period = slots.period or index.model.header.default_period
    own = getattr(period, "unit", None)
    if isinstance(period, q.Between) and period.first is None:
        # What is told up to a day is one number.
        return axes
    within = own in UNITS[: UNITS.index(unit) + 1] and getattr(period, "count", 1) == 1
    return axes if within else (*axes, ("grain", unit, False))
