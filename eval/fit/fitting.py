"""The whole fit: examples to weights, trust and thresholds, each judged on folders that it was not fitted to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from eval.fit.examples import Example
from eval.fit.likelihood import Weights, fit_ranking, fit_trust, says_something, shares_of

#: Hard rules: no question buys them off, and none is fitted. The rules' own weights are in units of "rules".
FIXED = frozenset({"skip", "derivations", "rules", "keeps_measure"})
#: A weight is fitted where readings differ in it in so many questions, of so many model folders, at the least.
LEAST_QUESTIONS, LEAST_MODELS = 10, 2
#: What a unit of distance from the weight set by hand costs, in half questions.
STRENGTH = 1.0
#: What may make a reading less sure though it has no rival.
DOUBTS = ("typo", "code", "form", "split_name", "other_order", "shared_head", "shortened", "keeps_measure",
          "top:FILL", "top:VERB", "top:AUX", "top:DIM", "names", "phrases", "distance")  # fmt: skip
#: The sources that say how often a reading is right; what a model forgot says only what makes it wrong.
ASKED = ("gold", "synthetic", "slip")


class Fitted(NamedTuple):
    """What the reader is given: weights of the rank, and of the trust."""

    weights: Weights
    trust: Weights


class Judged(NamedTuple):
    """The first reading of a question as somebody judged it who had not seen its fold.

    ``rivals`` says that it was not the only one; ``told`` that it can be computed. ``share_of_right`` is what all that
    is right has among the readings, ``second`` what the next has.
    """

    example: Example
    share: float
    confidence: float
    right: bool
    share_of_right: float
    rivals: bool
    told: bool
    second: float = 0.0

    def is_answered(self, thresholds: Mapping[str, float]) -> bool:
        """Say whether it is told as the answer, and not asked back beside others."""
        return self.told and (self.share >= thresholds["clear"] or self.second < thresholds["faint"])

    @property
    def says_something(self) -> bool:
        """Say whether readings stand against each other of which some are right and some wrong."""
        return says_something(self.example)


def fit(examples: Sequence[Example], by_hand: Weights) -> Fitted:
    """Return what is fitted to examples."""
    return only_trust(examples, fit_ranking(examples, by_hand, free_names(examples, by_hand), STRENGTH))


def only_trust(examples: Sequence[Example], weights: Weights) -> Fitted:
    """Return weights as they are, with how far readings under them are trusted fitted to examples."""
    return Fitted(weights, _fit_trust(examples, weights))


def free_names(examples: Sequence[Example], by_hand: Weights) -> list[str]:
    """Return the weights that enough questions say something of."""
    support = support_of(examples)
    return [
        name for name in by_hand
        if name not in FIXED
        and len(support[name]) >= LEAST_QUESTIONS
        and len({example.model for example in support[name]}) >= LEAST_MODELS
    ]  # fmt: skip


def support_of(examples: Sequence[Example]) -> Mapping[str, list[Example]]:
    """Return, by feature, the questions whose readings differ in it."""
    found: dict[str, list[Example]] = defaultdict(list)
    for example in filter(says_something, examples):
        for name in {name for candidate in example.candidates for name in candidate.features}:
            if len({round(candidate.features.get(name, 0.0), 6) for candidate in example.candidates}) > 1:
                found[name].append(example)
    return found


def _fit_trust(examples: Sequence[Example], weights: Weights) -> Weights:
    """Return the weights of the trust: what lowers it from all that was asked, its level from what people ask."""
    judged = [(example, *_first(example, weights)) for example in examples if example.candidates]
    judged = [each for each in judged if each[0].candidates[each[1]].told]
    if not judged:
        return {}
    rows = [[1.0, *(each[0].candidates[each[1]].features.get(name, 0.0) for name in DOUBTS)] for each in judged]
    features, share = np.array(rows), np.array([each[2] for each in judged])
    right = np.array([each[0].candidates[each[1]].right for each in judged])
    slopes = fit_trust(features, share, right)[1:]
    asked = np.array([each[0].source in ASKED for each in judged])
    # One imagined wrong answer: no confidence is 1 for want of data.
    level = fit_trust(
        np.ones((asked.sum() + 1, 1)), np.append(share[asked], 1.0), np.append(right[asked], False),
        offset=np.append(features[asked, 1:] @ slopes, 0.0),
    )  # fmt: skip
    return {"bias": float(level[0]), **dict(zip(DOUBTS, map(float, slopes), strict=True))}


def judge(examples: Sequence[Example], fitted: Fitted) -> list[Judged]:
    """Return the first reading of each question that has any."""
    return [_judged(example, fitted) for example in examples if example.candidates]


def judge_held_out(
    examples: Sequence[Example], key: Callable[[Example], str], fit_to: Callable[[Sequence[Example]], Fitted]
) -> list[Judged]:
    """Return the same, each fold judged by what was fitted to the others."""
    return [each for rest, fold in folds(examples, key) for each in judge(fold, fit_to(rest))]


def folds(
    examples: Sequence[Example], key: Callable[[Example], str]
) -> Iterator[tuple[list[Example], list[Example]]]:  # fmt: skip
    """Yield (all others, those of one key), for each key."""
    for held in sorted({key(example) for example in examples}):
        yield [each for each in examples if key(each) != held], [each for each in examples if key(each) == held]


def _judged(example: Example, fitted: Fitted) -> Judged:
    shares = shares_of(example, fitted.weights)
    place = int(shares.argmax())
    first = example.candidates[place]
    odds = fitted.trust.get("bias", np.inf) + sum(
        weight * first.features.get(name, 0.0) for name, weight in fitted.trust.items()
    )
    trust = 1.0 / (1.0 + float(np.exp(-odds)))
    of_right = float(sum(share for share, each in zip(shares, example.candidates, strict=True) if each.right))
    share = float(shares[place])
    second = float(np.sort(shares)[-2]) if len(shares) > 1 else 0.0
    return Judged(example, share, share * trust, first.right, of_right, len(shares) > 1, first.told, second)


def _first(example: Example, weights: Weights) -> tuple[int, float]:
    shares = shares_of(example, weights)
    place = int(shares.argmax())
    return place, float(shares[place])
