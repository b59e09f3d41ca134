"""Conversations as they are led: what was asked back is settled in words, rows shown are spoken of, nothing is lost."""

import datetime as dt

import pytest
from asking import led_on

from nlq.followup import Open, go_on_from

TODAY = dt.date(2026, 11, 23)
ALL, OCT = "everything", "Oct 1 – 31, 2026"
WEEK = "Nov 16 – 22, 2026"


lead = led_on(TODAY)


# What was said before, what may be said then, and what is read back.
LED = [
    (["How were returns in September?"], ["the money refunded, I mean", "refund amount", "the first one", "I meant the refund amount"],
     "refund amount · Sep 1 – 30, 2026 · everything"),
    (["How were returns in September?"], ["the second", "returned orders", "the second one please", "number two", "yes, the second one"],
     "returned orders · Sep 1 – 30, 2026 · everything"),
    (["8月退货多少"], ["我说的是退款金额", "第二个", "退款金额", "我要的是退款金额"], "退款金额 · 2026年8月1日至31日 · 全部"),
    (["How were returns in September?", "and in August?"], ["refund amount"], "refund amount · Aug 1 – 31, 2026 · everything"),
    (["How were returns in September?", "the money refunded, I mean"], ["Now the first half of 2026, per month"],
     "refund amount · Jan 1 – Jun 30, 2026 · everything · by month"),
    (["South China sales last week"], ["vs the week before?", "compared to the week before"],
     "revenue · Nov 16 – 22, 2026 vs Nov 9 – 15, 2026 · region = South China"),
    (["revenue by region last month"], ["compared with the year before"],
     f"revenue · {OCT} vs Oct 1 – 31, 2025 · everything · by region"),
    (["South China sales last week", "why?"], ["which store there had the lowest sales last week"],
     f"revenue · {WEEK} · region = South China · by store · bottom 1"),
    (["华东上周销售额"], ["那边上周销售额最低的门店是哪家"], "销售额 · 2026年11月16日至22日 · 地区 = 华东 · 按门店 · 后1"),
    (["return rate per channel in October", "only those above 3.1%"], ["all of them", "show me all of them, then"],
     f"return rate · {OCT} · everything · by channel"),
    (["which region has the lowest e-commerce penetration in October"], ["Show me all of them, then.", "all of them"],
     f"e-commerce penetration · {OCT} · everything · by region"),
    (["refund amount in the first half of 2026, per month"], ["what's the average per month?", "and the monthly average?"],
     "average refund amount over month · Jan 1 – Jun 30, 2026 · everything"),
    (["refund amount in the first half of 2026, per month", "what's the average per month?"], ["Which month was the highest?"],
     "refund amount · Jan 1 – Jun 30, 2026 · everything · by month · top 1"),
    (["refund amount in the first half of 2026, per month", "Which month was the highest?"], ["split June by region", "June by region"],
     "refund amount · Jun 1 – 30, 2026 · everything · by region"),
    (["上半年不良率，逐月给我", "最高的是哪个月"], ["把2月按品类展开", "2月按品类拆开"], "不良率 · 2026年2月1日至28日 · 全部 · 按品类"),
    (["今年签约金额按季度", "哪个季度最高"], ["一季度分大区，从大到小"], "签约金额 · 2026年1月1日至3月31日 · 全部 · 按地区"),
    (["上周准时率按渠道", "低于70%的有哪些"], ["这几个渠道的配送时长各是多少", "这几个渠道的配送时长"],
     "配送时长 · 2026年11月16日至22日 · 渠道属于按准时送达率, 准时送达率 < 70.0%选出的范围 · 按渠道"),
    (["top 3 stores by revenue last month"], ["orders of those three stores", "and the orders of those three?"],
     f"orders · {OCT} · store among those picked by revenue, top 3 · by store"),
    (["杭州上周销售额按门店"], ["垫底的两家是哪两家", "最低的两家"], "销售额 · 2026年11月16日至22日 · 城市 = 杭州 · 按门店 · 后2"),
    (["杭州上周销售额按门店", "最低的两家"], ["这两家的客流呢"],
     "客流量 · 2026年11月16日至22日 · 城市 = 杭州, 门店属于按销售额, 城市 = 杭州, 后2选出的范围 · 按门店"),
    (["哪个品类的市场份额最低"], ["这个品类分大区看看"], "市场份额 · 2026年10月1日至31日 · 品类属于按市场份额, 后1选出的范围 · 按地区"),
    (["8月退款金额按大区"], ["东北和西北去掉", "东北和西北不要"], "退款金额 · 2026年8月1日至31日 · 不含地区 = 东北或西北 · 按地区"),
    (["上月投诉量"], ["按类型分一下", "分类型看"], "投诉量 · 2026年10月1日至31日 · 全部 · 按投诉类型"),
    (["上月投诉量", "按类型分一下"], ["各占百分之多少", "各占多少"], "投诉量占比 · 2026年10月1日至31日 · 全部 · 按投诉类型"),
    (["上月手机销量"], ["手机和电脑放一张表里，分渠道看"], "销量 · 2026年10月1日至31日 · 品类 = 手机或电脑 · 按品类、渠道"),
    (["revenue in Shanghai last month"], ["Shanghai and Beijing separately"], f"revenue · {OCT} · city = Beijing or Shanghai · by city"),
    (["北京3店10月的客单价"], ["全公司呢", "全公司10月的客单价是多少"], "客单价 · 2026年10月1日至31日 · 全部"),
    (["sales in Shanghai in October"], ["company-wide?", "and company-wide?"], f"revenue · {OCT} · everything"),
    (["sales in Shanghai in October"], ["put orders next to it", "add orders as a second column"], f"revenue, orders · {OCT} · city = Shanghai"),
    (["坪效是怎么算的？"], ["那上季度各店型的坪效是多少"], "坪效 · 2026年7月1日至9月30日 · 全部 · 按店型"),
    (["那上季度各店型的坪效是多少"], ["便利店里坪效前五的门店"], "坪效 · 2026年7月1日至9月30日 · 店型 = 便利店 · 按门店 · 前5"),
    (["return rate per channel in October"], ["sort it, worst on top", "worst first"], f"return rate · {OCT} · everything · by channel"),
    (["top 5 categories by units sold last month"], ["just the second one, by month this year"],
     "units sold · Jan 1 – Nov 22, 2026 · category among those picked by units sold, top 2, not category among those picked by units sold, top 1 · by month"),
    (["gross margin of the flagship stores in Q2"], ["and express stores alongside", "add express stores", "and express stores as well"],
     "gross margin · Apr 1 – Jun 30, 2026 · store format = flagship or express · by store format"),
    (["广州8月客流量"], ["再加上武汉", "加上武汉"], "客流量 · 2026年8月1日至31日 · 城市 = 广州或武汉 · 按城市"),
    (["revenue of online in May"], ["both channel types side by side, compared with April"],
     "revenue · May 1 – 31, 2026 vs Apr 1 – 30, 2026 · everything · by channel type"),
    (["revenue in October"], ["ok, by region", "sure, and by region?", "Great. By region", "yes, by region", "thanks, now by region"],
     f"revenue · {OCT} · everything · by region"),
    (["10月销售额"], ["好的，按地区", "可以按地区看吗", "对，按地区", "嗯，按地区呢", "收到，按地区看看"], "销售额 · 2026年10月1日至31日 · 全部 · 按地区"),
    (["complaints by region in May"], ["which two have the lowest response time", "which two had the lowest response time?"],
     "first response time · May 1 – 31, 2026 · everything · by region · bottom 2"),
    (["上月各门店销售额"], ["哪两家最低", "最低的两家"], "销售额 · 2026年10月1日至31日 · 全部 · 按门店 · 后2"),
    (["revenue in October"], ["is that on track", "is it on track?"], "targets · revenue · Oct 2026"),
    (["refund amount this month"], ["vs last month", "versus last month"], "refund amount · Nov 1 – 22, 2026 vs Oct 1 – 22, 2026 · everything"),
    (["complaints this quarter"], ["against last quarter"], "complaints · Oct 1 – Nov 22, 2026 vs Jul 1 – Aug 22, 2026 · everything"),
    (["headcount by department"], ["how many left this year"], "leavers · Jan 1 – Oct 31, 2026 · everything"),
    (["revenue by category this year only Mobile Phones"], ["back to all categories"], "revenue · Jan 1 – Nov 22, 2026 · everything · by category"),
    (["退款率最高的门店"], ["第二名呢", "第二高的呢"], "退款率 · 2026年10月1日至31日 · 全部 · 按门店 · 第2名"),
    (["which store had the highest revenue last month"], ["and the second highest?"], f"revenue · {OCT} · everything · by store · place 2"),
    (["top 5 stores by revenue last month"], ["which came second"], f"revenue · {OCT} · store among those picked by revenue, top 5 · by store · place 2"),
    (["complaints in October"], ["thanks, that helps! something else: what was the overall first response time last month"],
     f"first response time · {OCT} · everything"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "text", "told"),
    [pytest.param(before, text, told, id=f"{before[-1]} / {text}") for before, texts, told in LED for text in texts],
)
def test_a_conversation_goes_on(retail, before, text, told):
    answer = lead(retail, *before, text)
    assert (answer.status, answer.readback) == ("answered", told)


def test_the_worst_stand_first_where_they_are_sorted_so(retail):
    rows = lead(retail, "return rate per channel in October", "sort it, worst on top").rows
    assert [value for _, value in rows] == sorted((value for _, value in rows), reverse=True)


#: What leaves open what it goes on from, or speaks of rows that were not shown so.
@pytest.mark.parametrize(
    ("before", "text", "status"),
    [
        (["How were returns in September?"], "and in August?", "clarify"),
        (["How were returns in September?"], "by region", "clarify"),
        (["8月退货多少"], "按大区呢", "clarify"),
        (["How were returns in September?"], "the third one", "refused"),
        (["top 3 stores by revenue last month"], "footfall of those two", "refused"),
        (["上月各地区销售额"], "这三个地区的订单量", "refused"),
        (["revenue by region last month"], "all of them", "refused"),
        (["revenue last month"], "which store there had the lowest sales last week", "refused"),
        (["revenue by region last quarter"], "vs the week before?", "refused"),
        # The rows at the top of what was shown, or those at the top by what is asked now.
        (["complaints by store in May, most first"], "and the footfall of the top two stores", "clarify"),
        (["8月各门店的客流量，从高到低"], "前两家门店的转化率各是多少", "clarify"),
        (["revenue by region in August"], "add Wuhan", "refused"),
    ],
)
def test_what_is_open_stays_open(retail, before, text, status):
    assert lead(retail, *before, text).status == status


def test_a_question_back_is_gone_on_from_by_its_choices(retail):
    asked = lead(retail, "revenue by region last month", "How were returns in September?")
    assert [choice.readback for choice in asked.choices] == [
        f"{name} · Sep 1 – 30, 2026 · everything" for name in ("refund amount", "returned orders")
    ]
    context = go_on_from(None, asked)
    assert isinstance(context, Open) and len(context.choices) == 2


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("Unicorn folder: complaints in May", "Unicorn folder:"),
        ("独角兽计划：5月投诉量", "独角兽计划："),
    ],
)
def test_a_label_that_nobody_knows_is_named_and_asked_back(retail, text, aside):
    asked = lead(retail, text)
    assert asked.status == "clarify" and aside in asked.text
    assert lead(retail, text, "yes" if text.isascii() else "对").status == "answered"


@pytest.mark.parametrize(
    "text", ["Excluding gift cards: revenue in May", "Only widgets: revenue in May", "不含礼品卡：5月销售额"]
)
def test_a_label_that_bounds_is_not_set_aside(retail, text):
    assert lead(retail, text).status == "refused"


def test_a_yes_takes_the_one_thing_that_is_offered(retail):
    told = "Couriers like the end of September. Did the on-time delivery rate get better in October?"
    assert lead(retail, told).status == "clarify"
    assert (
        lead(retail, told, "yes").readback
        == lead(retail, "Did the on-time delivery rate get better in October?").readback
    )
