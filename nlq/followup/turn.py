"""What is said after an answer: whether it goes on from it, and what it then asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nlq.followup.context import in_period_of, metrics_of
from nlq.followup.said import said_in, value_of
from nlq.followup.table import continue_table
from nlq.grammar.composing.boards import is_about_targets
from nlq.grammar.composing.describe import compose_description
from nlq.grammar.composing.explaining import continue_explanation
from nlq.grammar.composing.predicates import add_filters, conditions, dimension_of, join_conditions
from nlq.grammar.composing.spans import has_one_unit
from nlq.grammar.rules.measures import lacks_start
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.explain import change_query
from semantic_layer.model import Model
from semantic_layer.names import metrics_of as metrics_in
from semantic_layer.names import walk
from semantic_layer.query import AllTime, Board, Combine, CountGroups, Data, Describe, Explain, Grain, MeasureIs, Metric

#: Which way something has moved.
_WAYS = frozenset({"up", "down"})
#: What a board can be changed by.
_OF_BOARDS = frozenset({"metrics", "period", "preds", "axes", "bare"})


def is_follow_up(slots: Slots) -> bool:
    """Say whether the words go on from the last question though they might be one by themselves.

    "And revenue?" asks for the revenue of what was asked about; so does a metric alone, which says nothing of when
    and where. A whole question ("how many orders in May") starts anew.
    """
    if slots.on:
        return True
    if is_about_targets(slots):
        return _asks_on(slots)
    said = slots.period or slots.preds or slots.compares or slots.change or slots.axes or slots.bare or slots.which
    alone = bool(slots.metrics) and not said and not slots.counting and not slots.what
    return (slots.follows or slots.adding or alone) and not _is_whole(slots)


def starts_anew(slots: Slots, context: Any) -> bool:
    """Say whether a question after a definition is whole though it says "and", 那: nothing of one can be lost."""
    return isinstance(context, Describe) and bool(slots.metrics) and not slots.on


def keep_period(query: Any, context: Any, model: Model) -> Any:
    """Return a whole question without a period in that of the answer before, where it is of the same metrics.

    Of an answer under a filter nothing is kept: of what then is asked, the words would not say. "Which month was the
    worst" is of the months that were shown, whatever their measures; of no months named, and none shown, it is None.
    """
    if has_one_unit(query, model):
        if isinstance(context, Data) and context.where is None and query.by[0] in context.by:
            return query if query.compare else query.model_copy(update={"period": context.period})
        # Of all years, the years there are; which months are meant, nothing says.
        return query.model_copy(update={"period": AllTime()}) if query.by[0].unit == "year" else None
    shown = isinstance(context, Data | Board) and context.where is None and metrics_of(context) != ()
    alike = shown and isinstance(query, Data) and metrics_of(query) == metrics_of(context)
    return in_period_of(context, query) if alike and not query.compare else query


def keep_place(query: Any, context: Any) -> Any:
    """Return a whole question that says "there" in the scope of the answer before, or None where that has none.

    What is named now takes the place of what was named before on the same dimension; a time that is not named again is
    that of the answer before.
    """
    held = conditions(getattr(context, "where", None))
    named = {dimension_of(part) for part in conditions(getattr(query, "where", None))}
    kept = tuple(part for part in held if dimension_of(part) not in named)
    if not isinstance(query, Data | Explain | Board) or not held:
        return None
    where = join_conditions((*kept, *conditions(query.where)))
    return in_period_of(context, query.model_copy(update={"where": where}))


def _asks_on(slots: Slots) -> bool:
    """Say whether targets are asked of what was asked before: "is it on track?", "and against target?"."""
    own = (
        slots.metrics or slots.board or slots.which or slots.bare or slots.axes or slots.departments or slots.department
    )
    judged = bool(slots.status or slots.meet or slots.attain) and not (slots.what or slots.listing or slots.counting)
    return bool((slots.follows or slots.pronoun or dict(slots.on).get("they") or judged) and not own)


def _is_whole(slots: Slots) -> bool:
    grouped = slots.rank or slots.sup or slots.having or slots.count or slots.order_by
    return bool(grouped or slots.aspects or slots.listing or slots.what or slots.catalogue or is_about_targets(slots))


def continue_query(slots: Slots, context: Any, index: Index, today: dt.date) -> Any:
    """Return the last query changed by what was said, or None where nothing was or it cannot be changed so.

    Nothing that was said is passed over, and nothing of the last query is lost that was not named.
    """
    if is_about_targets(slots):
        return _ask_targets(slots, context) if not dict(slots.on).keys() - {"they"} else None
    if slots.aspects:
        return _describe(slots, context)
    if isinstance(context, Explain) and not slots.change:
        return continue_explanation(slots, context) or continue_table(slots, change_query(context), index, today)
    if isinstance(context, Board):
        return _continue_board(slots, context)
    if isinstance(context, Describe):
        return _after_description(slots, context, index, today)
    if value_of(slots, "only") == "many" and not _is_one_count(context, index.model):
        # Of groups, "how many of them" asks for groups.
        return None
    found = continue_table(slots, context, index, today) if isinstance(context, Data) else None
    if found is not None and slots.change in _WAYS and not _moves_so(found, slots.change):
        # "Those that fell" are not all, nor those that rose.
        return None
    # "What about now" of sales does not say since when.
    return found if found is None or not lacks_start(slots.period, metrics_in(found, index.model), index) else None


def _moves_so(table: Data, way: str) -> bool:
    """Say whether the rows of a table moved that way alone, where it has rows of more than one thing."""
    parts = [table.having, *(each.having for each in table.measures if isinstance(each, CountGroups))]
    signs = {
        node.op for part in parts if part is not None for node in walk(part)
        if isinstance(node, MeasureIs) and isinstance(node.measure, Combine) and node.measure.op.startswith("change")
    }  # fmt: skip
    told = bool(signs) or bool(table.by and not table.top)
    return not told or signs == {">" if way == "up" else "<"}


def _is_one_count(table: Any, model: Model) -> bool:
    """Say whether an answer is one number of things."""
    plain = isinstance(table, Data) and not (table.by or table.having or table.top) and len(table.measures) == 1
    name = table.measures[0].name if plain and isinstance(table.measures[0], Metric) else ""
    return name in model.metrics and model.metrics[name].unit == "count"


def _describe(slots: Slots, context: Any) -> Describe | None:
    """Return what is asked of the measures that the last answer was about: "who owns it?"."""
    names = metrics_of(context)
    if slots.metrics or not names or said_in(slots) - {"aspects", "what", "they"}:
        return None
    asked = compose_description(Slots(metrics=names, aspects=slots.aspects))
    return asked if isinstance(asked, Describe) else None


def _after_description(slots: Slots, context: Describe, index: Index, today: dt.date) -> Any:
    """Return the same of other measures ("and orders?" after "who owns revenue"), or the numbers of those described."""
    names = tuple(name for name in slots.metrics if isinstance(name, str))
    if said_in(slots) == {"metrics"}:
        return context.model_copy(update={"names": names}) if len(names) == len(slots.metrics) else None
    if slots.metrics or not context.names or any(name not in index.model.metrics for name in context.names):
        return None
    table = Data(measures=tuple(Metric(name=name) for name in context.names))
    return continue_table(slots, table, index, today)


def _ask_targets(slots: Slots, context: Any) -> Data | Board | None:
    """Return the last table with its targets ("and against target?"), or its metrics on a board ("is it on track?")."""
    if isinstance(context, Describe) and _asks_on(slots):
        return Board(metrics=names, period=slots.period) if (names := metrics_of(context)) and not slots.preds else None
    names = tuple(measure.name for measure in getattr(context, "measures", ()) if isinstance(measure, Metric))
    if not isinstance(context, Data) or not _asks_on(slots) or len(names) != len(context.measures) or context.having:
        return None
    period = slots.period or context.period
    where = add_filters(context.where, slots.preds) if slots.preds else context.where
    if any(isinstance(axis, Grain) for axis in context.by) and not (slots.versus or slots.comparing):
        # Which of the months is on track?
        return None
    if slots.versus or slots.comparing or context.by:
        return context.model_copy(update={"targets": True, "period": period, "where": where})
    return Board(metrics=names, where=where, period=period)


def _continue_board(slots: Slots, context: Board) -> Board | None:
    """Return the last board of other metrics, of another period, or in other segments."""
    axes = {axis[1] for axis in slots.axes if axis[0] == "dim"} | set(slots.bare)
    if said_in(slots) - _OF_BOARDS or len(axes) > 1 or len(axes) < len(slots.axes):
        return None
    changes: dict[str, Any] = {"by": axes.pop()} if axes else {}
    if slots.metrics and all(isinstance(name, str) for name in slots.metrics):
        changes.update(metrics=slots.metrics, department=None, departments=False)
    if slots.period is not None:
        changes["period"] = slots.period
    where = add_filters(context.where, slots.preds) if slots.preds else context.where
    if not changes and where == context.where:
        return None
    return context.model_copy(update={**changes, "where": where})
