"""Questions that were once answered otherwise than they were asked: now as they were asked, or not at all."""

import datetime as dt

import pytest
from asking import led_on
from trades import asks_trades

led = led_on(dt.date(2026, 11, 30))
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL = "everything"


@pytest.fixture(scope="module")
def ask(retail, tmp_path_factory):
    """What asks a trade one question after the other, and tells how the last was read; None of one not answered."""
    answered = asks_trades(led, tmp_path_factory, retail=retail)

    def asked(trade, *texts):
        answer = answered(trade, *texts)
        return answer.readback if answer.status == "answered" else None

    return asked


@pytest.mark.parametrize(
    ("trade", "texts"),
    [
        ("air", ["how many people did we lose"]),
        ("air", ["did anyone cancel"]),
        ("air", ["flights from Kunming in September", "how many were late", "what share is that"]),
        ("air", ["how many flights were cancelled in August", "how many were refunded"]),
        ("air", ["用了多少架飞机"]),
        ("fresh", ["上海九月的订单量", "其中超时的有多少", "占比呢"]),
        ("parcel", ["parcels from the north in September", "how many were late"]),
        ("parcel", ["what share of parcels were late"]),
        ("parcel", ["特快里丢件占比"]),
        ("parcel", ["特快有多少"]),
        ("parcel", ["how many were returned to sender"]),
        ("gym", ["classes held in September at flagship clubs", "how many got cancelled"]),
        ("gym", ["how many classes were dropped"]),
        ("gym", ["what share of women left"]),
        ("flat", ["what share of repairs were completed"]),
        ("retail", ["what share of orders were delivered"]),
        ("retail", ["what share of complaints are open"]),
        ("loan", ["what share of app applications were declined for fraud"]),
        ("staff", ["share of women and men"]),
        ("staff", ["女性和男性占比"]),
        ("staff", ["sick days per plant employee"]),
        ("staff", ["headcount by plant manager"]),
        ("staff", ["how are all KPIs doing"]),
        ("staff", ["所有指标怎么样"]),
        ("staff", ["list all metrics with targets"]),
        ("staff", ["辞退了多少人"]),
        ("staff", ["多少人加班"]),
        ("staff", ["多少人请了年假"]),
    ],
)
def test_it_is_not_answered_otherwise(ask, trade, texts):
    assert ask(trade, *texts) is None


@pytest.mark.parametrize(
    ("trade", "texts", "readback"),
    [
        ("air", ["flights from Kunming to Lijiang in Q3", "how many were from Dali"],
         "flights flown · Jul 1 – Sep 30, 2026 · destination = Lijiang, station = Dali"),
        ("air", ["fuel used by the ATR"], f"fuel burn · {OCT} · aircraft type = ATR 72"),
        ("wind", ["九月西北故障数", "其中严重的占比", "其中齿轮箱占比"],
         "故障数（故障部件 = 齿轮箱） ÷ 故障数 · 2026年9月1日至30日 · 区域 = 西北"),
        ("wind", ["西北发电量里风电占比"], f"发电量（能源类型 = 风电） ÷ 发电量 · {OCT_ZH} · 区域 = 西北"),
        ("wind", ["风电比光伏发电多多少"], f"发电量 · {OCT_ZH} · 能源类型 = 光伏或风电 · 按能源类型"),
        ("wind", ["faults by turbine"], f"faults · {OCT} · equipment type = turbine · by unit"),
        ("fresh", ["App的订单量里会员占比"], "订单量（会员身份 = 会员） ÷ 订单量 · 2026年11月1日至29日 · 下单渠道 = APP"),
        ("loan", ["what share of applications were declined in October in Beijing"],
         f"declined applications ÷ applications · {OCT} · branch = Beijing"),
        ("retail", ["上海比北京客单价高多少"], f"客单价 · {OCT_ZH} · 城市 = 北京或上海 · 按城市"),
    ],
)  # fmt: skip
def test_it_is_answered_as_it_is_asked(ask, trade, texts, readback):
    assert ask(trade, *texts) == readback


@pytest.mark.parametrize(
    ("trade", "texts"),
    [
        ("retail", ["orders in East China last month", "how many were returned", "how many were cancelled"]),
        ("fresh", ["how many refunds in October", "how many were for late delivery", "which reasons?"]),
    ],
)
def test_a_conversation_goes_on_after_what_was_asked_back(ask, trade, texts):
    ask(trade, *texts)
