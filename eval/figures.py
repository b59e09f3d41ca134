"""Shares with their bounds, and differences with their significance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scipy.stats import binomtest

from eval.grade import Verdict
from eval.outcome import Outcome


class Share(NamedTuple):
    """``hits`` of ``total`` with Wilson's 95 % bounds; of nothing it is 0 of 0, bounds 0 to 1."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Return the share, 0 where there is nothing."""
        return self.hits / self.total if self.total else 0.0


def share_of(hits: int, total: int) -> Share:
    """Return a share with Wilson's score interval at 95 %.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), as scipy computes it.

    >>> tuple(round(bound, 3) for bound in share_of(9, 10)[2:])
    (0.596, 0.982)
    """
    if not total:
        return Share(0, 0, 0.0, 1.0)
    bounds = binomtest(hits, total).proportion_ci(method="wilson")
    return Share(hits, total, float(bounds.low), float(bounds.high))


def count_verdicts(outcomes: Iterable[Outcome]) -> Mapping[Verdict, int]:
    """Return how many cases have each verdict."""
    return Counter(outcome.verdict for outcome in outcomes)


class Headline(NamedTuple):
    """The figures that a version is judged by."""

    right: Share
    silently_wrong: Share
    withheld: Share
    needless: Share
    turns: Share


def headline(outcomes: Sequence[Outcome]) -> Headline:
    """Return the figures that a version is judged by.

    ``right``: of the answerable cases. ``silently_wrong``: wrong or unanswerable and told with confidence, of all.
    ``withheld``: refused or asked back, of what must not be answered. ``needless``: asked back, of the answerable.
    ``turns``: right turns of dialogues.
    """
    can = [outcome for outcome in outcomes if outcome.answerable]
    cannot = [outcome for outcome in outcomes if not outcome.answerable]
    turns = [step for outcome in outcomes if len(outcome.steps) > 1 for step in outcome.steps]
    asked = ("needless_question", "right_after_question")
    return Headline(
        right=share_of(sum(outcome.verdict == "right" for outcome in can), len(can)),
        silently_wrong=share_of(sum(outcome.silent for outcome in outcomes), len(outcomes)),
        withheld=share_of(sum(not outcome.silent for outcome in cannot), len(cannot)),
        needless=share_of(sum(outcome.verdict in asked for outcome in can), len(can)),
        turns=share_of(sum(step.verdict == "right" for step in turns), len(turns)),
    )


def sign_test(broken: int, fixed: int) -> float:
    """Return the two-sided p of so uneven a split of the cases that changed: McNemar's test, exact.

    Source: Q. McNemar, Psychometrika 12 (1947); the exact form is a binomial test with p = 1/2.

    >>> round(sign_test(0, 6), 3), sign_test(0, 0)
    (0.031, 1.0)
    """
    changed = broken + fixed
    return float(binomtest(broken, changed).pvalue) if changed else 1.0
