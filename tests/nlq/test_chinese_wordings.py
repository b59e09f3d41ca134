"""Chinese as it is typed on a phone: one meaning in many wordings, and wordings near them that mean something else."""

import datetime as dt

import pytest

from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

M = lambda name: {"kind": "metric", "name": name}
REL = lambda unit, offset=0: {"kind": "relative", "unit": unit, "offset": offset}
MONTH = lambda number: {"kind": "named", "unit": "month", "number": number}
Q3 = {"kind": "named", "unit": "quarter", "number": 3}
BEFORE = [{"kind": "compare", "basis": "previous_unit"}]
YEAR_BEFORE = [{"kind": "compare", "basis": "previous_year"}]
BY = lambda name: [{"kind": "dimension", "name": name}]
IS = lambda name, value: {"kind": "is", "dimension": name, "value": value}
OVER = lambda name, op, value: {"kind": "measure", "measure": M(name), "op": op, "value": value}


def data(*measures, **more):
    return query_adapter.validate_python({"kind": "data", "measures": list(measures), **more})


def readings(engine, text):
    session = Session(today=dt.date(2026, 11, 23), locale="zh")
    return read(Question(text=text, locale="zh"), session, engine.index).readings


def fold(name, unit):
    return {"kind": "fold", "agg": "avg", "measure": M(name), "over": [{"kind": "grain", "unit": unit}]}


def share(name):
    return {"kind": "combine", "op": "share", "measures": [M(name)], "alias": f"{name}_share"}


CORPUS = [
    # "Than last month" names the other side by its unit: with no period of its own, this month is meant.
    (data(M("revenue"), period=REL("month"), compare=BEFORE), ["销售额比上月", "销售额较上个月", "销售额跟上个月比", "营收相较上月", "销售额比起上月"]),
    (data(M("revenue"), period=MONTH(10), compare=BEFORE), ["10月销售额比上月", "10月销售额较上个月", "10月销售额与上月相比怎么样"]),
    (data(M("revenue"), period=MONTH(10), compare=YEAR_BEFORE), ["10月销售额比上年", "10月销售额同比", "10月销售额相较去年同期"]),
    (data(M("orders"), period=REL("day", -1), compare=BEFORE), ["昨天订单量比前一天", "昨天的订单数较前一天"]),
    (data(M("revenue"), where=IS("region", "EC"), period=REL("quarter")), ["咱们华东这个季度营收咋样", "我们华东本季度销售额", "华东这个季度销售额到底多少"]),
    (data(M("gross_margin"), period=REL("month", -1), compare=BEFORE), ["上月毛利率涨跌多少", "上月毛利率是高了还是低了", "上月毛利率增减情况"]),
    (data(share("orders"), by=BY("channel"), period=Q3), ["三季度各渠道订单份额", "三季度各渠道订单贡献占比", "三季度各渠道订单量的贡献率"]),
    (data(M("revenue"), by=BY("category"), period=MONTH(10), having=OVER("revenue", ">", 2_500_000)), [
        "10月销售额超过二百五十万的品类", "10月销售额过两百五十万的品类", "10月销售额破250万的品类有哪些", "10月销售额超250万的品类",
    ]),
    (data(M("orders"), by=BY("store"), period=MONTH(10), having=OVER("orders", "<=", 150)), [
        "10月订单量在150以下的门店", "10月订单量150以内的门店", "10月订单量处在150以内的门店",
    ]),
    (data(M("first_response_time"), by=BY("city"), period=MONTH(9), having=OVER("first_response_time", "<=", 50)), ["9月首响时长50分钟以内的城市", "9月响应时长在50分钟之内的城市有哪些"]),
    (data(fold("orders", "day"), period=MONTH(10)), ["10月订单量日均多少", "10月日均订单量", "10月订单数日均"]),
    (data({"kind": "count_groups", "axis": BY("store")[0], "having": OVER("revenue", ">", 1_000_000)}, period=Q3), [
        "三季度营收过百万的门店有几家", "三季度销售额超过一百万的门店有几家", "三季度营收破百万的门店有多少家",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text"), [(query, text) for query, texts in CORPUS for text in texts])
def test_one_meaning(retail, query, text):
    found = readings(retail, text)
    assert found, f"{text} is not read"
    assert canonical(found[0].query) == canonical(query)
    assert found[0].probability >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        # One day of last week, or all of it?
        "昨天销售额比上周", "销售额升级了吗", "上月降价了吗", "我们门店的销售额", "我们部门的订单量",
        # A price is no number of minutes, an hour none of them.
        "首次响应时长50元以内的城市", "首次响应时长在1小时以内的城市", "上月第三十二家门店", "近一万天的销售额",
    ],
)  # fmt: skip
def test_what_is_near_is_not_read(retail, text):
    assert not readings(retail, text)
