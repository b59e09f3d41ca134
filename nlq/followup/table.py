"""A table changed by what is said after it: step by step, each taking up some of the words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from nlq.followup.groups import drill_into_ranked, list_which, rank_groups, sort_as_said, sort_by, sort_by_axis
from nlq.followup.parts import (
    add_conditions,
    count_groups,
    cuts_shares,
    drop_metrics,
    drop_named,
    is_other_part,
    lift_and_list,
    lift_filter_on,
    other_part,
    put_beside,
    roll_up,
    take_mean,
    take_share,
    take_values,
    unfold,
)
from nlq.followup.said import adds, said_in, says_way, value_of
from nlq.followup.shift import is_of_year, is_whole_year, move, period_of, same_in_year, shift_period, unit_around
from nlq.followup.shown import (
    are_two,
    count_shown,
    freeze,
    hold,
    hold_it,
    is_cut,
    is_one_row,
    leaves_out,
    members_held,
    shown_row,
)
from nlq.grammar.composing.compares import compose_compares, has_no_other_side
from nlq.grammar.composing.compose import compose_axes
from nlq.grammar.composing.predicates import add_filters
from nlq.grammar.composing.spans import settle_before
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.periods import Shift
from semantic_layer.query import Data, Dimension, Grain, Metric


@dataclass(frozen=True)
class Turn:
    """What is said, and what it is understood with."""

    slots: Slots
    index: Index
    today: dt.date


def continue_table(slots: Slots, context: Data, index: Index, today: dt.date) -> Data | None:
    """Return the last table changed by what was said; None where a word finds no place, or a part would be lost."""
    context = unfold(context, slots)
    found = drill_into_ranked(list_which(slots, context), context, index)
    if found is None:
        return None
    slots, context = found
    said = said_in(slots)
    context = _name_bucket(hold_it(context) if slots.pronoun else context, said)
    taken: set[str] = {name for name, needed in _WITH.items() if said & needed}
    if not said or said <= {"they", "what"} or (slots.down and not said & (_AXES | {"apart"})):
        # "Drill down" says by what, and "how did they find us?" asks nothing of a table.
        return None
    table: Data | None = context
    turn = Turn(slots, index, today)
    for names, change in STEPS:
        if table is not None and said & names:
            table = change(table, turn)
            taken |= names
    if table is None or said - taken or (said & _OF_ROWS and not table.by):
        return None
    try:
        return Data.model_validate(dict(table))
    except ValidationError:
        # An order by a change that is no longer compared.
        return None


def _name_bucket(table: Data, said: frozenset[str]) -> Data:
    """Return a table by units of time without its rank, where one of them is named and broken down otherwise.

    "Split June by region" after the best of the months is of June, whichever was the best.
    """
    if (
        not (said & _PERIODS and said & _AXES and table.by)
        or not all(isinstance(axis, Grain) for axis in table.by)
        or said & (_RANKED | _POINTING)
    ):
        return table
    return table.model_copy(update={"top": None, "having": None, "order": (), "by": ()})


def _refer(table: Data, turn: Turn) -> Data | None:
    """Hold the rows that are spoken of: "the second one", "they", "those stores"."""
    place, those, so_many = (value_of(turn.slots, name) for name in ("row", "those", "so_many"))
    if so_many is not None:
        number, those = so_many if isinstance(so_many, tuple) else (so_many, those)
        if number == 1 == len(members_held(table, str(those))):
            # "This category", of which the table is.
            return table
        if number != count_shown(table) or (those is None and (turn.slots.bare or turn.slots.preds)):
            # "Those three" of things that are named says of which.
            return None
    if place is not None and (turn.slots.sup or turn.slots.rank):
        # "Highest orders first" speaks of no row.
        return None
    if place is not None:
        held = shown_row(table, int(str(place)))
        return hold(table, held) if held else None
    if those is not None and those not in [getattr(axis, "name", None) for axis in table.by]:
        return None
    # Words about the rows themselves ("the highest of them") hold them when they are taken up.
    asks_elsewhere = said_in(turn.slots) & (_PERIODS | {"metrics", "axes", "bare", "preds"})
    return freeze(table) if asks_elsewhere else table


def _filter(table: Data, turn: Turn) -> Data | None:
    """Filter further; "and Wuhan as well" after Guangzhou shows both, one row each."""
    preds, slots = turn.slots.preds, turn.slots
    adds = slots.adding or value_of(slots, "besides") == "add"
    if adds and not slots.metrics and not slots.axes and any(pred[0] == "in" for pred in preds):
        # Beside what it is not of there is nothing.
        return put_beside(table, preds)
    if cuts_shares(table, preds):
        return None  # the share of one of them in itself is all of it
    if value_of(slots, "share") and is_other_part(table, preds):
        return other_part(table, preds)
    # Another measure, at another time, of one of the groups is one number.
    anew = slots.metrics and slots.period and not slots.axes
    one = {pred[1] for pred in preds if anew and pred[0] == "in" and len(pred[2]) == 1}
    by = tuple(axis for axis in table.by if getattr(axis, "name", None) not in one)
    return table.model_copy(update={"where": add_filters(table.where, preds), "by": by})


def _move(table: Data, turn: Turn) -> Data | None:
    said, model = turn.slots.period, turn.index.model
    year, shift, whole = (value_of(turn.slots, name) for name in ("in_year", "shift", "whole"))
    if sum(each is not None for each in (said, year, shift, whole)) != 1:
        return None
    if year is not None and any(axis[:2] == ("grain", "month") for axis in turn.slots.axes):
        return None  # "By month this year" is of the year: that month of it would be one row.
    if isinstance(shift, Shift) and shift.beside_same and not (_says_same(turn) or turn.slots.follows):
        return None
    own = period_of(table, model)
    if whole is not None:
        said = unit_around(own, str(whole), model, turn.today)
    elif isinstance(shift, Shift):
        said = shift_period(own, shift, model, turn.today)
    elif year is not None:
        said = same_in_year(own, year, model, turn.today) if not value_of(turn.slots, "correct") else None
    elif _says_same(turn, at="same_time") and is_whole_year(said) and not is_of_year(table.period):
        # "The same for last year", 去年同期 after a quarter is that quarter, and what it is after a week nothing says.
        return None
    return move(table, said, model, turn.today) if said is not None else None


def _same_time(table: Data, turn: Turn) -> Data | None:
    """Keep the time of the last table; "that month" is one only where a month was asked about."""
    said = value_of(turn.slots, "same_time")
    return table if said in ("same", getattr(table.period, "unit", None)) else None


def _says_same(turn: Turn, at: str = "same") -> bool:
    said = turn.slots
    return any(value_of(said, name) for name in ("same", at)) or value_of(said, "besides") == "same"


def _compare(table: Data, turn: Turn) -> Data | None:
    grains = tuple(("grain", axis.unit, axis.fiscal) for axis in table.by if isinstance(axis, Grain))
    period = turn.slots.period or period_of(table, turn.index.model)
    beside = settle_before(replace(turn.slots, period=period, axes=grains))
    if turn.slots.change in ("better", "worse") or beside is None:
        return None
    if turn.slots.change == "percent" and value_of(turn.slots, "share"):
        # 各占百分之多少 says in which form a share is told.
        return table
    own = getattr(table.period, "unit", None)
    units = {each.unit for each in turn.slots.compares if each.basis == "previous_unit"} - {None, own}
    compares = compose_compares(beside)
    if (units and not grains) or any(has_no_other_side(compare, beside.period) for compare in compares):
        # "With the quarter before", of a month.
        return None
    return table.model_copy(update={"compare": compares})


def _measure(table: Data, turn: Turn) -> Data | None:
    """Put other measures in the place of the last, or beside them: not where those say which groups are shown."""
    names = turn.slots.metrics
    plain = all(isinstance(measure, Metric) for measure in table.measures)
    if not plain or is_cut(table) or not all(isinstance(name, str) for name in names):
        return None
    fresh = tuple(Metric(name=name) for name in names)
    if not adds(turn.slots):
        return table.model_copy(update={"measures": fresh, "order": ()})
    return table.model_copy(
        update={"measures": (*table.measures, *(each for each in fresh if each not in table.measures))}
    )


def _break_down(table: Data, turn: Turn) -> Data | None:
    """Break down by other axes, or by more: not where the last say which groups are shown, but for the one there is."""
    slots = turn.slots
    axes = compose_axes(slots.axes or tuple(("dim", name) for name in slots.bare), slots)
    if slots.comparing or slots.apart:
        # Side by side stand all members, not the one that was asked about.
        beside = [axis.name for axis in axes if isinstance(axis, Dimension)]
        table = next((found for name in beside if (found := lift_filter_on(table, name)) is not None), table)
    if value_of(slots, "sorting") and not says_way(slots):
        return sort_by_axis(table, axes)
    if value_of(slots, "sorting") and set(axes) < set(table.by):
        # 按品类从高到低 after a table by category and month sorts or rolls up: neither is said.
        return None
    if is_cut(table) and (slots.down or is_one_row(table)) and not (slots.sup or slots.rank):
        held = freeze(table)
        return held.model_copy(update={"by": axes}) if held is not None and not adds(turn.slots) else None
    if is_cut(table):
        return None
    if adds(turn.slots) and not slots.metrics:
        return table.model_copy(update={"by": (*table.by, *(axis for axis in axes if axis not in table.by))})
    return table.model_copy(update={"by": axes, "order": ()})


def _list_apart(table: Data, turn: Turn) -> Data | None:
    """Break down by what several are named of that are to stand side by side: 手机和电脑放一起看."""
    said = said_in(turn.slots)
    listed = {str(pred[1]) for pred in turn.slots.preds if pred[0] == "in" and len(pred[2]) > 1}
    axes = tuple(axis for axis in (Dimension(name=name) for name in sorted(listed)) if axis not in table.by)
    if not axes:
        return table if said & (_AXES | {"share", "metrics", "preds", "lift"}) else None
    return None if is_cut(table) else table.model_copy(update={"by": (*axes, *table.by)})


_PERIODS = frozenset({"period", "shift", "in_year", "whole"})
Step = Callable[[Data, Turn], Data | None]
#: What is said, and the change that takes it up, in the order in which changes are made.
STEPS: tuple[tuple[frozenset[str], Step], ...] = (
    (frozenset({"they", "those", "row", "so_many"}), _refer),
    (frozenset({"both"}), lambda table, turn: freeze(table) if are_two(table) else None),
    (frozenset({"rest"}), lambda table, turn: table if leaves_out(table) else None),
    (frozenset({"lift"}), lambda table, turn: lift_and_list(table, turn.slots, turn.index)),
    (frozenset({"drop"}), lambda table, turn: drop_named(table, value_of(turn.slots, "drop"))),
    (frozenset({"less"}), lambda table, turn: drop_metrics(table, value_of(turn.slots, "less"))),
    (frozenset({"unshare"}), lambda table, turn: take_values(table)),
    (frozenset({"same_time"}), _same_time),
    (frozenset({"preds"}), _filter),
    (_PERIODS, _move),
    (frozenset({"compares", "change", "same_days"}), _compare),
    (frozenset({"metrics"}), _measure),
    (frozenset({"axes", "bare", "trend"}), _break_down),
    (frozenset({"apart"}), _list_apart),
    (frozenset({"total"}), lambda table, turn: roll_up(table, turn.slots)),
    (frozenset({"share"}), lambda table, turn: take_share(table, turn.index)),
    (frozenset({"mean", "over"}), lambda table, turn: take_mean(table, turn.slots)),
    (frozenset({"order_by"}), lambda table, turn: sort_by(table, turn.slots, turn.index)),
    (frozenset({"scale"}), lambda table, turn: table),
    (frozenset({"sort", "ranking"}), lambda table, turn: sort_as_said(table, turn.slots, turn.index)),
    (frozenset({"threshold", "having"}), lambda table, turn: add_conditions(table, turn.slots, turn.index)),
    (frozenset({"rank", "sup"}), lambda table, turn: rank_groups(table, turn.slots, turn.index)),
    (frozenset({"counting", "count"}), lambda table, turn: count_groups(table, turn.slots, turn.index.model)),
)  # fmt: skip
_RANKED = frozenset({"rank", "sup", "threshold", "having"})
_AXES = frozenset({"axes", "bare"})
#: What is taken up only beside something else: "which one" beside "dropped the most".
_WITH: dict[str, frozenset[str]] = {
    "correct": _PERIODS | _AXES | {"metrics", "preds", "compares", "rank", "lift"},
    "same": _PERIODS | _AXES | {"metrics", "preds", "compares", "they", "those", "rank", "lift", "row", "total"},
    "rest": _AXES | _RANKED | {"total", "metrics", "share", "sort", "ranking"},
    "which": _RANKED | {"share", "total", "row"}, "listing": _RANKED, "comparing": frozenset({"compares", "lift"}),
    "same_time": _AXES | _RANKED | {"metrics", "preds"},
    "sorting": _AXES | {"order_by", "sort", "ranking"}, "before": frozenset({"compares"}),
    "only": _AXES | _RANKED | _PERIODS | {"total", "preds", "metrics", "row"},
    "besides": _PERIODS | _AXES | {"metrics", "less", "preds", "drop", "compares"},
    "adding": _AXES | {"metrics", "preds"},
    "each": frozenset({"share", "axes", "metrics"}),
    "what": frozenset({"total", "share", "metrics", "row"}),
}  # fmt: skip
#: What speaks of rows that were shown, and what is said of rows, which there must be then.
_POINTING = frozenset({"they", "those", "row", "so_many", "both"})
_OF_ROWS = frozenset({"each", "apart"})
