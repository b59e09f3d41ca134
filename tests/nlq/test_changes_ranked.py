"""Ranks on a change: "top 3 stores by revenue drop", against what is said with it; and what is no such rank."""

import datetime as dt

import pytest

from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2026, 11, 23))
OCTOBER, SEPTEMBER = ({"kind": "named", "unit": "month", "number": number} for number in (10, 9))
YEAR_BEFORE = [{"kind": "compare", "basis": "previous_year"}]
UNIT_BEFORE = [{"kind": "compare", "basis": "previous_unit"}]
AGAINST_SEPTEMBER = [{"kind": "compare", "basis": "period", "period": SEPTEMBER}]
PERCENT = [{**UNIT_BEFORE[0], "percent": True}]


def ranked(by, compare, side="change", descending=False, n=None, metric="revenue"):
    top = {"top": {"n": n}} if n else {}
    return query_adapter.validate_python(
        {
            "kind": "data", "measures": [{"kind": "metric", "name": metric}], "period": OCTOBER,
            "by": [{"kind": "dimension", "name": by}], "compare": compare,
            "order": [{"measure": 0, "side": side, "descending": descending}], **top,
        }
    )  # fmt: skip


def readings(engine, text):
    return read(Question(text=text), SESSION, engine.index).readings


CORPUS = [
    (ranked("store", YEAR_BEFORE, n=3), [
        "top 3 stores by revenue drop year over year in October", "top 3 stores by yoy revenue drop in October",
        "top 3 stores by year-over-year drop in revenue, October", "3 stores with the biggest revenue drop vs last year in October",
        "top 3 stores by revenue decline in October compared with the same period last year",
    ]),
    (ranked("category", AGAINST_SEPTEMBER, descending=True, n=1), [
        "biggest sales increase in October compared with September by category",
        "which category had the biggest sales increase in October compared with September",
        "category with the largest sales growth in October vs September",
    ]),
    (ranked("region", UNIT_BEFORE, descending=True), [
        "rank regions by revenue growth in October", "regions ranked by revenue growth in October",
        "regions by revenue growth in October, highest first", "rank regions by growth in revenue in October",
    ]),
    (ranked("region", UNIT_BEFORE), [
        "regions by revenue drop in October", "rank regions by revenue growth in October from lowest to highest",
    ]),
    (ranked("city", UNIT_BEFORE, n=5), ["bottom 5 cities by revenue growth in October", "worst 5 cities by revenue growth in October"]),
    (ranked("city", UNIT_BEFORE, descending=True, n=5, metric="complaints"), ["worst 5 cities by complaints growth in October"]),
    (ranked("category", PERCENT, side="change_pct", n=3), ["top 3 categories by percentage drop in revenue in October", "top 3 categories by revenue % drop in October"]),
    (ranked("region", PERCENT, side="change_pct", descending=True, n=1), ["which region had the fastest sales growth in October", "region with the fastest revenue growth in October"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text"), [(query, text) for query, texts in CORPUS for text in texts])
def test_change_is_ranked(retail, query, text):
    found = readings(retail, text)
    assert found, text
    assert found[0].probability >= 0.9, [each.query for each in found]
    assert canonical(found[0].query) == canonical(query)


@pytest.mark.parametrize(
    ("text", "side"),
    [("top 3 stores by revenue in October", "value"), ("stores by revenue in October, growth too, top 3", None)],
)
def test_value_is_not_ranked_by_its_change(retail, text, side):
    found = readings(retail, text)
    sides = [order.side for reading in found for order in reading.query.order]
    assert sides == ([side] if side else [])


def test_biggest_drop_is_no_biggest_value(retail):
    """Ordered by the value, "biggest percentage drop" would name the city that sells most."""
    for reading in readings(retail, "biggest percentage drop in revenue by city in October"):
        assert [order.side for order in reading.query.order] == ["change_pct"]
