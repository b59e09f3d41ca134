"""Ranges, money written before its number, ranks of whole tables and of units of time: many wordings, and what is none."""

import datetime as dt

import pytest

from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

OCTOBER = {"kind": "named", "unit": "month", "number": 10}
YEAR = {"kind": "named", "unit": "year", "year": 2025}
STORES = [{"kind": "dimension", "name": "store"}]


def readings(engine, text):
    locale = "zh" if any("一" <= char <= "鿿" for char in text) else "en"
    session = Session(today=dt.date(2026, 11, 23), locale=locale)
    return read(Question(text=text, locale=locale), session, engine.index).readings


def data(metric, **more):
    return query_adapter.validate_python({"kind": "data", "measures": [{"kind": "metric", "name": metric}], **more})


def within(metric, low, high, **more):
    ends = [{"kind": "measure", "measure": {"kind": "metric", "name": metric}, "op": op, "value": value} for op, value in ((">=", low), ("<=", high))]  # fmt: skip
    return data(metric, by=STORES, having={"kind": "and", "parts": ends}, **more)


def meeting(metric, op, value, **more):
    having = {"kind": "measure", "measure": {"kind": "metric", "name": metric}, "op": op, "value": value}
    return data(metric, by=STORES, having=having, **more)


CORPUS = [
    (within("orders", 150, 200, period=OCTOBER), [
        "stores with between 150 and 200 orders in October", "stores that had 150 to 200 orders in October", "stores with orders between 150 and 200 in October",
        "which stores had between 150 and 200 orders in October", "stores where orders were between 150 and 200 in October",
        "list stores with between 150 and 200 orders in October", "10月订单量在150到200之间的门店", "10月订单量介于150和200之间的门店",
        "10月订单量介于150到200的门店", "10月订单量在150至200之间的门店有哪些", "10月哪些门店的订单量在150到200之间", "10月订单量150到200之间的门店",
    ]),
    (within("revenue", 2_000_000, 3_000_000, period=OCTOBER), [
        "stores with revenue between 2 and 3 million in October", "stores with revenue between 2 million and 3 million in October",
        "stores with revenue between ¥2,000,000 and ¥3,000,000 in October", "stores with revenue between 2,000,000 and 3,000,000 yuan in October",
        "10月销售额在200万到300万之间的门店", "10月销售额200到300万之间的门店", "10月销售额在200万元到300万元之间的门店",
    ]),
    (within("gross_margin", 0.2, 0.3, period=OCTOBER), [
        "stores with gross margin between 20% and 30% in October", "stores with a gross margin between 20 and 30 percent in October",
        "10月毛利率在20%到30%之间的门店", "10月毛利率介于20%和30%之间的门店",
    ]),
    (meeting("revenue", ">", 400_000, period=OCTOBER), [
        "stores with revenue above ¥400,000 in October", "stores where revenue was above 400,000 yuan in October", "stores with revenue over ¥400k in October",
        "10月销售额超过40万的门店", "10月销售额超过40万元的门店有哪些",
    ]),
    (data("gross_profit", by=[{"kind": "dimension", "name": "region"}], order=[{"measure": 0}], period=YEAR), [
        "rank regions by gross profit in 2025", "ranking of regions by gross profit in 2025", "gross profit by region in 2025 from highest to lowest",
        "2025年各地区毛利排名", "2025年各地区毛利从高到低", "2025年毛利按地区排序",
    ]),
    (data("gross_profit", by=[{"kind": "dimension", "name": "region"}], order=[{"measure": 0, "descending": False}], period=YEAR), [
        "gross profit by region in 2025 from lowest to highest", "2025年各地区毛利从低到高",
    ]),
    (data("revenue", by=[{"kind": "grain", "unit": "month"}], order=[{"measure": 0}], top={"n": 1}, period=YEAR), [
        "best month for revenue in 2025", "which month had the highest revenue in 2025", "the best month for revenue in 2025",
        "2025年销售额最高的月份", "2025年哪个月销售额最高",
    ]),
    (data("revenue", by=[{"kind": "grain", "unit": "month"}], order=[{"measure": 0}], top={"n": 3}, period=YEAR), [
        "top 3 months by revenue in 2025", "top three months by revenue in 2025",
    ]),
    # What is good is for the metric to say: few complaints are, and the best three are the lowest.
    (data("complaints", by=STORES, order=[{"measure": 0, "descending": False}], top={"n": 3}, period=OCTOBER), [
        "best 3 stores by complaints in October", "bottom 3 stores by complaints in October", "3 stores with the fewest complaints in October",
    ]),
    (data("complaints", by=STORES, order=[{"measure": 0}], top={"n": 3}, period=OCTOBER), [
        "worst 3 stores by complaints in October", "top 3 stores by complaints in October", "10月投诉量最多的3家门店",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for wanted, texts in CORPUS for text in texts if text])
def test_an_amount_is_read(retail, text, wanted):
    found = readings(retail, text)
    assert found, text
    assert canonical(found[0].query) == canonical(wanted) and found[0].probability > 0.9


#: None of these says what it would have to: which scale, which end, which direction.
NONE = [
    "stores with revenue between 2 and 300000 in October", "stores with orders between 200 and 150 in October", "stores with between 150 orders in October",
    "10月订单量在150到之间的门店", "10月订单量在200到150之间的门店", "stores with gross margin between 20 and 30 in October", "rank gross profit in 2025",
    "stores with orders between $150 and 200% in October", "stores between 150 and 200 in October",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_range_and_no_rank_is_not_read_as_one(retail, text):
    assert readings(retail, text) == ()


@pytest.mark.parametrize(("text", "unit", "count"), [("orders in the last 3 months", "month", 3), ("前三季度订单量", None, None), ("orders last month", "month", 1), ("订单量 前三个月", None, None)])  # fmt: skip
def test_a_period_is_no_rank_of_units(retail, text, unit, count):
    query = readings(retail, text)[0].query
    assert query.top is None and query.order == () and query.period is not None
