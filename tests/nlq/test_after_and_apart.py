"""What an answer is gone on from with another time, another verb or another side; and what is told apart."""

import datetime as dt

import pytest
from asking import led_on
from trades import asks_trades

led = led_on(dt.date(2026, 11, 30))
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL = "everything"


@pytest.fixture(scope="module")
def ask(retail, tmp_path_factory):
    """What asks a trade one question after the other, and tells the last answer."""
    return asks_trades(led, tmp_path_factory, retail=retail)


@pytest.mark.parametrize(
    ("trade", "texts", "readback"),
    [
        # A season, after an answer, is that of the year that is said.
        ("ads", ["双11消耗多少", "去年呢"], "消耗 · 2025年11月1日至11日 · 全部"),
        ("ads", ["spend on double 11", "and last year?"], f"ad spend · Nov 1 – 11, 2025 · {ALL}"),
        ("ads", ["国庆消耗多少", "去年同期呢"], "消耗 · 2025年10月1日至8日 · 全部"),
        ("ads", ["618消耗多少", "2025年呢"], "消耗 · 2025年6月1日至18日 · 全部"),
        ("ads", ["双11消耗多少", "去年全年呢"], "消耗 · 2025年1月1日至12月31日 · 全部"),
        # Month by month, a year is set against the year before, and a quarter against the quarter before.
        ("park", ["total revenue by month this year", "how does that compare with last year"],
         f"total revenue · Jan 1 – Nov 29, 2026 vs Jan 1 – Nov 29, 2025 · {ALL} · by month"),
        ("park", ["total revenue by month this year", "and compared to the year before"],
         f"total revenue · Jan 1 – Nov 29, 2026 vs Jan 1 – Nov 29, 2025 · {ALL} · by month"),
        ("park", ["total revenue by month last quarter", "vs the quarter before"],
         f"total revenue · Jul 1 – Sep 30, 2026 vs Apr 1 – Jun 30, 2026 · {ALL} · by month"),
        ("park", ["total revenue by month last quarter vs the quarter before"],
         f"total revenue · Jul 1 – Sep 30, 2026 vs Apr 1 – Jun 30, 2026 · {ALL} · by month"),
        ("park", ["total revenue by month this quarter", "vs last quarter"],
         f"total revenue · Oct 1 – Nov 29, 2026 vs Jul 1 – Aug 29, 2026 · {ALL} · by month"),
        ("park", ["总收入，上季度按月", "比前一季度呢"], "总收入 · 2026年7月1日至9月30日 对比 2026年4月1日至6月30日 · 全部 · 按月"),
        ("park", ["total revenue", "vs the month before"], f"total revenue · {OCT} vs Sep 1 – 30, 2026 · {ALL}"),
        # A verb is of what was asked about.
        ("ads", ["how many clients did we win in Q3", "and how many did we lose"], f"lost clients · Jul 1 – Sep 30, 2026 · {ALL}"),
        ("ads", ["how many clients did we win in Q3 and how many did we lose"], f"new clients, lost clients · Jul 1 – Sep 30, 2026 · {ALL}"),
        ("ads", ["今年新签了几家客户", "流失了几家"], "流失客户数 · 2026年1月1日至11月29日 · 全部"),
        ("ads", ["今年新签了几家客户，流失了几家"], "新签客户数、流失客户数 · 2026年1月1日至11月29日 · 全部"),
        ("parcel", ["how many parcels did we accept in Wuhan in October", "how many did we deliver"], f"deliveries · {OCT} · depot = Wuhan"),
        ("parcel", ["how many parcels did we accept in October", "and how many in September"], f"parcels accepted · Sep 1 – 30, 2026 · {ALL}"),
        ("parcel", ["parcels accepted by depot in October", "how many in September"], f"parcels accepted · Sep 1 – 30, 2026 · {ALL} · by depot"),
        # What is split is told apart.
        ("retail", ["split orders between East China and North China in Q3"], "orders · Jul 1 – Sep 30, 2026 · region = East China or North China · by region"),
        ("retail", ["what's the split of revenue between App and Stores"], f"revenue · {OCT} · channel = App or Stores · by channel"),
        ("retail", ["split revenue by region"], f"revenue · {OCT} · {ALL} · by region"),
        # What happened, and what stands.
        ("flat", ["how many flats have been let since August"], f"new leases · Aug 1 – Nov 22, 2026 · {ALL}"),
        ("flat", ["how many flats were let in October"], f"new leases · {OCT} · {ALL}"),
        ("flat", ["how many flats are let"], f"occupied flats · {OCT} · {ALL}"),
        ("flat", ["how many flats were let at the end of October"], f"occupied flats · Oct 31, 2026 · {ALL}"),
        # The reasons there are, not those of a change.
        ("school", ["What were the reasons for cancelled lessons in October?"], f"lessons cancelled · {OCT} · {ALL} · by cancellation reason"),
        ("air", ["what are the causes of delayed flights in October"], f"delayed flights · {OCT} · {ALL} · by delay reason"),
        ("air", ["10月延误航班的主要原因有哪些"], f"延误航班量 · {OCT_ZH} · 全部 · 按延误原因"),
        ("loan", ["reasons for rejections this year"], f"declined applications · Jan 1 – Nov 29, 2026 · {ALL} · by decline reason"),
        ("loan", ["why did applications decline this year"], f"why · applications · Jan 1 – Nov 29, 2026 vs Jan 1 – Nov 29, 2025 · {ALL} · by customer type"),
        # What was spent on it is its cost.
        ("wind", ["which site spends most on maintenance"], f"maintenance cost · {OCT} · {ALL} · by park · top 1"),
        ("fresh", ["what did we spend on waste last month"], f"waste cost · {OCT} · {ALL}"),
        # Ways that things go.
        ("retail", ["orders via the app"], f"orders · {OCT} · channel = App"),
        ("parcel", ["what share of october's parcels went express"], f"parcels accepted (service level = express) ÷ parcels accepted · {OCT} · {ALL}"),
        ("factory", ["what share of october's shipments left from Prague"], f"shipments (warehouse = Prague) ÷ shipments · {OCT} · {ALL}"),
        ("loan", ["which branches saw their missed payment rate go up in Sept vs Aug"],
         f"missed payment rate · Sep 1 – 30, 2026 vs Aug 1 – 31, 2026 · {ALL} · by branch · change of missed payment rate > 0.0%"),
        ("retail", ["stores where we had more than 300 orders last month"], f"orders · {OCT} · {ALL} · by store · orders > 300"),
        # A member in the middle of a name, and a name from behind.
        ("park", ["active gold passes at the end of October"], "active passes · Oct 31, 2026 · pass tier = gold"),
        ("retail", ["open delivery complaints"], f"open complaints · {OCT} · complaint type = delivery"),
        ("retail", ["average value of orders last month"], f"average order value · {OCT} · {ALL}"),
        ("retail", ["average value of app orders"], f"average order value · {OCT} · channel = App"),
        ("parcel", ["cost of fuel in October"], f"fuel cost · {OCT} · {ALL}"),
        ("ads", ["average budget of campaigns started in Q3 by objective"],
         f"average campaign budget · Jul 1 – Sep 30, 2026 · {ALL} · by campaign objective"),
        ("ads", ["CTR of video ads"], f"click-through rate · {OCT} · ad format = video"),
        # What it was not about.
        ("park", ["complaints last month that were not about queueing, by park"], f"complaints · {OCT} · not complaint topic = queueing · by park"),
        ("park", ["complaints that did not come from the hotline"], f"complaints · {OCT} · not complaint channel = hotline"),
        # Of which kind there are more, and most.
        ("park", ["which complaint topic increased the most from September to October"],
         f"complaints · {OCT} vs Sep 1 – 30, 2026 · {ALL} · by complaint topic · top 1 by change"),
        ("retail", ["most common complaint type"], f"complaints · {OCT} · {ALL} · by complaint type · top 1"),
        ("retail", ["近3个月投诉最多的是哪一类"], "投诉量 · 2026年8月1日至10月31日 · 全部 · 按投诉类型 · 前1"),
        ("park", ["which ride broke down most last month"], f"breakdowns · {OCT} · {ALL} · by ride · top 1"),
        ("park", ["上个季度停机超过800分钟的项目有哪些"], "停机时长 · 2026年7月1日至9月30日 · 全部 · 按游乐项目 · 停机时长 > 800分钟"),
        # What kind of number it is, and how many pieces.
        ("ads", ["请提供截至2026年9月30日的应收账款余额"], "应收账款 · 截至2026年9月30日 · 全部"),
        ("ads", ["今年因为资质问题被拒的素材有多少条"], "被拒素材数 · 2026年1月1日至11月29日 · 拒审原因 = 资质不全"),
        ("ads", ["以线索收集为目标的计划消耗多少"], f"消耗 · {OCT_ZH} · 推广目标 = 线索收集"),
        # Who does it all is no breakdown.
        ("ads", ["what do clients still owe us as of 31 October"], f"outstanding receivables · as of Oct 31, 2026 · {ALL}"),
        ("ads", ["how many ads were running on Kuaishou in October"], f"active ads · {OCT} · channel = Kuaishou"),
        # Longer units than the usual period are all there are.
        ("ads", ["annual revenue"], f"attributed revenue · Jan 1, 2025 – Nov 29, 2026 · {ALL} · by year"),
        ("ads", ["average quarterly spend"], f"average ad spend over quarter · Jan 1, 2025 – Nov 29, 2026 · {ALL}"),
        ("ads", ["CPM by channel, week of 16 November"], f"cost per thousand impressions · Nov 16 – 22, 2026 · {ALL} · by channel"),
        # After a part, what is outside it is the rest.
        ("retail", ["complaints about delivery", "not about delivery"], f"complaints · {OCT} · not complaint type = delivery"),
        ("retail", ["上个月华东的销售额", "华东以外呢"], f"销售额 · {OCT_ZH} · 不含地区 = 华东"),
        ("retail", ["orders from the app or website", "without the app"], f"orders · {OCT} · channel = App or Website, not channel = App"),
        # Each of them against the one before.
        ("park", ["visitors by quarter this year", "vs last quarter"],
         f"visitors · Jan 1 – Nov 29, 2026 vs Oct 1, 2025 – Aug 29, 2026 · {ALL} · by quarter"),
        # Two of a kind, side by side.
        ("retail", ["线上销售额和线下销售额各是多少"], f"销售额 · {OCT_ZH} · 渠道类型 = 线上或线下 · 按渠道类型"),
        ("retail", ["East China revenue and South China revenue in Q3"],
         "revenue · Jul 1 – Sep 30, 2026 · region = East China or South China · by region"),
        ("park", ["10月三个园区各有多少故障"], f"故障次数 · {OCT_ZH} · 全部 · 按园区"),
        ("park", ["三个园区一共多少故障"], f"故障次数 · {OCT_ZH} · 全部"),
        ("park", ["双十一卖了多少张年卡，比去年双十一如何"], "年卡销量 · 2026年11月1日至11日 对比 2025年11月1日至11日 · 全部"),
        ("parcel", ["国庆期间收了多少件"], "揽收量 · 2026年10月1日至7日 · 全部"),
        ("cell", ["合约用户上月ARPU"], f"ARPU · {OCT_ZH} · 付费方式 = 合约"),
        ("cars", ["consultants who sold more than 15 cars last month"],
         f"cars sold · {OCT} · {ALL} · by sales consultant · cars sold > 15"),
        ("retail", ["10月定单量超过250单的门店有几家"], f"门店数（订单量 > 250） · {OCT_ZH} · 全部"),
    ],
)  # fmt: skip
def test_it_is_read_so(ask, trade, texts, readback):
    answer = ask(trade, *texts)
    assert answer.status == "answered", answer.text
    assert answer.readback == readback


@pytest.mark.parametrize(
    ("trade", "texts"),
    [
        ("park", ["total revenue last month", "vs the quarter before"]),
        ("park", ["total revenue by day last month", "vs the month before"]),
        ("parcel", ["total shipping revenue in October", "how many in September"]),
        # One number for two that are asked for.
        ("ads", ["how many clients did we win in Q3 and how many did we sing"]),
        # October of all years, or of this one?
        ("retail", ["October revenue by year"]), ("retail", ["revenue last week by month"]), ("retail", ["annual revenue in October"]),
        ("park", ["how many annual passes did we sell on Black Friday"]),
        # Of two characters, one that sounds alike makes another word.
        ("retail", ["应收是多少"]), ("retail", ["食物的销售额"]), ("loan", ["付款金额"]), ("lib", ["借助量"]),
        # How many of them, or how often?
        ("park", ["how many rides broke down last week"]),
        # What we owe, and what is owed of what.
        ("ads", ["how much do we owe"]), ("ads", ["我们欠多少钱"]), ("ads", ["how much of what clients owe us is overdue"]),
        # Reasons of another thing, and of nothing that anybody did.
        ("staff", ["reasons for work accidents"]), ("gym", ["reasons for churn"]), ("gym", ["为什么退会"]),
        # All that stand open are not those of last month.
        ("retail", ["complaints last month", "how many are open"]),
        ("retail", ["how many complaints and how many of them are open"]),
        # A quality is no member of another thing, and who left stands nowhere.
        ("fresh", ["orders that were not late"]), ("air", ["which route lost most passengers"]), ("parcel", ["late parcels"]),
        ("staff", ["how many employees were dismissed last year"]), ("staff", ["people on parental leave"]),
        # What was not yet written down.
        ("flat", ["vacant flats by year"]),
        ("cars", ["10月召回的车平均在厂多长时间"]),
        ("retail", ["East China orders and South China revenue"]),
        # Flights ex Chongqing leave from there; what is ex VAT has none.
        ("air", ["cancellations ex CKG this month vs last month"]),
    ],
)  # fmt: skip
def test_it_is_withheld(ask, trade, texts):
    assert ask(trade, *texts).status != "answered"


@pytest.mark.parametrize(
    ("trade", "texts", "readbacks"),
    [
        # All of last year, or that part of it.
        ("ads", ["spend last week", "and last year?"], [f"ad spend · Jan 1 – Dec 31, 2025 · {ALL}", f"ad spend · Nov 24 – 30, 2025 · {ALL}"]),
        ("ads", ["spend on November 11", "and last year?"], [f"ad spend · Jan 1 – Dec 31, 2025 · {ALL}", f"ad spend · Nov 11, 2025 · {ALL}"]),
        # Those that were declined, or what went down.
        ("loan", ["what are the reasons for declined applications this year"],
         [f"declined applications · Jan 1 – Nov 29, 2026 · {ALL} · by decline reason", f"applications · Jan 1 – Nov 29, 2026 vs Jan 1 – Nov 29, 2025 · {ALL}"]),
    ],
)  # fmt: skip
def test_it_is_asked_back(ask, trade, texts, readbacks):
    answer = ask(trade, *texts)
    assert answer.status == "clarify"
    assert [choice.readback for choice in answer.choices] == readbacks


def test_a_rate_is_gone_on_from_with_what_it_is_of(ask):
    answer = ask("hosp", "no-show rate last month", "what about WeChat bookings?")
    assert answer.readback == "no-show rate · Oct 1 – 31, 2026 · booking channel = WeChat"


def test_that_nothing_fell_is_said(ask):
    answer = ask("retail", "which region had the biggest drop in revenue")
    assert answer.text.startswith("By region, none fell.")
    assert ask("retail", "哪个地区销售额下降最多").text.startswith("按地区看，没有一个下降。")
