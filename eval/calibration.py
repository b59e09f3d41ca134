"""How far a confidence can be trusted: over pairs of a confidence told and whether what it was told of was right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from eval.figures import Share, share_of
from eval.outcome import Outcome

#: A confidence, from 0 to 1, and whether it was of something right.
Told = tuple[float, bool]


class Bin(NamedTuple):
    """Confidences from ``low`` to ``high``, their mean, and the share of them that were right."""

    low: float
    high: float
    mean: float
    right: Share


class Point(NamedTuple):
    """What is answered from a confidence on: how much of all, and how much of that is wrong."""

    confidence: float
    coverage: float
    wrong: Share


#: Most confidences are near 1: bins are narrow there.
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)


def told_of(outcomes: Iterable[Outcome]) -> list[Told]:
    """Return the confidences of the answers of a run, and whether each was right."""
    steps = (step for outcome in outcomes for step in outcome.steps if step.status == "answered")
    return [(step.confidence, step.verdict == "right") for step in steps if step.confidence is not None]


def bin_confidences(told: Iterable[Told], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Return the bins that hold any, the last with its upper edge.

    >>> bins = bin_confidences([(0.6, True), (0.64, False), (1.0, True)])
    >>> [(each.low, round(each.mean, 2), each.right[:2]) for each in bins]
    [(0.5, 0.62, (1, 2)), (0.995, 1.0, (1, 1))]
    """
    pairs = list(told)
    found = []
    for low, high in zip(edges, edges[1:], strict=False):
        held = [each for each in pairs if low <= each[0] < high or (each[0] == high == edges[-1])]
        if held:
            mean = sum(confidence for confidence, _ in held) / len(held)
            found.append(Bin(low, high, mean, share_of(sum(right for _, right in held), len(held))))
    return found


def brier_score(told: Sequence[Told]) -> float:
    """Return the mean squared distance of the confidence from what came of it: 0 is best, 0.25 knows nothing.

    Source: G. W. Brier, Monthly Weather Review 78 (1950).

    >>> brier_score([(1.0, True), (0.5, False)])
    0.125
    """
    return sum((confidence - right) ** 2 for confidence, right in told) / len(told) if told else 0.0


def calibration_error(told: Sequence[Told], edges: Sequence[float] = EDGES) -> float:
    """Return how far, on average over all, the confidence of a bin is from its share of right ones (ECE), 0 to 1.

    Source: M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI 2015.

    >>> calibration_error([(0.75, True), (0.75, False), (1.0, True), (1.0, True)])
    0.125
    """
    bins = bin_confidences(told, edges)
    total = sum(each.right.total for each in bins)
    return sum(abs(each.mean - each.right.value) * each.right.total for each in bins) / total if total else 0.0


def risk_by_coverage(told: Iterable[Told], asked: int) -> list[Point]:
    """Return what ever less sure answers bring, of ``asked`` questions; equally sure ones come together.

    >>> points = risk_by_coverage([(0.9, True), (0.5, False)], 4)
    >>> [(point.confidence, point.coverage, point.wrong[:2]) for point in points]
    [(0.9, 0.25, (0, 1)), (0.5, 0.5, (1, 2))]
    """
    points: dict[float, Point] = {}
    wrong = 0
    for number, (confidence, right) in enumerate(sorted(told, key=lambda each: -each[0]), start=1):
        wrong += not right
        points[confidence] = Point(confidence, number / asked, share_of(wrong, number))
    return list(points.values())
