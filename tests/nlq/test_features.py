import datetime as dt
import math

import pytest

from nlq.grammar.parse.weights import score_of
from nlq.read import read
from nlq.reading import Question
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2017, 12, 31))
SEVERAL = (
    "coupon discount by department",
    "total discount by quarter in 2017",
    "how many trips of at least 8 households in December, by age group",
)


@pytest.mark.parametrize("text", SEVERAL)
def test_the_shares_of_readings_are_those_of_the_scores_of_their_features(journey, text):
    found = read(Question(text=text), SESSION, journey.index).readings
    assert len(found) > 1
    for one, other in zip(found, found[1:], strict=False):
        odds = math.log(one.probability / other.probability)
        assert odds == pytest.approx(score_of(one.features.items()) - score_of(other.features.items()), abs=1e-6)


def test_features_say_how_a_name_is_known(journey):
    sure, unsure = (
        read(Question(text=text), SESSION, journey.index).readings[0].features
        for text in ("average basket value in October", "average basket vlaue in October")
    )
    assert "typo" not in sure and unsure.get("typo")


def test_no_feature_names_anything_of_the_model(journey):
    model = journey.model
    things = (*model.metrics.values(), *model.dimensions.values())
    names = {*model.metrics, *model.dimensions, *(name for thing in things for name in thing.label.values())}
    for text in SEVERAL:
        for reading in read(Question(text=text), SESSION, journey.index).readings:
            assert not {part for feature in reading.features for part in feature.split(":")} & names
