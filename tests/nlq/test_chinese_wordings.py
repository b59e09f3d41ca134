"""Chinese as it is typed on a phone: one meaning in many wordings, and wordings near them that mean something else."""

import datetime as dt

import pytest

from nlq.ask import ask
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
    found = read(Question(text=text, locale="zh"), session, engine.index)
    return () if found.lacks_metric else found.readings


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
    (data(M("orders"), period=MONTH(10)), ["10月有多少单", "10月一共有多少单", "10月多少单", "10月有几单"]),
    (data(M("orders"), where=IS("region", "SC"), period=MONTH(10)), ["10月华南有多少单", "华南10月多少单"]),
    (data(M("revenue"), by=BY("city"), period=REL("month", -1)), ["上月各市销售额", "上月各城市销售额"]),
    (data(M("complaints"), by=BY("complaint_type"), period=REL("month", -1), order=[{"measure": 0}]), [
        "上月投诉按类型拆一下，从多到少排", "上月投诉按类型从多到少排序", "上月各类型投诉从多到少",
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


def asked(engine, text):
    session = Session(today=dt.date(2026, 11, 23), locale="zh")
    return ask(Question(text=text, locale="zh"), session, engine)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # A verb is measured in money or in pieces: what is asked for says which, or it is asked back.
        ("10月手机卖了多少钱", ["revenue"]), ("10月手机卖了多少台", ["units_sold"]), ("10月手机卖了多少", ["revenue", "units_sold"]),
        ("上半年签了几份合同", ["contracts_signed"]), ("昨天一共下了多少单", ["orders"]), ("上月取消了多少单", ["cancelled_orders"]),
        ("哪家店9月被投诉得最多", ["complaints"]), ("上个月哪个城市卖得好", ["revenue", "units_sold"]), ("哪家店最赚钱", ["gross_profit"]),
        ("10月头十天线上卖了多少钱，看销售额", ["revenue"]), ("华北卖得最多的三个品类，按10月销售额排", ["revenue"]),
        ("小程序10月比9月多卖了多少钱", ["revenue"]), ("十月份客诉有多少", ["complaints"]), ("上月新客户有多少", ["new_customers"]),
    ],
)  # fmt: skip
def test_what_was_done_is_measured(retail, text, names):
    answer = asked(retail, text)
    queries = [choice.query for choice in answer.choices] or [answer.query]
    assert sorted(query.measures[0].name for query in queries) == names
    assert answer.status == ("answered" if len(names) == 1 else "clarify")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("目前销售额多少", [("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-11-23"), ("2026-01-01", "2026-11-23")]),
        ("累计销售额", [("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-11-23"), ("2026-01-01", "2026-11-23")]),
        ("10月累计销售额", [("2026-10-01", "2026-11-01"), ("2026-01-01", "2026-11-01")]),
        ("截至10月底的销售额", [("2026-10-01", "2026-11-01"), ("2026-01-01", "2026-11-01")]),
    ],
)
def test_a_total_that_leaves_its_start_open_is_asked_back(retail, text, ends):
    answer = asked(retail, text)
    assert answer.status == "clarify"
    assert sorted((str(c.period.start), str(c.period.end)) for c in answer.choices) == sorted(ends)


@pytest.mark.parametrize("text", ["目前本月销售额", "本月累计销售额", "这个月到现在的销售额", "本月截至目前的销售额"])
def test_a_period_that_goes_on_holds_now(retail, text):
    answer = asked(retail, text)
    assert (answer.status, str(answer.period.start), str(answer.period.end)) == ("answered", "2026-11-01", "2026-11-23")


@pytest.mark.parametrize("text", ["现在库存金额多少", "目前有多少员工", "截至10月底的库存金额"])
def test_a_balance_of_now_is_answered(retail, text):
    assert asked(retail, text).status == "answered"


@pytest.mark.parametrize(
    "text", ["各投诉类型的占比", "华东上个月的情况", "上周各门店数据发我", "各品类占比", "今年怎么样"]
)
def test_what_names_no_kpi_is_asked_back(retail, text):
    answer = asked(retail, text)
    assert answer.status == "clarify"
    assert [issue.code for issue in answer.issues] == ["which_metric"]


@pytest.mark.parametrize(
    "text", ["看一下", "上月海外的情况", "明天天气怎么样", "华东上月火锅的情况", "上月买了吗", "入仓多少"]
)
def test_what_is_not_known_is_refused_and_not_asked_back(retail, text):
    assert asked(retail, text).status == "refused"


PART = lambda name, value: [{"kind": "combine", "op": "divide", "alias": "revenue_share", "measures": [{**M("revenue"), "where": IS(name, value)}, M("revenue")]}]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (data(*PART("region", "SC"), period=MONTH(10)), "10月华南销售额占全国几成"),
        (data(*PART("category", 2), period=MONTH(10)), "手机占10月销售额几成"),
        (
            data(*PART("city", "Shanghai"), where=IS("region", "EC"), period=MONTH(10)),
            "上海在华东的销售额里占多大比重（10月）",
        ),
        (data(*PART("region", "SC"), period=MONTH(10)), "华南贡献了10月多少比例的销售额"),
    ],
)
def test_what_a_part_makes_up(retail, query, text):
    assert canonical(readings(retail, text)[0].query) == canonical(query)


@pytest.mark.parametrize("text", ["旗舰店在家电的销售额里占多少比例", "10月华南贡献了销售额"])
def test_a_part_of_what_it_does_not_lie_in_is_no_share(retail, text):
    assert not readings(retail, text)


def test_a_rank_by_change_beside_its_comparison(retail):
    (best,) = readings(retail, "10月销售额同比增长最快的前三家门店")
    wanted = data(
        M("revenue"), by=BY("store"), period=MONTH(10), compare=[{**YEAR_BEFORE[0], "percent": True}],
        order=[{"measure": 0, "side": "change_pct"}], top={"n": 3},
    )  # fmt: skip
    assert canonical(best.query) == canonical(wanted)
