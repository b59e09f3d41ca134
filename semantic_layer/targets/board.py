"""A board: metrics in their targets' own periods and segments, all asked in a few statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from semantic_layer.calendar import Clock
from semantic_layer.calendar.resolve import find_span
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.query import Board, Explicit, Metric
from semantic_layer.result import PeriodShown
from semantic_layer.session import Session
from semantic_layer.targets.attain import Attained, Reached, attain
from semantic_layer.targets.batch import Run, measure_all
from semantic_layer.targets.beside import no_target
from semantic_layer.targets.find import Aim, Aims, Segment, read_segment
from semantic_layer.targets.labels import covers_all, member_labels
from semantic_layer.targets.last_year import where_of
from semantic_layer.targets.spans import Days, read_period, whole_days

#: The order of a board: what is behind comes first.
ORDER = ("behind", "unknown", "on_track")


@dataclass(frozen=True)
class Line:
    """A metric set against its target; ``member`` is the name of the member it is about, on a board of members."""

    attained: Attained
    aim: Aim
    days: Days
    member: str | None = None
    issues: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Settled:
    """The lines of a board, the farthest behind first, and the named metrics that have no target on it."""

    lines: tuple[Line, ...]
    without: tuple[str, ...]


def settle_board(query: Board, aims: Aims, session: Session, run: Run) -> Settled:
    """Return the lines of a board: with a period, for its targets; without one, for each that holds today.

    A metric whose data do not reach into its target's period has a line without a value.

    Raises:
        QueryRefused: there is no target for what was asked (no_target, no_target_then), or no such period.
    """
    model, aims = aims.model, aims.covered_by(covers_all(run))
    names = query.metrics or tuple(aims.by_metric)
    names = tuple(name for name in names if _is_of(query.department, model.metrics[name].department))
    wanted = [line for name in names for line in _wanted(name, query, session.today, aims)]
    if not wanted:
        raise QueryRefused(no_target(query.metrics, model, session.locale))
    measured = measure_all([_measure(*each) for each in wanted], model, run)
    reached = [
        Reached(name, aim, found.value, found.days.period.end if found.days else days[0])
        for (name, days, _, aim), found in zip(wanted, measured, strict=True)
    ]
    members = _member_names(query, wanted, model, run)
    lines = [
        Line(each, aim, days, members.get((name, segment)), found.issues, found.warnings)
        for each, (name, days, segment, aim), found in zip(attain(reached, model, run), wanted, measured, strict=True)
    ]
    found_names = {line.attained.metric for line in lines}
    return Settled(tuple(sorted(lines, key=_place)), tuple(name for name in query.metrics if name not in found_names))


Wanted = tuple[str, Days, Segment, Aim]


def _is_of(department: str | None, own: str | None) -> bool:
    return department is None or department.casefold() == (own or "").casefold()


def _wanted(name: str, query: Board, today: dt.date, aims: Aims) -> Iterator[Wanted]:
    base = read_segment(query.where)
    if base is None:
        return
    segments = [base]
    if query.by is not None:
        taken = {dimension for dimension, _ in base}
        values = aims.members(name, query.by) if query.by not in taken else ()
        segments = [tuple(sorted((*base, (query.by, (value,))))) for value in values]
    for days in _days(name, query, today, aims):
        for segment in segments:
            aim = aims.find(name, days, segment)
            if aim is not None:
                yield name, days, segment, aim


def _days(name: str, query: Board, today: dt.date, aims: Aims) -> Sequence[Days]:
    """Return the days of the period asked for, else those of every target of the metric that holds today."""
    if query.period is not None:
        header = aims.model.header
        span = find_span(query.period, Clock(header.calendar, header.seasons, today))
        shown = PeriodShown(
            symbolic=span.name, start=span.start, end=span.end, whole_end=span.end, complete=True, unit=span.unit,
            fiscal=bool(getattr(query.period, "fiscal", False)),
        )  # fmt: skip
        return [whole_days(shown, header.calendar)]
    parts = [part for group in aims.by_metric.get(name, {}).values() for part in group]
    return list(dict.fromkeys((part.start, part.end) for part in parts if part.start <= today < part.end))


def _measure(name: str, days: Days, segment: Segment, aim: Aim) -> Metric:
    """Return the metric in its target's period: by its name where it has one, which says what the unit before is."""
    spelled = read_period(aim.parts[0].target.period) if aim.made_of != "periods" else None
    return Metric(name=name, where=where_of(segment), period=spelled or Explicit(start=days[0], end=days[1]))


def _member_names(query: Board, wanted: Sequence[Wanted], model: Model, run: Run) -> dict[tuple[str, Segment], str]:
    """Return the name of the member that each line of a board of members is about, as breakdowns show it."""
    names: dict[tuple[str, Segment], str] = {}
    by = query.by
    for metric in dict.fromkeys(name for name, _, _, _ in wanted) if by is not None else ():
        own = [(days, segment) for name, days, segment, _ in wanted if name == metric]
        values = list(dict.fromkeys(dict(segment)[str(by)][0] for _, segment in own))
        measure = Metric(name=metric, period=Explicit(start=own[0][0][0], end=own[0][0][1]))
        labels = member_labels(str(by), values, measure, query.where, model, run)
        shown = {value: label for label, value in labels.items()}
        names |= {(metric, seg): str(shown.get(dict(seg)[str(by)][0], dict(seg)[str(by)][0])) for _, seg in own}
    return names


def _place(line: Line) -> tuple[object, ...]:
    """Return where a line stands: the farthest behind first, in shares of what is due; equal ones by name."""
    each = line.attained
    far = 0.0 if each.gap is None or not each.due else each.gap / abs(each.due)
    return ORDER.index(each.status), far, each.metric, line.days, str(line.member)
