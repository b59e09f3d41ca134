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


class Choices(NamedTuple):
    """Readings of all questions, one after the other: features ``float64 (readings, features)``, and their offsets.

    ``starts`` is where the readings of each question begin. ``wanted`` is the share that a reading of an open question
    should have, where all that can be computed is right, each as much as the others; of the others it is 0, and
    ``right`` says which are right.
    """

    features: np.ndarray
    offset: np.ndarray
    starts: np.ndarray
    right: np.ndarray
    wanted: np.ndarray
    is_open: np.ndarray


def fit_ranking(examples: Sequence[Example], prior: Weights, names: Sequence[str], strength: float = 1.0) -> Weights:
    """Return the weights with those of ``names`` fitted: conditional log-likelihood, less L2 toward the prior.

    ``strength`` is what a unit of distance from the prior costs, in half questions. Questions of which no reading or
    every reading is right say nothing of their order; of those that must be asked back, readings are to be as likely.
    """
    asked = [each for each in examples if says_something(each) or each.is_open]
    if not asked or not names:
        return dict(prior)
    choices = _choices(asked, prior, names)
    start = np.array([prior.get(name, 0.0) for name in names])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = choices.features @ weights + choices.offset
        of_all, share = _log_sums(scores, choices.starts)
        # Of an open question what is wanted is fixed: its readings count as right, and cancel out.
        of_right, of_those = _log_sums(np.where(choices.right | choices.is_open, scores, -np.inf), choices.starts)
        closed = ~choices.is_open[choices.starts]
        value = of_all.sum() - of_right[closed].sum() - choices.wanted @ scores
        slope = (share - np.where(choices.is_open, choices.wanted, of_those)) @ choices.features
        far = weights - start
        return float(value + 0.5 * strength * (far**2).sum()), slope + strength * far

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return {**prior, **dict(zip(names, map(float, found.x), strict=True))}


def log_loss(examples: Sequence[Example], weights: Weights) -> float:
    """Return the mean negative log-likelihood of what is right among the readings, in nats a question that says any."""
    losses = [
        -np.log(shares_of(each, weights)[[candidate.right for candidate in each.candidates]].sum())
        for each in examples
        if says_something(each)
    ]
    return float(np.mean(losses)) if losses else 0.0


def shares_of(example: Example, weights: Weights) -> np.ndarray:
    """Return the share of each reading, ``float64 (readings,)``, under weights."""
    scores = np.array([_score(candidate.features, weights) for candidate in example.candidates])
    return _log_sums(scores, np.array([0]))[1]


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


def _choices(examples: Sequence[Example], weights: Weights, names: Sequence[str]) -> Choices:
    held = {name: weight for name, weight in weights.items() if name not in set(names)}
    readings = [(each, example) for example in examples for each in example.candidates]
    told = {id(example): sum(each.told for each in example.candidates) for example in examples if example.is_open}
    return Choices(
        features=np.array([[each.features.get(name, 0.0) for name in names] for each, _ in readings]),
        offset=np.array([_score(each.features, held) for each, _ in readings]),
        starts=np.cumsum([0, *(len(example.candidates) for example in examples[:-1])]),
        right=np.array([each.right for each, _ in readings]),
        wanted=np.array([each.told / told[id(example)] if example.is_open else 0.0 for each, example in readings]),
        is_open=np.array([example.is_open for _, example in readings]),
    )


def _score(features: Weights, weights: Weights) -> float:
    return sum(weights.get(name, 0.0) * count for name, count in features.items())


def _log_sums(scores: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the log of the sum of exp(score) of each question, and the share of each reading in its own."""
    lengths = np.diff(np.append(starts, len(scores)))
    top = np.maximum.reduceat(scores, starts)
    parts = np.exp(scores - np.repeat(top, lengths))
    sums = np.add.reduceat(parts, starts)
    return top + np.log(sums), parts / np.repeat(sums, lengths)
