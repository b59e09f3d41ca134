"""Where MetricFlow answers otherwise, why ours is right, and how to ask it so that it answers the same.

No difference is excused by its looks: each has a repair, and counts as explained only if the rows are
equal after it. ``find_reasons`` takes the fewest that do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from peer_engine import Peer, Row
from peer_queries import CUMULATIVE, Ask

from semantic_layer.compiler.measures import missing_is_zero
from semantic_layer.model import Model

DAY = dt.timedelta(days=1)
COVERED = (dt.date(2024, 1, 29), dt.date(2026, 4, 1))


@dataclass(frozen=True)
class Difference:
    """A reason: where it may show, why ours is right, and where that is written."""

    name: str
    shows: Callable[[Ask, Model], bool]
    why: str
    source: str


DIFFERENCES = (
    Difference(
        "empty_bucket",
        lambda ask, model: ask.grain is not None and not ask.dimensions,
        "A month without rows is a month: ours shows it, NULL or 0; the peer leaves it out.",
        "TRAPS, numbers 13; MetricFlow's join_to_timespine is off by default",
    ),
    Difference(
        "whole_units",
        lambda ask, model: ask.days is not None and ask.grain is not None and ask.days != _widened(ask),
        "A period is the days it names: the peer widens it to whole units of the grain.",
        "CONTRACT, periods: A to B is A's start to B's end; MetricFlow's query parser aligns a time constraint",
    ),
    Difference(
        "value_at_the_end",
        lambda ask, model: ask.grain not in (None, "day") and bool(set(ask.metrics) & set(CUMULATIVE)),
        "A running value at a coarser grain is the one at the period's end; the peer's is that of its first day, or"
        " (last) of the last day on which the group has rows.",
        "TRAPS, numbers 16; MetricFlow's period_agg",
    ),
    Difference(
        "calendar_months",
        lambda ask, model: any(getattr(model.metrics[name].calculation, "unit", "") == "month" for name in ask.metrics),
        "Two months that end on 28 February are January and February; the peer goes back to 29 December.",
        "CONTRACT, periods: last N months; MetricFlow subtracts an INTERVAL from the last day",
    ),
    Difference(
        "after_the_watermark",
        lambda ask, model: ask.days is None and bool(set(ask.metrics) & set(CUMULATIVE)),
        "There is no running value after the last complete day; the peer goes on to the end of its time spine.",
        "TRAPS, numbers 16: none after the watermark",
    ),
    Difference(
        "no_entity_no_row",
        lambda ask, model: "buyers" in ask.metrics and bool(ask.dimensions),
        "A group none of whose rows name an entity is no group of entities; the peer shows it with 0.",
        "docs/reference/entity-counts.md: it counts entities with rows; a row without the entity is none",
    ),
    Difference(
        "no_value_no_rank",
        lambda ask, model: ask.limit is not None,
        "What has no value is neither best nor worst; the peer's limit counts it in.",
        "TRAPS, numbers 21: NULL groups",
    ),
    Difference(
        "few_or_none",
        lambda ask, model: ask.order is not None and ask.limit is None and bool(ask.dimensions),
        "The smallest first: a city of a zone without rows counts as 0; the peer has those with rows only.",
        "docs/reference/breakdowns.md: members without rows are among the groups",
    ),
    Difference(
        "count_of_none",
        lambda ask, model: any(_is_count(name, model) for name in ask.metrics),
        "A missing COUNT is 0, a month ago and over 28 days as now; the peer fills plain metrics only.",
        "TRAPS, numbers 5; MetricFlow's fill_nulls_with is lost under offset_window and in cumulative metrics",
    ),
)


def find_reasons(ask: Ask, ours: list[Row], peer: Peer, model: Model) -> tuple[str, ...] | None:
    """Return the fewest differences that make the rows equal (none: they are), or None."""
    possible = [one.name for one in DIFFERENCES if one.shows(ask, model)]
    for count in range(len(possible) + 1):
        for names in combinations(possible, count):
            theirs = read_peer(ask, peer, model, names)
            if same_rows(*arrange(ask, ours, theirs, names, model)):
                return names
    return None


def arrange(
    ask: Ask, ours: list[Row], theirs: list[Row], names: Iterable[str], model: Model
) -> tuple[list[Row], list[Row]]:
    """Return both sides ready to compare: in the order asked for, else in one order."""
    axes = len(ask.dimensions) + bool(ask.grain)
    if "empty_bucket" in names:
        known = {row[0] for row in theirs}
        ours = [row for row in ours if row[0] in known or any(row[axes:])]
    if "few_or_none" in names:
        groups = {row[:axes] for row in theirs}
        ours = [row for row in ours if row[:axes] in groups or any(row[axes:])]
    if "no_entity_no_row" in names:
        theirs = [row for row in theirs if any(row[axes:])]
    if "count_of_none" in names:
        counts = [_is_count(name, model) for name in ask.metrics for _ in range(2 if ask.ago else 1)]
        theirs = [
            (
                *row[:axes],
                *(0 if cell is None and count else cell for cell, count in zip(row[axes:], counts, strict=True)),
            )
            for row in theirs
        ]
    if "no_value_no_rank" in names:
        place = axes + (ask.order or 0)
        theirs = [row for row in theirs if row[place] is not None][: ask.limit]
    if ask.order is None:
        return sorted(ours, key=_key), sorted(theirs, key=_key)
    return ours, theirs


def _is_count(name: str, model: Model) -> bool:
    spec: Any = model.metrics[name]
    return missing_is_zero(model.metrics[spec.calculation.metric] if name in CUMULATIVE else spec)


def read_peer(ask: Ask, peer: Peer, model: Model, names: Iterable[str] = ()) -> list[Row]:
    """Return the peer's rows; with names, of the request that would mean what ours means."""
    asked = replace(ask, limit=None) if "no_value_no_rank" in names else ask
    asked = replace(asked, days=COVERED) if "after_the_watermark" in names else asked
    if {"value_at_the_end", "calendar_months"} & set(names):
        return _merge(
            [_running(replace(asked, metrics=(name,)), peer, model, names) for name in ask.metrics], ask, model
        )
    return _rows(peer, asked, model, exact="whole_units" in names)


def _rows(peer: Peer, ask: Ask, model: Model, exact: bool = False) -> list[Row]:
    request, items = ask.request(model), ask.items(model)
    if exact and ask.days:
        day = "{{ TimeDimension('metric_time', 'day') }}"
        test = f"{day} >= '{ask.days[0]}' AND {day} < '{ask.days[1]}'"
        request["where_constraints"] = [*request.get("where_constraints", []), test]
        del request["time_constraint_start"], request["time_constraint_end"]
    columns, rows = peer.run(**request)
    places = [columns.index(item) for item in items]
    return [tuple(row[place] for place in places) for row in rows]


def _running(ask: Ask, peer: Peer, model: Model, names: Iterable[str]) -> list[Row]:
    """Return one running metric as it stands at the end of each bucket."""
    calculation: Any = model.metrics[ask.metrics[0]].calculation
    months = calculation.window if calculation.unit == "month" else None
    if months and "calendar_months" in names:
        rows = []
        for bucket, end in _ends(ask).items():
            inner = replace(ask, metrics=(calculation.metric,), grain=None, days=(months_before(end, months), end))
            rows += [(bucket, *row) for row in _rows(peer, inner, model)]
        return rows
    if ask.grain == "day" or "value_at_the_end" not in names:
        return _rows(peer, ask, model)
    last = {end - DAY: bucket for bucket, end in _ends(ask).items()}
    daily = _rows(peer, replace(ask, grain="day"), model)
    return [(last[row[0]], *row[1:]) for row in daily if row[0] in last]


def _merge(tables: list[list[Row]], ask: Ask, model: Model) -> list[Row]:
    """Return tables of one value each as one table, a missing count as 0."""
    axes = len(ask.dimensions) + bool(ask.grain)
    found = [{row[:axes]: row[axes] for row in table} for table in tables]
    keys = dict.fromkeys(key for table in found for key in table)
    none = [0 if _is_count(name, model) else None for name in ask.metrics]
    return [(*key, *(table.get(key, value) for table, value in zip(found, none, strict=True))) for key in keys]


def _ends(ask: Ask) -> dict[dt.date, dt.date]:
    """Return the (excluded) end of each bucket, cut to the period."""
    start, end = ask.days or COVERED
    ends = {}
    while start < end:
        first, after = unit_days(start, str(ask.grain))
        ends[first] = min(after, end)
        start = after
    return ends


def unit_days(day: dt.date, unit: str) -> tuple[dt.date, dt.date]:
    """Return the first day of the unit that holds a day, and of the next: written apart from our calendar."""
    if unit == "day":
        return day, day + DAY
    if unit == "week":
        first = day - day.weekday() * DAY
        return first, first + 7 * DAY
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = dt.date(day.year, 1 + (day.month - 1) // size * size, 1)
    return first, months_before(first, -size)


def months_before(first: dt.date, count: int) -> dt.date:
    """Return the day ``count`` months before, no later than the month's last."""
    year, month = divmod(first.year * 12 + first.month - 1 - count, 12)
    for number in range(first.day, 0, -1):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def _widened(ask: Ask) -> tuple[dt.date, dt.date]:
    start, end = ask.days or (dt.date.min, dt.date.max)
    return unit_days(start, str(ask.grain))[0], unit_days(end - DAY, str(ask.grain))[1]


def same_rows(left: list[Row], right: list[Row]) -> bool:
    """Say whether two tables are equal, types included; floats within 1e-9 of each other."""
    return len(left) == len(right) and all(
        len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
        for a, b in zip(left, right, strict=True)
    )


def _same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return abs(left - right) <= 1e-9 * max(1.0, abs(left), abs(right))
    return bool(left == right)


def _key(row: Row) -> list[tuple[int, Any]]:
    return [
        (0, "") if cell is None else (1, round(cell, 6)) if isinstance(cell, int | float) else (2, str(cell))
        for cell in row
    ]
