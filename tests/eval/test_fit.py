import datetime as dt
import random

import numpy as np
import pytest

from eval.calibration import bin_confidences, brier_score, calibration_error, risk_by_coverage
from eval.fit.backwards import make_questions
from eval.fit.examples import Candidate, Example, made_examples
from eval.fit.harder import forget
from eval.fit.likelihood import fit_ranking, fit_trust, log_loss
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import Data, Metric
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

TODAY = dt.date(2017, 12, 31)


def example(*candidates, source="synthetic"):
    return Example(
        "", "m", "s", "en", source, True, tuple(Candidate(features, right) for features, right in candidates)
    )


def drawn(weights, count):
    """Return questions with two readings each, the right one drawn by the shares that the weights give."""
    chance = random.Random(1)
    found = []
    for _ in range(count):
        both = [{name: float(chance.randint(0, 2)) for name in weights} for _ in range(2)]
        odds = sum(weights[name] * (both[0][name] - both[1][name]) for name in weights)
        first = chance.random() < 1 / (1 + np.exp(-odds))
        found.append(example((both[0], first), (both[1], not first)))
    return found


def test_a_fit_recovers_the_weights_that_questions_were_drawn_with():
    true = {"far": -1.0, "long": 0.7, "idle": 0.0}
    found = fit_ranking(drawn(true, 4000), dict.fromkeys(true, 0.0), tuple(true))
    assert found == pytest.approx(true, abs=0.12)


def test_few_questions_move_no_weight_far_and_what_is_not_fitted_stays():
    one = [example(({"far": 1.0}, False), ({}, True))]
    found = fit_ranking(one, {"far": -1.0, "skip": -12.0}, ("far",), strength=10)
    assert found["skip"] == -12.0 and -1.1 < found["far"] < -1.0
    assert log_loss(one, found) < log_loss(one, {"far": -1.0})


def test_questions_without_a_wrong_or_without_a_right_reading_say_nothing():
    silent = [example(({"far": 1.0}, True)), example(({"far": 1.0}, False), ({}, False)), example()]
    assert fit_ranking(silent, {"far": 0.5}, ("far",)) == {"far": 0.5}


def test_trust_recovers_how_often_a_feature_goes_wrong():
    chance = np.random.default_rng(2)
    features = np.column_stack([np.ones(4000), chance.integers(0, 2, 4000)])
    right = chance.random(4000) < 1 / (1 + np.exp(-(features @ [3.0, -2.0])))
    assert fit_trust(features, np.ones(4000), right) == pytest.approx([3.0, -2.0], abs=0.25)


def test_reliability_of_a_set_made_by_hand():
    told = [(0.6, True), (0.6, False), (0.92, True), (0.92, True), (1.0, True), (1.0, False)]
    assert [(round(each.mean, 2), *each.right[:2]) for each in bin_confidences(told)] == [
        (0.6, 1, 2), (0.92, 2, 2), (1.0, 1, 2)
    ]  # fmt: skip
    assert brier_score(told) == pytest.approx((0.4**2 + 0.6**2 + 2 * 0.08**2 + 0 + 1) / 6)
    assert calibration_error(told) == pytest.approx((2 * 0.1 + 2 * 0.08 + 2 * 0.5) / 6)
    assert [(each.confidence, each.coverage, *each.wrong[:2]) for each in risk_by_coverage(told, 10)] == [
        (1.0, 0.2, 1, 2), (0.92, 0.4, 1, 4), (0.6, 0.6, 2, 6)
    ]  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_questions_made_of_queries_read_back_to_them(retail, locale):
    session = Session(today=dt.date(2026, 11, 23), locale=locale)
    made = list(make_questions(retail, session, 42))
    assert len({each.shape for each in made}) == 21
    back = [read(Question(text=each.text, locale=locale), session, retail.index).readings for each in made]
    same = [
        bool(found) and canonical(found[0].query) == canonical(each.query)
        for each, found in zip(made, back, strict=True)
    ]
    assert np.mean(same) > 0.9, [each for each, right in zip(made, same, strict=True) if not right]


def test_the_same_seed_makes_the_same_questions(journey):
    session = Session(today=TODAY)
    one, other, another = (list(make_questions(journey, session, 21, seed)) for seed in (1, 1, 2))
    assert one == other != another


def test_what_is_forgotten_is_not_read_as_it_was(journey):
    query = Data(measures=(Metric(name="baskets"),))
    without = forget(journey, query, random.Random(0))
    text = journey.model.metrics["baskets"].label["en"]
    found = read(Question(text=text), Session(today=TODAY), without.index)
    # What a part of a name may stand for is asked back, and answers nothing.
    assert found.lacks_metric or all(canonical(reading.query) != canonical(query) for reading in found.readings)
    assert read(Question(text=text), Session(today=TODAY), journey.index).readings


def test_the_verbs_that_ask_for_a_metric_are_forgotten_with_it(retail):
    session, question = Session(today=dt.date(2026, 11, 23), locale="zh"), Question(text="上月卖了多少钱", locale="zh")
    [reading] = read(question, session, retail.index).readings
    without = forget(retail, Data(measures=reading.query.measures), random.Random(0))
    # What other names hold of the verb's noun is only offered.
    left = read(question, session, without.index).readings
    assert all(each.query.measures != reading.query.measures for each in left)
    assert all(each.features.get("METRIC:part of a name") for each in left)


def test_what_is_made_is_asked_as_it_is_with_a_slip_and_of_a_model_that_forgot(journey):
    found = list(made_examples(journey, TODAY, 12))
    assert {each.source for each in found} == {"synthetic", "slip", "orphan"}
    assert not [each for each in found if each.source == "orphan" and any(c.right for c in each.candidates)]
    assert [each for each in found if each.source == "synthetic" and each.candidates and each.candidates[0].right]
