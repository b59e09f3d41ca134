"""A chart that fits the rows, as a Vega-Lite specification, or none."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nlq.tell.words import say
from semantic_layer.result import Result

#: More bars than this are not read any more; the table has them all.
MOST_BARS = 40
#: What targets are drawn in: told from the bars on a light and on a dark ground.
TARGET_COLOUR = "#d9822b"


def draw_chart(result: Result, locale: str) -> dict[str, Any] | None:
    """Return a line over time, bars over members, colours for a second axis; None for a single number."""
    axes = [place for place, column in enumerate(result.columns) if column.role in ("dimension", "period")]
    values = [place for place, column in enumerate(result.columns) if column.role == "value"]
    if not axes or not values or len(axes) > 2 or not 2 <= len(result.rows) <= 2_000:
        return None
    value = result.columns[values[0]]
    time = next((place for place in axes if result.columns[place].role == "period"), None)
    other = next((place for place in axes if place != time), None)
    nothing = say("no_value", locale)
    rows = [_row(result, row, (time, other, values[0]), nothing) for row in result.rows]
    percent = ".1%" if value.unit == "share" else "~s"
    measured = {"field": "value", "type": "quantitative", "title": value.label, "axis": {"format": percent}}
    tip = [
        {
            "field": "value",
            "type": "quantitative",
            "format": ".2%" if value.unit == "share" else ",.2f",
            "title": value.label,
        }
    ]
    encoding: dict[str, Any]
    if time is not None:
        encoding = {"x": {"field": "time", "type": "temporal", "title": None}, "y": measured}
        tip.insert(0, {"field": "time", "type": "temporal", "title": result.columns[time].label})
        if other is not None:
            encoding["color"] = {"field": "name", "type": "nominal", "title": result.columns[other].label}
        mark: dict[str, Any] = {"type": "line", "point": len(rows) <= 60}
    else:
        names = axes[0]
        rows = rows[:MOST_BARS]
        bars = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 140}}
        encoding = {"y": bars, "x": measured}
        if len(axes) == 2:
            rows = [_row(result, row, (None, names, values[0]), nothing, axes[1]) for row in result.rows[:MOST_BARS]]
            encoding["color"] = {"field": "second", "type": "nominal", "title": result.columns[axes[1]].label}
        mark = {"type": "bar"}
    tip.insert(0, {"field": "name", "type": "nominal", "title": ""}) if other is not None or time is None else None
    encoding["tooltip"] = tip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"values": rows},
        **_drawn(mark, encoding, _with_targets(result, values[0], rows) if len(axes) == 1 else False),
        "width": "container", "height": 260 if time is not None else {"step": 24},
    }  # fmt: skip


def _drawn(mark: dict[str, Any], encoding: dict[str, Any], targets: bool) -> dict[str, Any]:
    """Return marks and encoding; with the targets as ticks across the bars, or as a dashed line."""
    if not targets:
        return {"mark": mark, "encoding": encoding}
    side = "y" if mark["type"] == "line" else "x"
    aim: dict[str, Any] = {"type": "line", "strokeDash": [5, 4]} if side == "y" else {"type": "tick", "thickness": 3}
    aimed = {**encoding, side: {**encoding[side], "field": "target"}}
    return {
        "layer": [{"mark": mark, "encoding": encoding}, {"mark": {**aim, "color": TARGET_COLOUR}, "encoding": aimed}]
    }


def _with_targets(result: Result, value: int, rows: list[dict[str, Any]]) -> bool:
    """Add the target of each row to what is drawn; say whether there is any."""
    name = f"{result.columns[value].name}__target"
    place = next((place for place, column in enumerate(result.columns) if column.name == name), None)
    for shown, row in zip(rows, result.rows, strict=False):
        shown |= {} if place is None else {"target": row[place]}
    return place is not None


def _row(
    result: Result, row: tuple[Any, ...], places: tuple[Any, ...], nothing: str, second: int | None = None
) -> dict[str, Any]:
    time, name, value = places
    shown: dict[str, Any] = {"value": row[value]}
    if time is not None:
        shown["time"] = row[time].isoformat() if isinstance(row[time], dt.date) else row[time]
    if name is not None:
        shown["name"] = nothing if row[name] is None else str(row[name])
    if second is not None:
        shown["second"] = nothing if row[second] is None else str(row[second])
    return shown
