"""Shares of what was done, what goes on from a number, names taken apart: asked of two trades in both languages."""

import datetime as dt

import pytest
from asking import led_on
from trades import made_trade

from nlq.engine import open_engine

led = led_on(dt.date(2026, 11, 30))
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
NOV, NOV_ZH = "Nov 1 – 29, 2026", "2026年11月1日至29日"
ALL, ALL_ZH = "everything", "全部"
WEEK = "Nov 23 – 29, 2026"


@pytest.fixture(scope="module")
def cell(tmp_path_factory):
    return open_engine(made_trade("cell", tmp_path_factory.mktemp("cell")))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return open_engine(made_trade("fresh", tmp_path_factory.mktemp("fresh")))


@pytest.fixture(scope="module")
def air(tmp_path_factory):
    return open_engine(made_trade("air", tmp_path_factory.mktemp("air")))


def read_as(engine, *texts):
    answer = led(engine, *texts)
    return answer.readback if answer.status == "answered" else None


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("what share of flights from Kunming were late", f"delayed flights ÷ flights flown · {OCT} · station = Kunming"),
        ("what percentage of flights were cancelled", f"cancellation rate · {OCT} · {ALL}"),
        ("what share of flights from Kunming were cancelled", f"cancellation rate · {OCT} · station = Kunming"),
        ("what share of delayed flights were from Kunming",
         f"delayed flights (station = Kunming) ÷ delayed flights · {OCT} · {ALL}"),
    ],
)  # fmt: skip
def test_a_share_of_what_was_done_is_of_the_whole_that_is_named(air, text, readback):
    assert read_as(air, text) == readback


def test_a_part_of_the_rows_of_a_count_is_told_as_a_share(air):
    answer = led(air, "what share of flights from Kunming were late")
    assert [column.unit for column in answer.columns] == ["share"]


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("what share of our flights were delayed in October", f"delayed flights ÷ flights flown · {OCT} · {ALL}"),
        ("what share of orders were late last week", f"late orders ÷ orders · {WEEK} · {ALL}"),
    ],
)
def test_what_things_were_is_no_member_of_other_things(air, fresh, text, readback):
    assert read_as(air if "flights" in text else fresh, text) == readback


@pytest.mark.parametrize(
    ("texts", "readback"),
    [
        (("orders in pudong last week", "how many of those were late"), f"late orders · {WEEK} · dark store = Pudong"),
        (("orders in pudong last week", "how many were cancelled"), f"cancelled orders · {WEEK} · dark store = Pudong"),
        (("orders in pudong last week", "how many got cancelled"), f"cancelled orders · {WEEK} · dark store = Pudong"),
        (("orders in pudong last week", "late ones?"), f"late orders · {WEEK} · dark store = Pudong"),
        (("average delivery time in October vs September", "same but median"),
         f"median delivery time · {OCT} vs Sep 1 – 30, 2026 · {ALL}"),
        (("new customers in Q3", "where did they come from? split by acquisition source"),
         "new customers · Jul 1 – Sep 30, 2026 · everything · by acquisition source"),
        (("三季度新客数", "都是从哪来的，按获客来源分"), "新客数 · 2026年7月1日至9月30日 · 全部 · 按获客来源"),
    ],
)  # fmt: skip
def test_what_was_told_before_is_kept(fresh, texts, readback):
    assert read_as(fresh, *texts) == readback


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (("orders in May in Shanghai", "how many were from gold customers"), ("Shanghai", "Gold", "May")),
        (("orders in May in Shanghai", "how many were App"), ("Shanghai", "App", "May")),
        (("complaints in May by region", "how many were resolved"), ("resolved complaints", "May", "by region")),
    ],
)  # fmt: skip
def test_how_many_were_is_of_the_answer_before(retail, texts, kept):
    readback = read_as(retail, *texts)
    assert all(each in readback for each in kept)


def test_what_is_not_of_the_answer_before_is_asked_whole(retail):
    assert read_as(retail, "orders in May in Shanghai", "how many were opened in June") is None


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("how many items are in an order on average", f"items per order · {NOV} · {ALL}"),
        ("how many items does an average order have", f"items per order · {NOV} · {ALL}"),
        ("how many items are there in each order in Pudong", f"items per order · {NOV} · dark store = Pudong"),
        ("how many orders used a welcome coupon last month", f"orders · {OCT} · coupon type = newcomer coupon"),
        ("how many got cancelled at Pudong last month", f"cancelled orders · {OCT} · dark store = Pudong"),
        ("orders late last week", f"late orders · {WEEK} · {ALL}"),
        ("上季度用满减券的有多少单", "订单量 · 2026年7月1日至9月30日 · 优惠券类型 = 满减券"),
        ("三季度夜间单超过60单的城市", "订单量 · 2026年7月1日至9月30日 · 时段 = 夜间 · 按城市 · 订单量 > 60"),
        ("第三方平台的单占比多少", f"订单量（下单渠道 = 第三方平台） ÷ 订单量 · {NOV_ZH} · {ALL_ZH}"),
        ("评分最低的三个仓", f"平均评分 · {NOV_ZH} · {ALL_ZH} · 按前置仓 · 后3"),
        ("哪仨品类换货率最高", f"替换率 · {NOV_ZH} · {ALL_ZH} · 按品类 · 前3"),
        ("前三个季度客单价分别是多少", "客单价 · 2026年1月1日至9月30日 · 全部 · 按季度"),
        ("会员跟非会员的复购率对比下，上个月的", f"复购率 · {OCT_ZH} · 会员身份 = 会员或非会员 · 按会员身份"),
    ],
)  # fmt: skip
def test_names_are_said_in_parts_and_by_what_is_used(fresh, text, readback):
    assert read_as(fresh, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("App充值今年哪个月笔数最多", "充值笔数 · 2026年1月1日至11月29日 · 充值方式 = 手机App · 按月 · 前1"),
        ("政企出账占比", f"出账金额（客户类型 = 政企客户） ÷ 出账金额 · {OCT_ZH} · {ALL_ZH}"),
        ("10月各大区携入比携出多多少", f"携入数 − 携出数 · {OCT_ZH} · {ALL_ZH} · 按大区"),
        ("除了天气的故障有多少", f"网络故障数 · {OCT_ZH} · 不含故障原因 = 天气"),
        ("whats behind target", "targets · behind"),
        ("what plans do we sell", "plan"),
        ("guiyang, how many signed up so far this month?", f"activations · {NOV} · city = Guiyang"),
        ("cities w drop rate over 0.8% last mth", f"dropped call rate · {OCT} · {ALL} · by city · dropped call rate > 0.800%"),
    ],
)  # fmt: skip
def test_what_a_network_is_asked(cell, text, readback):
    assert read_as(cell, text) == readback


@pytest.mark.parametrize("text", ["8月故障除了天气的，分原因看下", "8月故障除了天气的"])
def test_no_slip_takes_the_beginning_of_another_word(cell, text):
    answer = led(cell, text)
    assert answer.status != "answered" or "不含" in answer.readback


@pytest.mark.parametrize("text", ["how many returned", "how many ordered in May", "how many complained"])
def test_how_many_did_so_is_no_number_of_times(retail, text):
    assert read_as(retail, text) is None


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("revenue % by region", f"share of revenue · {OCT} · {ALL} · by region"),
        ("gross margin % by region", f"gross margin · {OCT} · {ALL} · by region"),
        ("销售额上升的旗舰店",
         f"销售额 · {OCT_ZH} 对比 2026年9月1日至30日 · 店型 = 旗舰店 · 按门店 · 销售额的变化 > ¥0.00"),
    ],
)  # fmt: skip
def test_percent_signs_and_things_that_rose(retail, text, readback):
    assert led_on(dt.date(2026, 11, 23))(retail, text).readback == readback
