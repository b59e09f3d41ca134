"""One meaning in many wordings, both languages; and wordings near them that mean something else, or nothing."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

M = lambda name: {"kind": "metric", "name": name}
MONTH = lambda number: {"kind": "named", "unit": "month", "number": number}
LAST_MONTH = {"kind": "relative", "unit": "month", "offset": -1}
Q3 = {"kind": "named", "unit": "quarter", "number": 3}
AGAINST = lambda period: [{"kind": "compare", "basis": "period", "period": period}]
BEFORE = [{"kind": "compare", "basis": "previous_unit"}]
BY = lambda name: [{"kind": "dimension", "name": name}]
CHANGE = lambda name, op: {"kind": "measure", "measure": {"kind": "combine", "op": "change", "measures": [M(name)]}, "op": op, "value": 0}  # fmt: skip
EAST_SOUTH = {"kind": "in", "dimension": "region", "values": ["EC", "SC"]}


def session(text):
    return Session(today=dt.date(2026, 11, 23), locale="zh" if any("一" <= char <= "鿿" for char in text) else "en")


def readings(engine, text):
    return read(Question(text=text, locale=session(text).locale), session(text), engine.index).readings


def data(*measures, **more):
    return query_adapter.validate_python({"kind": "data", "measures": list(measures), **more})


GOLD = {"kind": "is", "dimension": "customer_tier", "value": "gold"}
CORPUS = [
    (query_adapter.validate_python({"kind": "members", "dimension": "channel"}), [
        "which channels do we have", "which channels are there", "what channels exist", "list all channels", "有哪些渠道",
    ]),
    (data(M("revenue"), where=GOLD, period=LAST_MONTH), [
        "revenue by gold customers last month", "last month's revenue from gold customers", "revenue of gold customers last month", "上月金卡客户的销售额",
    ]),
    (data(M("complaints"), where={"kind": "not", "part": {"kind": "is", "dimension": "complaint_type", "value": "delivery"}}, period=LAST_MONTH), [
        "上月非物流类的投诉量", "上月非物流投诉量", "complaints last month not including delivery",
    ]),
    (data(M("revenue"), period=Q3), [
        "total revenue across all stores in Q3", "revenue of all stores in Q3", "Q3 revenue for all our stores", 
        "三季度全部门店的总销售额", "三季度所有门店的销售额", "三季度销售额（全部门店）",
    ]),
    (data(M("revenue"), period=MONTH(10), compare=AGAINST(MONTH(9))), [
        "how much higher was revenue in October than in September", "revenue growth from September to October",
        "did revenue increase from September to October", "by how much did revenue grow from September to October", "compare October and September revenue",
        "compare revenue in October and September", "10月销售额比9月高多少", "10月销售额比9月涨了还是跌了", "10月和9月的销售额对比", "10月和9月销售额差多少",
    ]),
    (data(M("revenue"), period={"kind": "relative", "unit": "month", "offset": 0}, compare=BEFORE), [
        "is revenue up or down vs last month", "revenue vs last month", "how much higher is revenue than last month",
    ]),
    (data(M("refund_rate"), by=BY("region"), where=EAST_SOUTH, period=Q3), [
        "is the refund rate in East China higher than in South China in Q3", "refund rate East China vs South China in Q3", "difference in refund rate between East China and South China in Q3",
        "how does refund rate in East China compare with South China in Q3", "三季度华东的退款率比华南高吗", "三季度华东和华南的退款率谁高", "三季度华东和华南的退款率差多少", "三季度华东与华南退款率对比",
    ]),
    (data(M("complaints"), by=BY("region"), period=LAST_MONTH, compare=BEFORE, having=CHANGE("complaints", ">")), [
        "regions where complaints increased last month", "regions whose complaints rose last month", "which regions' complaints increased last month",
        "上月投诉量上升的地区", "上个月投诉量增加的地区有哪些", "上月哪些地区的投诉量上升了",
    ]),
    (data(M("revenue"), by=BY("store"), period=LAST_MONTH, compare=BEFORE, having=CHANGE("revenue", "<")), [
        "stores whose revenue fell last month", "stores where revenue dropped last month", "上月销售额下降的门店有哪些", "上个月哪些门店销售额下降了",
    ]),
    (data({"kind": "combine", "op": "divide", "measures": [M("refund_amount"), M("revenue")]}, period=Q3), [
        "refund amount as a share of revenue in Q3", "Q3 refund amount as a percentage of revenue", "refund amount as % of revenue in Q3", "refund amount divided by revenue in Q3",
        "三季度退款金额占销售额的比例", "三季度退款金额除以销售额",
    ]),
    (data({"kind": "combine", "op": "minus", "measures": [M("revenue"), M("refund_amount")]}, period=Q3), [
        "revenue minus refund amount in Q3", "difference between revenue and refund amount in Q3", "三季度销售额减去退款金额", "三季度销售额减退款金额",
    ]),
    (data({"kind": "fold", "agg": "median", "measure": M("revenue"), "over": [{"kind": "grain", "unit": "day"}]}, period=LAST_MONTH), [
        "median daily revenue last month", "median revenue per day last month",
    ]),
    (data({"kind": "fold", "agg": "avg", "measure": M("revenue"), "over": BY("store")}, period=LAST_MONTH), [
        "average revenue per store last month", "上月平均每家门店的销售额", "上月平均每家门店销售额",
    ]),
    (data({"kind": "count_groups", "axis": {"kind": "dimension", "name": "store"}, "having": {"kind": "measure", "measure": M("gross_margin"), "op": "<", "value": 0.2}}, period=Q3), [
        "how many stores are below 20% gross margin in Q3", "number of stores with gross margin below 20% in Q3", "三季度毛利率低于20%的门店有几家", "三季度有多少家门店毛利率低于20%",
    ]),
    (data({"kind": "count_groups", "axis": {"kind": "dimension", "name": "store"}, "having": {"kind": "measure", "measure": M("orders"), "op": "=", "value": 0}}, period={"kind": "relative", "unit": "day", "offset": -1}), [
        "how many stores had no orders yesterday", "昨天没有订单的门店有多少家",
    ]),
    (data(M("revenue"), by=BY("store"), order=[{"measure": 0, "descending": False}], top={"n": 5}, period=LAST_MONTH), [
        "five worst stores by revenue last month", "5 worst stores by revenue last month", "worst 5 stores by revenue last month", "上月销售额最低的5家门店",
    ]),
    # Two months that follow each other are one each.
    (data(M("revenue"), by=[{"kind": "grain", "unit": "month"}], period={"kind": "between", "first": MONTH(9), "last": MONTH(10)}), [
        "revenue in October and September", "10月和9月的销售额",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for wanted, texts in CORPUS for text in texts if text])
def test_a_wording_is_read(retail, text, wanted):
    found = readings(retail, text)
    assert found, text
    assert canonical(found[0].query) == canonical(wanted) and found[0].probability >= 0.9, found[0].query


@pytest.mark.parametrize(
    "text",
    [
        # A festival of several days has no "the day itself"; a change against itself is none; two units make no difference.
        "双十一当天的销售额", "revenue last month vs last month", "difference between revenue and orders in Q3", "revenue minus orders in Q3",
        # Two things beside each other that cannot be compared, or not without a time.
        "华东的退款率比毛利高吗", "is the refund rate in East China higher than in gold",
        "difference in revenue in Q3", "regions where complaints", "stores whose revenue", "revenue as a share of in Q3",
    ],
)  # fmt: skip
def test_what_lacks_a_part_or_contradicts_itself_is_not_answered(retail, text):
    assert ask(Question(text=text, locale=session(text).locale), session(text), retail).status != "answered"
