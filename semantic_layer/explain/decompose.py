"""A change split into contributions that add up to it exactly. Pure arithmetic: any numbers, no rows, no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

#: Floats when asked, fractions in the tests that hold the sums exact.
Number = Any


class Pair(NamedTuple):
    """A number on both sides of a comparison; None where there is none."""

    before: Number
    value: Number


@dataclass(frozen=True)
class Contribution:
    """What one member contributed: ``change``, in the unit of the measure, of which ``rate`` and ``mix`` for a ratio.

    ``before`` and ``value`` are the member's own; ``weight`` its share of the level, the mean of both sides.
    """

    label: Any
    before: Number | None
    value: Number | None
    change: Number
    weight: Number = 0
    rate: Number | None = None
    mix: Number | None = None


def split_sum(members: Iterable[tuple[Any, Pair]]) -> tuple[Contribution, ...]:
    """Return each member's value now less its value before. A member without rows on a side counts nothing there.

    >>> [(c.label, c.change) for c in split_sum([("a", Pair(10, 7)), ("b", Pair(None, 2))])]
    [('a', -3), ('b', 2)]
    """
    known = [(label, pair, Pair(*(side or 0 for side in pair))) for label, pair in members]
    level = sum(abs(plain.before) + abs(plain.value) for _, _, plain in known) or 1
    return tuple(
        Contribution(
            label, pair.before, pair.value, plain.value - plain.before,
            weight=(abs(plain.before) + abs(plain.value)) / level,
        )
        for label, pair, plain in known
    )  # fmt: skip


def split_ratio(
    members: Iterable[tuple[Any, Pair, Pair]], numerator: Pair, denominator: Pair
) -> tuple[Contribution, ...]:
    """Return what each member (label, numerator, denominator) contributed to the change of a ratio of totals.

    With a member's weight w = d/D and rate r = n/d, bars for the mean of both sides and R for the whole rate, the
    rate effect is w̄·Δr and the mix effect Δw·(r̄ − R̄): they add up to Δ(N/D), and no side is taken as the base. A
    member that has no rate on a side (d = 0) has no rate effect: all that it contributed is mix. Neither total of
    the denominator is zero.

    Source: the Bennet decomposition (T. L. Bennet, The Theory of Measurement of Changes in Cost of Living, Journal of
    the Royal Statistical Society 83, 1920), its quantities being weights.

    >>> east, west = ("east", Pair(4, 2), Pair(8, 4)), ("west", Pair(2, 3), Pair(8, 12))
    >>> [(c.label, c.change, c.rate, c.mix) for c in split_ratio([east, west], Pair(6, 5), Pair(16, 16))]
    [('east', -0.0390625, 0.0, -0.0390625), ('west', -0.0234375, 0.0, -0.0234375)]
    """
    whole = [numerator[side] / denominator[side] for side in (0, 1)]
    mean = (whole[0] + whole[1]) / 2
    return tuple(_ratio_part(label, top, bottom, denominator, mean) for label, top, bottom in members)


def _ratio_part(label: Any, top: Pair, bottom: Pair, denominator: Pair, mean: Number) -> Contribution:
    counts, bases = ([side or 0 for side in pair] for pair in (top, bottom))
    weights = [base / denominator[side] for side, base in enumerate(bases)]
    rates: list[Number] = [counts[side] / bases[side] if bases[side] else None for side in (0, 1)]
    # Where both sides have a rate this is w̄·Δr + Δw·(r̄ − R̄); written so, it also holds where a side has none.
    shares = [count / denominator[side] for side, count in enumerate(counts)]
    change = shares[1] - shares[0] - mean * (weights[1] - weights[0])
    weight = (weights[0] + weights[1]) / 2
    rate = 0 * change if None in rates else weight * (rates[1] - rates[0])
    return Contribution(label, rates[0], rates[1], change, abs(weight), rate, change - rate)


def concentration(contributions: Sequence[Contribution]) -> float:
    """Return how far a change departs from one that is spread in proportion to size: 0 if not at all.

    A member of weight w would contribute Δ·w; each departure is squared over w, as in Pearson's chi-square, and the
    sum taken per degree of freedom, so that a dimension of many small members does not stand out by chance alone.
    The unit is that of the change squared: dimensions of one question are compared by it, and nothing else.

    >>> spread = split_sum([("a", Pair(10, 20)), ("b", Pair(10, 20))])
    >>> single = split_sum([("a", Pair(10, 30)), ("b", Pair(10, 10))])
    >>> concentration(spread), concentration(single) > 0
    (0.0, True)
    """
    moved = [part for part in contributions if part.weight]
    total = sum(part.change for part in moved)
    departures = sum((part.change - total * part.weight) ** 2 / part.weight for part in moved)
    return float(departures) / max(len(moved) - 1, 1)
