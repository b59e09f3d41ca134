"""What is said after an answer, in the words that people use for it: each goes on from what was shown, and loses nothing."""

import datetime as dt

import pytest
from asking import led_on

TODAY = dt.date(2026, 11, 23)
ALL, APR, MAY = "everything", "Apr 1 – 30, 2026", "May 1 – 31, 2026"


lead = led_on(TODAY)


# What was said before, what may be said then, and what is read back.
LED = [
    (["orders by channel in May", "as percentages"],
     ["back to the counts", "in absolute terms", "actual numbers please", "ok back to plain numbers", "not as percentages"],
     f"orders · {MAY} · {ALL} · by channel"),
    (["orders by channel in May", "as percentages"], ["actual numbers, May against April"], f"orders · {MAY} vs {APR} · {ALL} · by channel"),
    (["3月各城市客流量", "占比呢"], ["换回绝对数", "还是看数量", "不看占比", "看实际数"], "客流量 · 2026年3月1日至31日 · 全部 · 按城市"),
    (["complaints by type in April"], ["same view for resolution time", "resolution time, same breakdown", "same split for resolution time", "the same table for resolution time"],
     f"resolution time · {APR} · {ALL} · by complaint type"),
    (["footfall by city in April"], ["units sold, broken down the same way", "units sold in the same layout"], f"units sold · {APR} · {ALL} · by city"),
    (["footfall by region in April"], ["which region had the most complaints that month?", "the region with the most complaints in that month"],
     f"complaints · {APR} · {ALL} · by region · top 1"),
    (["footfall in Q1"], ["new customers in that quarter", "new customers, same quarter"], f"new customers · Jan 1 – Mar 31, 2026 · {ALL}"),
    (["3月客流量"], ["那个月的退款金额", "那个月退款金额呢"], "退款金额 · 2026年3月1日至31日 · 全部"),
    (["complaints by region in March 2025", "which had the most?"], ["and over the full year?", "for the whole year", "the entire year?"],
     f"complaints · Jan 1 – Dec 31, 2025 · {ALL} · by region · top 1"),
    (["4月客流量"], ["全年的呢", "全年呢"], "客流量 · 2026年1月1日至11月22日 · 全部"),
    (["contracts signed this year to date", "per region"], ["the same for all of 2025"], f"contracts signed · Jan 1 – Dec 31, 2025 · {ALL} · by region"),
    (["orders in May by channel"], ["the total by city"], f"orders · {MAY} · {ALL} · by city"),
    (["4月客流量"], ["按店型，环比跌得最多的两个"], "客流量 · 2026年4月1日至30日 对比 2026年3月1日至31日 · 全部 · 按店型 · 按变化量后2"),
    (["4月客流量"], ["环比跌得最多的两个城市", "环比跌最多的两个城市是哪两个"], "客流量 · 2026年4月1日至30日 对比 2026年3月1日至31日 · 全部 · 按城市 · 按变化量后2"),
    (["各城市4月客流量"], ["环比增长最多的三个", "环比涨得最多的三个"], "客流量 · 2026年4月1日至30日 对比 2026年3月1日至31日 · 全部 · 按城市 · 按变化量前3"),
    (["上季度毛利是多少？", "同比呢", "为什么涨了"], ["分品类看，同比增加最多的三个是哪些"], "毛利 · 2026年7月1日至9月30日 对比 2025年7月1日至9月30日 · 全部 · 按品类 · 按变化量前3"),
    (["footfall in Wuhan in May"], ["all cities side by side, compared with April", "all cities next to each other, compared with April"],
     f"footfall · {MAY} vs {APR} · {ALL} · by city"),
    (["4月客流量", "和1月比呢"], ["4月按城市看"], "客流量 · 2026年4月1日至30日 对比 2026年1月1日至31日 · 全部 · 按城市"),
    (["5月客流量最高的两个城市", "这两个城市的投诉量"], ["6月这两个城市呢", "6月这两个城市的呢"], "投诉量 · 2026年6月1日至30日 · 城市属于按客流量, 前2选出的范围 · 按城市"),
    (["top two cities by footfall in May", "complaints of those two"], ["those two in April", "and those two in April?"],
     f"complaints · {APR} · city among those picked by footfall, top 2 · by city"),
    (["4月客流量最高的两个大区"], ["这两个区的新客户数", "这两个大区的新客户数"], "新客户数 · 2026年4月1日至30日 · 地区属于按客流量, 前2选出的范围 · 按地区"),
    (["4月客流量最高的三个城市"], ["这三座城市的投诉量"], "投诉量 · 2026年4月1日至30日 · 城市属于按客流量, 前3选出的范围 · 按城市"),
    (["defect rate by category for last quarter", "just the three highest"], ["compare those three with the quarter before", "compare them with the quarter before"],
     f"defect rate · Jul 1 – Sep 30, 2026 vs Apr 1 – Jun 30, 2026 · {ALL} · by category · top 3"),
    (["北京3店10月单量"], ["跟北京5店放一起看", "和北京5店并排看"], "订单量 · 2026年10月1日至31日 · 门店 = 北京3店或北京5店 · 按门店"),
    (["今年到目前为止的市场份额是多少？", "按品类"], ["哪个品类的份额最低？"], "市场份额 · 2026年1月1日至10月31日 · 全部 · 按品类 · 后1"),
    (["8月退款金额，按大区列一下", "东北和西北去掉"], ["剩下的合计是多少", "余下的合计"], "退款金额 · 2026年8月1日至31日 · 不含地区 = 东北或西北"),
    (["武汉5月客流量"], ["改查4月", "切到4月", "换到4月"], "客流量 · 2026年4月1日至30日 · 城市 = 武汉"),
    (["3月客流量按城市"], ["新客户数也摆上", "新客户数也列上", "带上新客户数"], "客流量、新客户数 · 2026年3月1日至31日 · 全部 · 按城市"),
    (["4月销量"], ["电脑和家具分开列", "电脑和家具拆开来看", "电脑和家具分开"], "销量 · 2026年4月1日至30日 · 品类 = 家具或电脑 · 按品类"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "text", "readback"),
    [(before, text, readback) for before, texts, readback in LED for text in texts],
)
def test_it_goes_on_from_what_was_shown(retail, before, text, readback):
    assert lead(retail, *before, text).readback == readback


@pytest.mark.parametrize(("before", "text", "way"), [
    (["units sold by category in April"], "highest units sold first", True), (["orders by city in April"], "lowest orders first", False),
    (["average order value in Q2 by region"], "by city, lowest average order value first", False),
])  # fmt: skip
def test_a_table_is_sorted_by_what_comes_first(retail, before, text, way):
    assert [order.descending for order in lead(retail, *before, text).query.order] == [way]


@pytest.mark.parametrize(("before", "text"), [
    (["footfall by week in May"], "complaints in that month by unicorn"),
    (["五月各城市销售额占比"], "上海的份额"), (["五月各城市销售额"], "上海也算上"), (["what share of revenue came from Shanghai in May"], "actual numbers"),
    (["revenue from May to August"], "the full quarter"), (["revenue in H1"], "the full quarter"), (["revenue by city in May"], "compare those with the quarter before"),
    (["revenue from gold customers in Shanghai in May"], "all customers in all cities"), (["new customers in the first half of 2026"], "How did they find us?"),
    (["gross margin of Apparel in Q3"], "And both together with Sports, per month"), (["return rate by channel in May"], "as percentages"),
    (["footfall in Q1"], "new customers that month"),  # no month was spoken of
    (["footfall in the first week of May"], "new customers that quarter"),
    (["3月客流量"], "那个季度的退款金额"),
    (["8月退款金额，按大区列一下"], "剩下的合计是多少"),  # nothing was left out
    (["top two cities by footfall in May"], "those three in April"),
    (["footfall in May"], "unicorns, same view"),
    (["5月客流量最高的两个城市"], "这两个省的投诉量"),
    (["units sold by category in April"], "highest unicorns first"),
    (["4月客流量"], "环比跌得最多的两个独角兽"),
    (["北京3店10月单量"], "跟独角兽放一起看"),
])  # fmt: skip
def test_what_has_nothing_to_go_on_from_is_withheld(retail, before, text):
    assert lead(retail, *before, text).status != "answered"
