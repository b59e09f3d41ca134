"""The nearest metrics of a large catalogue are those that a comparison with every name would find."""

import random
from itertools import product
from types import SimpleNamespace

import pytest
from rapidfuzz import fuzz

from nlq.nearness import names as nearness
from nlq.nearness.names import Names
from nlq.nearness.nearest import nearest_metrics

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


def test_core_metrics_are_offered_where_nothing_is_near_and_none_that_is_given_up(model):
    index = SimpleNamespace(model=model, names=Names(model), retriever=None)
    assert nearest_metrics("qqq", index, "en")[0] == model.metrics["m90"].names[0]
    assert model.metrics["m7"].names[0] not in nearest_metrics(model.metrics["m7"].names[0].casefold(), index, "en")
