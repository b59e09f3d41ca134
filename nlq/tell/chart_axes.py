"""How rows with two axes are drawn, so that no mark says what no row says and every colour stands for one name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlq.tell.measured import Measured
from nlq.tell.words import say
from semantic_layer.model import Model
from semantic_layer.result import Result
from semantic_layer.targets import adds_over

#: More colours than these are not told apart.
MOST_COLOURS = 8
#: More bars than these are not read any more; the table has them all.
MOST_BARS = 40


def can_be_stacked(measured: Measured, result: Result, model: Model) -> bool:
    """Say whether the parts of a bar add up to something: those of an amount do, those of a rate do not.

    What is computed from a metric (an average of its months) is no amount, whatever the metric is.
    """
    column = result.columns[measured.place]
    metric = column.metric
    return metric is not None and metric == column.name and metric in model.metrics and adds_over(metric, model)


def join_axes(
    result: Result, axes: Sequence[int], measured: Sequence[Measured], model: Model, locale: str
) -> tuple[Result, Sequence[int]]:
    """Return rows of two axes as they can be drawn: as they are, or with both names in one, a bar each.

    Joined are those with more names than there are colours, and with more bars than are read: of a stack no part may
    be left out, since its length is read too.
    """
    first, second = axes
    names = len({row[second] for row in result.rows})
    stacked = all(can_be_stacked(each, result, model) for each in measured)
    bars = len({row[first] for row in result.rows}) if stacked else len(result.rows)
    if names <= MOST_COLOURS and bars <= MOST_BARS:
        return result, axes
    nothing = say("no_value", locale)
    rows = tuple(
        _with(row, first, f"{_named(row[second], nothing)} · {_named(row[first], nothing)}") for row in result.rows
    )
    return result.model_copy(update={"rows": rows}), (first,)


def keep_highest(result: Result, named: int, measured: Measured) -> Result:
    """Return the rows of the names with the highest numbers over time: as many as there are colours."""
    sums: dict[Any, Any] = {}
    for row in result.rows:
        sums[row[named]] = sums.get(row[named], 0) + (row[measured.place] or 0)
    if len(sums) <= MOST_COLOURS:
        return result
    kept = sorted(sums, key=lambda name: -sums[name])[:MOST_COLOURS]
    return result.model_copy(update={"rows": tuple(row for row in result.rows if row[named] in kept)})


def tell_part(whole: Result, drawn: Result, axes: Sequence[int], time: int | None, locale: str) -> str:
    """Return how many of the names are drawn, where that is not all of them; "" where it is."""
    if time is None:
        shown, every, code = min(len(drawn.rows), MOST_BARS), len(whole.rows), "drawn_first"
        return say(code, locale, drawn=shown, count=every) if len(axes) == 1 and shown < every else ""
    named = next((place for place in axes if place != time), None)
    if named is None:
        return ""
    shown, every = (len({row[named] for row in each.rows}) for each in (drawn, whole))
    return say("drawn_highest", locale, drawn=shown, count=every) if shown < every else ""


def _with(row: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*row[:place], value, *row[place + 1 :])


def _named(value: Any, nothing: str) -> str:
    return nothing if value is None else str(value)
