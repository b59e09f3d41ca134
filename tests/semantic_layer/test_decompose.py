"""Contributions add up to the change exactly, in whatever numbers."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from semantic_layer.explain import Pair
from semantic_layer.explain.decompose import concentration, split_ratio, split_sum

NUMBER = st.one_of(st.none(), st.fractions(min_value=-1000, max_value=1000, max_denominator=97))
COUNT = st.one_of(st.none(), st.fractions(min_value=0, max_value=1000, max_denominator=97))


@given(st.lists(st.tuples(NUMBER, NUMBER), max_size=8))
def test_contributions_to_a_sum_add_up_exactly(members):
    parts = split_sum([(place, Pair(*sides)) for place, sides in enumerate(members)])
    before, value = (sum((side[place] or 0 for side in members), Fraction(0)) for place in (0, 1))
    assert sum((part.change for part in parts), Fraction(0)) == value - before
    assert [(part.before, part.value) for part in parts] == members


@given(st.lists(st.tuples(NUMBER, NUMBER, COUNT, COUNT), max_size=8))
def test_contributions_to_a_ratio_add_up_exactly_and_treat_both_sides_alike(members):
    """Members of one side, zero denominators and numerators without a denominator included."""
    rows = [(place, Pair(a, b), Pair(c, d)) for place, (a, b, c, d) in enumerate(members)]
    top, bottom = (Pair(*(sum((row[n][s] or 0 for row in rows), Fraction(0)) for s in (0, 1))) for n in (1, 2))
    assume(bottom.before and bottom.value)
    parts = split_ratio(rows, top, bottom)
    assert sum(part.change for part in parts) == top.value / bottom.value - top.before / bottom.before
    assert all(part.rate + part.mix == part.change for part in parts)
    back = split_ratio(
        [(label, Pair(*n[::-1]), Pair(*d[::-1])) for label, n, d in rows], Pair(*top[::-1]), Pair(*bottom[::-1])
    )
    assert [part.change for part in back] == [-part.change for part in parts]
    assert [part.rate for part in back] == [-part.rate for part in parts]


def test_rate_and_mix_are_those_of_bennet():
    east, west = ("east", Pair(30, 50), Pair(100, 150)), ("west", Pair(10, 5), Pair(100, 50))
    parts = {part.label: part for part in split_ratio([east, west], Pair(40, 55), Pair(200, 200))}
    # w̄ of the east is (0.5 + 0.75) / 2, its rate moves from 0.3 to 1/3; R̄ is (0.2 + 0.275) / 2.
    assert parts["east"].rate == pytest.approx(0.625 * (1 / 3 - 0.3))
    assert parts["east"].mix == pytest.approx(0.25 * ((1 / 3 + 0.3) / 2 - 0.2375))
    assert parts["west"].rate == pytest.approx(0.375 * 0)
    assert parts["west"].mix == pytest.approx(-0.25 * (0.1 - 0.2375))


def test_a_member_of_one_side_only_is_all_mix():
    stays, comes = ("stays", Pair(20, 20), Pair(100, 100)), ("comes", Pair(None, 90), Pair(None, 100))
    parts = {part.label: part for part in split_ratio([stays, comes], Pair(20, 110), Pair(100, 200))}
    assert parts["comes"].before is None and parts["comes"].rate == 0
    assert parts["comes"].change + parts["stays"].change == pytest.approx(110 / 200 - 20 / 100)


@given(st.lists(st.integers(1, 500), min_size=2, max_size=9), st.integers(2, 5))
def test_a_change_in_proportion_to_size_is_not_concentrated(sizes, times):
    even = split_sum([(place, Pair(Fraction(size), Fraction(size * times))) for place, size in enumerate(sizes)])
    assert concentration(even) == 0
    one = [Pair(Fraction(size), Fraction(size)) for size in sizes]
    one[0] = Pair(one[0].before, one[0].before + 700)
    assert concentration(split_sum(list(enumerate(one)))) > 0
