"""A chart that fits the rows, as a Vega-Lite specification, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from nlq.tell.chart_axes import MOST_BARS, can_be_stacked, join_axes, keep_highest, tell_part
from nlq.tell.measured import Measured, find_measured, share_an_axis
from nlq.tell.words import say
from semantic_layer.model import Model
from semantic_layer.result import Result

#: What targets are drawn in: told from the bars on a light and on a dark ground.
TARGET_COLOUR = "#d9822b"
#: Pixels: of a bar with its gap, and of one of several beside each other; of a line, alone or under another; across.
BAR, BESIDE, LINE, UNDER, WIDE = 24, 15, 260, 200, 480
#: Pixels of the longest name beside a bar; what is longer is cut.
NAMES = 240
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def draw_chart(result: Result, model: Model, locale: str) -> dict[str, Any] | None:
    """Return a line over time, bars over members, colours for a second axis; None for a single number.

    Several measures that are read against each other have a colour each; others, and those of two axes, a chart each,
    one under the other: no chart has two scales. Parts of a bar are stacked where they add up, and stand beside each
    other where they do not. What is not drawn of it is told in words, in ``usermeta``.
    """
    axes = [place for place, column in enumerate(result.columns) if column.role in ("dimension", "period")]
    measured = find_measured(result, model, locale)
    if not axes or not measured or len(axes) > 2 or not 2 <= len(result.rows) <= 2_000:
        return None
    fitted, shown = _fit_two(result, axes, measured, model, locale) if len(axes) == 2 else (result, axes)
    told = tell_part(result, fitted, shown, _time_of(result, axes), locale)
    return {"$schema": SCHEMA, **_panels(fitted, shown, measured, model, locale)} | (
        {"usermeta": {"told": told}} if told else {}
    )


def _panels(
    result: Result, axes: Sequence[int], measured: Sequence[Measured], model: Model, locale: str
) -> dict[str, Any]:
    """Return one chart of all that is measured, or a chart each."""
    if len(measured) == 1 or (len(axes) == 1 and share_an_axis(measured)):
        return {**_draw(result, axes, measured, model, locale), "width": "container"}
    panels = [_draw(result, axes, (each,), model, locale) | {"width": WIDE} for each in measured]
    for panel in panels:
        panel["height"] = UNDER if panel["height"] == LINE else panel["height"]
    return {"vconcat": panels}


def _fit_two(
    result: Result, axes: Sequence[int], measured: Sequence[Measured], model: Model, locale: str
) -> tuple[Result, Sequence[int]]:
    """Return rows of two axes, and the axes, as they can be drawn."""
    time = _time_of(result, axes)
    if time is None:
        return join_axes(result, axes, measured, model, locale)
    return keep_highest(result, next(place for place in axes if place != time), measured[0]), axes


def _time_of(result: Result, axes: Sequence[int]) -> int | None:
    return next((place for place in axes if result.columns[place].role == "period"), None)


def _draw(
    result: Result, axes: Sequence[int], measured: Sequence[Measured], model: Model, locale: str
) -> dict[str, Any]:
    """Return data, marks and height of one chart, whose measures share its scale."""
    time = _time_of(result, axes)
    rows = list(_rows(result, axes, time, measured, locale))
    encoding = _along_time(measured, locale) if time is not None else _over_members(measured, locale)
    tips = _tips(result, axes, time, measured, locale)
    colour = _colour(result, axes, time, measured)
    encoding |= ({"color": colour} if colour else {}) | {"tooltip": tips}
    apart = time is None and len(axes) == 2 and not can_be_stacked(measured[0], result, model)
    encoding |= {"yOffset": {"field": "second", "type": "nominal"}} if apart else {}
    points = len(rows) <= 60
    mark: dict[str, Any] = {"type": "line", "point": points} if time is not None else {"type": "bar"}
    aimed = any("target" in row for row in rows)
    step: Any = {"step": BESIDE, "for": "offset"} if apart or len(measured) > 1 else {"step": BAR}
    return {
        "data": {"values": rows}, **_drawn(mark, encoding, aimed), "height": LINE if time is not None else step,
    }  # fmt: skip


def _measure(measured: Sequence[Measured], locale: str) -> dict[str, Any]:
    """Return the side of what is measured; several in one have only their unit in common."""
    if len(measured) == 1:
        return _side(_title(measured[0], locale), measured[0].axis)
    first = max(measured, key=lambda each: each.largest)
    return _side(first.unit or None, first.axis | {"titleAngle": 0})


def _side(title: str | None, axis: dict[str, Any]) -> dict[str, Any]:
    return {"field": "value", "type": "quantitative", "title": title, "axis": axis}


def _title(measured: Measured, locale: str) -> str:
    return say("narrowed", locale, label=measured.label, what=measured.unit) if measured.unit else measured.label


def _along_time(measured: Sequence[Measured], locale: str) -> dict[str, Any]:
    return {"x": {"field": "time", "type": "temporal", "title": None}, "y": _measure(measured, locale)}


def _over_members(measured: Sequence[Measured], locale: str) -> dict[str, Any]:
    bars = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": NAMES}}
    beside = {"yOffset": {"field": "measure", "type": "nominal", "sort": None}} if len(measured) > 1 else {}
    return {"y": bars, "x": _measure(measured, locale), **beside}


def _colour(
    result: Result, axes: Sequence[int], time: int | None, measured: Sequence[Measured]
) -> dict[str, Any] | None:
    if len(measured) > 1:
        return {"field": "measure", "type": "nominal", "sort": None, "title": None}
    if len(axes) == 1:
        return None
    second = next(place for place in axes if place != time) if time is not None else axes[1]
    field = "name" if time is not None else "second"
    return {"field": field, "type": "nominal", "title": result.columns[second].label}


def _tips(
    result: Result, axes: Sequence[int], time: int | None, measured: Sequence[Measured], locale: str
) -> list[dict[str, Any]]:
    """Return what is told of a mark: its member, its time, and its number."""
    first = measured[0] if len(measured) == 1 else max(measured, key=lambda each: each.decimals)
    title = _title(first, locale) if len(measured) == 1 else first.unit
    tips: list[dict[str, Any]] = [{"field": "value", "type": "quantitative", "format": first.tip, "title": title}]
    if len(measured) > 1:
        tips.insert(0, {"field": "measure", "type": "nominal", "title": ""})
    if time is not None:
        tips.insert(0, {"field": "time", "type": "temporal", "title": result.columns[time].label})
    if time is None and len(axes) == 2:
        tips.insert(0, {"field": "second", "type": "nominal", "title": result.columns[axes[1]].label})
    if time is None or len(axes) == 2:
        tips.insert(0, {"field": "name", "type": "nominal", "title": ""})
    return tips


def _drawn(mark: dict[str, Any], encoding: dict[str, Any], aimed: bool) -> dict[str, Any]:
    """Return marks and encoding; with the targets as ticks across the bars, or as a dashed line.

    The dashed lines of several measures have the colours of their own.
    """
    if not aimed:
        return {"mark": mark, "encoding": encoding}
    is_line = mark["type"] == "line"
    aim: dict[str, Any] = {"type": "line", "strokeDash": [5, 4]} if is_line else {"type": "tick", "thickness": 3}
    side = "y" if is_line else "x"
    aims = {**encoding, side: {**encoding[side], "field": "target"}}
    if not is_line:
        aims.pop("color", None)
    aim |= {} if "color" in aims else {"color": TARGET_COLOUR}
    return {"layer": [{"mark": mark, "encoding": encoding}, {"mark": aim, "encoding": aims}]}


# --- rows -----------------------------------------------------------------------------------------


def _rows(
    result: Result, axes: Sequence[int], time: int | None, measured: Sequence[Measured], locale: str
) -> Iterator[dict[str, Any]]:
    """Yield what is drawn: a row of the result as often as there are measures."""
    nothing = say("no_value", locale)
    for row in result.rows if time is not None or len(axes) > 1 else result.rows[:MOST_BARS]:
        shown = _places(row, axes, time, nothing)
        for each in measured:
            said = {"measure": each.label} if len(measured) > 1 else {}
            aim = {} if each.target is None or len(axes) > 1 else {"target": each.draw(row[each.target])}
            yield {**shown, **said, "value": each.draw(row[each.place]), **aim}


def _places(row: tuple[Any, ...], axes: Sequence[int], time: int | None, nothing: str) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if time is not None:
        shown["time"] = row[time].isoformat() if isinstance(row[time], dt.date) else row[time]
    names = [place for place in axes if place != time]
    for field, place in zip(("name", "second"), names, strict=False):
        shown[field] = nothing if row[place] is None else str(row[place])
    return shown
