"""What a question says beside the name of a measure: the rest of it, what it is of, what it points back at."""

import datetime as dt

import pytest
from asking import led_on
from trades import asks_trades

led = led_on(dt.date(2026, 11, 30))
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL, ALL_ZH = "everything", "全部"


@pytest.fixture(scope="module")
def ask(retail, tmp_path_factory):
    """What asks a trade one question after the other, and tells the last answer."""
    return asks_trades(led, tmp_path_factory, retail=retail)


@pytest.mark.parametrize(
    ("trade", "texts", "readback"),
    [
        # "It" is the one group that was shown, and what the answer was of.
        ("hotel", ["三季度取消率最高的是哪个渠道", "它取消了多少单"],
         "取消订单 · 2026年7月1日至9月30日 · 渠道属于按取消率, 前1选出的范围 · 按渠道"),
        ("hotel", ["which channel had the highest cancellation rate in Q3", "and its cancellations?"],
         "cancellations · Jul 1 – Sep 30, 2026 · channel among those picked by cancellation rate, top 1 · by channel"),
        ("hotel", ["which channel had the highest cancellation rate in Q3", "how many cancellations did it have"],
         "cancellations · Jul 1 – Sep 30, 2026 · channel among those picked by cancellation rate, top 1 · by channel"),
        ("hotel", ["occupancy at Bund Grand in Q3", "what is its average daily rate"],
         "average daily rate · Jul 1 – Sep 30, 2026 · hotel = Bund Grand"),
        ("hotel", ["what is occupancy", "what is its target"], "targets · occupancy"),
        ("hotel", ["what is occupancy", "is it on track"], "targets · occupancy"),
        # The same days of the unit before, after an answer.
        ("hotel", ["本月新增预订", "和上个月同期比呢"],
         f"新增预订 · 2026年11月1日至29日 对比 2026年10月1日至29日 · {ALL_ZH}"),
        ("hotel", ["new bookings this month", "compared with the same days last month?"],
         f"new bookings · Nov 1 – 29, 2026 vs Oct 1 – 29, 2026 · {ALL}"),
        ("hotel", ["new bookings this month vs this time last month"],
         f"new bookings · Nov 1 – 29, 2026 vs Oct 1 – 29, 2026 · {ALL}"),
        ("saas", ["10月底付费客户数", "去年同期呢"], "付费客户数 · 2025年10月31日 · 全部"),
        # 渠道 is short for 渠道团队, and the last word of what was shown.
        ("saas", ["三季度新签客户数", "按获客渠道", "最多的是哪个渠道"],
         "新签客户数 · 2026年7月1日至9月30日 · 全部 · 按获客渠道 · 前1"),
        ("saas", ["渠道的签单额"], f"签单额 · {OCT_ZH} · 销售团队 = 渠道团队"),
        # A rate is gone on from, where what is named is what it is of.
        ("hosp", ["no-show rate last month", "what about WeChat bookings?"],
         f"no-show rate · {OCT} · booking channel = WeChat"),
    ],
)  # fmt: skip
def test_what_is_said_after_an_answer(ask, trade, texts, readback):
    assert ask(trade, *texts).readback == readback


@pytest.mark.parametrize(
    ("trade", "text", "readback"),
    [
        # The rest of a name is what is filtered or broken down by, or the kind of number that is asked for.
        ("hotel", "10月的婚宴收入", f"宴会收入 · {OCT_ZH} · 宴会类型 = 婚宴"),
        ("saas", "在跟商机有多少钱", f"在途商机金额 · {OCT_ZH} · 全部"),
        ("hotel", "how many events did we do in Q3", f"banquets held · Jul 1 – Sep 30, 2026 · {ALL}"),
        # So many of a kind, and the reasons of what is counted.
        ("hotel", "how many weddings did we host in the third quarter",
         "banquets held · Jul 1 – Sep 30, 2026 · event type = wedding"),
        ("hotel", "10月有多少场婚宴", f"宴会场次 · {OCT_ZH} · 宴会类型 = 婚宴"),
        ("cars", "上季度保养和机修各多少单", "工单量 · 2026年7月1日至9月30日 · 工单类型 = 机修或保养 · 按工单类型"),
        ("hotel", "上半年办了几场宴会", "宴会场次 · 2026年1月1日至6月30日 · 全部"),
        ("util", "上个月做了多少次水质检测", f"水质检测次数 · {OCT_ZH} · 全部"),
        ("saas", "三季度丢单原因排名", "丢单数 · 2026年7月1日至9月30日 · 全部 · 按丢单原因"),
        ("saas", "top lost reasons in Q3", f"deals lost · Jul 1 – Sep 30, 2026 · {ALL} · by lost reason"),
        ("saas", "上个月哪些行业一家客户都没流失", f"流失客户数 · {OCT_ZH} · 全部 · 按行业 · 流失客户数 = 0"),
        # What is of such a kind.
        ("insur", "GWP from electric vehicles in October", f"written premium · {OCT} · vehicle energy = electric"),
        ("util", "on-time rate for emergency jobs last month",
         f"on-time completion rate · {OCT} · priority = emergency"),
        ("util", "10月微信缴费的实收", f"实收金额 · {OCT_ZH} · 缴费方式 = 微信"),
        ("util", "average restoration time for unplanned electricity outages last month",
         f"average restoration time · {OCT} · kind of interruption = unplanned, service = electricity"),
        # How long somebody takes to do it.
        ("saas", "how long do enterprise customers take to pay", f"average days to pay · {OCT} · segment = enterprise"),
        ("saas", "how long does it take customers to pay", f"average days to pay · {OCT} · {ALL}"),
        ("util", "how long do people wait on average", f"average wait · {OCT} · {ALL}"),
        ("hotel", "how far ahead do business and leisure guests book",
         f"median lead time · {OCT} · guest segment = business or leisure · by guest segment"),
        # A name with a Latin word in it is taken apart, too.
        ("saas", "上月流失了多少MRR", f"流失MRR · {OCT_ZH} · 全部"),
        # One more side at the end, and a head that two names share.
        ("retail", "revenue in East China last month versus South China",
         f"revenue · {OCT} · region = East China or South China · by region"),
        ("saas", "upsell vs downgrade MRR in October", f"expansion MRR, contraction MRR · {OCT} · {ALL}"),
        # Names read whole.
        ("util", "open work orders by priority at the end of October",
         f"open work orders · Oct 31, 2026 · {ALL} · by priority"),
        ("insur", "what proportion of claims reported in October were water damage",
         f"claims reported (cause of loss = water damage) ÷ claims reported · {OCT} · {ALL}"),
        # Percentiles in words and figures, initials in capitals.
        ("insur", "上个月结案时长的90分位", f"结案时长90分位 · {OCT_ZH} · 全部"),
        ("insur", "90th percentile of settlement time last month",
         f"90th percentile settlement time · {OCT} · {ALL}"),
        ("util", "NRW % last month", f"water loss rate · {OCT} · {ALL}"),
        ("util", "Which Field Services KPIs are behind target?", "targets · Field Services · behind"),
        ("util", "how does NRW rate in October look", f"water loss rate · {OCT} · {ALL}"),
        # What is written for what sounds the very same, and short words with two letters swapped.
        ("hotel", "10月的新增预定", f"新增预订 · {OCT_ZH} · 全部"),
        ("insur", "hwo many fraud referals in october", f"fraud referrals · {OCT} · {ALL}"),
        ("cars", "test drvies in october", f"test drives · {OCT} · {ALL}"),
        # "Right" is a word of agreement where a question begins, and elsewhere not.
        ("hotel", "rooms out of order right now, by hotel", f"rooms out of order · as of Nov 29, 2026 · {ALL} · by hotel"),
        ("util", "上个月各种用户类型的售水量", f"售水量 · {OCT_ZH} · 全部 · 按用户类型"),
        # Both sides, each in both months; "and" is of both together.
        ("saas", "MRR EMEA vs APAC last month versus September",
         f"MRR · {OCT} vs Sep 1 – 30, 2026 · region = APAC or EMEA · by region"),
        ("saas", "MRR in China and APAC in October vs September",
         f"MRR · {OCT} vs Sep 1 – 30, 2026 · region = APAC or China"),
        # What is ranked by its change says so.
        ("hotel", "10月入住率增长最快的酒店",
         f"入住率 · {OCT_ZH} 对比 2026年9月1日至30日 · 全部 · 按酒店 · 按变化率前1"),
        ("saas", "P90 resolution time last month", f"90th percentile resolution time · {OCT} · {ALL}"),
        ("saas", "哪个流失原因最多", f"流失客户数 · {OCT_ZH} · 全部 · 按流失原因 · 前1"),
        ("hotel", "which months had occupancy above 70 % this year",
         f"occupancy · Jan 1 – Nov 29, 2026 · {ALL} · by month · occupancy > 70.0%"),
        # How fast something is done is the time that it takes.
        ("insur", "which line was the slowest at settling claims in Q3",
         f"average settlement time · Jul 1 – Sep 30, 2026 · {ALL} · by line of business · top 1"),
    ],
)  # fmt: skip
def test_what_is_said_beside_a_name(ask, trade, text, readback):
    answer = ask(trade, text)
    assert answer.readback == readback, answer.text


@pytest.mark.parametrize(
    ("text", "first", "readback"),
    [
        (
            "which line grew GWP the most in percent this quarter versus the same quarter last year",
            "Cargo",
            "top 1 by change in %",
        ),
        ("which line grew GWP the most this quarter versus the same quarter last year", "Motor", "top 1 by change"),
        ("which line grew GWP the most in % terms this quarter vs last year", "Cargo", "top 1 by change in %"),
        ("top 3 lines by GWP growth in percent this quarter vs last year", "Cargo", "top 3 by change in %"),
        ("哪个险种本季度签单保费同比增长百分比最高", "货运险", "按变化率前1"),
        ("which line had the biggest dollar increase in GWP this quarter vs last year", "Motor", "top 1 by change"),
    ],
)
def test_growth_in_percent_ranks_on_percent(ask, text, first, readback):
    answer = ask("insur", text)
    assert first in answer.rows[0] and answer.readback.endswith(readback), answer.readback


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("三季度承保利润为负的险种有哪些", ["旅行险"]),
        ("哪些险种三季度承保利润为负", ["旅行险"]),
        ("which lines had a negative underwriting result in Q3", ["Travel"]),
        ("which lines' underwriting profit was negative in Q3", ["Travel"]),
    ],
)
def test_numbers_below_none(ask, text, names):
    assert [row[0] for row in ask("insur", text).rows] == names


@pytest.mark.parametrize(
    ("trade", "text", "days"),
    [
        # What is told as of a day is of that day, in the period too.
        ("hotel", "现在还有多少间维修房", ("2026-11-29", "2026-11-30")),
        ("saas", "ARR right now", ("2026-11-29", "2026-11-30")),
        # A month that names no year, beside this year and last.
        ("util", "July water consumption by customer type, this year against last year", ("2026-07-01", "2026-08-01")),
        ("util", "7月各用户类型售水量，今年和去年对比", ("2026-07-01", "2026-08-01")),
        ("util", "今年国庆和去年国庆的售电量", ("2026-10-01", "2026-10-08")),
    ],
)
def test_the_days_that_are_told(ask, trade, text, days):
    period = ask(trade, text).period
    assert (str(period.start), str(period.end)) == days


@pytest.mark.parametrize(
    ("trade", "text"),
    [
        # Of customers as of MRR.
        ("saas", "上月流失多少"), ("saas", "上月流失了多少"), ("loan", "10月底逾期有多少"),
        # Initials are met in capitals alone, and a part of a name is none where more of it would be guessed.
        ("util", "nrw in Q3"), ("saas", "response time last month"), ("factory", "what were our costs last month"),
        # December has not been this year.
        ("util", "water sold in December, this year vs last year"),
        # A member is no reason, and no thing that is counted.
        ("saas", "price in Q3"), ("retail", "how many App in October"), ("retail", "how many returned"),
        # 预期 is a word of another tone, and another thing.
        ("loan", "10月预期贷款余额"),
        ("air", "今年有没有因为机组原因取消的航班"),
        # Which reason, nothing says; several are counted.
        ("saas", "哪个原因最多"), ("saas", "by reason in October"), ("saas", "most common reason in October"),
        # What is bought there is no room that was serviced, and a channel of reports no reports by channel.
        ("hotel", "how much room service last month"), ("insur", "10月报案渠道"),
        # Tickets are no orders.
        ("air", "10月特价票多少张"), ("park", "10月季节工多少人"),
        # Of one month, where nothing says of which months.
        ("hotel", "which months had occupancy above 70 %"), ("hotel", "哪些月份入住率高于70%"),
        # What nine of ten took, unless that is asked for; and how fast is no count.
        ("saas", "how long do tickets take to resolve"), ("saas", "解决一个工单要多久"),
        ("saas", "resolution time last month"), ("retail", "how fast are orders placed"),
    ],
)  # fmt: skip
def test_what_may_be_otherwise_is_not_answered(ask, trade, text):
    assert ask(trade, text).status != "answered"
