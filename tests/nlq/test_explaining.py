"""Questions for reasons: one meaning in many phrasings, what is no such question, and why? after an answer."""

import datetime as dt

import pytest

from nlq.ask import answer_query, ask
from nlq.read import read
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

CLINICS, RETAIL = dt.date(2026, 4, 1), dt.date(2026, 11, 23)
JANUARY = {"kind": "named", "unit": "month", "number": 1}
NORTH = {"kind": "is", "dimension": "area", "value": "North"}


def told(engine, text, locale="en", today=RETAIL, context=None):
    return ask(Question(text=text, locale=locale), Session(today=today, locale=locale), engine, context)


# --- phrasings ------------------------------------------------------------------------------------

# One meaning, many phrasings: what is asked, which way it is taken to have moved, and how it is said.
READ = [
    ({"period": JANUARY}, "down", [
        "why did fees fall in January?", "why did fees drop in January", "why have fees fallen in January",
        "why were fees down in January", "how come fees fell in January", "what explains the drop in fees in January",
        "what explains the decline of fees in January", "what caused fees to fall in January", "what drove the drop in fees in January",
        "reasons for the decline of fees in January", "what are the reasons for the fall in fees in January?",
        "what is behind the slump in fees in January", "what led to the decrease in fees in January", "explain why fees fell in January",
        "can you explain the drop in fees in January", "tell me why fees declined in January", "why the drop in fees in January?",
        "why did fees drop so sharply in January", "why did fees worsen in January"]),
    ({"period": {**JANUARY, "year": 2026}}, "down", ["why did fees fall from December 2025 to January 2026"]),
    ({"period": JANUARY}, "up", ["why did fees rise in January", "why did fees go up in January", "why are fees up in January", "what drove fees growth in January",
        "what accounts for the increase in fees in January", "what was behind the surge in fees in January", "why did fees improve in January"]),
    ({"period": JANUARY}, None, ["why did fees change in January", "what drove fees in January", "explain the change in fees in January", "drivers of fees in January",
        "why are fees so low in January", "why were fees so high in January"]),
    ({"period": JANUARY, "by": ["area"]}, "down", ["why did fees fall in January by area", "which areas drove the drop in fees in January",
        "how much did each area contribute to the drop in fees in January", "which areas contributed most to the fall in fees in January"]),
    ({"period": JANUARY, "where": NORTH, "by": ["clinic"]}, "down", ["why did fees in North fall in January by clinic", "reasons for the drop in fees in North in January, by clinic"]),
    ({"period": JANUARY, "compare": {"kind": "compare", "basis": "previous_year"}}, "down", ["why did fees fall in January compared with last year", "why did fees fall in January year over year",
        "why were fees lower in January than in the same period last year"]),
    ({"period": JANUARY, "compare": {"kind": "compare", "basis": "period", "period": {"kind": "named", "unit": "month", "number": 12}}}, "down",
     ["why were fees lower in January than in December", "why did fees fall in January vs December"]),
    ({"period": JANUARY}, "down", ["为什么1月诊费下降", "1月诊费为什么下降了", "1月诊费为何减少", "1月诊费为啥跌了", "1月诊费下降的原因", "1月诊费下降的原因是什么？", "1月诊费下降的主要原因",
        "1月诊费下降是什么原因", "1月诊费下降是什么导致的", "是什么导致1月诊费下降", "什么导致了1月诊费下降", "1月诊费下降是什么造成的", "请分析原因：1月诊费下降", "解释一下1月诊费下降",
        "1月诊费怎么突然下降", "1月诊费大幅下降的原因", "1月诊费骤降的原因", "请问1月的诊费为什么下滑", "为什么1月诊费环比下降", "1月诊费为什么变差"]),
    ({"period": JANUARY}, "up", ["为什么1月诊费上升", "1月诊费增长的原因", "1月诊费增长的驱动因素", "1月诊费为什么大涨"]),
    ({"period": JANUARY}, None, ["1月诊费为什么变了", "1月诊费变化的原因", "1月诊费变动归因分析", "为什么1月诊费这么低"]),
    ({"period": JANUARY, "by": ["area"]}, "down", ["1月各片区诊费为什么下降", "按片区看1月诊费为什么下降", "哪些片区导致1月诊费下降"]),
    ({"period": JANUARY, "compare": {"kind": "compare", "basis": "previous_year"}}, "down", ["1月诊费同比为什么下降", "1月诊费和去年同期相比为什么下降"]),
]  # fmt: skip


def test_there_are_phrasings_enough():
    texts = [text for _, _, texts in READ for text in texts]
    assert sum(text.isascii() for text in texts) >= 30 and sum(not text.isascii() for text in texts) >= 30


@pytest.mark.parametrize(("parts", "way", "text"), [(parts, way, text) for parts, way, texts in READ for text in texts])
def test_phrasings(clinics, parts, way, text):
    readings = read(Question(text=text), Session(today=CLINICS), clinics.index).readings
    assert readings
    wanted = q.query_adapter.validate_python(
        {"kind": "explain", "measure": {"kind": "metric", "name": "fees"}, **parts}
    )
    assert canonical(readings[0].query) == canonical(wanted)
    assert readings[0].presumes == way and readings[0].probability > 0.5


#: Not a question for the reasons of one change, whatever else it is: each with the words that are named, or the code.
NEVER = [
    ("why not", "not"), ("why is the sky blue", "sky blue"), ("why should I care", "care"), ("why did fees fall because of the storm", "storm"),
    ("why did fees not fall in January", "not"), ("why did unicorns fall in January", "unicorns"), ("why me", "which_change"), ("why?", "which_change"),
    ("why do we have fees", "which_change"), ("why fees", "which_change"), ("why did fees and visits fall in January", "which_change"),
    ("why did fees fall by month this year", "which_change"), ("why did monthly fees fall in January", "which_change"),
    ("why did fees fall from January to March", "which_change"), ("explain fees", "which_change"), ("why did the growth rate of fees fall", "fall"),
    ("why did fees fall this quarter month over month", "which_change"),
    ("why did fees fall in January by area, clinic, plan, loyalty tier, item code and present tier", "which_change"),
    ("fees are low", "low"),
    ("为什么", "which_change"), ("为什么天是蓝的", "蓝"), ("为什么不", "不"), ("诊费的原因", "which_change"), ("为什么诊费和就诊量下降", "which_change"),
    ("1月按周诊费为什么下降", "which_change"), ("为什么独角兽下降", "独角兽"), ("诊费低", "低"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), NEVER)
def test_what_is_no_such_question_is_refused(clinics, text, word):
    answer = told(clinics, text, today=CLINICS)
    assert answer.status == "refused"
    codes = {issue.code for issue in answer.issues}
    assert word in codes or any(word in text[issue.at[0] : issue.at[1]] for issue in answer.issues if issue.at), (
        answer.issues
    )


def test_two_meanings_are_asked_back_with_their_own_change(retail):
    answer = told(retail, "why did returns rise in October")
    assert answer.status == "clarify" and {choice.query.kind for choice in answer.choices} == {"explain"}
    picked = answer_query(answer.choices[0].query, Session(today=RETAIL), retail)
    assert picked.totals.row[3] == answer.choices[0].rows[0][0]


# --- in a conversation ----------------------------------------------------------------------------


def talk(engine, *texts, locale="en"):
    context, answers = None, []
    for text in texts:
        answers.append(told(engine, text, locale, context=context))
        context = answers[-1].query if answers[-1].status == "answered" else context
    return answers


OCTOBER, SEPTEMBER = q.Named(unit="month", number=10), q.Named(unit="month", number=9)
REVENUE = q.Metric(name="revenue")
EAST = q.Is(dimension="region", value="EC")


@pytest.mark.parametrize(
    ("texts", "locale", "query"),
    [
        (("revenue in East China in October vs September", "why?"), "en",
         q.Explain(measure=REVENUE, where=EAST, period=OCTOBER, compare=q.Compare(basis="period", period=SEPTEMBER))),
        (("revenue by region in October year over year", "why is it raining"), "en", None),
        (("revenue by region in October year over year", "why"), "en",
         q.Explain(measure=REVENUE, by=("region",), period=OCTOBER, compare=q.Compare(basis="previous_year"))),
        (("revenue in October", "why is that?"), "en", q.Explain(measure=REVENUE, period=OCTOBER)),
        (("revenue in October", "why did it rise?"), "en", q.Explain(measure=REVENUE, period=OCTOBER)),
        (("revenue in October", "why did orders fall?"), "en", q.Explain(measure=q.Metric(name="orders"), period=OCTOBER)),
        (("revenue in October by region", "why did East China fall?"), "en", q.Explain(measure=REVENUE, where=EAST, period=OCTOBER)),
        (("revenue in October", "why?", "and by city?"), "en", q.Explain(measure=REVENUE, by=("city",), period=OCTOBER)),
        (("revenue in October", "why?", "and in East China?"), "en", q.Explain(measure=REVENUE, where=EAST, period=OCTOBER)),
        (("revenue in October", "why?", "compared with last year?"), "en",
         q.Explain(measure=REVENUE, period=OCTOBER, compare=q.Compare(basis="previous_year"))),
        (("why did revenue rise in October", "what about September?"), "en", q.Explain(measure=REVENUE, period=SEPTEMBER)),
        (("revenue by month this year", "why?"), "en", None), (("revenue in October", "why?", "why?"), "en", None),
        (("which category had the biggest drop in revenue in October", "why?"), "en", None),
        (("which KPIs are behind target", "why?"), "en", None),
        (("10月销售额环比", "为什么？"), "zh", q.Explain(measure=REVENUE, period=OCTOBER)),
        (("10月销售额环比", "原因是什么", "按地区呢"), "zh", q.Explain(measure=REVENUE, by=("region",), period=OCTOBER)),
        (("10月各地区销售额环比", "为什么", "那华东呢"), "zh", q.Explain(measure=REVENUE, where=EAST, period=OCTOBER)),
    ],
)  # fmt: skip
def test_why_goes_on_from_the_answer_before(retail, texts, locale, query):
    last = talk(retail, *texts, locale=locale)[-1]
    if query is None:
        assert last.status == "refused"
    else:
        assert last.status == "answered" and canonical(last.query) == canonical(query)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("revenue in October vs September", True), ("revenue by region last month year over year", True), ("repeat purchase rate last month vs the month before", True),
        ("employee satisfaction in October vs June", True), ("footfall in East China last month vs the month before", True),
        ("revenue in October", False), ("customer retention rate last month vs the month before", False), ("monthly revenue this year", False),
        ("active customers by region last month vs the month before", False), ("revenue and orders last month vs the month before", False),
    ],
)  # fmt: skip
def test_why_is_offered_where_it_can_be_answered(retail, text, offered):
    answer = told(retail, text)
    assert ("why?" in answer.suggestions) is offered
    if offered:
        assert told(retail, "why?", context=answer.query).status == "answered"


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_what_an_explanation_suggests_is_answered(retail, locale):
    for name in ("revenue", "gross_margin", "complaints"):
        query = q.Explain(measure=q.Metric(name=name), period=OCTOBER)
        answer = answer_query(query, Session(today=RETAIL, locale=locale), retail)
        assert len(answer.suggestions) >= 2
        for suggestion in answer.suggestions:
            following = told(retail, suggestion, locale, context=query)
            assert (
                following.status == "answered"
                and following.query.kind == "explain"
                and following.query.measure == query.measure
            )
