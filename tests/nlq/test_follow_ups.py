"""What is said after an answer: one meaning in many phrasings, in both languages, and what is not gone on from."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.followup import go_on_from
from nlq.read import read
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

TODAY = dt.date(2026, 11, 23)
LAST_MONTH, LAST_QUARTER = q.Relative(unit="month", offset=-1), q.Relative(unit="quarter", offset=-1)
OCTOBER, SEPTEMBER = q.Named(unit="month", number=10), q.Named(unit="month", number=9)
EAST, GOLD = q.Is(dimension="region", value="EC"), q.Is(dimension="customer_tier", value="gold")
TWO = q.In(dimension="region", values=("EC", "SC"))
CITIES = q.In(dimension="city", values=("Hangzhou", "Nanjing", "Shanghai"))
NO_DEALER = q.Not(part=q.Is(dimension="channel", value="dealer"))
BEST = (q.Order(measure=0),)


def data(*measures, by=(), **more):
    measures = tuple(q.Metric(name=each) if isinstance(each, str) else each for each in measures)
    axes = tuple(q.Grain(unit=name) if name in ("month", "day", "week") else q.Dimension(name=name) for name in by)
    return q.Data(measures=measures, by=axes, **more)


def share(name):
    return q.Combine(op="share", measures=(q.Metric(name=name),), alias=f"{name}_share")


def among(query, *, ties=True, **more):
    """The groups that a table shows, as a filter."""
    return q.InKeys(
        dimension=query.by[0].name, query=query.model_copy(update={"targets": False, "totals": False, **more})
    )


def also(*parts):
    return q.And(parts=parts)


PLAIN = data("revenue", period=LAST_MONTH)
STORES = data("revenue", by=["store"], period=LAST_MONTH)
TOP3 = data("revenue", by=["store"], period=LAST_MONTH, order=BEST, top=q.Top(n=3))
GOLD_EAST = data("revenue", where=also(GOLD, EAST), period=LAST_QUARTER)
THREE = data("revenue", by=["city"], where=CITIES, period=LAST_MONTH)
CHANNELS = data("orders", by=["channel"], period=LAST_QUARTER)
REGIONS = data("revenue", by=["region"], where=TWO, period=LAST_QUARTER)
FALLING = data("footfall", by=["city"], period=OCTOBER, compare=(q.Compare(basis="period", period=SEPTEMBER),))
BOTH = data("revenue", "orders", by=["region"], period=LAST_QUARTER)
ABOVE = q.MeasureIs(measure=q.Metric(name="revenue"), op=">", value=400_000)
SPREAD = data("revenue", by=["category", "month"], period=LAST_QUARTER)
TOP1 = data("gross_profit", by=["region"], period=LAST_MONTH, order=BEST, top=q.Top(n=1))
MONTHS = data("revenue", by=["month"], period=q.Named(unit="half", number=1, year=2026))


def changed(query, **more):
    return q.Data.model_validate({**dict(query), **more})


def row(query, place):
    """The row in that place of a table, as a filter."""
    order = query.order or BEST
    first = among(query, order=order, top=q.Top(n=place, ties=False))
    if place == 1:
        return first
    return also(first, q.Not(part=among(query, order=order, top=q.Top(n=place - 1, ties=False))))


# The query before, the query that is asked for, and how it is said.
TURNS = [
    # another period, also one counted from the context's
    (REGIONS, changed(REGIONS, period=q.Relative(unit="quarter", offset=-2)), [
        "and the quarter before?", "the quarter before that", "what about the quarter before that?", "and one quarter earlier?", "how about the preceding quarter",
        "and the prior quarter?", "再上一个季度呢", "再往前一个季度呢", "再前一个季度", "前一个季度呢", "往前推一个季度"]),
    (PLAIN, changed(PLAIN, period=q.Relative(unit="month", offset=-2)), ["and the month before?", "the month before that?", "再上个月呢", "再上一个月", "前一个月呢"]),
    (changed(PLAIN, period=q.Named(unit="month", number=1, year=2025)), changed(PLAIN, period=q.Named(unit="month", number=12, year=2024)), ["and the month before?", "再往前一个月呢"]),
    (changed(PLAIN, period=q.Named(unit="month", number=5, year=2025)), changed(PLAIN, period=q.Named(unit="month", number=6, year=2025)),
     ["and the month after?", "the month after that", "and the following month?", "再下一个月呢", "后一个月呢"]),
    (changed(PLAIN, period=q.Named(unit="month", number=5, year=2025)), changed(PLAIN, period=q.Named(unit="month", number=5, year=2024)),
     ["and a year earlier?", "and one year before?", "the year before?", "再往前一年呢", "前一年呢"]),
    (changed(FALLING), changed(FALLING, period=q.Named(unit="month", number=7), compare=(q.Compare(basis="previous_unit"),)), ["and in July?", "7月呢"]),
    # corrections, the same again
    (GOLD_EAST, changed(GOLD_EAST, period=q.Relative(unit="year", offset=-1)), [
        "no, last year", "sorry, last year", "I meant last year", "no, I mean last year", "actually last year", "no wait, last year", "make that last year",
        "不对，是去年", "不对，去年", "我说的是去年", "我是说去年的", "错了，应该是去年", "不是，是去年的"]),
    (GOLD_EAST, changed(GOLD_EAST, period=q.Named(unit="quarter", number=3, year=2025)), [
        "same for last year", "the same for last year", "do the same for last year", "and the same in 2025", "同样看去年", "去年也一样看看", "2025年的也同样看看", "去年的也看一下", "the same for the same quarter last year",
        "同样看去年同期", "去年同期也看一下"]),
    (GOLD_EAST, changed(GOLD_EAST, compare=(q.Compare(basis="previous_year"),)), ["versus the same quarter last year", "and year over year?", "同比呢", "再看同比", "和去年同期比"]),
    (changed(PLAIN, period=q.Trailing(unit="month", count=3)), changed(PLAIN, period=q.Explicit(start=dt.date(2025, 8, 1), end=dt.date(2025, 11, 1))), [
        "the same for last year", "same for 2025", "去年的也一样看"]),
    (GOLD_EAST, changed(GOLD_EAST, period=OCTOBER), ["same for October", "the same in October", "同样看10月"]),
    (changed(PLAIN, period=q.Relative(unit="year")), changed(PLAIN, period=q.Relative(unit="year", offset=-1)), ["the same for last year", "同样看去年"]),
    (CHANNELS, changed(CHANNELS, where=GOLD), ["and for gold customers?", "only gold customers", "just for gold customers", "for gold customers", "金卡客户的呢", "只看金卡客户"]),
    (REGIONS, changed(REGIONS, measures=(q.Metric(name="gross_profit"),)), [
        "no, gross profit", "I meant gross profit", "sorry, gross profit please", "gross profit instead", "the same for gross profit", "不对，是毛利", "我要的是毛利", "换成毛利", "我指的是毛利"]),
    (changed(PLAIN, where=q.Is(dimension="city", value="Beijing")), changed(PLAIN, where=q.Is(dimension="city", value="Shanghai")), [
        "the same for Shanghai", "same for Shanghai", "no, Shanghai", "I meant Shanghai", "what about Shanghai?", "Shanghai instead", "do the same for Shanghai", "上海呢", "不对，是上海",
        "同样看看上海", "换成上海", "上海的也看一下", "上海也看看"]),
    # filters: less, only, without
    (GOLD_EAST, changed(GOLD_EAST, where=GOLD), [
        "for all regions", "all regions", "across all regions", "in all regions", "without the region filter", "remove the region filter", "drop the region filter", "regardless of region",
        "any region", "and for all regions?", "in every region", "the same for all regions", "同样看全部地区", "不限地区", "所有地区", "全部地区的呢", "不分地区", "去掉地区条件", "取消地区限制", "去掉地区", "不管地区"]),
    (GOLD_EAST, changed(GOLD_EAST, where=EAST), ["for all customers", "and for all customers?", "all customers", "any tier", "所有客户的呢", "全部客户", "不限客户等级"]),
    (GOLD_EAST, changed(GOLD_EAST, where=None), ["without any filter", "without filters", "remove all filters", "drop all the filters", "去掉所有筛选", "去掉全部条件", "取消所有限制"]),
    (changed(GOLD_EAST, where=EAST), changed(GOLD_EAST, where=None), ["without the filter", "remove that filter", "and without the filter?", "去掉筛选", "去掉这个条件"]),
    (CHANNELS, changed(CHANNELS, where=NO_DEALER), [
        "without dealers", "excluding dealers", "leave out dealers", "drop dealers", "remove dealers", "but not dealers", "exclude dealers", "不含经销商", "去掉经销商", "剔除经销商", "不要经销商", "不算经销商"]),
    (changed(CHANNELS, where=NO_DEALER), changed(CHANNELS, where=also(NO_DEALER, q.Not(part=q.Is(dimension="channel", value="web")))), [
        "and without Website", "also exclude Website", "再去掉官网", "也不含官网"]),
    (CHANNELS, changed(CHANNELS, where=q.In(dimension="channel", values=("app", "web"))), [
        "only App and Website", "just App and Website", "keep only App and Website", "show only App and Website", "只看手机应用和官网", "只要手机应用和官网的", "只保留手机应用和官网"]),
    # metrics: more, fewer
    (CHANNELS, changed(CHANNELS, measures=(q.Metric(name="orders"), q.Metric(name="revenue"))), [
        "add revenue", "also show revenue", "add revenue as well", "include revenue too", "revenue as well", "revenue too", "再加上销售额", "加上销售额", "把销售额也加上", "同时看销售额", "销售额也要"]),
    (BOTH, changed(BOTH, measures=(q.Metric(name="revenue"),)), [
        "without orders", "remove orders", "leave out orders", "only revenue", "just the revenue", "去掉订单量", "不要订单量", "只看销售额", "只要销售额"]),
    # down and up
    (REGIONS, changed(REGIONS, by=(q.Dimension(name="city"),)), [
        "by city", "per city", "break it down by city", "drill down by city", "split by city", "and by city?", "drill into cities", "break them down by city", "for each city", "按城市拆", "按城市看",
        "再按城市拆分", "下钻到城市", "分城市看看", "细分到城市"]),
    (REGIONS, changed(REGIONS, by=(q.Dimension(name="region"), q.Dimension(name="channel"))), [
        "and also by channel", "additionally by channel", "by channel as well", "by channel too", "同时按渠道拆", "并且按渠道分", "加上渠道维度"]),
    (SPREAD, changed(SPREAD, by=()), ["just the total", "only the total", "只要合计", "只看合计"]),
    (THREE, changed(THREE, by=()), [
        "total", "what is their total?", "their total?", "in total", "overall", "all together", "what do they add up to?", "what's the total of those?", "the sum of these", "combined?",
        "他们合计", "合计多少", "总共是多少", "加起来是多少", "一共多少", "总计", "汇总一下"]),
    (TOP3, changed(PLAIN, where=among(TOP3)), ["what is their total?", "in total", "他们合计多少", "加起来是多少"]),
    (changed(STORES, having=ABOVE), changed(PLAIN, where=among(changed(STORES, having=ABOVE))), ["their total", "他们合计"]),
    # rank and order
    (TOP3, changed(TOP3, top=q.Top(n=5)), ["make it the top 5", "top 5", "show the top 5", "the top 5 instead", "and the top five?", "看前五", "前五名", "改成前5", "要前五个"]),
    (STORES, changed(STORES, order=BEST, top=q.Top(n=5)), ["the top 5", "only the top 5", "just the best 5", "只看前五", "前5名是哪些"]),
    (TOP3, changed(TOP3, order=(q.Order(measure=0, descending=False),)), ["and the bottom 3?", "the worst 3", "the lowest three", "倒数三名呢", "后三名"]),
    (CHANNELS, changed(CHANNELS, order=(q.Order(measure=0, descending=False),)), ["sort ascending", "lowest first", "worst first", "from worst to best", "从差到好排", "in ascending order", "从低到高排", "升序排列"]),
    (FALLING, changed(FALLING, order=(q.Order(measure=0, side="change", descending=False),), top=q.Top(n=1)), [
        "which one dropped the most?", "which fell the most?", "which one had the biggest drop", "who declined the most", "the biggest drop?", "which of them dropped the most",
        "哪个降得最多", "哪个下降最多", "其中下降最多的是哪个"]),
    (FALLING, changed(FALLING, compare=(FALLING.compare[0].model_copy(update={"percent": True}),), order=(q.Order(measure=0, side="change_pct", descending=False),), top=q.Top(n=1)), [
        "哪一个跌幅最大", "降幅最大的是哪个"]),
    (TOP1, changed(TOP1, order=(q.Order(measure=0, descending=False),)), ["and which is the lowest?", "and which has the least?", "哪个最低", "最低的是哪个"]),
    (STORES, changed(STORES, order=BEST, top=q.Top(n=1)), ["which one is the highest?", "which is the best?", "the best one?", "which one has the most?", "哪个最高", "最高的是哪个", "哪家最好"]),
    # share
    (CHANNELS, changed(CHANNELS, measures=(share("orders"),)), [
        "what share is each?", "as a share", "what share does each have?", "the share of each", "in percent of the total", "what percentage is each?", "as shares of the total", "each one's share?",
        "占比分别是多少", "各占多少", "占比呢", "换成占比", "各自的占比", "看占比"]),
    # thresholds and counts on the table
    (STORES, changed(STORES, having=ABOVE), [
        "only those above 400,000", "those over 400k", "only the ones above 400000", "keep those with more than 400,000", "which ones are above 400,000?", "which of them exceed 400,000",
        "above 400,000 only", "只要超过40万的", "超过40万的有哪些", "只看大于40万的", "哪些超过40万", "留下高于40万的"]),
    (changed(STORES, having=ABOVE), data(q.CountGroups(axis=q.Dimension(name="store"), having=ABOVE), period=LAST_MONTH), [
        "how many are there?", "how many?", "how many is that?", "how many stores is that?", "how many of them are there", "一共几家", "有几家", "共有多少家", "有多少个", "是几家"]),
    # rows that were shown
    (CHANNELS, changed(CHANNELS, where=row(CHANNELS, 2)), ["the second one", "only the second one", "number two", "what about the second?", "第二名", "第二个呢", "只看第二名", "第二名是谁"]),
    (TOP3, changed(TOP3, by=(q.Dimension(name="channel"),), where=row(TOP3, 1), order=(), top=None), [
        "the first one by channel", "break the first one down by channel", "number one by channel", "drill into the first one by channel", "第一名按渠道拆", "把第一名按渠道拆开", "排第一的分渠道看"]),
    (TOP3, changed(TOP3, measures=(q.Metric(name="orders"),), where=among(TOP3), order=(), top=None), [
        "and their orders?", "what are their orders?", "how many orders did they have?", "their orders", "他们的订单量呢", "它们的订单量是多少", "这几个的订单量"]),
    (TOP3, changed(TOP3, by=(q.Dimension(name="channel"),), where=among(TOP3), order=(), top=None), ["break them down by channel", "those by channel", "把它们按渠道拆开", "他们按渠道看"]),
    # a breakdown less
    (SPREAD, changed(SPREAD, by=(q.Dimension(name="category"),)), [
        "just by category", "only by category", "no need for the months", "drop the months", "don't need the month", "without the months", "不用分月", "不分月", "不要按月", "不用按月分", "只按品类",
        "只按品类看", "不需要分月"]),
    (SPREAD, changed(SPREAD, by=(q.Grain(unit="month"),)), ["just by month", "drop the category", "not by category", "只按月", "不用分品类", "去掉品类"]),
    # in the order of one of the columns
    (BOTH, changed(BOTH, order=(q.Order(measure=1),)), [
        "sort by orders", "sort by orders, highest first", "sorted by orders", "order by orders", "sort them by orders", "sort by orders from high to low", "按订单量排序", "按订单量从高到低排", "按订单量排"]),
    (BOTH, changed(BOTH, order=(q.Order(measure=1, descending=False),)), ["sort by orders, lowest first", "sort by orders ascending", "按订单量从低到高排"]),
    (SPREAD, changed(SPREAD, order=(q.Order(axis=1, descending=False),)), ["sort by month", "sorted by month", "按月排序", "按月排"]),
    (SPREAD, changed(SPREAD, order=BEST), ["从高到低排", "highest first", "best first", "从好到差排", "sort descending"]),
    # the groups of a rank, broken down
    (TOP1, changed(TOP1, by=(q.Dimension(name="city"),), where=among(TOP1), order=(), top=None), [
        "按城市拆", "按城市拆开", "细分到城市", "drill down by city", "break it down by city", "drill down into cities"]),
    (TOP3, changed(TOP3, by=(q.Dimension(name="channel"),), where=among(TOP3), order=(), top=None), ["按渠道拆", "break it down by channel", "drill down by channel"]),
    # there, and then
    (changed(PLAIN, where=q.Is(dimension="city", value="Shanghai")), data("orders", where=q.Is(dimension="city", value="Shanghai"), period=LAST_MONTH), [
        "and orders there?", "what were orders there?", "那边的订单量呢", "那里的订单量", "当地的订单量呢"]),
    (GOLD_EAST, changed(GOLD_EAST, period=q.Named(unit="quarter", number=3, year=2025)), [
        "what about the same period last year?", "and the same quarter last year?", "how about the same time last year?", "去年同期呢", "那去年同期呢"]),
    (changed(THREE, where=None), changed(THREE, where=q.Not(part=q.Is(dimension="city", value="Shanghai"))), ["drop Shanghai", "please drop Shanghai", "remove Shanghai", "去掉上海"]),
    # a name cut short
    (data("complaints", by=["city"], period=SEPTEMBER), data("complaint_resolution_rate", by=["city"], period=SEPTEMBER), ["解决率呢", "那解决率", "换成解决率", "and the resolution rate?"]),
    # set side by side
    (data("footfall", by=["city"], period=OCTOBER), FALLING, ["versus September", "compare with September", "compare that with September", "compared to September?", "and against September?", "和9月对比一下", "与9月相比", "跟9月比呢"]),
    # what is known of the measure, and its numbers
    (q.Describe(names=("revenue",), aspects=("owner",)), q.Describe(names=("orders",), aspects=("owner",)), ["and orders?", "订单量呢"]),
    (q.Describe(names=("revenue",)), data("revenue", period=OCTOBER), ["in October", "and in October?", "10月呢", "10月的是多少"]),
    (q.Describe(names=("revenue",)), data("revenue", by=["region"]), ["by region", "按地区看"]),
    (PLAIN, q.Describe(names=("revenue",), aspects=("owner",)), [
        "who owns it?", "who owns this metric?", "who is responsible for it?", "who is responsible for that", "and who owns this?", "owner?", "这个指标谁负责", "它由谁负责", "谁负责", "负责人是谁", "谁负责这个指标"]),
    (STORES, q.Describe(names=("revenue",), aspects=("definition",)), [
        "how is it calculated?", "how is that defined?", "how do you calculate this?", "what is the definition?", "how is this metric calculated", "口径是什么", "这个怎么算的", "怎么计算的", "它的定义", "这个指标的口径"]),
]  # fmt: skip


def readings(retail, text, context):
    return read(Question(text=text), Session(today=TODAY), retail.index, context)


@pytest.mark.parametrize(
    ("context", "wanted", "text"), [(context, wanted, text) for context, wanted, texts in TURNS for text in texts]
)
def test_phrasings(retail, context, wanted, text):
    found = readings(retail, text, context)
    assert found.readings, found.issues
    assert canonical(found.readings[0].query) == canonical(wanted)
    assert found.readings[0].probability > 0.5


def test_there_are_phrasings_enough():
    texts = [text for _, _, texts in TURNS for text in texts]
    assert sum(text.isascii() for text in texts) >= 120 and sum(not text.isascii() for text in texts) >= 120


#: A year after an answer about part of one: that part of it, or all of it; each is offered.
EITHER = ["and last year?", "what about last year?", "for last year", "last year", "去年呢", "那去年呢", "2025年的呢"]


def test_what_may_be_added_or_take_the_place_is_asked_back(retail):
    found = readings(retail, "销售额也看一下", CHANNELS).readings
    assert {len(each.query.measures) for each in found} == {1, 2} and found[1].probability > 0.3


@pytest.mark.parametrize("text", EITHER)
def test_a_year_after_part_of_one_is_asked_back(retail, text):
    found = readings(retail, text, changed(PLAIN, period=q.Named(unit="quarter", number=3))).readings
    assert len(found) == 2 and found[1].probability > 0.3
    assert {canonical(each.query.period) for each in found} >= {canonical(q.Named(unit="quarter", number=3, year=2025))}


#: What nothing before it allows, or what would lose a part of it.
NEVER = [
    (TOP3, "by channel"), (TOP3, "and orders?"), (TOP3, "按渠道"), (changed(STORES, having=ABOVE), "by city"), (changed(STORES, having=ABOVE), "按城市"),
    (PLAIN, "only those above 400,000"), (PLAIN, "只要超过40万的"), (PLAIN, "which one dropped the most?"), (STORES, "which one dropped the most?"), (STORES, "哪个下降最多"),
    (PLAIN, "what share is each?"), (PLAIN, "占比分别是多少"), (PLAIN, "the second one"), (PLAIN, "第二名"), (PLAIN, "make it the top 5"), (PLAIN, "their total"), (PLAIN, "看前五"),
    (PLAIN, "for all regions of unicorns"), (GOLD_EAST, "without the filter"), (GOLD_EAST, "without the city filter"), (GOLD_EAST, "去掉城市条件"), (PLAIN, "how many are there?"), (PLAIN, "一共几家"),
    (STORES, "how many are there?"), (BOTH, "only those above 400,000"), (BOTH, "what share is each?"), (PLAIN, "and the quarter before?"), (MONTHS, "the second one"),
    (STORES, "only those above 400,000 dollars and below"), (PLAIN, "no"), (PLAIN, "不对"), (PLAIN, "the same"), (changed(FALLING, compare=(q.Compare(basis="period", period=q.Named(unit="month", number=3)),)), "and in July?"), (changed(PLAIN, period=q.Relative(unit="year", to_date=True)), "and the quarter before?"), (TOP3, "revenue of the same stores in May"), (PLAIN, "same"), (PLAIN, "without orders"), (PLAIN, "without revenue"), (PLAIN, "去掉销售额"),
    (THREE, "their weather"), (STORES, "the 400th one"), (STORES, "only those above 40%"), (STORES, "sort by orders"), (STORES, "sort by month"), (STORES, "sorted by city"), (STORES, "按月排序"), (STORES, "按订单量排序"), (TOP3, "sort by orders"), (SPREAD, "按品类从高到低排"), (STORES, "no need for the months"), (STORES, "不用分月"), (TOP3, "just by channel"), (TOP3, "只按渠道"), (STORES, "不用分独角兽"), (BOTH, "sort by orders and unicorns"), (GOLD_EAST, "那边的独角兽呢"), (None, "the second one"), (None, "their total"),
    (None, "for all regions"), (None, "no, last year"), (None, "only those above 400,000"), (None, "what share is each?"), (None, "which one dropped the most?"), (None, "revenue of those"), (None, "他们合计"), (None, "第二名"),
    (None, "how many are there?"), (None, "and the quarter before?"), (None, "top 5"), (None, "who owns it?"), (None, "只要超过40万的"), (None, "占比分别是多少"), (None, "再上一个季度呢"), (None, "不对，是去年"),
]  # fmt: skip


@pytest.mark.parametrize(("context", "text"), NEVER)
def test_what_cannot_be_gone_on_with_is_refused(retail, context, text):
    found = readings(retail, text, context)
    assert not found.readings and found.issues


#: A whole question starts anew, whatever was asked before.
ANEW = [
    "what was our defect rate in Q3?", "revenue by region last month", "top 5 stores by revenue last month", "how many orders were there in May", "total revenue in Shanghai last month", "revenue share by channel in October",
    "which city had the biggest drop in footfall last month", "average order value by channel this year", "stores with more than 200 orders last month", "who owns gross margin",
    "10月各地区销售额", "上月毛利最高的三个地区", "上个月销售额超过40万的门店", "三季度各渠道销售额占比", "毛利率的口径是什么",
]  # fmt: skip


@pytest.mark.parametrize("text", ANEW)
@pytest.mark.parametrize("context", [GOLD_EAST, TOP3, FALLING])
def test_a_whole_question_starts_anew(retail, context, text):
    alone = readings(retail, text, None).readings
    after = readings(retail, text, context).readings
    assert alone and [canonical(each.query) for each in after] == [canonical(each.query) for each in alone]


# --- whole conversations --------------------------------------------------------------------------


def talk(engine, *texts, locale="en"):
    context, answers = None, []
    for text in texts:
        answers.append(ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine, context))
        context = go_on_from(context, answers[-1])
    return answers


@pytest.mark.parametrize(
    ("texts", "locale", "told"),
    [
        (("revenue of gold customers in East China in Q3", "who owns it?", "and in October?"), "en", ["East China", "Gold", "Oct"]),
        (("top 3 stores by revenue last month", "their total"), "en", ["store", "top 3", "Oct"]),
        (("revenue by store last month", "only those above 400,000", "how many are there?"), "en", ["400,000"]),
        (("上月毛利最高的三个地区", "第一名按城市拆", "再看同比"), "zh", ["地区", "前1", "城市", "2025"]),
        (("华东金卡客户三季度的销售额", "这个指标谁负责", "不限地区"), "zh", ["金卡"]),
    ],
)  # fmt: skip
def test_what_is_kept_is_read_back(retail, texts, locale, told):
    answers = talk(retail, *texts, locale=locale)
    assert all(answer.status == "answered" for answer in answers)
    for words in told:
        assert words in answers[-1].readback


def test_rows_that_are_referred_to_are_those_shown(retail):
    table, second = talk(retail, "revenue by region last month", "the second one")
    assert second.rows[0][0] == table.rows[1][0] and second.rows[0][1] == pytest.approx(table.rows[1][1])
    three, total = talk(retail, "top 3 stores by revenue last month", "their total")
    assert total.rows[0][0] == pytest.approx(sum(line[1] for line in three.rows))


def test_an_aside_about_the_measure_leaves_the_table_to_go_on_from(retail):
    first, aside, other = talk(retail, "revenue in October", "who owns it?", "who owns gross margin?")
    assert go_on_from(first.query, aside) == first.query
    assert go_on_from(first.query, other) == other.query
    assert go_on_from(first.query, ask(Question(text="gibberish"), Session(today=TODAY), retail)) == first.query


@pytest.mark.parametrize(
    ("texts", "locale", "kept", "gone"),
    [
        (("revenue in East China last month", "what about Shanghai?"), "en", ["East China", "Shanghai"], []),
        (("revenue in East China last month", "what about Beijing?"), "en", ["Beijing"], ["East China"]),
        (("orders in Hangzhou last month", "the same for South China"), "en", ["South China"], ["Hangzhou"]),
        (("上个月杭州的订单量", "华南呢"), "zh", ["华南"], ["杭州"]),
        (("orders in flagship last month", "in Shanghai"), "en", ["flagship", "Shanghai"], []),
    ],
)  # fmt: skip
def test_a_filter_gives_way_where_nothing_meets_both_and_that_is_said(retail, texts, locale, kept, gone):
    last = talk(retail, *texts, locale=locale)[-1]
    assert last.status == "answered" and any(last.rows[0])
    assert all(word in last.readback for word in kept) and not any(word in last.readback for word in gone)
    notes = [note for note in last.notes if note.code == "filter_gave_way"]
    assert bool(notes) == bool(gone) and all(word in notes[0].message for word in gone)
