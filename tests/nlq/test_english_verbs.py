"""Verbs of the model's phrasings, shares and times whose names a question takes apart, numbers said apart: in English."""

import datetime as dt

import pytest

from eval.demo import build_demo, demo_folder
from nlq.ask import ask
from nlq.engine import open_engine
from nlq.reading import Question
from semantic_layer.session import Session

TODAY = dt.date(2026, 11, 23)


def asked(engine, text):
    locale = "zh" if any("一" <= char <= "鿿" for char in text) else "en"
    return ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine)


def measures(answer):
    queries = [choice.query for choice in answer.choices] or ([answer.query] if answer.query else [])
    return sorted(query.measures[0].name for query in queries)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("how much did we sell in October", ["revenue"]), ("how much have we sold this year", ["revenue"]),
        ("how much did customers buy in Shanghai last month", ["revenue"]), ("what did we sell on October 24, in yuan", ["revenue"]),
        ("what did we sell in October", ["revenue", "units_sold"]),
        ("best-selling category in East China this year", ["revenue", "units_sold"]),
        ("which category sold the most in East China this year", ["revenue", "units_sold"]),
        ("top selling products in October", ["revenue", "units_sold"]),
        ("how many people left in Q3", ["leavers"]), ("how many employees have left this year", ["leavers"]),
        ("how many people joined the customer service department in Q3", ["hires"]),
        ("how long does it take us to deliver", ["delivery_time"]), ("how many days to deliver in Q3 by channel", ["delivery_time"]),
        ("what % of orders came from guests last month", ["guest_order_share"]),
        ("percentage of the orders that were placed by guests in September", ["guest_order_share"]),
    ],
)  # fmt: skip
def test_what_is_done_is_measured(retail, text, names):
    answer = asked(retail, text)
    assert (answer.status, measures(answer)) == ("answered" if len(names) == 1 else "clarify", names)


@pytest.mark.parametrize(
    "text",
    [
        "how much did a customer buy last month",  # one of many: a mean, that nobody named
        "how many orders did we sell in October", "how much revenue did we sell", "how many customers left in Q3",
        "how long did it take to complain", "how long are orders", "share of orders from Mars",
        "what share of guests came from orders",
    ],
)  # fmt: skip
def test_what_is_near_is_no_answer(retail, text):
    assert asked(retail, text).status == "refused"


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("stores that sold more than ¥500k in October", [("revenue", ">", 500_000)]),
        ("sales by city but only the ones over 2 million last month", [("revenue", ">", 2_000_000)]),
        ("sales by city, only those above 2 million, last month", [("revenue", ">", 2_000_000)]),
        ("sales by city over 2 million last month", [("revenue", ">", 2_000_000)]),
        ("各城市上月销售额，但只看超过200万的", [("revenue", ">", 2_000_000)]),
        ("10月哪些城市平均配送时长超过2.5天", [("delivery_time", ">", 2.5)]),
        ("cities with delivery time over 2.5 days in October", [("delivery_time", ">", 2.5)]),
        ("stores with more than 150 visits last week but conversion below 15.5%", [("footfall", ">", 150), ("conversion_rate", "<", 0.155)]),
    ],
)  # fmt: skip
def test_a_number_said_apart_is_a_condition(retail, text, conditions):
    answer = asked(retail, text)
    having = getattr(answer.query.having, "parts", (answer.query.having,))
    assert [(each.measure.name, each.op, each.value) for each in having] == conditions


@pytest.mark.parametrize("text", ["sales over 2 million last month", "sales and orders by city over 2 million last month",
                                  "gross margin by city over 2 million last month"])  # fmt: skip
def test_a_number_that_is_of_no_one_measure_is_none(retail, text):
    answer = asked(retail, text)
    assert answer.status == "refused" or (answer.status == "answered" and answer.query.having is not None)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("beijing shanghai guangzhou and shenzhen sales last quarter", ("北京", "上海", "广州", "深圳")),
        ("北京上海广州上个月的销售额", ("北京", "上海", "广州")),
    ],
)
def test_members_that_run_together_are_all_meant(retail, text, members):
    answer = asked(retail, text)
    assert answer.status == "answered" and len(answer.query.where.values) == len(members)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what percent of orders were cancelled last month", "cancellation_rate"),
        ("what proportion of orders is delivered on time", "on_time_delivery_rate"),
        ("percentage of complaints resolved in Q3", "complaint_resolution_rate"),
        ("what percent of customers cancelled last month", None), ("share of complaints delivered in Q3", None),
    ],
)  # fmt: skip
def test_a_share_is_named_by_what_was_done(retail, text, name):
    answer = asked(retail, text)
    assert (measures(answer) == [name] and answer.status == "answered") if name else answer.status == "refused"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("revenue trend over the last 12 months", 12), ("近12个月销售额走势", 12), ("revenue trend over the past 6 weeks", 6),
        ("revenue trend last month", 31),
    ],
)  # fmt: skip
def test_a_trend_is_told_by_the_unit_of_its_span(retail, text, units):
    assert len(asked(retail, text).rows) == units


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("online and offline orders in Q3", 2), ("三季度线上和线下订单量", 2), ("revenue split between online and offline last month", 2),
        ("三季度线上和线下合计订单量", 1), ("total orders online and offline in Q3", 1), ("orders in East and South China in Q3", 1),
    ],
)  # fmt: skip
def test_all_members_listed_are_told_one_by_one(retail, text, rows):
    assert len(asked(retail, text).rows) == rows


@pytest.mark.parametrize(
    "text",
    ["what is the difference between gross profit and gross margin", "毛利和毛利率有什么区别", "what's the difference between headcount and hires"],
)  # fmt: skip
def test_what_two_measures_are_is_no_number(retail, text):
    answer = asked(retail, text)
    assert answer.query.kind == "describe" and len(answer.query.names) == 2


def test_a_difference_in_a_time_is_a_number(retail):
    answer = asked(retail, "what is the difference between revenue and refund amount last month")
    assert answer.status == "answered" and answer.query.measures[0].op == "minus"


@pytest.mark.parametrize("text", ["2026 revenue vs 2025", "2026年销售额对比2025年", "revenue Q4 2026 vs Q4 2025"])
def test_a_year_that_goes_on_is_set_against_as_much_of_the_one_before(retail, text):
    answer = asked(retail, text)
    assert (answer.period.end, answer.comparison.end) == (dt.date(2026, 11, 23), dt.date(2025, 11, 23))


def test_an_ended_year_has_nothing_to_date(retail):
    assert asked(retail, "revenue 2026 YTD").period.end == dt.date(2026, 11, 23)
    assert asked(retail, "revenue 2026 so far").period == asked(retail, "revenue 2026 YTD").period
    assert asked(retail, "revenue 2025 YTD").status == "refused"
    assert asked(retail, "其他品类10月销量").status == "refused"
    assert asked(retail, "除了家电，其他品类10月销量").status == "answered"
    assert asked(retail, "average order value of customers who are not gold in October").query.where.kind == "not"
    both = asked(retail, "median and p90 first response time in Q3")
    assert [each.name for each in both.query.measures] == ["median_first_response_time", "first_response_time_p90"]


@pytest.fixture(scope="module")
def trial():
    build_demo("derm_treatment")
    engine = open_engine(demo_folder("derm_treatment"))
    yield engine
    engine.close()


def test_a_name_that_begins_with_a_mean_is_not_taken_apart(trial):
    """平均年龄 is a metric: a count of patients, averaged over their ages, is not what anybody asks."""
    assert (
        asked(trial, "平均年龄按性别").query.measures[0].name
        == asked(trial, "average age by gender").query.measures[0].name
    )
    assert asked(trial, "登记患者的平均年龄，按性别").status == "refused"
