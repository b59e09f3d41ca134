"""The rows of a data query with their targets beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Target
from semantic_layer.query import Data, Metric, Unit
from semantic_layer.result import CompiledQuery, Result, ResultColumn
from semantic_layer.session import Session
from semantic_layer.targets.attain import Attained, attain
from semantic_layer.targets.batch import Run
from semantic_layer.targets.find import Aims
from semantic_layer.targets.labels import covers_all
from semantic_layer.targets.rows import reach_rows
from semantic_layer.targets.spans import read_period

UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True)
class Beside:
    """A result with its targets. ``single`` holds those of a result without axes, by measure (None: no target).

    With axes or with several measures, ``<measure>__target`` (to date), ``<measure>__attainment`` and
    ``<measure>__status`` stand beside each measure that has a target for any row; NULL where a row has none.
    ``known`` are all there are.
    """

    result: Result
    single: tuple[Attained | None, ...] = ()
    known: tuple[Attained, ...] = ()


def set_beside(query: Any, compiled: CompiledQuery, result: Result, aims: Aims, session: Session, run: Run) -> Beside:
    """Return the result of a query with the targets of its measures.

    Raises:
        QueryRefused: targets are asked for, and no measure has one: no_target where the metrics have none at all,
            no_target_then where they have none for these days and this segment.
    """
    if not isinstance(query, Data):
        return Beside(result)
    aims = aims.covered_by(covers_all(run))
    found = [reach_rows(place, query, compiled, result, aims, run) for place in range(len(query.measures))]
    attained = iter(attain([each for column in found for each in column if each is not None], aims.model, run))
    filled = [[None if each is None else next(attained) for each in column] for column in found]
    known = tuple(each for column in filled for each in column if each is not None)
    if query.targets and not known:
        names = [each.name for each in query.measures if isinstance(each, Metric)]
        raise QueryRefused(no_target(names, aims.model, session.locale))
    single = () if query.by else tuple(column[0] if column else None for column in filled)
    if not known or (not query.by and len(query.measures) == 1):
        return Beside(result, single, known)
    return Beside(_widen(result, filled), single, known)


def no_target(metrics: Iterable[str], model: Model, locale: str) -> Issue:
    """Return that there is no target: with what has one of these metrics, else with the metrics that have some.

    ``no_target_then`` names the periods of those that are set, and along what; ``no_target`` has metrics to offer;
    ``no_target_here`` is about no metric by name.
    """
    names = tuple(dict.fromkeys(metrics))
    label = ", ".join(model.metric_label(name, locale) for name in names)
    own = [target for target in model.targets if target.metric in names]
    if own:
        periods = ", ".join(_listed(own, model, locale))
        message = f"No target is set for {label} in that period and segment. Set are: {periods}."
        return Issue(code="no_target_then", message=message, params={"label": label, "periods": periods})
    if not names:
        return Issue(code="no_target_here", message="No target is set for that period and segment.")
    having = tuple(dict.fromkeys(model.metric_label(target.metric, locale) for target in model.targets))
    message = f"No target is set for {label}."
    return Issue(code="no_target", message=message, suggestions=having[:3], params={"label": label})


def _listed(targets: Sequence[Target], model: Model, locale: str) -> Iterator[str]:
    """Yield the periods of targets, with the dimensions they go by; many of one unit as the first and the last."""
    groups: dict[tuple[int, str, tuple[str, ...]], set[str]] = defaultdict(set)
    for target in targets:
        written = read_period(target.period)
        by = tuple(model.dimension_label(name, locale) for name in target.segment)
        groups[-UNITS.index(written.unit), target.period[:2] if written.fiscal else "", by].add(target.period)
    for (_, _, by), names in sorted(groups.items()):
        ordered = sorted(names)
        shown = f"{ordered[0]} – {ordered[-1]}" if len(ordered) > 3 else ", ".join(ordered)
        yield f"{shown} ({', '.join(by)})" if by else shown


def _widen(result: Result, filled: Sequence[Sequence[Attained | None]]) -> Result:
    """Return the result with the columns of targets after those of each measure that has one."""
    heads = [at for at, column in enumerate(result.columns) if column.role == "value"]
    ends = [*heads[1:], len(result.columns)]
    columns = list(result.columns[: heads[0]])
    rows = [list(row[: heads[0]]) for row in result.rows]
    total = list((result.total or ())[: heads[0]])
    for head, end, found in zip(heads, ends, filled, strict=True):
        more = [*found, *[None] * (len(rows) + 1 - len(found))]
        has = any(found)
        columns += [*result.columns[head:end], *(_columns(result.columns[head]) if has else ())]
        for row, old, each in zip(rows, result.rows, more, strict=False):
            row += [*old[head:end], *(_cells(each) if has else ())]
        if result.total is not None:
            total += [*result.total[head:end], *(_cells(more[len(rows)]) if has else ())]
    changes = {"columns": tuple(columns), "rows": tuple(tuple(row) for row in rows)}
    return result.model_copy(update={**changes, "total": None if result.total is None else tuple(total)})


def _columns(head: ResultColumn) -> tuple[ResultColumn, ...]:
    def column(suffix: str, **parts: Any) -> ResultColumn:
        own = {"name": f"{head.name}__{suffix}", "role": "target", "type": "double", **parts}
        return head.model_copy(update=own)

    return column("target"), column("attainment", unit="share"), column("status", unit=None, type="text")


def _cells(attained: Attained | None) -> tuple[Any, ...]:
    return (None, None, None) if attained is None else (attained.due, attained.attainment, attained.status)
