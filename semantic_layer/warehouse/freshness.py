"""Tables that are empty, or whose last rows are older than they should be."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from semantic_layer.calendar import Clock, step, unit_start
from semantic_layer.compiler.soundness import any_row_sql, days_sql
from semantic_layer.model import Model
from semantic_layer.model.findings import Findings, warning
from semantic_layer.model.inputs import placed_by, time_place
from semantic_layer.query.period import Unit
from semantic_layer.warehouse.database import Database, day_of_value

#: Days of one table that are looked at: a hundred years.
MOST_DAYS = 40_000
#: Days after the last complete one in which rows may still come in: a month that is being closed.
MOST_UNSETTLED = 31
#: How often a metric is looked at, the most often first, and the unit of time of each.
CADENCES: dict[str, Unit] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip


def find_stale(model: Model, database: Database, table: str, today: dt.date | None) -> Findings:
    """Yield that a table is empty, or that its last day is older than declared or than its metrics allow.

    A declared last complete day may be later than the last rows, but not by more days than the table was ever without
    rows. The last unit of the shortest cadence of the table's metrics before today must have begun in the data.
    """
    if model.tables[table].time is None:
        if not database.run_sql(any_row_sql(model, table, database.dialect), row_cap=1)[1]:
            yield warning(("tables", table), (), "is empty in the warehouse.", "empty")
        return
    _, rows = database.run_sql(days_sql(model, table, today, database.dialect), row_cap=MOST_DAYS)
    days = [day_of_value(row[0]) for row in rows]
    if not days:
        yield warning(("tables", table), (), "has no rows before today in the warehouse.", "empty")
        return
    yield from _late_for_watermark(model, table, days)
    yield from _early_watermark(model, table, days[-1])
    if today is not None:
        yield from _late_for_cadence(model, table, days[-1], today)


def _late_for_watermark(model: Model, table: str, days: list[dt.date]) -> Findings:
    declared = _declared(model, table)
    if declared is None:
        return
    silent = (declared - days[-1]).days
    longest = max(((after - before).days for before, after in pairwise(days)), default=0)
    if silent > longest:
        message = f"{declared} is declared as the last complete day, and the last rows are of {days[-1]}."
        more = f" It was never without rows for {silent} days."
        key = "watermark" if model.tables[table].watermark else "time"
        yield warning(("tables", table), (key,), message + more, "stale")


def _early_watermark(model: Model, table: str, last: dt.date) -> Findings:
    declared = model.tables[table].watermark
    if declared is not None and (last - declared).days > MOST_UNSETTLED:
        message = f"{declared} is declared as the last complete day, and there are rows up to {last}:"
        told = "all that is later counts as not there yet. Leave it out where all rows are complete."
        yield warning(("tables", table), ("watermark",), f"{message} {told}", "early_watermark")


def _declared(model: Model, table: str) -> dt.date | None:
    """Return the last complete day that is declared: that of the table which gives the rows their time."""
    place = time_place(model.tables, table)
    return model.tables[place[0]].watermark if place else None


def _late_for_cadence(model: Model, table: str, last: dt.date, today: dt.date) -> Findings:
    cadences = {name: spec.cadence for name, spec in model.metrics.items() if _reads(spec.calculation, table, model)}
    shortest = next((cadence for cadence in CADENCES if cadence in cadences.values()), None)
    if shortest is None:
        return
    unit, clock = CADENCES[shortest], Clock(model.calendar)
    begun = step(unit_start(today, unit, clock), unit, -1)
    known = max(last, _declared(model, table) or last)
    if known < begun:
        names = [name for name, cadence in cadences.items() if cadence == shortest]
        told = f"{shortest} metrics ({', '.join(names[:3])}) need rows from {begun} on"
        yield warning(("tables", table), ("time",), f"the last rows are of {known}; {told}.", "stale")


def _reads(calculation: object, table: str, model: Model) -> bool:
    """Say whether a metric counts rows of a table on the table's own time."""
    return getattr(calculation, "table", None) == table and placed_by(calculation) in (None, model.tables[table].time)
