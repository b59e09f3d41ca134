"""What people say around a question and how they ask for the first, the current, a share or the growth of something."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

M = lambda name: {"kind": "metric", "name": name}
BY = lambda *names: [{"kind": "dimension", "name": name} for name in names]
LAST_MONTH = {"kind": "relative", "unit": "month", "offset": -1}
YEAR = {"kind": "relative", "unit": "year", "offset": 0}
MONTH = lambda number: {"kind": "named", "unit": "month", "number": number}
Q3 = {"kind": "named", "unit": "quarter", "number": 3}
AGAINST = lambda period: [{"kind": "compare", "basis": "period", "period": period}]
RANKED = lambda **more: [{"measure": 0, **more}]


def session(text):
    return Session(today=dt.date(2026, 11, 23), locale="zh" if any("一" <= char <= "鿿" for char in text) else "en")


def readings(engine, text):
    return read(Question(text=text, locale=session(text).locale), session(text), engine.index).readings


def answer(engine, text):
    return ask(Question(text=text, locale=session(text).locale), session(text), engine)


def data(*measures, **more):
    return query_adapter.validate_python({"kind": "data", "measures": list(measures), **more})


def board(**more):
    return query_adapter.validate_python({"kind": "board", **more})


CORPUS = [
    # A thing in the singular is one of them; in the plural, no number says how many.
    (data(M("revenue"), by=BY("store"), order=RANKED(descending=True), top={"n": 1}, period=LAST_MONTH), [
        "top store by revenue last month", "best store by revenue last month", "top performing store last month by revenue", "which is the biggest store by revenue last month",
        "leading store by revenue last month", "highest store by revenue last month",
    ]),
    (data(M("orders"), by=BY("store", "region"), order=RANKED(descending=True), top={"n": 1, "per": [1]}, period=MONTH(9)), [
        "top store in each region by orders in September", "best store in each region by orders in September",
    ]),
    (data(M("revenue"), by=BY("store"), order=RANKED(descending=True), period=Q3), [
        "top stores by revenue in Q3", "top performing stores by revenue in Q3", "best stores by revenue in Q3",
    ]),
    # A change has two ends, in each group too; in percent it is no share.
    (data(M("revenue"), by=BY("region"), period=MONTH(10), compare=AGAINST(MONTH(9))), [
        "revenue by region, change from September to October", "how did revenue by region change from September to October", "change in revenue from September to October by region",
        "各地区9月到10月销售额的变化",
    ]),
    (data(M("revenue"), by=BY("region"), order=RANKED(side="change", descending=True), top={"n": 1}, period=Q3, compare=AGAINST({"kind": "named", "unit": "quarter", "number": 2})), [
        "which region's revenue grew the most from Q2 to Q3", "which region gained the most revenue from Q2 to Q3",
    ]),
    (data(M("revenue"), by=BY("region"), order=RANKED(side="change_pct", descending=True), period=Q3, compare=[{"kind": "compare", "basis": "period", "period": {"kind": "named", "unit": "quarter", "number": 2}, "percent": True}]), [
        "rank the regions by revenue growth in percent, Q3 over Q2", "rank the regions by revenue growth in percent Q3 vs Q2",
    ]),
    (data({"kind": "combine", "op": "divide", "measures": [{**M("revenue"), "where": {"kind": "is", "dimension": "channel_type", "value": "online"}}, M("revenue")], "alias": "revenue_share"}, period=LAST_MONTH), [
        "how much of our revenue is online last month", "what part of revenue was online last month", "what portion of our revenue is online last month",
    ]),
    # The last word of a name, after "by".
    (data(M("revenue"), by=BY("customer_tier"), period=LAST_MONTH), ["revenue by tier last month", "上月按等级的销售额", "上月各等级的销售额", "上月销售额按等级分"]),
    (data(M("revenue"), by=BY("region"), period=LAST_MONTH), [
        "how is revenue distributed across regions last month", "revenue distribution by region last month", "上月销售额按地区分", "按地区分一下上月销售额", "上月销售额，按地区分",
        "上月销售额按地区分开看", "把上月各地区的销售额列出来", "上月各地区的销售额，做个表",
    ]),
    (data(M("revenue"), where={"kind": "not", "part": {"kind": "is", "dimension": "region", "value": "EC"}}, period=LAST_MONTH), [
        "上月除华东外其他地区的销售额", "revenue last month for everything except East China", "revenue last month, everything but East China",
    ]),
    (data(M("complaints"), period=None, compare=[{"kind": "compare", "basis": "previous_unit"}]), [
        "投诉量是在上升还是下降", "投诉量变多了吗", "投诉量是不是变多了", "投诉量在增加吗",
    ]),
    (data(M("employee_turnover_rate"), by=BY("department"), order=RANKED(descending=True), period=MONTH(10)), [
        "10月各部门离职率，最高的排前面", "10月各部门离职率，高的在前", "10月各部门的离职率，从高到低",
    ]),
    (board(period=YEAR), [
        "are we on track for the year", "are we on track with the yearly targets", "年度目标完成情况", "全年目标达成情况", "how far are we from the annual targets",
    ]),
    (board(status="behind"), ["which KPIs are behind right now", "现在哪些指标没达标", "哪些KPI目前没达标", "哪些指标没达标"]),
    # Who asks and what for, before or after.
    (data(M("gross_margin"), period=LAST_MONTH), [
        "I'm preparing the board pack. Gross margin last month", "we are working on the monthly report, gross margin last month please", "gross margin last month - I need it for a slide",
        "gross margin last month, I need this by noon", "Controller here: gross margin last month", "HR here, gross margin last month", "gross margin last month? The client is on the phone",
        "I'm new here, gross margin last month", "董事长在催，上月毛利率", "老板在等，上月毛利率", "我是新人，上月毛利率", "把上月的毛利率给我", "HRBP这边要用，上月毛利率",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for wanted, texts in CORPUS for text in texts])
def test_it_is_read(retail, text, wanted):
    found = readings(retail, text)
    assert found, text
    assert canonical(found[0].query) == canonical(wanted), found[0].query


@pytest.mark.parametrize(
    "text",
    [
        # Since when is not said.
        "current revenue", "what is the latest gross margin", "revenue right now", "最新的销售额", "most recent return rate",
        # Of what the best is, nobody said.
        "best region last month", "top customers",
        # What is said of oneself bounds what is asked.
        "I'm only interested in East China. Revenue last month", "we are closing the East China stores, revenue last month",
        # No dimension's name ends so.
        "revenue by flavour", "按口味分，上月销售额",
    ],
)  # fmt: skip
def test_it_is_not_answered(retail, text):
    assert answer(retail, text).status != "answered"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("current headcount", "as of Nov 22, 2026"), ("how many stores are open right now", "as of Nov 22, 2026"),
        ("最新库存金额", "截至2026年11月22日"), ("stock value as of October 31", "as of Oct 31, 2026"),
    ],
)  # fmt: skip
def test_a_stock_is_told_as_of_its_day(retail, text, told):
    found = answer(retail, text)
    assert found.status == "answered" and told in found.text and told in found.readback


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("revenue in the week of October 7", ("2026-10-05", "2026-10-12")), ("10月7日那一周的销售额", ("2026-10-05", "2026-10-12")),
        ("10月7日当周的销售额", ("2026-10-05", "2026-10-12")), ("revenue, fiscal year to date", ("2026-01-01", "2026-11-23")),
        ("revenue FYTD", ("2026-01-01", "2026-11-23")), ("本财年累计销售额", ("2026-01-01", "2026-11-23")),
        ("revenue for the year", ("2026-01-01", "2026-11-23")),
    ],
)  # fmt: skip
def test_the_days_are_those_that_are_said(retail, text, days):
    period = answer(retail, text).period
    assert (str(period.start), str(period.end)) == days


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("complaints by type last month", "complaint_type"), ("complaints last month split by type", "complaint_type"),
        ("which type had the most complaints last month", "complaint_type"),
    ],
)  # fmt: skip
def test_of_names_that_end_alike_the_one_that_links_is_meant(retail, text, by):
    found = answer(retail, text)
    assert found.status == "answered" and [axis.name for axis in found.query.by] == [by]


def test_another_form_of_the_last_word_of_a_name_is_not_it(retail):
    assert answer(retail, "complaints by typed last month").status != "answered"


def test_of_several_that_link_it_is_asked_which(retail):
    found = answer(retail, "revenue by type")
    assert {each.query.by[0].name for each in found.choices} == {"store_format", "channel_type"}


def test_the_nearest_breakdowns_are_named_in_the_language_of_the_question(retail):
    assert answer(retail, "上月退货率按品类分开看").suggestions == ("地区", "城市", "门店", "店型")


SAME_OF_LAST_YEAR = data(
    M("revenue"), by=[{"kind": "grain", "unit": "month"}], period=YEAR, compare=[{"kind": "compare", "basis": "previous_year"}]
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "monthly revenue this year vs last year", "revenue by month this year vs last year", "revenue this year vs last year by month",
        "今年每月销售额和去年对比", "今年各月销售额与去年对比",
    ],
)  # fmt: skip
def test_each_month_of_a_year_is_against_the_same_of_the_year_before(retail, text):
    assert canonical(readings(retail, text)[0].query) == canonical(SAME_OF_LAST_YEAR)


@pytest.mark.parametrize("text", ["今年累计销售额按月", "今年每月累计销售额", "今年累计销售额走势"])
def test_what_is_added_up_by_month_runs_on(retail, text):
    found = answer(retail, text)
    assert found.status != "answered" or [each.name for each in found.query.measures] == ["running_revenue"]


def test_what_is_added_up_by_region_is_the_sum(retail):
    assert [each.name for each in readings(retail, "各地区今年累计销售额")[0].query.measures] == ["revenue"]


@pytest.mark.parametrize("text", ["revenue by store, only stores above 500k", "only stores above 500k revenue"])
def test_things_above_a_number_are_no_member_of_that_name(retail, text):
    found = answer(retail, text)
    assert found.status != "answered" or found.query.where is None


def test_a_name_of_two_words_is_no_member_and_the_rest_of_it(retail):
    assert answer(retail, "orders delivered for each store format, only store formats above 5").status != "answered"


def test_a_unit_of_time_is_no_last_word_of_a_name(retail):
    assert [axis.unit for axis in readings(retail, "in which year were the most orders placed")[0].query.by] == ["year"]


def test_the_name_of_a_department_is_nobody_who_asks(retail):
    """A model may know it: only "Finance here" says who asks."""
    for text in ("Finance: headcount last month", "Finance team: headcount last month"):
        found = readings(retail, text)
        assert not found or found[0].query.where is not None, text
    assert readings(retail, "Finance here: headcount last month")[0].query.where is None
