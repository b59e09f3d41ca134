"""Questions as people ask them beside the plain ones, each with what is read; and what must not be read like them."""

import datetime as dt

import pytest
from asking import asked_on

from eval.demo import build_demo, demo_folder
from nlq.engine import open_engine

TODAY = dt.date(2026, 11, 23)
ALL, MAY, JUN, OCT = "everything", "May 1 – 31, 2026", "Jun 1 – 30, 2026", "Oct 1 – 31, 2026"
OCT_ZH = "2026年10月1日至31日"


@pytest.fixture
def demo():
    """Opens a demo model by its name."""
    opened = []

    def open_demo(name):
        build_demo(name)
        opened.append(open_engine(demo_folder(name)))
        return opened[-1]

    yield open_demo
    for engine in opened:
        engine.close()


answered = asked_on(TODAY)


READ = [
    # A year said apart from its quarter, and festivals.
    (["Q3 revenue last year", "last year's revenue in Q3", "revenue in Q3 last year"], f"revenue · Jul 1 – Sep 30, 2025 · {ALL}"),
    (["Double 11 revenue this year", "So how did it go, Double 11 revenue this year?"], f"revenue · Nov 8 – 11, 2026 · {ALL}"),
    # Dashes, and who is to hand it out.
    (["orders - May - by region", "orders — May — by region", "please share orders by region for May", "could you kindly send me orders by region for May"],
     f"orders · {MAY} · {ALL} · by region"),
    (["Refund rate in October - has it gone up on September?"], f"refund rate · {OCT} vs Sep 1 – 30, 2026 · {ALL}"),
    # Which of the things in a place; here, beside the place.
    (["Which East China city had the highest revenue in May?", "which city in East China had the highest revenue in May"],
     f"revenue · {MAY} · region = East China · by city · top 1"),
    (["complaints here in Wuhan in May"], f"complaints · {MAY} · city = Wuhan"),
    # Members after "by" are told one by one.
    (["footfall in June by Beijing / Tianjin", "footfall in June by Beijing and Tianjin"], f"footfall · {JUN} · city = Beijing or Tianjin · by city"),
    (["discounts in May, biggest category first", "discounts in May, largest category first"], f"discount amount · {MAY} · {ALL} · by category"),
    # People who buy, whatever they are called.
    (["orders of gold members in May", "orders from gold shoppers in May", "orders by gold cardholders in May"], f"orders · {MAY} · customer tier = Gold"),
    (["5月金卡会员的订单量", "5月金卡顾客的订单量"], "订单量 · 2026年5月1日至31日 · 客户等级 = 金卡"),
    # Comparisons.
    (["return rate for June together with the equivalent figure for June 2025", "return rate for June alongside the corresponding number for June 2025"],
     f"return rate · {JUN} vs Jun 1 – 30, 2025 · {ALL}"),
    (["orders per month, July to October 2026, with the MoM change"], f"orders · Jul 1 – Oct 31, 2026 vs Jun 1 – Sep 30, 2026 · {ALL} · by month"),
    (["revenue from May 1 to May 7 versus Apr 24 to Apr 30"], f"revenue · May 1 – 7, 2026 vs Apr 24 – 30, 2026 · {ALL}"),
    (["6月退货率比5月低了几个点"], "退货率 · 2026年6月1日至30日 对比 2026年5月1日至31日 · 全部"),
    (["上海和杭州10月谁的投诉多", "上海和杭州10月哪边的投诉多"], f"投诉量 · {OCT_ZH} · 城市 = 杭州或上海 · 按城市"),
    # Small words of Chinese.
    (["10月底还有多少未结投诉"], "未结投诉量 · 2026年10月31日 · 全部"),
    (["10月全国销售额", "我司10月销售额", "帮我算下10月销售额", "10月销售额到底多少"], f"销售额 · {OCT_ZH} · 全部"),
    (["10月销售额，经销商那块剔掉", "10月销售额，经销商扣掉"], f"销售额 · {OCT_ZH} · 不含渠道 = 经销商"),
    (["华南10月家电、手机、电脑各卖出多少件"], f"销量 · {OCT_ZH} · 品类 = 家电或手机或电脑, 地区 = 华南 · 按品类"),
    (["10月底信息技术部和财务部各有多少人"], "员工人数 · 2026年10月31日 · 部门 = 财务部或信息技术部 · 按部门"),
    (["滚动12个月销售额，5月到10月每个月一个数", "滚动12个月销售额，5月到10月，一个月一个数"], "滚动12个月销售额 · 2026年5月1日至10月31日 · 全部 · 按月"),
    (["10月投诉量达到10起及以上的门店有几家"], f"门店数（投诉量 >= 10） · {OCT_ZH} · 全部"),
    (["毛利贡献最大的三个品类，10月"], f"毛利 · {OCT_ZH} · 全部 · 按品类 · 前3"),
    (["10月一共接了多少投诉", "10月一共收到了多少投诉"], f"投诉量 · {OCT_ZH} · 全部"),
    (["10月我们各品类的市场份额"], f"市场份额 · {OCT_ZH} · 全部 · 按品类"),
    # Written short.
    (["whats our revenue for may", "whats the revenue for may"], f"revenue · {MAY} · {ALL}"),
    (["orders this yr by qtr"], f"orders · Jan 1 – Nov 22, 2026 · {ALL} · by quarter"),
    (["what exactly counts as an active customer here?"], "active customers · definition"),
    (["上周六的客流量", "上个星期六的客流量"], "客流量 · 2026年11月21日 · 全部"),
    (["footfall last Saturday", "footfall on Saturday last week"], f"footfall · Nov 21, 2026 · {ALL}"),
    (["10月销售额明细到天"], f"销售额 · {OCT_ZH} · 全部 · 按日"), (["10月上海销售额达10万的门店"], f"销售额 · {OCT_ZH} · 城市 = 上海 · 按门店 · 销售额 >= ¥100,000.00"),
    (["上周一共多少客流"], "客流量 · 2026年11月16日至22日 · 全部"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "readback"), [(text, readback) for texts, readback in READ for text in texts])
def test_it_is_read(retail, text, readback):
    assert answered(retail, text).readback == readback


@pytest.mark.parametrize("text", [
    "sales here in May",  # where?
    "how many customers are there here", "orders of gold unicorns in May", "Which unicorn city had the highest revenue in May?",
    "revenue in Q3 2024 this year", "complaints by Wuhan / unicorns in May", "How much revenue does one employee bring in per region in May",
    # Two periods, of which neither is the year of the other; what is taken away; one apart from each.
    "Revenue in May and last year", "Revenue in Q3 and in 2025", "May revenue, also 2025", "Revenue by city in May and by month last year",
    "store orders - online orders in May", "revenue in May - returned orders", "orders in May - cancelled", "revenue - refund amount in May",
    "五月各城市销售额，上海分开",
    "10月销售额，独角兽那块剔掉", "上海和杭州10月谁的独角兽多", "10月独角兽各卖出多少件",
])  # fmt: skip
def test_it_is_not_read(retail, text):
    assert answered(retail, text).status != "answered"


@pytest.mark.parametrize(("text", "readbacks"), [
    ("Did we sell more in October than in September?", {f"revenue · {OCT} vs Sep 1 – 30, 2026 · {ALL}", f"units sold · {OCT} vs Sep 1 – 30, 2026 · {ALL}"}),
    ("Did East China sell more than South China in October?",
     {f"{metric} · {OCT} · region = East China or South China · by region" for metric in ("revenue", "units sold")}),
    ("Q3 revenue 2025 vs 2024", {"revenue · Jul 1 – Sep 30, 2025 vs Jul 1 – Sep 30, 2024 · everything",
                                 "revenue · Jul 1 – Sep 30, 2025 vs Jan 1 – Dec 31, 2024 · everything"}),
    ("上海和杭州10月谁卖得多", {f"{metric} · {OCT_ZH} · 城市 = 杭州或上海 · 按城市" for metric in ("销售额", "销量")}),
])  # fmt: skip
def test_both_that_may_be_meant_are_offered(retail, text, readbacks):
    assert {choice.readback for choice in answered(retail, text).choices} == readbacks


def test_the_name_of_its_own_dimension_settles_a_member(journey):
    found = answered(journey, "sales of the COUPON department in May 2017")
    assert found.status == "answered" and "department = COUPON" in found.readback


def test_customers_of_a_place_are_no_breakdown(demo):
    found = answered(demo("broker"), "2023年除加州和德州以外的客户交易总金额")
    assert found.status == "answered" and not found.query.by


def test_what_began_in_a_year_did_not_begin_since(demo):
    assert answered(demo("derm_treatment"), "2023年开始的治疗次数").status != "answered"
