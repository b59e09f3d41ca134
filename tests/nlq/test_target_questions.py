"""Questions about targets: one meaning, many phrasings; and what must not be read so."""

import datetime as dt
from dataclasses import replace

import pytest

from nlq.ask import ask
from nlq.engine import Engine
from nlq.reading import Question
from semantic_layer.model.definitions import Target
from semantic_layer.query import Board, Data, Dimension, Grain, In, Is, Metric, Named, Relative
from semantic_layer.session import Session

EAST = Is(dimension="region", value="EC")
QUARTER, YEAR, MONTH = (Relative(unit=unit) for unit in ("quarter", "year", "month"))
Q4 = Named(unit="quarter", number=4)
REVENUE = (Metric(name="revenue"),)
CORPUS = [
    (Board(metrics=("revenue",)), [
        "are we on track for revenue", "are we on track for sales", "are sales on track", "is revenue on track?", "how far is revenue from target", "how far behind target is revenue",
        "gap to target for revenue", "revenue vs target", "revenue compared with its target", "% of target reached for revenue",
        "revenue target attainment", "have we reached the revenue target", "did we hit our revenue target", "is revenue below target",
        "is revenue on target", "is revenue on target?", "how much revenue is missing to target", "revenue attainment",
        "销售额达标了吗", "销售额有没有达标", "销售额目标完成率", "销售额完成率", "距离目标还差多少销售额", "销售额和目标对比", "销售额离目标还差多少",
        "销售额目标达成了吗", "销售额完成进度", "销售额比目标低多少", "销售额目标完成了百分之多少", "销售额与目标的差距", "销售额达标没有", "销售额有没有超过目标", "销售额距离目标还差几个百分点",
    ]),
    (Board(metrics=("revenue",), period=Q4), [
        "how far are we from the Q4 sales target", "sales target for Q4", "what is the Q4 revenue target", "did we reach the Q4 sales target",
        "are we going to hit the Q4 revenue target", "how much more revenue do we need to hit the Q4 target",
        "what percentage of the Q4 sales target have we reached", "how close are we to the Q4 sales target",
        "距离四季度销售额目标还差多少", "四季度销售额的目标是多少", "四季度销售额完成目标了吗", "还差多少能完成四季度销售额目标",
    ]),
    (Board(metrics=("revenue",), where=EAST, period=QUARTER), [
        "target attainment of revenue in East China this quarter", "target attainment of sales in East China this quarter", "is East China on track for revenue this quarter",
        "this quarter's revenue target for East China", "did East China reach its revenue target this quarter", "华东本季度销售额完成率", "本季度华东销售额达标了吗", "本季度华东销售额目标完成情况",
    ]),
    (Board(status="behind"), [
        "which KPIs are behind target", "which metrics missed their target", "KPIs below target", "which metrics are not on track",
        "哪些指标没达标", "哪些指标未完成目标", "哪些指标没有达到目标", "没达标的指标", "哪些指标落后于目标",
    ]),
    (Board(status="on_track", period=YEAR), ["which metrics are on track this year", "which KPIs have hit their target this year", "今年哪些指标达标", "今年哪些指标完成了目标"]),
    (Board(), [
        "KPI board", "show me the targets board", "how are we doing against targets", "are we on track?", "are our KPIs on track", "target attainment",
        "目标完成情况", "距离目标还差多少", "KPI看板", "我们达标了吗", "目标完成率", "KPI完成情况", "what are our targets", "list targets", "target status",
    ]),
    (Board(period=QUARTER), ["target achievement this quarter", "how are we doing against our targets this quarter", "本季度目标达成率", "本季度目标完成情况"]),
    (Board(departments=True, status="behind"), ["which departments are behind target", "and which departments are behind", "哪些部门没达标", "哪些部门未完成目标"]),
    (Board(departments=True), ["target attainment by department", "各部门目标完成情况"]),
    (Board(department="Customer Service", status="behind"), [
        "which KPIs of customer service are behind target", "customer service KPIs behind target", "which KPIs of the customer service department are behind",
        "客服部哪些指标没达标",
    ]),
    (Board(department="Marketing"), ["市场部的指标达标了吗", "市场营销部KPI有没有达标", "are the KPIs of the marketing team on track"]),
    (Board(department="Marketing", status="behind"), ["市场部哪些指标没达标", "营销部的哪些指标没达标", "which KPIs of the marketing team are behind target"]),
    (Board(department="Customer Service", where=EAST), ["are the KPIs of customer service in East China on track"]),
    (Board(department="Sales"), ["are sales KPIs on track", "销售部的指标达标了吗"]),
    (Board(metrics=("revenue",), by="region", status="behind", period=QUARTER), [
        "which regions are behind target on revenue this quarter", "which regions missed their revenue target this quarter", "本季度哪些地区销售额没达标", "which regions did not hit their revenue target this quarter", "本季度销售额没达标的地区有哪些",
    ]),
    (Board(metrics=("revenue",), by="region", period=QUARTER), ["revenue target attainment by region this quarter", "本季度各地区销售额目标完成情况", "本季度各地区销售额完成率"]),
    (Board(by="region", status="behind"), ["behind target by region", "which regions are behind target", "哪些地区没达标"]),
    (Board(metrics=("revenue",), where=In(dimension="region", values=("EC", "SC")), period=QUARTER), ["华东和华南本季度销售额完成率", "are East and South China on track for revenue this quarter"]),
    (Board(metrics=("revenue", "orders"), period=QUARTER), ["are revenue and orders on track this quarter", "本季度销售额和订单量达标了吗"]),
    (Data(measures=REVENUE, period=QUARTER, targets=True), [
        "revenue vs target this quarter", "revenue against target this quarter", "how does revenue compare to target this quarter".replace("compare to", "do against"),
        "revenue versus its target this quarter", "revenue actual vs target this quarter", "revenue performance against target this quarter",
                "compare revenue with target this quarter", "本季度销售额与目标对比", "本季度销售额与目标相比如何",
    ]),
    (Data(measures=(*REVENUE, Metric(name="orders")), period=QUARTER, targets=True), ["revenue and orders vs target this quarter", "本季度销售额和订单量与目标对比"]),
    (Data(measures=REVENUE, by=(Dimension(name="region"),), period=QUARTER, targets=True), ["revenue against target by region this quarter", "本季度各地区销售额与目标对比"]),
    (Data(measures=REVENUE, by=(Grain(unit="month"),), period=YEAR, targets=True), ["revenue vs target by month this year", "target attainment of revenue by month this year", "今年各月销售额与目标对比", "今年各月销售额完成率"]),
]  # fmt: skip
TODAY = dt.date(2026, 11, 23)


def told(engine, text, context=None):
    locale = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    return ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine, context)


@pytest.mark.parametrize(("query", "text"), [(query, text) for query, texts in CORPUS for text in texts])
def test_questions_about_targets(retail, query, text):
    answer = told(retail, text)
    assert answer.query == query, answer.text
    assert answer.status == "answered"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("revenue vs budget", "unread_words"), ("revenue vs plan this quarter", "unread_words"), ("销售额预算完成率", "unread_words"),
        ("average order value vs target this quarter", "no_target"), ("did we meet the orders target last quarter", "no_target_then"),
        ("will we reach the revenue target next year", "no_target_then"), ("which stores are behind target", "no_target_here"),
        ("revenue target for gold customers this quarter", "no_target_then"), ("revenue vs target by store this quarter", "no_target_then"),
        ("上季度订单量达标了吗", "no_target_then"), ("客单价本季度完成率", "no_target"),
    ],
)  # fmt: skip
def test_what_has_no_target_is_refused_and_says_so(retail, text, code):
    answer = told(retail, text)
    assert answer.status == "refused" and answer.issues[0].code == code, answer.text


@pytest.mark.parametrize(
    "text",
    [
        "departments", "部门", "target", "目标", "完成率", "revenue hit 5 million", "how far is Shanghai", "did we hit it",
        "revenue against orders", "revenue vs East China", "orders missed", "gap", "the sales department", "who is behind target",
        "which customers are behind target", "how many stores hit their target", "how far is revenue from orders",
        "did we hit revenue", "how far are we", "what percentage of revenue did we hit", "销售额完成了多少", "离上海还差多少", "销售额和订单量差多少",
    ],
)  # fmt: skip
def test_half_a_question_about_targets_is_none(retail, text):
    answer = told(retail, text)
    assert answer.status != "answered", answer.text


def test_words_of_targets_are_unknown_where_no_target_is_spoken_of(retail):
    for text, word in (
        ("orders missed in May", "missed"),
        ("revenue against orders", "against"),
        ("how far is Shanghai", "far"),
    ):
        refused = told(retail, text)
        assert refused.issues[0].code == "unread_words" and word in refused.issues[0].params["words"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("what is the target for revenue", ("describe", ("target",))), ("销售额的目标是多少", ("describe", ("target",))),
        ("revenue this year against the year before", ("data", "previous_unit")), ("revenue vs last month", ("data", None)),
        ("revenue from East China", ("data", None)), ("compare East China and South China revenue last month", ("data", None)),
    ],
)  # fmt: skip
def test_what_was_read_before_is_read_as_before(retail, text, query):
    answer = told(retail, text)
    assert answer.status == "answered" and answer.query.kind == query[0]
    assert not getattr(answer.query, "targets", False)


@pytest.mark.parametrize(
    ("context", "text", "query"),
    [
        (Board(metrics=("revenue",)), "and orders?", Board(metrics=("orders",))),
        (Board(metrics=("revenue",)), "this quarter?", Board(metrics=("revenue",), period=QUARTER)),
        (Board(metrics=("revenue",), period=QUARTER), "what about East China", Board(metrics=("revenue",), where=EAST, period=QUARTER)),
        (Board(metrics=("revenue",), period=QUARTER), "and by region?", Board(metrics=("revenue",), by="region", period=QUARTER)),
        (Board(metrics=("revenue",), period=QUARTER), "那华东呢", Board(metrics=("revenue",), where=EAST, period=QUARTER)),
        (Data(measures=REVENUE, period=QUARTER), "is it on track?", Board(metrics=("revenue",), period=QUARTER)),
        (Data(measures=REVENUE, period=QUARTER), "and against target?", Data(measures=REVENUE, period=QUARTER, targets=True)),
        (Data(measures=REVENUE, period=QUARTER), "那与目标相比呢", Data(measures=REVENUE, period=QUARTER, targets=True)),
        (Data(measures=REVENUE, period=QUARTER), "and which departments are behind", Board(departments=True, status="behind")),
        (Data(measures=REVENUE, period=QUARTER), "which KPIs are behind target", Board(status="behind")),
        (Data(measures=REVENUE, period=QUARTER, targets=True), "and by region?", Data(measures=REVENUE, by=(Dimension(name="region"),), period=QUARTER, targets=True)),
    ],
)  # fmt: skip
def test_a_conversation_goes_on_about_targets(retail, context, text, query):
    answer = told(retail, text, context)
    assert answer.query == query, answer.text


def test_another_business_has_its_own_departments(clinics):
    assert told(clinics, "which departments are behind target").issues[0].code in ("no_target_here", "unread_words")


def aiming(engine, *targets):
    made = tuple(Target.model_validate(target) for target in targets)
    model = engine.model.model_copy(update={"targets": made})
    return Engine(model, engine.warehouse, replace(engine.index, model=model), model)


REFUNDED = {"metric": "refund_amount", "period": "2026-Q4", "value": 1_000_000}
RETURNED = {"metric": "returned_orders", "period": "2026-Q4", "value": 100}


@pytest.mark.parametrize("text", ["are returns on track this quarter", "returns vs target this quarter"])
def test_a_word_of_two_metrics_is_asked_back_where_both_have_a_target(retail, text):
    both = told(aiming(retail, REFUNDED, RETURNED), text)
    assert both.status == "clarify" and len(both.choices) == 2
    assert all("Target" in choice.label or "target" in choice.label for choice in both.choices)
    one = told(aiming(retail, RETURNED), text)
    assert one.status == "answered" and [card.name for card in one.metrics] == ["returned_orders"]
    assert told(retail, text).status == "refused"


def test_departments_that_are_members_with_targets_too_are_asked_back(retail):
    named = {"metric": "headcount", "period": "2026-Q4", "value": 40, "segment": {"department": "sales"}}
    for text in ("which departments are behind target", "哪些部门没达标"):
        answer = told(aiming(retail, named, REFUNDED), text)
        queries = [choice.query for choice in answer.choices] or [answer.query]
        assert Board(by="department", status="behind") in queries, text
        assert told(aiming(retail, REFUNDED), text).query == Board(departments=True, status="behind")


@pytest.mark.parametrize(
    ("text", "first", "line"),
    [("list all KPIs", "You can ask about", "Finance: "), ("有哪些数据可以查", "可以询问", "财务部：")],
)
def test_what_can_be_asked_is_told_by_department(retail, text, first, line):
    lines = told(retail, text).text.split("\n")
    assert lines[0].startswith(first) and any(each.startswith(line) for each in lines[1:])
    assert len(lines) > 4
