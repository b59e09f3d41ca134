"""Words that leave the number as it is, and the same words where they do not."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.ask import ask
from nlq.reading import Question


@pytest.fixture(scope="module")
def ward(small):
    parts = {
        "tables": {"stay": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", ward="text", kg="number", paid="number")}},
        "dimensions": {"ward": {"table": "stay", "column": "ward", "label": {"en": "ward", "zh": "病区"}}},
        "metrics": {
            "stays": simple("stay", label={"en": "stays", "zh": "住院次数"}),
            "weight": simple("stay", "avg", "kg", label={"en": "average weight", "zh": "平均体重"}, unit="kg", unit_label={"en": "kg", "zh": "公斤"}),
            "paid": simple("stay", "sum", "paid", label={"en": "paid amount", "zh": "付款额"}, unit="EUR"),
            "rate": {"label": {"en": "pay rate", "zh": "付款率"}, "unit": "ratio", "calculation": {"type": "ratio", "numerator": "paid", "denominator": "stays"}},
        },
    }  # fmt: skip
    return small(
        parts, values("stay", "id, day, ward, kg, paid", "(1,DATE '2025-05-02','A',60,3),(2,DATE '2025-05-03','B',80,5)"),
        today=dt.date(2025, 5, 20),
    )  # fmt: skip


def found(ward, text, locale="en"):
    return ask(Question(text=text, locale=locale), ward.session(locale=locale), ward.engine)


@pytest.mark.parametrize(
    "text",
    [
        "average weight in kg", "what is the average weight in kg by ward?", "以公斤计的平均体重", "平均体重是多少公斤",
        "the paid amount in EUR", "paid amount in euros",
    ],
)  # fmt: skip
def test_the_unit_that_a_metric_has_anyway(ward, text):
    answer = found(ward, text)
    assert answer.status == "answered", answer.text
    assert answer.query.where is None and len(answer.query.measures) == 1


@pytest.mark.parametrize(
    "text",
    [
        "average weight in EUR",
        "paid amount in kg",
        "stays in kg",
        "paid amount in USD",
        "average weight in pounds",
        "付款额是多少公斤",
    ],
)
def test_another_unit_is_not_passed_over(ward, text):
    assert found(ward, text).status == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "overall pay rate",
        "what is the overall pay rate?",
        "pay rate across all wards",
        "overall pay rate across all stays",
        "总体付款率",
        "整体付款率",
    ],
)
def test_the_whole_is_the_number_itself(ward, text):
    answer = found(ward, text)
    assert answer.status == "answered", answer.text
    assert answer.query.by == () and answer.query.where is None and [m.name for m in answer.query.measures] == ["rate"]


@pytest.mark.parametrize(
    "text", ["total pay rate", "合计付款率", "across all wards", "pay rate across all beds", "paid amount by stays"]
)
def test_what_is_no_whole_or_has_no_rows_to_order_is_refused(ward, text):
    assert found(ward, text).status == "refused"
