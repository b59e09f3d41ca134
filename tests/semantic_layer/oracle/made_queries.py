"""Strategies: random queries over a made world."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from made_world import EDGES, FIRST, LAST, World

from semantic_layer import query as q

MEMBERS: dict[str, tuple[Any, ...]] = {
    "shop_of": (1, 2, 3, 5, 99), "kind": ("big", "small"), "size": ("wide", "thin"), "zone": ("north", "south"),
    "tier": ("gold", "basic"), "state": ("done", "void"), "code": ("a", "b", "c"),
}  # fmt: skip
UNITS = ("day", "week", "month", "quarter", "half", "year")
days = st.one_of(
    st.sampled_from(EDGES), st.integers(-10, (LAST - FIRST).days).map(lambda n: FIRST + dt.timedelta(days=n))
)


@st.composite
def periods(draw: Any) -> q.Explicit:
    """Draw a span of days, of a day or of years."""
    start = draw(days)
    return q.Explicit(start=start, end=start + dt.timedelta(days=draw(st.sampled_from((1, 7, 29, 31, 92, 366, 500)))))


def tests(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Draw one test on one of the dimensions."""

    def on(name: str) -> st.SearchStrategy[Any]:
        value = st.sampled_from(MEMBERS[name])
        return st.one_of(
            st.builds(q.Is, dimension=st.just(name), op=st.sampled_from(("=", "=", "!=", "<", ">=")), value=value),
            st.builds(q.In, dimension=st.just(name), values=st.lists(value, min_size=1, max_size=3).map(tuple)),
            st.builds(q.IsNull, dimension=st.just(name)),
            st.builds(q.Range, dimension=st.just(name), low=value, high=value),
        )

    return st.sampled_from(names).flatmap(on)


def conditions(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Draw a condition with and, or, not."""
    return st.recursive(
        tests(names),
        lambda inner: st.one_of(
            st.builds(q.Not, part=inner),
            st.builds(q.And, parts=st.lists(inner, min_size=1, max_size=2).map(tuple)),
            st.builds(q.Or, parts=st.lists(inner, min_size=1, max_size=2).map(tuple)),
        ),
        max_leaves=3,
    )


@st.composite
def data(draw: Any, world: World, metrics: tuple[str, ...] = (), most: int = 3, grain: bool | None = None) -> q.Data:
    """Draw a query: its metrics, at most one grain and one dimension, or two dimensions, and a condition."""
    names = draw(
        st.lists(st.sampled_from(metrics or tuple(world.model.metrics)), min_size=1, max_size=most, unique=True)
    )
    by: list[Any] = [
        q.Dimension(name=name)
        for name in draw(st.lists(st.sampled_from(tuple(world.model.dimensions)), max_size=2, unique=True))
    ]
    if grain or (grain is None and draw(st.booleans())):
        by = [*by[:1], q.Grain(unit=draw(st.sampled_from(UNITS)))]
    where = draw(st.none() | conditions(tuple(world.model.dimensions)))
    return q.Data(
        measures=tuple(q.Metric(name=name) for name in names),
        by=tuple(draw(st.permutations(by))),
        where=where,
        period=draw(periods()),
    )
