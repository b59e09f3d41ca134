"""The tables of a fit: what it gains where it was not fitted, what moved and why, how far it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from eval.calibration import Told, bin_confidences, brier_score, calibration_error, risk_by_coverage
from eval.figures import share_of
from eval.fit.examples import Example
from eval.fit.fitting import Judged, support_of
from eval.fit.likelihood import Weights
from eval.report.tables import tell_share

#: Points of a risk-coverage curve that are printed.
POINTS = 8


def print_loss(judged: Mapping[str, Sequence[Judged]], out: Console) -> None:
    """Print how right the first of several readings is, and how surely, by who judged it."""
    table = Table("weights", "questions with rivals", "log loss", "the first is right")
    for title, each in judged.items():
        rivals = [one for one in each if one.says_something]
        right = share_of(sum(one.right for one in rivals), len(rivals))
        table.add_row(title, str(len(rivals)), f"{loss_of(each):.4f}", tell_share(right))
    out.print(table)


def loss_of(judged: Sequence[Judged]) -> float:
    """Return the mean log loss of what is right among several readings, in nats."""
    rivals = [each for each in judged if each.says_something]
    return sum(-math.log(max(each.share_of_right, 1e-12)) for each in rivals) / max(len(rivals), 1)


def print_choices(judged: Mapping[str, Sequence[Judged]], thresholds: Mapping[str, float], out: Console) -> None:
    """Print what would be done with gold, by who judged it: told or asked back, rightly or not."""
    table = Table("gold", "told and right", "told and wrong", "asked, with what is meant", "asked, without")
    for title, each in judged.items():
        table.add_row(title, *map(str, count_choices(each, thresholds)))
    out.print(table)


def count_choices(judged: Sequence[Judged], thresholds: Mapping[str, float]) -> tuple[int, int, int, int]:
    """Return how many questions of gold are told and right, told and wrong, asked with what is meant, and without."""
    gold = [each for each in judged if each.example.source == "gold"]
    answered = [each for each in gold if each.is_answered(thresholds)]
    right = sum(each.right for each in answered)
    asked = [each for each in gold if not each.is_answered(thresholds)]
    offered = sum(each.share_of_right >= thresholds["faint"] for each in asked)
    return right, len(answered) - right, offered, len(asked) - offered


def print_moved(examples: Sequence[Example], by_hand: Weights, fitted: Weights, out: Console) -> None:
    """Print the weights that the fit moved, the farthest first, and how many questions pull each way."""
    table = Table("weight", "by hand", "fitted", "questions", "models", "more of it in the right reading", "less of it")
    support = support_of(examples)
    moved = [name for name in by_hand if abs(fitted[name] - by_hand[name]) > 0.005]
    for name in sorted(moved, key=lambda name: -abs(fitted[name] - by_hand[name])):
        more, less = _pulls(name, support[name])
        models = len({example.model for example in support[name]})
        row = (f"{by_hand[name]:.2f}", f"{fitted[name]:.2f}", len(support[name]), models, more, less)
        table.add_row(name, *map(str, row))
    out.print(table)


def _pulls(name: str, examples: Iterable[Example]) -> tuple[int, int]:
    """Return in how many questions what is right has more of a feature than what is wrong, and in how many less."""
    gaps = [_mean(name, each, True) - _mean(name, each, False) for each in examples]
    return sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)


def _mean(name: str, example: Example, right: bool) -> float:
    held = [candidate.features.get(name, 0.0) for candidate in example.candidates if candidate.right is right]
    return sum(held) / len(held)


def print_reliability(title: str, judged: Sequence[Judged], out: Console) -> None:
    """Print how often a confidence is right: by bins, and over groups of questions with Brier score and ECE."""
    told = [each for each in judged if each.told]
    bins = Table(f"{title}: confidence", "mean", "right, gold", "right, all")
    of_gold = {each.low: each for each in bin_confidences(_told(told, lambda each: each.example.source == "gold"))}
    for each in bin_confidences(_told(told)):
        gold = tell_share(of_gold[each.low].right) if each.low in of_gold else "·"
        bins.add_row(f"{each.low}–{each.high}", f"{each.mean:.3f}", gold, tell_share(each.right))
    out.print(bins)
    table = Table(f"{title}: questions", "answers", "mean confidence", "right", "Brier score", "ECE")
    for group, chosen in GROUPS.items():
        pairs = _told(told, chosen)
        if pairs:
            mean = sum(confidence for confidence, _ in pairs) / len(pairs)
            right = tell_share(share_of(sum(right for _, right in pairs), len(pairs)))
            figures = (f"{mean:.4f}", right, f"{brier_score(pairs):.4f}", f"{calibration_error(pairs):.4f}")
            table.add_row(group, str(len(pairs)), *figures)
    out.print(table)


#: Groups of questions that reliability is told of.
GROUPS: dict[str, Callable[[Judged], bool]] = {
    "gold": lambda each: each.example.source == "gold",
    "gold, en": lambda each: each.example.source == "gold" and each.example.locale == "en",
    "gold, zh": lambda each: each.example.source == "gold" and each.example.locale == "zh",
    "gold and made": lambda each: each.example.source in ("gold", "synthetic"),
    "with slips": lambda each: each.example.source == "slip",
    "all that is known": lambda each: each.example.source != "orphan",
    "all": lambda each: True,
    "all, en": lambda each: each.example.locale == "en",
    "all, zh": lambda each: each.example.locale == "zh",
}


def print_risk(judged: Sequence[Judged], out: Console) -> None:
    """Print what is answered from a confidence on, and how much of that is wrong: of all, and of those with rivals."""
    for title, chosen in (("all", judged), ("with rivals", [each for each in judged if each.rivals])):
        told = [(each.share if title != "all" else each.confidence, each.right) for each in chosen if each.told]
        points = risk_by_coverage(told, len(chosen)) if told else []
        table = Table(f"{title}: answered from", "coverage", "wrong, of the answered")
        step = max(1, len(points) // POINTS)
        for point in (*points[:-1:step], *points[-1:]):
            table.add_row(f"{point.confidence:.3f}", f"{point.coverage * 100:.1f} %", tell_share(point.wrong))
        out.print(table)


def _told(judged: Iterable[Judged], chosen: Callable[[Judged], bool] = lambda each: True) -> list[Told]:
    return [(each.confidence, each.right) for each in judged if chosen(each)]
