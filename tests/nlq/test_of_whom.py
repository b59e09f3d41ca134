"""Who does what is measured, whose it is, and on which day of theirs: said beside the measure, and no filter of it."""

import datetime as dt

import pytest
from asking import led_on
from trades import asks_trades

led = led_on(dt.date(2026, 11, 30))
OCT, OCT_ZH, Q3 = "Oct 1 – 31, 2026", "2026年10月1日至31日", "Jul 1 – Sep 30, 2026"
ALL, ALL_ZH = "everything", "全部"


@pytest.fixture(scope="module")
def ask(retail, tmp_path_factory):
    """What asks a trade one question after the other, and tells the last answer."""
    return asks_trades(led, tmp_path_factory, retail=retail)


@pytest.mark.parametrize(
    ("trade", "text", "readback"),
    [
        # Everybody who is there does it.
        ("retail", "how many orders did customers place last month", f"orders · {OCT} · {ALL}"),
        ("market", "how many orders did our buyers place last month", f"orders · {OCT} · {ALL}"),
        ("market", "how many parcels did sellers ship last month", f"parcels shipped · {OCT} · {ALL}"),
        ("bank", "how many complaints did customers make in October", f"complaints · {OCT} · {ALL}"),
        ("bank", "what did customers spend on their cards in October", f"card spend · {OCT} · {ALL}"),
        ("bank", "how much did people spend on their cards last month", f"card spend · {OCT} · {ALL}"),
        # Whose day it is placed by.
        ("bank", "activation rate of customers who joined in Q3", f"app activation rate · {Q3} · {ALL}"),
        ("bank", "三季度开户的客户的激活率", "手机银行激活率 · 2026年7月1日至9月30日 · 全部"),
        ("market", "sign-up conversion, looking at people who registered in Q3",
         f"30-day first-order conversion · {Q3} · {ALL}"),
        ("market", "9月注册的人30天首单转化率是多少", "30天首单转化率 · 2026年9月1日至30日 · 全部"),
        # Whose it is, in a name and before one.
        ("market", "refund requests in Q3 from people who changed their mind",
         f"refund requests · {Q3} · refund reason = change of mind"),
        ("market", "refund requests in Q3 from people who just changed their mind",
         f"refund requests · {Q3} · refund reason = change of mind"),
        ("market", "how many people bought something in May", f"active buyers · May 1 – 31, 2026 · {ALL}"),
        # What is counted, said in the name of the kind.
        ("bank", "online applications in Q3", f"loan applications · {Q3} · application channel = online application"),
        ("bank", "online loan applications in Q3",
         f"loan applications · {Q3} · application channel = online application"),
        ("bank", "loan applications online in Q3",
         f"loan applications · {Q3} · application channel = online application"),
        ("bank", "approval rate of online applications in Q3",
         f"approval rate · {Q3} · application channel = online application"),
        ("market", "上周下的订单里还有多少是进行中的", "订单量 · 2026年11月23日至29日 · 订单状态 = 进行中"),
        ("market", "上个月小程序下的单", f"订单量 · {OCT_ZH} · 下单端 = 小程序"),
        ("market", "上月每单补贴", f"平台补贴 ÷ 订单量 · {OCT_ZH} · {ALL_ZH}"),
        ("market", "how many shops did we have open on 31 May", f"open shops · May 31, 2026 · {ALL}"),
        # Of two both are told.
        ("bank", "password logins last week, and the failure rate",
         "app logins, login failure rate · Nov 23 – 29, 2026 · login method = password"),
        # What is still there is there now; what is counted once a week was counted before the month ended.
        ("bus", "还有多少投诉没答复？", "未答复投诉数 · 截至2026年11月29日 · 全部"),
        ("bus", "10月底还有多少投诉没答复", "未答复投诉数 · 2026年10月31日 · 全部"),
        ("pharm", "stock value of baby care at the end of October",
         "stock value · as of Oct 31, 2026 · product category = baby care"),
        ("pharm", "10月底近效期库存", "近效期库存 · 截至2026年10月31日 · 全部"),
        # What the warehouse writes for another member is not meant where a name is said.
        ("market", "app orders last month", f"orders · {OCT} · order channel = app"),
    ],
)  # fmt: skip
def test_who_does_it_says_no_more(ask, trade, text, readback):
    assert ask(trade, text).readback == readback


@pytest.mark.parametrize(
    ("trade", "text"),
    [
        # Who left, ordered or sells is placed by another day, or is somebody else.
        ("bank", "activation rate of customers who left in Q3"),
        ("bank", "activation rate in Q3 of people who joined in Q2"),
        ("bank", "lost customers who joined in Q3"),
        ("bank", "三季度销户的客户的激活率"),
        ("market", "9月下单的人30天首单转化率是多少"),
        ("market", "9月注册的商家30天首单转化率是多少"),
        ("market", "GMV of people who registered in Q3"),
        ("retail", "how many orders did loyal customers place last month"),
        # Each against its own.
        ("bank", "branches above their average card spend last month"),
        # Whom it is said of are counted, and no groups.
        ("bank", "which branches had customers with a login failure rate above 6% in October"),
        ("bank", "which branches' customers had a login failure rate above 6% in October"),
        ("market", "how many refund requests took more than 4 days to process in Q3"),
    ],
)
def test_what_says_more_is_not_passed_over(ask, trade, text):
    assert ask(trade, text).status != "answered"


@pytest.mark.parametrize(
    ("trade", "text", "readback"),
    [
        ("market", "In which categories did it take more than 4 days on average to process a refund in Q3?",
         f"refund processing time · {Q3} · {ALL} · by category · refund processing time > 4 days"),
        ("market", "which categories took longer than 4 days on avg to process a refund in Q3",
         f"refund processing time · {Q3} · {ALL} · by category · refund processing time > 4 days"),
        ("bank", "how long do we take on avg to decide on a mortgage, last 90 days",
         "average decision time · Sep 1 – Nov 29, 2026 · loan product = mortgage"),
        ("market", "第三季度各快递公司的P90配送时长，从慢到快排",
         "P90配送时长 · 2026年7月1日至9月30日 · 全部 · 按快递公司"),
        ("market", "10月按店铺所在省给GMV排个名", f"成交总额 · {OCT_ZH} · {ALL_ZH} · 按店铺所在省"),
        ("market", "new buyers by acquisition channel last month with each one's share",
         f"new buyers, share of new buyers · {OCT} · {ALL} · by acquisition channel"),
        ("market", "What did subsidies come to as a percentage of GMV in Q3?",
         f"platform subsidy ÷ GMV · {Q3} · {ALL}"),
        ("market", "how did GMV do on 31 May this year versus last, GMV-wise",
         f"GMV · May 31, 2026 vs May 31, 2025 · {ALL}"),
        ("bank", "Prepping slides for tomorrow's credit committee: approval rate by loan product in Q3, please",
         f"approval rate · {Q3} · {ALL} · by loan product"),
        ("bank", "new customers in October, need it for the 10 o'clock", f"new customers · {OCT} · {ALL}"),
    ],
)  # fmt: skip
def test_it_is_said_in_other_words(ask, trade, text, readback):
    assert ask(trade, text).readback == readback


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("revenue in Q3, and in Q2?", f"{Q3} vs Apr 1 – Jun 30, 2026"),
        ("revenue in Q3, and how was it in Q2?", f"{Q3} vs Apr 1 – Jun 30, 2026"),
        ("revenue in Q3, what about Q2", f"{Q3} vs Apr 1 – Jun 30, 2026"),
        ("三季度销售额是多少，二季度呢", "2026年7月1日至9月30日 对比 2026年4月1日至6月30日"),
        ("上个月华东的销售额是多少，9月呢", f"{OCT_ZH} 对比 2026年9月1日至30日"),
    ],
)
def test_a_second_period_is_told_beside_the_first(ask, text, against):
    assert ask("retail", text).readback.split(" · ")[1] == against


@pytest.mark.parametrize("text", ["revenue in Q3, and in East China?", "三季度销售额多少，华南呢"])
def test_all_of_it_is_offered_beside_what_is_asked_after(ask, text):
    answer = ask("retail", text)
    assert answer.status == "clarify" and len(answer.choices) == 2


@pytest.mark.parametrize("text", ["今年销售额多少，去年呢", "revenue this year, and last year?"])
def test_all_of_last_year_may_be_meant_after_a_year_that_goes_on(ask, text):
    assert ask("retail", text).status != "answered"
