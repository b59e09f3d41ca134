"""A change, run and split: along the dimensions named, or along those in which it stands out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

from semantic_layer.explain.decompose import Contribution, Pair, concentration, split_ratio, split_sum
from semantic_layer.explain.plan import MOST_QUERIES, search, split_by, split_query, whole_query
from semantic_layer.explain.shape import Shape, Term, shape_of
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.query import Data, Explain, Metric
from semantic_layer.result import CompiledQuery, Result

Run = Callable[[Data], tuple[CompiledQuery, Result]]
#: Dimensions that are shown where none is named, and how concentrated the next is to the best one at least.
MOST_SHOWN, NEXT_BEST = 3, 0.5
#: Sums of floats in another order differ by this share of what is summed; parts that differ by more are not the whole.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Split:
    """The contributions along one dimension, the largest first, either way."""

    dimension: str
    parts: tuple[Contribution, ...]


@dataclass(frozen=True)
class Explanation:
    """The whole change, its splits, and what its inputs contributed or were.

    ``inputs`` are the terms of a sum of several, by the place of each in ``shape``; of a ratio ``numerator`` and
    ``denominator`` are those of the whole. ``notes`` are those of its queries, each once; ``warnings`` those of the
    whole, and that the data begin within the other side.
    """

    query: Explain
    shape: Shape
    compiled: CompiledQuery
    whole: Pair
    splits: tuple[Split, ...]
    inputs: tuple[Contribution, ...] = ()
    numerator: Pair | None = None
    denominator: Pair | None = None
    notes: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()

    @property
    def change(self) -> float:
        """Return the whole change."""
        return float(self.whole.value - self.whole.before)


def explain(query: Explain, run: Run, model: Model, sizes: Mapping[str, int]) -> Explanation:
    """Return why a measure moved: contributions that add up to its change. ``model`` is what the viewer may know.

    Raises:
        QueryRefused: there is no change to split (nothing_to_compare), it has no parts that add up (not_additive), no
            dimension splits it (nothing_to_split_by), or what any of its queries is refused for.
    """
    shape = shape_of(query.measure, model)
    compiled, result = run(whole_query(query, model))
    whole = _sides(result, result.rows[0])[0] if result.rows else Pair(None, None)
    if shape is None:
        raise _refused("not_additive", "The change of {label} has no parts that add up to it.", query, model)
    _check_sides(whole, compiled, query, model)
    totals = _of_terms(result, result.rows[0], whole_query(query, model), shape)
    asked = _asked(query, shape, run, model, sizes)
    found = [(name, _split(members, shape, totals, query, model), notes) for name, members, notes in asked]
    inputs = () if shape.bottom or len(shape.top) < 2 else _inputs(shape, totals)
    shown = found if query.by else _best(found)
    if not shown and not inputs:
        raise _refused("nothing_to_split_by", "Nothing that I know splits {label}.", query, model)
    return Explanation(
        query=query, shape=shape, compiled=compiled, whole=whole, inputs=inputs,
        splits=tuple(Split(name, _sorted(parts)) for name, parts, _ in shown),
        numerator=_total(shape.top, totals[: len(shape.top)]) if shape.bottom else None,
        denominator=_total(shape.bottom, totals[len(shape.top) :]) if shape.bottom else None,
        warnings=compiled.warnings,
        notes=_once((*compiled.notes, *(note for _, _, notes in shown for note in notes))),
    )  # fmt: skip


# --- the queries ----------------------------------------------------------------------------------


def _asked(
    query: Explain, shape: Shape, run: Run, model: Model, sizes: Mapping[str, int]
) -> list[tuple[str, list[Any], tuple[Issue, ...]]]:
    """Return (dimension, members, notes) of those named, each by itself, or of every candidate."""
    named = tuple(dict.fromkeys(query.by))
    todo: list[tuple[str, ...]] = [(name,) for name in named]
    todo = todo or list(search(query, shape, model, sizes))
    found: list[tuple[str, list[Any], tuple[Issue, ...]]] = []
    for _ in range(MOST_QUERIES):
        if not todo:
            break
        names = todo.pop(0)
        data = split_query(query, shape, names)
        compiled, result = run(data)
        if named and not split_by(shape, names[0], model):
            # Only now: where nothing leads to the dimension at all, the query has said so.
            raise _refused("not_additive", "The change of {label} has no parts that add up to it.", query, model)
        if not result.truncated:
            found += [(name, _members(result, place, data, shape), compiled.notes) for place, name in enumerate(names)]
        elif named:
            raise _refused("too_many_groups", "{label} has too many groups to be split by.", query, model)
        elif len(names) > 1:
            # More rows than an answer may have: each by itself, as far as queries go.
            todo += [(name,) for name in names]
    return found


def _members(result: Result, place: int, data: Data, shape: Shape) -> list[tuple[Any, list[Pair]]]:
    """Return (label, terms) of each member of one axis, summed over the others."""
    groups: dict[Any, tuple[Any, list[list[Pair]]]] = {}
    for number, row in enumerate(result.rows):
        # Two members of one name are two where they stand alone, and one where only the name tells them apart.
        key = number if len(data.by) == 1 else row[place]
        groups.setdefault(key, (row[place], []))[1].append(_of_terms(result, row, data, shape))
    return [(label, [_add(pairs) for pairs in zip(*rows, strict=True)]) for label, rows in groups.values()]


def _of_terms(result: Result, row: Any, data: Data, shape: Shape) -> list[Pair]:
    """Return both sides of each term of a row."""
    sides = _sides(result, row)
    return [sides[data.measures.index(term.measure)] for term in shape.terms]


def _sides(result: Result, row: Any) -> list[Pair]:
    """Return both sides of each measure of a row."""
    values, before = (
        [place for place, column in enumerate(result.columns) if column.role == role] for role in ("value", "previous")
    )
    return [Pair(row[b], row[v]) for v, b in zip(values, before, strict=True)]


# --- the arithmetic over their rows ---------------------------------------------------------------


def _split(
    members: list[tuple[Any, list[Pair]]], shape: Shape, totals: list[Pair], query: Explain, model: Model
) -> tuple[Contribution, ...]:
    """Return the contributions of members; none is shown unless every term of theirs adds up to the whole's."""
    for number, total in enumerate(totals):
        for side in (0, 1):
            parts = [terms[number][side] or 0 for _, terms in members]
            wanted = total[side] or 0
            if abs(fsum(parts) - wanted) > ROUNDING * (fsum(map(abs, parts)) + abs(wanted)):
                raise _refused("does_not_add_up", "The parts of {label} do not add up to it.", query, model)
    cut = len(shape.top)
    tops = [(label, _total(shape.top, terms[:cut])) for label, terms in members]
    if not shape.bottom:
        return split_sum(tops)
    bottoms = [_total(shape.bottom, terms[cut:]) for _, terms in members]
    whole = _total(shape.top, totals[:cut]), _total(shape.bottom, totals[cut:])
    return split_ratio([(label, top, low) for (label, top), low in zip(tops, bottoms, strict=True)], *whole)


def _total(terms: tuple[Term, ...], pairs: list[Pair]) -> Pair:
    """Return the sum of terms with their factors; None on a side where none of them has rows."""
    return _add([Pair(*(_times(side, term.factor) for side in pair)) for term, pair in zip(terms, pairs, strict=True)])


def _times(value: Any, factor: float) -> Any:
    return value if value is None or factor == 1 else value * factor


def _add(pairs: Any) -> Pair:
    known = [[pair[side] for pair in pairs if pair[side] is not None] for side in (0, 1)]
    return Pair(*(sum(side) if side else None for side in known))


def _inputs(shape: Shape, totals: list[Pair]) -> tuple[Contribution, ...]:
    """Return what each term of a sum contributed; its own numbers are told without the factor."""
    known = [Pair(pair.before or 0, pair.value or 0) for pair in totals]
    return tuple(
        Contribution(number, *totals[number], term.factor * (pair.value - pair.before))
        for number, (term, pair) in enumerate(zip(shape.top, known, strict=True))
    )


def _best(found: list[tuple[str, tuple[Contribution, ...], Any]]) -> list[tuple[str, tuple[Contribution, ...], Any]]:
    """Return the dimension in which the change is most concentrated, and up to two that come near it."""
    scored = sorted(((concentration(each[1]), each) for each in found), key=lambda item: -item[0])
    return [each for score, each in scored[:MOST_SHOWN] if score >= NEXT_BEST * scored[0][0]]


def _once(notes: tuple[Issue, ...]) -> tuple[Issue, ...]:
    return tuple(note for place, note in enumerate(notes) if note not in notes[:place])


def _sorted(parts: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    return tuple(sorted(parts, key=lambda part: (-abs(part.change), str(part.label))))


# --- what there is no explanation of --------------------------------------------------------------


def _check_sides(whole: Pair, compiled: CompiledQuery, query: Explain, model: Model) -> None:
    other = compiled.comparisons[0]
    period: Any = compiled.period
    missing = other if whole.before is None else period if whole.value is None else None
    if missing is not None:
        message = "There is nothing of {label} to compare with."
        days = {"start": str(missing.start), "end": str(missing.end - dt.timedelta(days=1))}
        raise _refused("nothing_to_compare", message, query, model, **days)


def _refused(code: str, message: str, query: Explain, model: Model, **params: str) -> QueryRefused:
    names = [node for node in (query.measure, *getattr(query.measure, "measures", ())) if isinstance(node, Metric)]
    label = " – ".join(model.metric_label(node.name, "en") for node in names)
    text = message.format(label=label or query.measure.kind)
    return QueryRefused(Issue(code=code, message=text, params={"label": label, **params}))
