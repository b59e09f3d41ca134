"""Which of two has more, of each of what, who did it and which that is: asked as people do, in both languages."""

import datetime as dt

import pytest
from asking import led_on
from small_models import columns, named, simple, values

led = led_on(dt.date(2026, 11, 23))
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL, ALL_ZH = "everything", "全部"
BOTH = f"orders · {OCT} · region = East China or South China · by region"
BOTH_ZH = f"订单量 · {OCT_ZH} · 地区 = 华东或华南 · 按地区"
MONTHS = f"orders · Sep 1 – 30, 2026 vs {OCT} · {ALL}"
MONTHS_ZH = f"订单量 · 2026年9月1日至30日 对比 {OCT_ZH} · {ALL_ZH}"


def read_as(engine, text):
    answer = led(engine, text)
    return answer.readback if answer.status == "answered" else None


@pytest.mark.parametrize(
    "text",
    [
        "East China or South China, which gets more orders", "which gets more orders, East China or South China",
        "who has more orders, East China or South China?", "East China or South China - who gets more orders",
        "does East China or South China get more orders", "did East China or South China have more orders in October",
        "which region had more orders in October, East China or South China?",
        "are orders higher in East China or in South China", "were orders lower in East China or South China last month",
        "are there more orders in East China or in South China", "East China vs South China: which one gets more orders",
        "between East China and South China who has more orders", "which of East China and South China had more orders",
        "East China or South China, which had the higher orders last month",
        "which of the two sees fewer orders, East China or South China",
    ],
)  # fmt: skip
def test_two_members_stand_next_to_each_other(retail, text):
    assert read_as(retail, text) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "10月华东订单量多还是华南订单量多", "华东还是华南订单量多", "上个月订单量华东多还是华南多", "10月华东订单量多还是华南多",
        "华东的订单量多还是华南的多", "华东和华南哪个大区订单量更多", "华东和华南比，哪个订单量大", "华东订单量大还是华南订单量大",
        "华东和华南谁的订单量更少",
    ],
)  # fmt: skip
def test_two_members_stand_next_to_each_other_in_chinese(retail, text):
    assert read_as(retail, text) == BOTH_ZH


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("did we have more orders in September or in October", MONTHS),
        ("which month had more orders, September or October", MONTHS),
        ("were orders higher in September or October", MONTHS),
        ("9月还是10月订单量多", MONTHS_ZH),
        ("9月订单量多还是10月多", MONTHS_ZH),
        ("订单量是9月高还是10月高", MONTHS_ZH),
        ("do we have more orders or returned orders", f"orders, returned orders · {OCT} · {ALL}"),
        ("订单量多还是退货订单量多", f"订单量、退货订单量 · {OCT_ZH} · {ALL_ZH}"),
    ],
)
def test_two_times_and_two_metrics_too(retail, text, readback):
    assert read_as(retail, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        # More than at another time is a change of both.
        ("do East China or South China have more orders than last month", "orders · Nov 1 – 22, 2026 vs Oct 1 – 22, 2026 · region = East China or South China"),
        # What moves by itself is no side.
        ("did orders go up in October", f"orders · {OCT} vs Sep 1 – 30, 2026 · {ALL}"),
        ("is it more", None),
        ("East China or more", None),
    ],
)  # fmt: skip
def test_what_is_no_choice_of_two(retail, text, readback):
    assert read_as(retail, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("平均每单退款金额", f"退款金额 ÷ 订单量 · {OCT_ZH} · {ALL_ZH}"),
        ("10月每个订单的毛利", f"毛利 ÷ 订单量 · {OCT_ZH} · {ALL_ZH}"),
        ("各门店平均每单毛利", f"毛利 ÷ 订单量 · {OCT_ZH} · {ALL_ZH} · 按门店"),
        ("gross profit per order in October", f"gross profit ÷ orders · {OCT} · {ALL}"),
        # A mean of means may be of stores or of months.
        ("average gross profit per order in October", None),
        (
            "有几个门店的订单量比去年同期少",
            f"门店数（订单量的变化 < 0） · {OCT_ZH} 对比 2025年10月1日至31日 · {ALL_ZH}",
        ),
        (
            "10月有几个门店订单量比去年同期少",
            f"门店数（订单量的变化 < 0） · {OCT_ZH} 对比 2025年10月1日至31日 · {ALL_ZH}",
        ),
        (
            "10月有多少门店的销售额下降了",
            f"门店数（销售额的变化 < ¥0.00） · {OCT_ZH} 对比 2026年9月1日至30日 · {ALL_ZH}",
        ),
        ("10月有多少门店订单", f"门店订单量 · {OCT_ZH} · {ALL_ZH}"),
        ("how many stores sold more in october than in september", None),
        (
            "how many regions sold more units in october than in september",
            f"number of region (change of units sold > 0) · {OCT} vs Sep 1 – 30, 2026 · {ALL}",
        ),
        ("今年订单量超过1万的月份有哪些", f"订单量 · 2026年1月1日至11月22日 · {ALL_ZH} · 按月 · 订单量 > 10,000"),
        ("10月退货率超没超5%", f"退货率 · {OCT_ZH} · {ALL_ZH} · > 5.0%?"),
        ("is revenue this month ahead of last month", f"revenue · Nov 1 – 22, 2026 vs Oct 1 – 22, 2026 · {ALL}"),
        # A name of the model stays what it is.
        ("每单销售额", f"客单价 · {OCT_ZH} · {ALL_ZH}"),
        ("每月订单量", f"订单量 · {OCT_ZH} · {ALL_ZH} · 按月"),
        # A rate of each order, or of each of what no metric counts.
        ("每单退货率", None),
        ("每架毛利", None),
    ],
)
def test_of_each(retail, text, readback):
    assert read_as(retail, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("who had the most orders last month? which store I mean", f"orders · {OCT} · {ALL} · by store · top 1"),
        ("who had the most orders last month, which store", f"orders · {OCT} · {ALL} · by store · top 1"),
        ("who had the highest return rate in October, which region is it", f"return rate · {OCT} · {ALL} · by region · top 1"),
        ("when were orders highest this year, which month", f"orders · Jan 1 – Nov 22, 2026 · {ALL} · by month · top 1"),
        ("谁10月的订单量最多，哪个门店", f"订单量 · {OCT_ZH} · {ALL_ZH} · 按门店 · 前1"),
        ("who had the most orders last month, which planet", None),
    ],
)  # fmt: skip
def test_who_it_is_and_of_what(retail, text, readback):
    assert read_as(retail, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("orders on sat 21 nov", f"orders · Nov 21, 2026 · {ALL}"),
        ("orders on fri, nov 20", f"orders · Nov 20, 2026 · {ALL}"),
        ("orders vs this time last year", f"orders · {OCT} vs Oct 1 – 31, 2025 · {ALL}"),
        ("10月订单量比去年这个时候多多少", f"订单量 · {OCT_ZH} 对比 2025年10月1日至31日 · {ALL_ZH}"),
        ("本月订单量比上个月这个时候多多少", f"订单量 · 2026年11月1日至22日 对比 2026年10月1日至22日 · {ALL_ZH}"),
    ],
)  # fmt: skip
def test_times_as_they_are_typed(retail, text, readback):
    assert read_as(retail, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("how many people left last month", f"leavers · {OCT} · {ALL}"),
        ("did more people resign in Q3 than in Q2", f"leavers · Jul 1 – Sep 30, 2026 vs Apr 1 – Jun 30, 2026 · {ALL}"),
        ("which department had the most people resign this year", f"leavers · Jan 1 – Oct 31, 2026 · {ALL} · by department · top 1"),
        ("how many people are left", None),
    ],
)  # fmt: skip
def test_people_beside_what_they_do(retail, text, readback):
    assert read_as(retail, text) == readback


@pytest.fixture(scope="module")
def library(small):
    """A library with members who hold a card for some time, and the loans that they make."""
    ended = ("NULL", "NULL", "NULL", "DATE '2026-09-01'")
    cards = [f"({n}, {n}, '{('gold', 'plain')[n % 3 > 0]}', DATE '2025-{1 + n % 12:02}-01', {ended[n % 4]})" for n in range(60)]  # fmt: skip
    loans = [f"({n}, {n % 60}, DATE '2026-{9 + n % 3:02}-{1 + n % 20:02}')" for n in range(90)]
    parts = {
        "tables": {
            "card": {"key": ["card_id"], "watermark": dt.date(2026, 11, 22), "columns": columns(card_id="integer", reader="integer", tier="text", begun="date", ended="date")},
            "loan": {"key": ["loan_id"], "time": "day", "watermark": dt.date(2026, 11, 22), "columns": columns(loan_id="integer", card_id="integer", day="date")},
        },
        "joins": [{"name": "loan_card", "table": "loan", "to": "card", "on": {"card_id": "card_id"}}],
        "dimensions": {"tier": {**named("card type", "卡种"), "table": "card", "column": "tier", "members": [{"value": "gold", "label": {"en": "gold", "zh": "金卡"}}, {"value": "plain", "label": {"en": "plain", "zh": "普通卡"}}]}},
        "metrics": {
            "readers": {**named("active readers", "在册读者数"), "unit": "count", "calculation": {"type": "balance", "table": "card", "valid_from": "begun", "valid_to": "ended"}},
            "loans": {**named("loans", "借阅量"), **simple("loan"), "unit": "count"},
        },
    }  # fmt: skip
    made = (values("card", "card_id, reader, tier, begun, ended", ", ".join(cards)), values("loan", "loan_id, card_id, day", ", ".join(loans)))  # fmt: skip
    month = {"kind": "relative", "unit": "month", "offset": -1}
    return small(parts, *made, today=dt.date(2026, 11, 23), calendar={"as_of": dt.date(2026, 11, 23)}, default_period=month).engine  # fmt: skip


NOW, NOW_ZH = "as of Nov 22, 2026", "截至2026年11月22日"


@pytest.mark.parametrize(
    ("texts", "readback"),
    [
        # A balance by the noun of what there is.
        (("how many readers do we have now",), f"active readers · {NOW} · {ALL}"),
        (("how many readers do we have right now, by card type",), f"active readers · {NOW} · {ALL} · by card type"),
        (("do we have more readers now than a year ago",), f"active readers · {NOW} vs Nov 22, 2025 · {ALL}"),
        (("现在有多少读者",), f"在册读者数 · {NOW_ZH} · {ALL_ZH}"),
        (("现在有多少金卡读者",), f"在册读者数 · {NOW_ZH} · 卡种 = 金卡"),
        (("how many readers borrowed in October",), None),
        (("readers",), None),
        (("how many staff do we have now",), None),
        # "Now" is a time where it is said of something, and of a flow it does not say since when.
        (("active readers now",), f"active readers · {NOW} · {ALL}"),
        (("active readers now vs a year ago",), f"active readers · {NOW} vs Nov 22, 2025 · {ALL}"),
        (("now active readers by card type",), f"active readers · {OCT} · {ALL} · by card type"),
        (("active readers in October", "and now?"), f"active readers · {NOW} · {ALL}"),
        (("loans in October", "now by card type"), f"loans · {OCT} · {ALL} · by card type"),
        (("loans now",), None),
        (("loans in October", "what about now"), None),
        (("loans in October", "what about right now"), None),
        (("loans by card type in October", "and currently"), None),
    ],
)  # fmt: skip
def test_what_there_is_now(library, texts, readback):
    answer = led(library, *texts)
    assert (answer.readback if answer.status == "answered" else None) == readback


def test_a_metric_that_is_not_used_any_more_breaks_nothing(journey):
    assert read_as(journey, "transaction lines in Q2 2017") is not None


@pytest.mark.parametrize(
    ("texts", "readback"),
    [
        (("how many readers do we have today",), f"active readers · {NOW} · {ALL}"),
        (("active readers as of the end of October, month on month",), f"active readers · as of Oct 31, 2026 vs Sep 30, 2026 · {ALL}"),
        (("截至10月底在册读者数环比",), f"在册读者数 · 截至2026年10月31日 对比 2026年9月30日 · {ALL_ZH}"),
        (("10月底在册读者数环比",), f"在册读者数 · 截至2026年10月31日 对比 2026年9月30日 · {ALL_ZH}"),
        # Set against what, of a day, nothing says.
        (("active readers now, growth",), None),
        (("目前在册读者数环比",), None),
        (("loans today",), None),
        # What stands happens no number of times, and "down" is a state of it.
        (("how many readers are down now",), None),
        (("how often do active readers come",), None),
    ],
)  # fmt: skip
def test_what_stands_as_of_a_day(library, texts, readback):
    answer = led(library, *texts)
    assert (answer.readback if answer.status == "answered" else None) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        # A kind of things stands for the things of it.
        ("which flagship had the highest revenue in October", f"revenue · {OCT} · store format = flagship · by store · top 1"),
        ("10月销售额最高的5家旗舰店", f"销售额 · {OCT_ZH} · 店型 = 旗舰店 · 按门店 · 前5"),
        # Those asked for are counted, and no orders or complaints.
        ("10月有多少客户投诉", None),
        ("10月有多少客户复购", f"复购客户数 · {OCT_ZH} · {ALL_ZH}"),
        ("did more customers complain than last month", None),
        # Longer orders, and better ones, are no more of them.
        ("East China or South China, which has longer orders", None),
        ("are orders faster in East China or South China", None),
        ("which has better orders, East China or South China", None),
        # A weekday that is not that day's.
        ("orders on sun 21 nov", None),
        ("orders this time last year", None),
    ],
)  # fmt: skip
def test_what_is_not_taken_for_another(retail, text, readback):
    assert read_as(retail, text) == readback
