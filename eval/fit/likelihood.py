"""Weights that make what is right most probable, held near the weights that are there.

Two models of few numbers. The rank of readings is log-linear: the share of a reading is its exp(score) among all. The
trust in them is logistic: the probability that what is meant is among the readings at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from eval.fit.examples import Example

Weights = Mapping[str, float]


class Choice(NamedTuple):
    """Readings of one question: features ``float64 (readings, features)``, which are right, and their offsets.

    Where a question is open, all that can be computed is right, each as much as the others.
    """

    features: np.ndarray
    right: np.ndarray
    offset: np.ndarray
    is_open: bool


def fit_ranking(examples: Sequence[Example], prior: Weights, names: Sequence[str], strength: float = 1.0) -> Weights:
    """Return the weights with those of ``names`` fitted: conditional log-likelihood, less L2 toward the prior.

    ``strength`` is what a unit of distance from the prior costs, in half questions. Questions of which no reading or
    every reading is right say nothing of their order; of those that must be asked back, readings are to be as likely.
    """
    choices = [_choice(each, prior, names) for each in examples if says_something(each) or each.is_open]
    if not choices or not names:
        return dict(prior)
    start = np.array([prior.get(name, 0.0) for name in names])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value = 0.5 * strength * float(((weights - start) ** 2).sum())
        slope = strength * (weights - start)
        for choice in choices:
            scores = choice.features @ weights + choice.offset
            of_all, share = _log_sum(scores)
            of_right, wanted = _wanted(choice, scores)
            value += of_all - of_right
            slope = slope + (share - wanted) @ choice.features
        return value, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return {**prior, **dict(zip(names, map(float, found.x), strict=True))}


def _wanted(choice: Choice, scores: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the log score of what is right, and the shares that the readings should have."""
    if choice.is_open:
        wanted = choice.right / choice.right.sum()
        return float(wanted @ scores), wanted
    return _log_sum(np.where(choice.right, scores, -np.inf))


def log_loss(examples: Sequence[Example], weights: Weights) -> float:
    """Return the mean negative log-likelihood of what is right among the readings, in nats a question that says any."""
    choices = [_choice(each, weights, ()) for each in examples if says_something(each)]
    losses = [
        _log_sum(choice.offset)[0] - _log_sum(np.where(choice.right, choice.offset, -np.inf))[0] for choice in choices
    ]
    return float(np.mean(losses)) if losses else 0.0


def shares_of(example: Example, weights: Weights) -> np.ndarray:
    """Return the share of each reading, ``float64 (readings,)``, under weights."""
    scores = np.array([_score(candidate.features, weights) for candidate in example.candidates])
    return _log_sum(scores)[1]


def fit_trust(
    features: np.ndarray,
    share: np.ndarray,
    right: np.ndarray,
    *,
    offset: np.ndarray | float = 0.0,
    strength: float = 1.0,
) -> np.ndarray:
    """Return the weights of P(right) = share × logistic(offset + weights · features), ``float64 (features,)``.

    ``features (questions, features)`` holds a column of ones first, whose weight is free; the others are held near 0,
    and never above it: a doubt makes nothing surer.
    """
    free = np.ones(features.shape[1])
    free[0] = 1e-3

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        trust = 1.0 / (1.0 + np.exp(-(features @ weights + offset)))
        told = np.clip(share * trust, 1e-9, 1.0 - 1e-9)
        value = -float(np.where(right, np.log(told), np.log1p(-told)).sum())
        slope_of_told = np.where(right, -1.0 / told, 1.0 / (1.0 - told))
        slope = (slope_of_told * share * trust * (1.0 - trust)) @ features
        return value + 0.5 * strength * float((free * weights**2).sum()), slope + strength * free * weights

    bounds = [(None, None), *[(None, 0.0)] * (features.shape[1] - 1)]
    found = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x)


def says_something(example: Example) -> bool:
    """Say whether some of the readings are right and some wrong."""
    return len({candidate.right for candidate in example.candidates}) == 2


def _choice(example: Example, weights: Weights, names: Sequence[str]) -> Choice:
    held = {name: weight for name, weight in weights.items() if name not in set(names)}
    features = np.array([[each.features.get(name, 0.0) for name in names] for each in example.candidates])
    offset = np.array([_score(each.features, held) for each in example.candidates])
    right = np.array([each.told if example.is_open else each.right for each in example.candidates])
    return Choice(features.reshape(len(right), len(names)), right, offset, example.is_open)


def _score(features: Weights, weights: Weights) -> float:
    return sum(weights.get(name, 0.0) * count for name, count in features.items())


def _log_sum(scores: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the log of the sum of exp(score), and the share of each."""
    top = scores.max()
    parts = np.exp(scores - top)
    return float(top + np.log(parts.sum())), parts / parts.sum()
