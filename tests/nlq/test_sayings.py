"""Words of a model that say a metric and its breakdown at once."""

import pytest
from small_models import columns, simple, values

from nlq.ask import ask
from nlq.reading import Question


@pytest.fixture(scope="module")
def shop(small):
    parts = {
        "tables": {"sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", paid="number")}},
        "metrics": {
            "sales": simple("sale", label={"en": "sales", "zh": "销量"}),
            "takings": simple("sale", "sum", "paid", label={"en": "takings", "zh": "收入"}, unit="EUR"),
        },
        "phrasings": [
            {"text": {"en": "PMS", "zh": "月度销量"}, "metrics": ["sales"], "by": "month"},
            {"text": {"en": "PMT"}, "metrics": ["takings"], "by": "month"},
            {"text": {"en": "PQT"}, "metrics": ["takings"], "by": "quarter"},
        ],
    }
    return small(
        parts, values("sale", "id, day, paid", "(1,DATE '2025-03-02',5),(2,DATE '2025-04-03',7),(3,DATE '2025-04-20',9)")
    )  # fmt: skip


def found(shop, text, locale="en"):
    return ask(Question(text=text, locale=locale), shop.session(locale=locale), shop.engine)


@pytest.mark.parametrize(
    "text", ["PMS in 2025", "what is the PMS in 2025?", "PMS by month in 2025", "2025年月度销量", "pms 2025"]
)
def test_a_saying_brings_its_breakdown(shop, text):
    answer = found(shop, text)
    assert [axis.unit for axis in answer.query.by] == ["month"], answer.text
    assert [measure.name for measure in answer.query.measures] == ["sales"]


def test_sayings_of_one_unit_stand_together(shop):
    answer = found(shop, "What are the PMS and PMT in 2025?")
    assert [measure.name for measure in answer.query.measures] == ["sales", "takings"] and len(answer.query.by) == 1
    answer = found(shop, "PMS and takings by month in 2025")
    assert [measure.name for measure in answer.query.measures] == ["sales", "takings"] and len(answer.query.by) == 1


@pytest.mark.parametrize("text", ["PMS and PQT in 2025", "PMS by quarter in 2025", "PMS and takings in 2025"])
def test_another_breakdown_beside_it_is_not_guessed(shop, text):
    assert found(shop, text).status != "answered"
