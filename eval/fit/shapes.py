"""Shapes of semantic queries: random pieces to a query, or None where the pieces do not make one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eval.fit.pieces import Pieces, is_share
from semantic_layer.query import (
    Combine,
    Compare,
    CountGroups,
    Data,
    Describe,
    Dimension,
    Fold,
    Grain,
    In,
    MeasureIs,
    Members,
    Metric,
    Order,
    Top,
)

Shape = Callable[[Pieces, str], Any]


def _data(pieces: Pieces, **more: Any) -> Data:
    measures = more.pop("measures", (Metric(name=pieces.metric),))
    return Data(measures=measures, period=pieces.period, **more)


def _by(*names: str) -> tuple[Any, ...]:
    return tuple(Dimension(name=name) for name in names)


def _where(pieces: Pieces, beside: str) -> Any:
    return pieces.is_no_member() if beside == "without" else pieces.is_member()


def _ranked(n: int | None, descending: bool) -> Shape:
    def make(pieces: Pieces, beside: str) -> Any:
        order = (Order(measure=0, descending=descending),)
        return _data(pieces, by=_by(pieces.dim), order=order, top=Top(n=n or pieces.n))

    return make


def _above(pieces: Pieces) -> MeasureIs | None:
    if is_share(pieces.unit):
        return None
    return MeasureIs(measure=Metric(name=pieces.metric), op=">", value=pieces.number)


def _those_above(pieces: Pieces, beside: str) -> Any:
    having = _above(pieces)
    return _data(pieces, by=_by(pieces.dim), having=having) if having else None


def _how_many_above(pieces: Pieces, beside: str) -> Any:
    having = _above(pieces)
    counted = CountGroups(axis=Dimension(name=pieces.dim), having=having) if having else None
    return _data(pieces, measures=(counted,)) if counted else None


def _either(pieces: Pieces, beside: str) -> Any:
    return _data(pieces, where=In(dimension=pieces.member_of, values=pieces.members))


def _filtered_and_broken_down(pieces: Pieces, beside: str) -> Any:
    if pieces.dim == pieces.member_of and beside != "without":
        return None
    return _data(pieces, where=_where(pieces, beside), by=_by(pieces.dim))


def _over_time_and_broken_down(pieces: Pieces, beside: str) -> Any:
    axes = (Grain(unit=pieces.grain), *_by(pieces.dim))
    return _data(pieces, by=axes[::-1] if beside == "turned" else axes)


def _both(pieces: Pieces, beside: str) -> Any:
    measures = (Metric(name=pieces.metric), Metric(name=pieces.other_metric))
    return _data(pieces, measures=measures, by=_by(pieces.dim) if beside == "by" else ())


def _share(pieces: Pieces, beside: str) -> Any:
    if is_share(pieces.unit):
        return None
    share = Combine(op="share", measures=(Metric(name=pieces.metric),), alias=f"{pieces.metric}_share")
    return _data(pieces, measures=(share,), by=_by(pieces.dim))


def _average_over(pieces: Pieces, beside: str) -> Any:
    over = (Grain(unit=beside or pieces.grain),)
    return _data(pieces, measures=(Fold(agg="avg", measure=Metric(name=pieces.metric), over=over),))


#: By the names of the patterns.
SHAPES: Mapping[str, Shape] = {
    "number": lambda pieces, _: _data(pieces),
    "filtered": lambda pieces, beside: _data(pieces, where=_where(pieces, beside)),
    "either": _either,
    "without": lambda pieces, _: _data(pieces, where=pieces.is_no_member()),
    "broken_down": lambda pieces, _: _data(pieces, by=_by(pieces.dim)),
    "broken_down_twice": lambda pieces, _: _data(pieces, by=_by(pieces.dim, pieces.other_dim)),
    "filtered_and_broken_down": _filtered_and_broken_down,
    "over_time": lambda pieces, _: _data(pieces, by=(Grain(unit=pieces.grain),)),
    "over_time_and_broken_down": _over_time_and_broken_down,
    "both": _both,
    "most": _ranked(1, True),
    "least": _ranked(1, False),
    "first_few": _ranked(None, True),
    "last_few": _ranked(None, False),
    "those_above": _those_above,
    "how_many_above": _how_many_above,
    "year_before": lambda pieces, _: _data(pieces, compare=(Compare(basis="previous_year"),)),
    "share": _share,
    "average_over": _average_over,
    "definition": lambda pieces, _: Describe(names=(pieces.metric,)),
    "members": lambda pieces, _: Members(dimension=pieces.dim),
}  # fmt: skip
