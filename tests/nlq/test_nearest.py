"""The nearest metrics of a large catalogue are those that a comparison with every name would find."""

import datetime as dt
import random
from itertools import product
from types import SimpleNamespace

import pytest
from rapidfuzz import fuzz

from nlq.ask import ask
from nlq.nearness import names as nearness
from nlq.nearness.names import Names
from nlq.nearness.nearest import MEANT, nearest_metrics
from nlq.nearness.vectors import NEAR
from nlq.reading import Question
from semantic_layer.session import Session

ENGLISH = list(product(("harbour", "rural", "hospital", "museum", "bakery"), ("copper", "timber", "honey", "salmon"),
                       ("freight", "wages", "duties", "repairs", "cleaning")))  # fmt: skip
CHINESE = list(
    product(
        ("港口", "乡村", "医院", "博物馆", "面包房"),
        ("铜", "木材", "蜂蜜", "三文鱼"),
        ("运费", "工资", "关税", "维修费", "清洁费"),
    )
)


def metric(english, chinese, status="certified", core=False):
    return SimpleNamespace(names=(" ".join(english).title(), "".join(chinese)), status=status, core=core)


@pytest.fixture
def model():
    metrics = {f"m{place}": metric(*each) for place, each in enumerate(zip(ENGLISH, CHINESE, strict=True))}
    metrics["m7"].status, metrics["m90"].core = "deprecated", True
    return SimpleNamespace(metrics=metrics, metric_label=lambda name, locale: metrics[name].names[locale == "zh"])


def plainly(words, model, scorer):
    """Return the nearest scores by the definition, from every name."""
    kept = (metric for metric in model.metrics.values() if metric.status != "deprecated")
    scores = (max(scorer(words, name.casefold()) for name in metric.names) for metric in kept)
    return sorted((score for score in scores if score >= 60), reverse=True)


def slip(name, chosen):
    at = chosen.randrange(len(name) - 1)
    return name[:at] + chosen.choice(("", name[at] * 2, name[at + 1] + name[at])) + name[at + 2 :]


@pytest.mark.parametrize("scorer", [fuzz.ratio, fuzz.WRatio])
def test_what_is_compared_with_some_names_is_as_near_as_with_all(model, scorer, monkeypatch):
    monkeypatch.setattr(nearness, "MOST_COMPARED", 40)
    names, chosen = Names(model), random.Random(5)
    for each in chosen.sample(list(model.metrics.values()), 60):
        for name in each.names:
            words = slip(name.casefold(), chosen)
            found = [score for _, score in names.near(words, scorer, 60)]
            assert found[:1] == pytest.approx(plainly(words, model, scorer)[:1]), words


@pytest.mark.parametrize("scorer", [fuzz.ratio, fuzz.WRatio])
def test_few_names_are_all_compared(model, scorer):
    for words in ("harbor cooper", "蜂密工资", "of the moon"):
        assert [score for _, score in Names(model).near(words, scorer, 60)] == pytest.approx(
            plainly(words, model, scorer)
        )


@pytest.fixture
def near(model):
    """What is offered by spelling alone."""
    index = SimpleNamespace(model=model, names=Names(model), retriever=None)
    return lambda words, locale="en": nearest_metrics(words, index, locale)


def test_where_nothing_is_near_nothing_is_offered(near):
    assert near("qqq") == near("mars") == near("火星", "zh") == near("the total of each month") == ()


def test_what_is_given_up_is_not_offered(near, model):
    assert model.metrics["m7"].names[0] not in near(model.metrics["m7"].names[0].casefold())


@pytest.mark.parametrize(
    ("words", "locale", "shared"),
    [
        ("rural expenses", "en", "Rural"), ("rurral expenses", "en", "Rural"), ("cleanings", "en", "Cleaning"),
        ("港口情况", "zh", "港口"), ("铜和蜂蜜", "zh", "蜂蜜"),
    ],
)  # fmt: skip
def test_a_name_that_shares_a_word_is_near(near, words, locale, shared):
    found = near(words, locale)
    assert len(found) == 3 and all(shared in name for name in found)


def test_a_shared_word_that_says_little_is_not_enough(near):
    assert near("average honeys") and near("average of all") == ()
    assert near("muse") == () and near("港口的天气预报", "zh") == ()


def test_meaning_has_a_floor(model):
    asked = []

    def find(text, count, among, least):
        asked.append(least)
        return ()

    index = SimpleNamespace(model=model, names=Names(model), retriever=SimpleNamespace(find=find))
    assert nearest_metrics("qqq", index, "en") == () and asked == [MEANT] and MEANT > NEAR


def test_a_refusal_names_nothing_that_is_not_near(retail):
    for locale, text in (("en", "revenue on Mars"), ("zh", "火星的销售额")):
        told = ask(Question(text=text, locale=locale), Session(today=dt.date(2026, 11, 23), locale=locale), retail)
        assert told.status == "refused" and told.suggestions == () and "losest" not in told.text
        assert "最接近" not in told.text
