"""The references of a model: every name that one part uses of another exists, and fits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import get_args
from zoneinfo import ZoneInfo

from semantic_layer.compiler.columns import OWN
from semantic_layer.compiler.expressions import check_expression
from semantic_layer.compiler.paths import find_paths
from semantic_layer.issues import ModelProblem
from semantic_layer.model.check_conditions import check_conditions
from semantic_layer.model.check_meanings import check_meanings
from semantic_layer.model.check_metrics import check_metrics, home_tables
from semantic_layer.model.check_times import check_time
from semantic_layer.model.definitions import DimensionDef, Join, Table
from semantic_layer.model.findings import (
    Finding,
    Findings,
    Locate,
    Place,
    fits,
    misplaced,
    missing,
    reached_from,
    tell_finding,
    type_of,
)
from semantic_layer.model.model import Model
from semantic_layer.model.values import is_number
from semantic_layer.query.period import Unit
from semantic_layer.targets.spans import target_days

UNITS = frozenset(get_args(Unit))


def check_references(model: Model, locate: Locate, broken: Collection[str] = ()) -> list[ModelProblem]:
    """Return every reference that leads nowhere or does not fit.

    ``broken`` are names that are declared but could not be built: a reference to one is no second problem.
    """
    checks = (
        _tables, _joins, _dimensions, check_metrics, check_conditions, _targets, _names, check_meanings, _rules,
        _header,
    )  # fmt: skip
    found = (each for check in checks for each in check(model))
    return [tell_finding(each, locate) for each in found if each.name not in broken]


def _tables(model: Model) -> Findings:
    for name, table in model.tables.items():
        place = ("tables", name)
        for column in table.key:
            yield from missing(place, ("key",), column, table.columns, "column")
        if table.time:
            yield from check_time(model, place, ("time",), name, table.time)
        if table.watermark and "." in (table.time or ""):
            yield Finding(place, ("watermark",), f"is that of the table of {table.time}: declare it there.")
        yield from _history(place, table)
        yield from _reserved(place, table.source or name, table)
        physical = [column for column, spec in table.columns.items() if spec.expr is None]
        for column, spec in table.columns.items():
            for message in check_expression(spec.expr, physical) if spec.expr else ():
                yield Finding(place, ("columns", column, "expr"), message, code="bad_expression")


def _reserved(place: Place, source: str, table: Table) -> Findings:
    """Yield the names that statements give to what they make for themselves: they would stand for the table."""
    if source.rpartition(".")[2].startswith(OWN):
        message = (
            f"{source} begins with “{OWN}”, as names within a statement do: read it through a view of another name."
        )
        yield Finding(place, ("source",) if table.source else (), message, code="bad_name")
    for column in table.columns if table.history else ():
        if column.startswith(OWN):
            yield Finding(
                place, ("columns", column), f"begins with “{OWN}”, as names within a statement do.", code="bad_name"
            )


def _history(place: Place, table: Table) -> Findings:
    for field in ("start", "end") if table.history else ():
        column = getattr(table.history, field)
        if column:
            yield from misplaced(place, ("history", field), column, table)
    if table.history and table.history.start not in table.key:
        yield Finding(place, ("key",), "the key of a table with a history holds its start.")


def _joins(model: Model) -> Findings:
    seen: set[str] = set()
    for index, join in enumerate(model.joins):
        place = ("joins", index)
        if join.name in seen:
            yield Finding(place, ("name",), f"there are two joins called “{join.name}”.", code="duplicate")
        seen.add(join.name)
        yield from missing(place, ("table",), join.table, model.tables, "table")
        yield from missing(place, ("to",), join.to, model.tables, "table")
        if join.table in model.tables and join.to in model.tables:
            yield from _join_columns(place, join, model.tables[join.table], model.tables[join.to])


def _join_columns(place: Place, join: Join, table: Table, to: Table) -> Findings:
    for column, other in join.on.items():
        yield from missing(place, ("on", column), column, table.columns, f"column of {join.table}")
        yield from missing(place, ("on", column), other, to.columns, f"column of {join.to}")
        if column in table.columns and other in to.columns:
            mine, theirs = table.columns[column].type, to.columns[other].type
            if {mine, theirs} & {"text"} and mine != theirs:
                yield Finding(place, ("on", column), f"{column} is {mine}, {other} is {theirs}: they never meet.")
    if set(join.on.values()) != set(to.key) - ({to.history.start} if to.history else set()):
        # A join to anything but a key would multiply rows, and every sum with them.
        yield Finding(place, ("on",), f"must lead to the key of {join.to} ({', '.join(to.key) or 'it has none'}).")


def _dimensions(model: Model) -> Findings:
    joins = {join.name: join for join in model.joins}
    for name, dimension in model.dimensions.items():
        place = ("dimensions", name)
        yield from missing(place, ("table",), dimension.table, model.tables, "table")
        if dimension.table in model.tables:
            yield from _dimension_columns(place, dimension, model.tables[dimension.table])
        for index, via in enumerate(dimension.via):
            yield from missing(place, ("via", index), via, joins, "join")
            if via in joins and dimension.table not in reached_from(model, joins[via].to):
                yield Finding(place, ("via", index), f"the join {via} does not lead to {dimension.table}.")
        if dimension.of:
            yield from missing(place, ("of",), dimension.of, model.dimensions, "dimension")


def _dimension_columns(place: Place, dimension: DimensionDef, table: Table) -> Findings:
    yield from missing(place, ("column",), dimension.column, table.columns, "column")
    for language, column in dimension.labels.items():
        yield from missing(place, ("labels", language), column, table.columns, "column")
    for field in ("valid_from", "valid_to"):
        column = getattr(dimension, field)
        if column:
            yield from misplaced(place, (field,), column, table)
    if dimension.column in table.columns:
        for index, member in enumerate(dimension.members):
            if not fits(member.value, table.columns[dimension.column].type):
                kind = table.columns[dimension.column].type
                yield Finding(place, ("members", index, "value"), f"{member.value!r} is no {kind}.")


def _targets(model: Model) -> Findings:
    seen: set[tuple[object, ...]] = set()
    for index, target in enumerate(model.targets):
        place = ("targets", index)
        yield from missing(place, ("metric",), target.metric, model.metrics, "metric")
        if not is_number(model, target.metric):
            yield Finding(place, ("metric",), f"{target.metric} is a date or a text: it has no target.")
        for name, value in target.segment.items():
            yield from missing(place, ("segment", name), name, model.dimensions, "dimension")
            kind = type_of(model, name)
            if kind and not fits(value, kind):
                yield Finding(place, ("segment", name), f"{value!r} is no {kind}.")
            if kind and not _splits(model, target.metric, name):
                yield Finding(place, ("segment", name), f"{target.metric} cannot be split by {name}.")
        days = target_days(target.period, model.calendar)
        key = (target.metric, days, *sorted((name, str(value)) for name, value in target.segment.items()))
        if key in seen:
            yield Finding(place, (), f"{target.metric} has two targets for {target.period}.", code="duplicate")
        seen.add(key)


def _splits(model: Model, metric: str, dimension: str) -> bool:
    """Say whether any table that a metric is counted from leads to a dimension."""
    to = model.dimensions[dimension].table
    tables = home_tables(model, metric) & set(model.tables)
    return not tables or any(find_paths(model.joins, table, to) for table in tables)


def _names(model: Model) -> Findings:
    # A metric, a dimension and a grain become columns of one result: they cannot share a name.
    for name in sorted(set(model.metrics) & set(model.dimensions)):
        yield Finding(("dimensions", name), (), f"there is a metric called “{name}” too.", code="duplicate")
    for section, names in (("metrics", model.metrics), ("dimensions", model.dimensions)):
        for name in sorted(UNITS & set(names)):
            yield Finding((section, name), (), f"“{name}” is a unit of time.", code="bad_name")
    for index, phrasing in enumerate(model.phrasings):
        for at, name in enumerate(phrasing.metrics):
            yield from missing(("phrasings", index), ("metrics", at), name, model.metrics, "metric")


def _rules(model: Model) -> Findings:
    """Yield what is wrong with who may see what."""
    seen: set[str] = set()
    for index, policy in enumerate(model.policies):
        place = ("policies", index)
        yield from missing(place, ("dimension",), policy.dimension, model.dimensions, "dimension")
        spec = model.dimensions.get(policy.dimension)
        past = [name for name, table in model.tables.items() if table.history]
        if spec and any(find_paths(model.joins, name, spec.table) for name in past):
            # Who may see a row would then change with the day it is looked at.
            yield Finding(place, ("dimension",), "a policy cannot go by an attribute with a history.")
        if policy.name in seen:
            yield Finding(place, ("name",), f"there are two policies called “{policy.name}”.", code="duplicate")
        seen.add(policy.name)
    for index, mask in enumerate(model.masks):
        place = ("masks", index)
        yield from missing(place, ("table",), mask.table, model.tables, "table")
        columns = model.tables[mask.table].columns if mask.table in model.tables else {}
        for at, column in enumerate(mask.columns if columns else ()):
            yield from missing(place, ("columns", at), column, columns, "column")


def _header(model: Model) -> Findings:
    zone = model.calendar.time_zone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        yield Finding(("header", "calendar"), ("time_zone",), f"there is no time zone “{zone}”.")
    for name, season in model.header.seasons.items():
        for field in ("start", "end"):
            if not _is_day(getattr(season, field)):
                yield Finding(("header", "seasons"), (name, field), f"there is no day {getattr(season, field)}.")


def _is_day(text: str) -> bool:
    month, day = (int(part) for part in re.findall(r"\d\d", text))
    try:
        # A leap year, so that 29 February may begin or end a season.
        dt.date(2024, month, day)
    except ValueError:
        return False
    return True
