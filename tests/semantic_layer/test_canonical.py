"""Equal meaning, equal bytes; another meaning, other bytes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.query import (
    And,
    Compare,
    Contains,
    Data,
    Dimension,
    Explicit,
    In,
    Is,
    IsNull,
    MeasureIs,
    Metric,
    Not,
    Or,
    Order,
    Range,
    Relative,
    Top,
)
from semantic_layer.query.canonical import canonical

A, B, C = Is(dimension="d", value="a"), Is(dimension="d", value="b"), Is(dimension="e", value=3)
SAME = [
    (In(dimension="d", values=("b", "a")), In(dimension="d", values=("a", "b", "a"))),
    (In(dimension="d", values=("a",)), A),
    (Or(parts=(A, B)), In(dimension="d", values=("b", "a"))),
    (Or(parts=(In(dimension="d", values=("a", "b")), A)), Or(parts=(B, A))),
    (And(parts=(A, C)), And(parts=(C, A))),
    (And(parts=(And(parts=(A, C)), A)), And(parts=(A, C))),
    (And(parts=(A,)), A),
    (And(parts=(Or(parts=(And(parts=(A, C)),)), B)), And(parts=(A, B, C))),
    (Not(part=Not(part=A)), A),
    (Is(dimension="d", op="!=", value="a"), Not(part=A)),
    (Not(part=Is(dimension="d", op="!=", value="a")), A),
    (Range(dimension="e", low=3, high=3), C),
    (Range(dimension="e", low=3), Is(dimension="e", op=">=", value=3)),
    (Is(dimension="e", value=3.0), C),
    (MeasureIs(measure=Metric(name="m"), op=">", value=100), MeasureIs(measure=Metric(name="m"), op=">", value=100.0)),
]
OTHER = [
    (A, B),
    (A, Not(part=A)),
    (And(parts=(A, C)), Or(parts=(A, C))),
    (Is(dimension="e", value=3), Is(dimension="e", value="3")),
    (Is(dimension="e", value=1), Is(dimension="e", value=True)),
    (Is(dimension="e", op=">", value=3), Is(dimension="e", op=">=", value=3)),
    (Contains(dimension="d", text="a"), A),
    (IsNull(dimension="d"), A),
    (Or(parts=(A, Is(dimension="d", op=">", value="b"))), Or(parts=(A, B))),
]


def of(where):
    return canonical(Data(measures=(Metric(name="m"),), where=where))


@pytest.mark.parametrize(("left", "right"), SAME)
def test_equal_meaning_equal_bytes(left, right):
    assert of(left) == of(right)


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_other_meaning_other_bytes(left, right):
    assert of(left) != of(right)


def test_a_comparison_with_its_own_unit_is_the_one_without():
    def compared(unit, **more):
        compare = (Compare(basis="previous_unit", unit=unit),)
        return canonical(Data(measures=(Metric(name="m"),), compare=compare, **more))

    may = Relative(unit="month", offset=-1)
    assert compared("month", period=may) == compared(None, period=may)
    assert compared("week", period=may) != compared(None, period=may)
    assert compared("month") != compared(None)


def test_order_of_measures_axes_and_comparisons_is_meaning():
    m, n = Metric(name="m"), Metric(name="n")
    x, y = Dimension(name="x"), Dimension(name="y")
    year, unit = Compare(basis="previous_year"), Compare(basis="previous_unit")
    assert canonical(Data(measures=(m, n))) != canonical(Data(measures=(n, m)))
    assert canonical(Data(measures=(m,), by=(x, y))) != canonical(Data(measures=(m,), by=(y, x)))
    assert canonical(Data(measures=(m,), compare=(year, unit))) != canonical(Data(measures=(m,), compare=(unit, year)))


def test_defaults_that_are_written_out_change_nothing():
    bare = Data(measures=(Metric(name="m"),), by=(Dimension(name="x"),), order=(Order(measure=0),), top=Top(n=3))
    full = Data(
        measures=(Metric(name="m", where=None, period=None),),
        by=(Dimension(name="x"),),
        order=(Order(measure=0, side="value", descending=True),),
        top=Top(n=3, per=(), ties=True),
        totals=False,
        compare=(),
    )
    assert canonical(bare) == canonical(full)


def test_every_part_of_a_period_counts():
    texts = {
        canonical(Data(measures=(Metric(name="m"),), period=period))
        for period in (
            None,
            Relative(unit="month"),
            Relative(unit="month", offset=-1),
            Relative(unit="month", to_date=True),
            Relative(unit="month", fiscal=True),
            Explicit(start=dt.date(2026, 1, 1), end=dt.date(2026, 2, 1)),
        )
    }
    assert len(texts) == 6


LEAF = st.builds(Is, dimension=st.sampled_from("xyz"), value=st.integers(0, 2))
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda parts: And(parts=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: Or(parts=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: Not(part=part), inner),
    ),
    max_leaves=8,
)


def holds(predicate, row):
    if isinstance(predicate, Is):
        return row[predicate.dimension] == predicate.value
    if isinstance(predicate, Not):
        return not holds(predicate.part, row)
    return (all if isinstance(predicate, And) else any)(holds(part, row) for part in predicate.parts)


ROWS = [{"x": x, "y": y, "z": z} for x in range(3) for y in range(3) for z in range(3)]


@given(TREE, st.randoms())
def test_shuffling_changes_nothing(tree, random):
    def shuffled(part):
        if isinstance(part, And | Or):
            parts = [shuffled(item) for item in part.parts]
            random.shuffle(parts)
            return type(part)(parts=tuple(parts))
        return Not(part=shuffled(part.part)) if isinstance(part, Not) else part

    assert of(tree) == of(shuffled(tree))


@given(TREE, TREE)
def test_equal_bytes_mean_the_same_rows(left, right):
    if of(left) == of(right):
        assert [holds(left, row) for row in ROWS] == [holds(right, row) for row in ROWS]
