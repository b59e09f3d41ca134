"""The two sides of a change, where the words name them otherwise than as a period and what it is set against."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.composing.compares import UNITS, is_whole_in
from nlq.grammar.rules.listed import follows
from nlq.grammar.slots.slots import Slots, asks_change
from semantic_layer import query as q
from semantic_layer.model import Model
from semantic_layer.model.inputs import input_names

#: From so many units on, a trend is told by that unit: "the last 12 months" by month, "the last month" by day.
_FEW = 3


def settle_before(slots: Slots) -> Slots | None:
    """Return what 比上月 is set beside: October its month before, no period at all this month, a month 比上年 a year.

    None where the unit is none of the period's: yesterday against last week may be one day of it or all.
    """
    unit = slots.before
    if unit is None or any(axis[:2] == ("grain", unit) for axis in slots.axes):
        return slots
    grains = [axis[1] for axis in slots.axes if axis[0] == "grain"]
    own = getattr(slots.period, "unit", None)
    if slots.trend or any(unit != "year" and not (own == unit and is_whole_in(grain, unit)) for grain in grains):
        # Day by day against the month before is neither against the day before nor against the month.
        return None
    if slots.period is None:
        return replace(slots, period=q.Relative(unit=unit))
    if own == unit and not grains:
        return slots
    if (unit != "year" and not grains) or isinstance(slots.period, q.Trailing):
        return None
    against = q.Compare(basis="previous_year") if unit == "year" else q.Compare(basis="previous_unit", unit=unit)
    compares = tuple(against if compare.basis == "previous_unit" else compare for compare in slots.compares)
    return replace(slots, compares=compares)


def fit_to_grain(slots: Slots, model: Model) -> Slots | None:
    """Return "revenue by year" as that of all years, where no period is named, and the usual one lies in one year.

    None where a period is broken down by what it lies in: "October by year" may be the Octobers of all years.
    """
    if slots.period is not None:
        return None if _lies_in_one_unit(slots) else slots
    if not _lies_in_one_unit(replace(slots, period=model.header.default_period)):
        return slots
    # What stands has stood before anything was written down of it, or of what it is set against.
    return None if any(_stands(name, model) for name in slots.metrics) else replace(slots, period=q.AllTime())


def _stands(name: Any, model: Model) -> bool:
    """Say whether a metric is a balance, or made of one."""
    metric = model.metrics.get(name) if isinstance(name, str) else None
    return metric is not None and (
        metric.calculation.type == "balance" or any(_stands(other, model) for other in input_names(metric))
    )


def _lies_in_one_unit(slots: Slots) -> bool:
    over = (metric[3] for metric in slots.metrics if isinstance(metric, tuple) and metric[0] == "fold")
    period, grains = slots.period, [axis[1] for axis in (*slots.axes, *over) if axis[0] == "grain"]
    if isinstance(period, q.Season):
        return "year" in grains
    own = getattr(period, "unit", None) if isinstance(period, q.Named | q.Relative) else None
    return own is not None and any(UNITS.index(grain) > UNITS.index(own) for grain in grains)


def as_it_is_now(slots: Slots) -> Slots:
    """Return "still open" as what is open now, where no other time is named."""
    if not slots.still or slots.period is not None:
        return slots
    return replace(slots, period=q.NOW)


def each_of_two(slots: Slots) -> Slots | None:
    """Return "in Q1 and in Q2" as the two, one each; those that do not follow each other side by side.

    "By quarter for 2025 and 2026" breaks both down as it says. What is compared stays as it is.
    """
    if not slots.paired or slots.comparing or slots.change:
        return slots
    if slots.paired == "between":
        # From the one to the other.
        return None
    ends = (slots.period, slots.compares[0].period)
    first, last = ends if follows(*ends) else ends[::-1]
    grains = [axis[1] for axis in slots.axes if axis[0] == "grain"]
    if len(slots.compares) > 1:
        return None
    if not follows(first, last):
        return _side_by_side(slots, *ends) if not grains else None
    if not all(_is_finer(unit, first.unit) for unit in grains):
        return None
    axes = slots.axes if grains or slots.summed else (*slots.axes, ("grain", first.unit, first.fiscal))
    return replace(slots, period=q.Between(first=first, last=last), compares=(), paired="", axes=axes)


def each_unit(slots: Slots) -> Slots:
    """Return "in Q1 to Q3 respectively", where nothing else is told apart, as one number of each unit."""
    beside = slots.axes or slots.bare or slots.which or slots.compares or len(slots.metrics) != 1
    if not slots.apart or beside or _alone(slots) or any(pred[0] == "in" and len(pred[2]) > 1 for pred in slots.preds):
        return slots
    ends = _ends_of(slots.period)
    return replace(slots, axes=(("grain", ends[0].unit, ends[0].fiscal),), apart=False) if ends else slots


def _ends_of(period: Any) -> tuple[q.Named, q.Named] | None:
    """Return the two ends of a span of units; None of days, and of what has no two named ends of one unit."""
    first, last = (period.first, period.last) if isinstance(period, q.Between) else (None, None)
    if not (isinstance(first, q.Named) and isinstance(last, q.Named)) or first.unit != last.unit or first.unit == "day":
        return None
    return first, last


def _side_by_side(slots: Slots, one: Any, other: Any) -> Slots | None:
    """Return "in March and June" as June against March: no period of a query has a gap. So is a season of two years."""
    seasons = isinstance(one, q.Season) and isinstance(other, q.Season) and one.name == other.name
    units = {"season"} if seasons else {unit.unit if (unit := _unit_of(each)) else None for each in (one, other)}
    if len(units) > 1 or None in units or type(one) is not type(other) or _alone(slots):
        return None
    first, last = sorted((one, other), key=_place)
    told = (q.Compare(basis="period", period=first),)
    return replace(slots, period=last, compares=told, paired="", apart=False)


def _unit_of(period: Any) -> q.Named | None:
    """Return the unit that a period is, or that it is the last day of."""
    if isinstance(period, q.Part) and period.which == "last" and period.unit == "day" and period.count == 1:
        period = period.of
    return period if isinstance(period, q.Named) else None


def _place(period: Any) -> tuple[int, int, int]:
    if isinstance(period, q.Season):
        return (period.year or 0, period.year_offset or 0, 0)
    named = _unit_of(period)
    return (named.year or 0, named.year_offset or 0, named.number or 0) if named else (0, 0, 0)


def _alone(slots: Slots) -> bool:
    """Say whether what is asked has one period: a rank, a condition, a fold, a sum of two is no number of each."""
    return bool(slots.sup or slots.rank or slots.having or slots.count or slots.trend or slots.counting or slots.summed)


def _is_finer(unit: str, other: str) -> bool:
    return UNITS.index(unit) < UNITS.index(other)


def now_against_before(slots: Slots) -> Slots:
    """Return "up or down vs last month", which names no period of its own, as this month against the last.

    The default period may be last month itself: it would stand against itself.
    """
    if slots.period is not None or len(slots.compares) != 1:
        return slots
    other = slots.compares[0].period
    if not isinstance(other, q.Relative) or other.offset >= 0 or other.to_date:
        return slots
    return replace(slots, period=other.model_copy(update={"offset": other.offset + 1}))


def from_end_to_end(slots: Slots) -> Slots:
    """Return "growth from September to October" as October against September: a change has two ends, not a span."""
    timed = slots.trend or any(axis[0] == "grain" for axis in slots.axes)
    ends = _ends_of(slots.period)
    if not asks_change(slots) or slots.compares or timed or ends is None:
        return slots
    first, last = ends
    return replace(slots, period=last, compares=(q.Compare(basis="period", period=first),))


def trend_unit(period: Any) -> q.Unit:
    """Return the unit of time that a trend is told by: that of "the last 12 months", a finer one of a single unit."""
    unit = getattr(period, "unit", "year")
    if isinstance(period, q.Trailing) and period.count >= _FEW:
        return period.unit
    finer: dict[str, q.Unit] = {"week": "day", "month": "day", "quarter": "week", "day": "day"}
    return finer.get(str(unit), "month")


def _ranks_units(query: q.Data) -> bool:
    """Say whether a table is of some of the units of time: "which month was the worst", "months above 70 %"."""
    some = query.top is not None or query.having is not None
    return some and len(query.by) == 1 and isinstance(query.by[0], q.Grain)


def has_one_unit(query: Any, model: Model) -> bool:
    """Say whether some of the units are asked for where nothing says of which, and a default would hold but one."""
    if not isinstance(query, q.Data) or query.period is not None or not _ranks_units(query):
        return False
    own = model.header.default_period
    unit, ranked = getattr(own, "unit", None), getattr(query.by[0], "unit", None)
    return unit in UNITS and getattr(own, "count", 1) == 1 and UNITS.index(ranked) >= UNITS.index(unit)
