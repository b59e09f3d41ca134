"""Metrics over rows in plain Python: slow, independent of the compiler and of SQL, and easy to believe.

It reads definitions, rows and explicit periods; it shares no code with what it judges.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import statistics
from collections import defaultdict
from typing import Any, NamedTuple

DAY = dt.timedelta(days=1)
Row = dict[str, Any]
Key = tuple[Any, ...]
COMPARE: dict[str, Any] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


class Span(NamedTuple):
    """Days ``start`` to ``end`` (excluded) of a bucket (None: no grain)."""

    bucket: Any
    start: dt.date
    end: dt.date


class Rows:
    """The model and its rows."""

    def __init__(self, model: Any, rows: dict[str, list[Row]], today: dt.date) -> None:
        self.model, self.rows, self.today = model, rows, today
        self.by_key = {
            name: {row[spec.key[0]]: row for row in rows[name]} for name, spec in model.tables.items() if spec.key
        }

    # --- the whole answer -------------------------------------------------------------------------

    def answer(self, query: Any) -> dict[Key, list[tuple[Any, ...]]] | None:
        """Return the values of each group by the labels shown; None where a metric has no data in the period."""
        grain = next((axis.unit for axis in query.by if axis.kind == "grain"), None)
        tables = []
        for measure in query.measures:
            spans = self.spans(measure.name, query.period, grain)
            if spans is None:
                return None
            tables.append(self.value(measure.name, spans, query.by, query.where, (), grain))
        keys: dict[Key, None] = {}
        for _, found in tables:
            keys |= dict.fromkeys(found)
        if len(query.by) == 1 and grain:
            each = [span for name in query.measures for span in self.spans(name.name, query.period, grain) or ()]
            keys |= {((span.bucket, span.bucket),): None for span in each}
        shown: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
        for key in keys:
            shown[tuple(label for _, label in key)].append(tuple(read(key) for read, _ in tables))
        return shown

    # --- time -------------------------------------------------------------------------------------

    def spans(self, metric: str, period: Any, grain: str | None) -> list[Span] | None:
        """Return the buckets of a period, cut after the last day that all inputs have; none ends before any has rows."""
        days = [day for table in self.tables(metric) for day in [self.days(table)] if day]
        end = min([period.end, *(last + DAY for _, last in days)]) if days else min(period.end, self.today)
        if period.start >= end or (days and period.end <= min(first for first, _ in days)):
            return None
        if grain is None:
            return [Span(None, period.start, end)]
        first = max([period.start, *([min(first for first, _ in days)] if days else [])])
        spans, start = [], self.start_of(first, grain)
        while start < end:
            after = self.step(start, grain, 1)
            spans.append(Span(start, max(start, period.start), min(after, end)))
            start = after
        return spans

    def tables(self, metric: str) -> list[str]:
        """Return the tables whose days count for a metric."""
        how = self.model.metrics[metric].calculation
        if hasattr(how, "table"):
            return [] if getattr(how, "valid_from", None) else [how.table]
        return [table for name in inputs_of(how) for table in self.tables(name)]

    def days(self, table: str) -> tuple[dt.date, dt.date] | None:
        """Return the first and last day of a table."""
        days = [row["day"] for row in self.rows[table] if row["day"] is not None]
        return (min(days), max(days)) if days else None

    def start_of(self, day: dt.date, unit: str) -> dt.date:
        """Return the first day of the unit that holds a day."""
        if unit == "day":
            return day
        if unit == "week":
            first = {"monday": 0, "sunday": 6, "saturday": 5}[self.model.calendar.week_start]
            while day.weekday() != first:
                day -= DAY
            return day
        size = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
        return dt.date(day.year, 1 + (day.month - 1) // size * size, 1)

    def step(self, day: dt.date, unit: str, count: int) -> dt.date:
        """Return the day ``count`` units on; in a shorter month, its last."""
        if unit in ("day", "week"):
            return day + count * (7 if unit == "week" else 1) * DAY
        months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
        for number in range(day.day, 27, -1):
            try:
                return dt.date(months // 12, months % 12 + 1, number)
            except ValueError:
                continue
        return dt.date(months // 12, months % 12 + 1, min(day.day, 28))

    # --- values -----------------------------------------------------------------------------------

    def value(
        self, metric: str, spans: list[Span], axes: Any, where: Any, more: Any, grain: Any
    ) -> tuple[Any, set[Key]]:
        """Return (value of a group, the groups that have rows)."""
        spec = self.model.metrics[metric]
        how = spec.calculation
        if how.type == "ratio":
            top, some = self.value(how.numerator.metric, spans, axes, where, (*more, *how.numerator.where), grain)
            low, others = self.value(how.denominator.metric, spans, axes, where, (*more, *how.denominator.where), grain)
            return lambda key: divide(top(key), low(key)), some | others
        if how.type == "derived":
            parts = {name: self.value(name, spans, axes, where, more, grain) for name in inputs_of(how)}
            return lambda key: arithmetic(
                how.formula, {name: read(key) for name, (read, _) in parts.items()}
            ), set().union(*(found for _, found in parts.values()))
        if how.type == "cumulative":
            wide = [Span(span.bucket, self.reach(how, span.end), span.end) for span in spans]
            return self.value(how.metric, wide, axes, where, more, grain)
        spans = self.begun(how, spans)
        found = self.leaf(how, spans, axes, where, more, grain)
        counts = how.type in ("entity_count", "first_time") or getattr(how, "agg", "") in ("count", "count_distinct")
        counts = counts or bool(getattr(how, "valid_from", None) and not how.column)
        place = next((at for at, axis in enumerate(axes) if axis.kind == "grain"), None)
        buckets = {span.bucket for span in spans}

        def read(key: Key) -> Any:
            # No rows are no number outside the days that are asked for, or before there are any.
            asked = bool(spans) if place is None else key[place][0] in buckets
            return (0 if counts and asked else None) if found.get(key) is None else found[key]

        return read, set(found)

    def begun(self, how: Any, spans: list[Span]) -> list[Span]:
        """Return the spans that do not lie before the first row of a table; what is valid was not there before."""
        days = None if getattr(how, "valid_from", None) else self.days(how.table)
        return [span for span in spans if days is None or span.end > days[0]]

    def reach(self, how: Any, end: dt.date) -> dt.date:
        """Return how far back a running value reaches."""
        if how.window:
            return self.step(end, how.unit, -how.window)
        return dt.date(1900, 1, 1) if how.since == "ever" else self.start_of(end - DAY, how.since)

    def leaf(self, how: Any, spans: list[Span], axes: Any, where: Any, more: Any, grain: Any) -> dict[Key, Any]:
        """Return the value of each group that has rows."""
        found: dict[Key, Any] = {}
        for span in spans:
            found |= _LEAVES[how.type](self, how, span, axes, where, more, grain)
        return found or ({(): None} if not axes else {})

    def kept(self, how: Any, where: Any, more: Any) -> list[Row]:
        """Return the rows under the definition's conditions and the question's."""
        tests = (*how.where, *more)
        return [
            row for row in self.rows[how.table]
            if all(self.holds(test, row, how.table) for test in tests) and self.meets(where, row, how.table)
        ]  # fmt: skip

    def key(self, row: Row, table: str, axes: Any, bucket: Any) -> Key:
        """Return key and label of each axis."""
        return tuple((bucket, bucket) if axis.kind == "grain" else self.member(row, table, axis.name) for axis in axes)

    def member(self, row: Row, table: str, name: str) -> tuple[Any, Any]:
        """Return key and label of a dimension for a row; (None, None) for an orphan."""
        spec = self.model.dimensions[name]
        there = self.follow(row, table, spec.table)
        if there is None:
            return None, None
        return there[spec.column], there[spec.labels.get("en", spec.column)]

    def follow(self, row: Row, table: str, target: str) -> Row | None:
        """Return the row of another table that a row leads to."""
        if table == target:
            return row
        for join in self.model.joins:
            if join.table == table and self.leads(join.to, target):
                there = self.by_key[join.to].get(row[next(iter(join.on))])
                return self.follow(there, join.to, target) if there is not None else None
        raise LookupError(target)

    def leads(self, table: str, target: str) -> bool:
        """Say whether joins lead from one table to another."""
        return table == target or any(join.table == table and self.leads(join.to, target) for join in self.model.joins)

    # --- conditions -------------------------------------------------------------------------------

    def holds(self, test: Any, row: Row, table: str) -> bool:
        """Say whether a row meets a condition of a definition."""
        value = row[test.field] if test.field in row else self.member(row, table, test.field)[0]
        if test.op in ("is_null", "not_null"):
            return bool((value is None) == (test.op == "is_null"))
        if test.op in ("!=", "not_in"):
            return value not in (test.value if isinstance(test.value, tuple) else (test.value,))
        if value is None:
            return False
        return bool(value in test.value) if test.op == "in" else bool(COMPARE[test.op](value, test.value))

    def meets(self, test: Any, row: Row, table: str) -> bool:
        """Say whether a row meets a condition of the question; "not" is true where the rest is not.

        What must hold together of finer rows holds of one of them.
        """
        if test is None:
            return True
        test = bare(test)
        if test.kind == "or" and self.finer(test, table) is None:
            return any(self.meets(part, row, table) for part in test.parts)
        if test.kind == "not":
            return not self.meets(test.part, row, table)
        if test.kind == "is" and test.op == "!=":
            return not self.meets(test.model_copy(update={"op": "="}), row, table)
        together: dict[str | None, list[Any]] = defaultdict(list)
        for part in parts_of(test):
            together[self.finer(part, table)].append(part)
        for finer, tests in together.items():
            if finer is None and tests == [test]:
                return matches(test, self.member(row, table, test.dimension)[0])
            rows = [row] if finer is None else self.finer_rows(finer, table, row)
            if not any(all(self.meets(each, other, finer or table) for each in tests) for other in rows):
                return False
        return True

    def finer(self, test: Any, table: str) -> str | None:
        """Return the finer table that all of a condition looks at, without a "not"; None where there is none."""
        test = bare(test)
        if test.kind in ("and", "or"):
            tables = {self.finer(part, table) for part in test.parts}
            return tables.pop() if len(tables) == 1 else None
        if test.kind == "not" or (test.kind == "is" and test.op == "!="):
            return None
        target = self.model.dimensions[test.dimension].table
        if self.leads(table, target):
            return None
        return next(join.table for join in self.model.joins if join.to == table and self.leads(join.table, target))

    def finer_rows(self, finer: str, table: str, row: Row) -> list[Row]:
        """Return the rows of a finer table that lead to a row."""
        join = next(join for join in self.model.joins if join.table == finer and join.to == table)
        mine = row[next(iter(join.on.values()))]
        return [other for other in self.rows[finer] if other[next(iter(join.on))] == mine]


def bare(test: Any) -> Any:
    """Return a condition without a double negation at its head, and a list of one as that one."""
    if test.kind == "not":
        part = bare(test.part)
        if part.kind == "not":
            return bare(part.part)
        return part.model_copy(update={"op": "="}) if part.kind == "is" and part.op == "!=" else test
    return bare(test.parts[0]) if test.kind in ("and", "or") and len(test.parts) == 1 else test


def parts_of(test: Any) -> list[Any]:
    """Return what must hold together: lists within lists as one."""
    test = bare(test)
    return [each for part in test.parts for each in parts_of(part)] if test.kind == "and" else [test]


def matches(test: Any, value: Any) -> bool:
    """Say whether a member meets a test on its dimension."""
    if test.kind == "is_null":
        return value is None
    if test.kind == "is" and test.op == "!=":
        return bool(value != test.value)
    if value is None:
        return False
    if test.kind == "is":
        return bool(COMPARE[test.op](value, test.value))
    if test.kind == "in":
        return value in test.values
    if test.kind == "contains":
        return test.text.lower() in value.lower()
    return (test.low is None or value >= test.low) and (test.high is None or value <= test.high)


# --- leaves ---------------------------------------------------------------------------------------


def within(row: Row, span: Span) -> bool:
    """Say whether the day of a row is in a span."""
    return row["day"] is not None and span.start <= row["day"] < span.end


def _simple(self: Rows, how: Any, span: Span, axes: Any, where: Any, more: Any, grain: Any) -> dict[Key, Any]:
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in self.kept(how, where, more):
        if within(row, span):
            groups[self.key(row, how.table, axes, span.bucket)].append(row)
    return {key: aggregate(how.agg, how.column, rows, how.percentile) for key, rows in groups.items()}


def _entity_count(self: Rows, how: Any, span: Span, axes: Any, where: Any, more: Any, grain: Any) -> dict[Key, Any]:
    groups: dict[Key, dict[Any, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in self.kept(how, where, more):
        if within(row, span) and row[how.entity] is not None:
            groups[self.key(row, how.table, axes, span.bucket)][row[how.entity]].append(row)
    found = {}
    for key, entities in groups.items():
        count = sum(1 for rows in entities.values() if _qualifies(how.having, rows))
        if count:
            found[key] = count
    return found


def _qualifies(rule: Any, rows: list[Row]) -> bool:
    if rule is None:
        return True
    value = aggregate(rule.agg, rule.column, rows)
    return value is not None and bool(COMPARE[rule.op](value, rule.value))


def _first_time(self: Rows, how: Any, span: Span, axes: Any, where: Any, more: Any, grain: Any) -> dict[Key, Any]:
    firsts: dict[Any, Row] = {}
    for row in self.rows[how.table]:
        if row[how.entity] is not None and all(self.holds(test, row, how.table) for test in how.where):
            known = firsts.get(row[how.entity])
            if known is None or _place(row, self.model.tables[how.table]) < _place(known, self.model.tables[how.table]):
                firsts[row[how.entity]] = row
    found: dict[Key, int] = defaultdict(int)
    for row in firsts.values():
        kept = all(self.holds(test, row, how.table) for test in more) and self.meets(where, row, how.table)
        if within(row, span) and kept:
            found[self.key(row, how.table, axes, span.bucket)] += 1
    return dict(found)


def _place(row: Row, table: Any) -> tuple[dt.date, Any]:
    return row["day"] or dt.date.max, row[table.key[0]]


def _retention(self: Rows, how: Any, span: Span, axes: Any, where: Any, more: Any, grain: Any) -> dict[Key, Any]:
    if grain:
        end = self.start_of(span.start, grain)
        before = Span(span.bucket, self.step(end, grain, -1), end)
    else:
        days = span.end - span.start
        months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
        whole = span.start.day == span.end.day == 1
        before = Span(None, self.step(span.start, "month", -months) if whole else span.start - days, span.start)
    rows = [row for row in self.kept(how, where, more) if row[how.entity] is not None]
    again = {row[how.entity] for row in self.kept(how, None, ()) if within(row, span)}
    groups: dict[Key, set[Any]] = defaultdict(set)
    for row in rows:
        if within(row, before):
            groups[self.key(row, how.table, axes, span.bucket)].add(row[how.entity])
    return {key: len(known & again) / len(known) for key, known in groups.items()}


def _balance(self: Rows, how: Any, span: Span, axes: Any, where: Any, more: Any, grain: Any) -> dict[Key, Any]:
    rows = self.kept(how, where, more)
    asked = lambda row: all(self.holds(test, row, how.table) for test in more) and self.meets(where, row, how.table)
    groups: dict[Key, list[Row]] = defaultdict(list)
    if how.valid_from:
        for row in rows:
            if _valid(row, how, span.end):
                groups[self.key(row, how.table, axes, span.bucket)].append(row)
        return {key: aggregate("sum" if how.column else "count", how.column, kept) for key, kept in groups.items()}
    table = self.model.tables[how.table]
    own = self.kept(how, None, ())
    if how.take == "average":
        daily: dict[dt.date, list[Row]] = defaultdict(list)
        for row in own:
            if within(row, span):
                daily[row["day"]].append(row)
        last = [row for each in daily.values() for row in _last_rows(each, how, table)]
        for row in filter(asked, last):
            groups[self.key(row, how.table, axes, span.bucket)].append(row)
        days = len({row["day"] for row in last if row[how.column] is not None})
        return {key: divide(aggregate("sum", how.column, kept), days) for key, kept in groups.items()}
    oldest = span.end - (how.stale_after + 1) * DAY if how.stale_after else span.start
    inside = [row for row in own if within(row, Span(None, oldest, span.end))]
    for row in filter(asked, _last_rows(inside, how, table)):
        groups[self.key(row, how.table, axes, span.bucket)].append(row)
    return {key: aggregate("sum", how.column, kept) for key, kept in groups.items()}


def _valid(row: Row, how: Any, end: dt.date) -> bool:
    begun, over = row[how.valid_from], row[how.valid_to]
    return begun is not None and begun < end and (over is None or over >= end)


def _last_rows(rows: list[Row], how: Any, table: Any) -> list[Row]:
    """Return the last row of each entity: of two on one day, that of the larger key."""
    last: dict[Key, Row] = {}
    for row in rows:
        entity = tuple(row[name] for name in how.entity)
        if entity not in last or _place(row, table) > _place(last[entity], table):
            last[entity] = row
    return list(last.values())


_LEAVES: dict[str, Any] = {
    "simple": _simple, "entity_count": _entity_count, "first_time": _first_time, "retention": _retention, "balance": _balance,
}  # fmt: skip


# --- arithmetic -----------------------------------------------------------------------------------


def aggregate(agg: str, column: str | None, rows: list[Row], percentile: float | None = None) -> Any:
    """Return the aggregate of a column, NULLs left out."""
    if agg == "count" and column is None:
        return len(rows)
    values = [row[str(column)] for row in rows if row[str(column)] is not None]
    if agg in ("count", "count_distinct"):
        return len(values) if agg == "count" else len(set(values))
    if not values:
        return None
    if agg == "percentile":
        ranked, place = sorted(values), (len(values) - 1) * (percentile or 0)
        low, high = ranked[math.floor(place)], ranked[math.ceil(place)]
        return float(low + (high - low) * (place - math.floor(place)))
    functions: dict[str, Any] = {"sum": sum, "avg": mean, "min": min, "max": max, "median": statistics.median}
    return functions[agg](values)


def mean(values: list[Any]) -> float | None:
    """Return the mean of what is not NULL."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def divide(top: Any, low: Any) -> float | None:
    """Return a quotient; NULL over zero, and where either is NULL."""
    return None if top is None or not low else top / low


def arithmetic(formula: str, values: dict[str, Any]) -> Any:
    """Return the value of a formula; NULL as soon as a part of it is."""
    if any(value is None for value in values.values()):
        return None
    try:
        return eval(formula, {"__builtins__": {}}, values)
    except ZeroDivisionError:
        return None


def inputs_of(how: Any) -> list[str]:
    """Return the metrics that a calculation is made of."""
    if how.type == "ratio":
        return [how.numerator.metric, how.denominator.metric]
    if how.type == "cumulative":
        return [how.metric]
    return list(dict.fromkeys(re.findall(r"[a-z_]\w*", how.formula)))
