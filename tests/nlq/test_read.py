"""Traps in words, on a trade that no rule was written for; and readings that other words must not change."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlq.ask import ask
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2026, 4, 1))


def best(engine, text):
    return read(Question(text=text), SESSION, engine.index).readings


def data(measure, **more):
    return {"kind": "data", "measures": [{"kind": "metric", "name": measure}], **more}


MARCH = {"kind": "relative", "unit": "month", "offset": -1}
NORTH = {"kind": "is", "dimension": "area", "value": "North"}
BY_CLINIC = [{"kind": "dimension", "name": "clinic"}]
READ = [
    (["fees last month", "how much were our fees last month?", "please show me the fees for last month", "上个月的诊费", "上个月诊费是多少", "帮我看一下上月诊费", "上個月的診費", "ＦＥＥＳ last month", "last month's fees"],
     data("fees", period=MARCH)),
    (["fees in North last month", "last month, fees for the North area", "上个月North的诊费"], data("fees", where=NORTH, period=MARCH)),
    (["fees excluding North last month", "fees not in North last month", "fees other than North, last month", "上个月除North外的诊费", "上个月不含North的诊费"],
     data("fees", where={"kind": "not", "part": NORTH}, period=MARCH)),
    (["new patients last month", "上个月的新患者数", "how many new patients last month"], data("new_patients", period=MARCH)),
    (["visits by clinic last month", "visits per clinic last month", "上个月各诊所的就诊量", "上月就诊量按诊所"], data("visits", by=BY_CLINIC, period=MARCH)),
    (["what is the no-show rate last month", "no-show rate last month"], data("missed_rate", period=MARCH)),
    (["what is the no-show rate", "what's the no-show rate?", "how is the no-show rate doing", "what's our no-show rate", "what is our no-show rate?", "how is the no-show rate", "how is the no-show rate performing?", "爽约率怎么样"],
     data("missed_rate")),
    (["fee per visit last month", "上个月的次均诊费"], data("fee_per_visit", period=MARCH)),
    (["clinics with more than 20 visits last month", "which clinics had more than 20 visits last month", "上个月就诊量超过20的诊所", "上个月哪些诊所的就诊量超过20"],
     data("visits", by=BY_CLINIC, period=MARCH, having={"kind": "measure", "measure": {"kind": "metric", "name": "visits"}, "op": ">", "value": 20})),
    (["top 2 clinics by fees last month", "the 2 clinics with the highest fees last month", "上个月诊费最高的2家诊所", "上月诊费前2的诊所"],
     data("fees", by=BY_CLINIC, period=MARCH, order=[{"measure": 0}], top={"n": 2})),
    (["worst clinic by no-show rate last month"], data("missed_rate", by=BY_CLINIC, period=MARCH, order=[{"measure": 0, "descending": True}], top={"n": 1})),
    (["which clinic had the biggest drop in fees last month", "上个月哪个诊所的诊费下降最多"],
     data("fees", by=BY_CLINIC, period=MARCH, compare=[{"kind": "compare", "basis": "previous_unit"}], order=[{"measure": 0, "side": "change", "descending": False}], top={"n": 1})),
    (["上个月诊费增长最快的诊所", "clinic with the fastest growth in fees last month"],
     data("fees", by=BY_CLINIC, period=MARCH, compare=[{"kind": "compare", "basis": "previous_unit", "percent": True}], order=[{"measure": 0, "side": "change_pct"}], top={"n": 1})),
    (["vaccine doses as of February", "截至2月的疫苗库存"], data("doses", period={"kind": "between", "last": {"kind": "named", "unit": "month", "number": 2}})),
    (["visits for each of the last 3 months", "visits in each of the last three months", "各月就诊量近3个月", "近3个月每月的就诊量"],
     data("visits", by=[{"kind": "grain", "unit": "month"}], period={"kind": "trailing", "unit": "month", "count": 3})),
    (["visits for each of the clinics last month"], data("visits", by=BY_CLINIC, period=MARCH)),
    (["visits last 3 months, not including the current month", "近3个月（不含本月）的就诊量"],
     data("visits", period={"kind": "between", "first": {"kind": "relative", "unit": "month", "offset": -3}, "last": MARCH})),
    (["fees last month year over year", "上个月诊费同比", "fees last month vs the same period last year"],
     data("fees", period=MARCH, compare=[{"kind": "compare", "basis": "previous_year"}])),
    (["fees of plus patients last month", "fees of patients with plan plus last month"][:1], data("fees", where={"kind": "is", "dimension": "plan", "value": "plus"}, period=MARCH)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("fees this year month over month", "month"), ("fees since January MoM", "month"), ("今年诊费月环比", "month"),
        # No period is named: that of the model is a month, which has weeks, and is one.
        ("fees week over week", "week"), ("fees month over month", None), ("诊费月环比", None),
        # A day has no months: it is set against that day of the month before.
        ("fees yesterday month over month", None), ("昨天诊费月环比", None),
    ],
)  # fmt: skip
def test_a_unit_over_the_one_before_has_a_row_each_where_the_period_has_several(clinics, text, unit):
    (reading, *_) = best(clinics, text)
    assert [axis.unit for axis in reading.query.by] == ([unit] if unit else [])
    assert reading.query.compare[0].basis == "previous_unit"
    assert ask(Question(text=text), SESSION, clinics).status == "answered"


@pytest.mark.parametrize(("text", "query"), [(text, query) for texts, query in READ for text in texts])
def test_reading(clinics, text, query):
    readings = best(clinics, text)
    assert readings, read(Question(text=text), SESSION, clinics.index).issues
    assert canonical(readings[0].query) == canonical(query_adapter.validate_python(query))
    assert readings[0].probability > 0.5


UNREAD = [
    ("how many unicorns did we see last month", "unicorns"), ("fees excluding credits of members", "members"), ("fee per visit of new patients", "new patients"),
    ("delete all visits", "delete"), ("total salary of the CEO", "salary"), ("明天天气怎么样", "天气"), ("fees of Mars clinics", "Mars"),
    ("visits last 3 months, not including the current week", "not including"), ("visits last month, inclusive of today", "inclusive"),
    ("visits in the past month, inclusive of 1 month ago", "inclusive"), ("近3个月（不含本周）的就诊量", "不含"),
    ("最新患者数", "最"), ("fees above 20 yuan", "yuan"), ("net fees last month", "net"), ("active patients seen", "active"), ("second clinic fees", "second"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), UNREAD)
def test_a_word_that_is_not_read_withholds_the_answer_and_is_named(clinics, text, word):
    answer = ask(Question(text=text), SESSION, clinics)
    assert answer.status == "refused"
    assert any(word in text[issue.at[0] : issue.at[1]] for issue in answer.issues if issue.at), answer.issues


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([texts[0] for texts, _ in READ]),
    st.sampled_from(["unicorn", "frobnicated", "klingon", "独角兽"]),
    st.data(),
)
def test_an_unknown_word_anywhere_withholds_the_answer(clinics, text, word, draw):
    words = text.split()
    place = draw.draw(st.integers(0, len(words)))
    injected = " ".join([*words[:place], word, *words[place:]])
    assert not best(clinics, injected)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(clinics, text):
    found = read(Question(text=text), SESSION, clinics.index)
    assert found.readings or found.issues


def test_a_typo_is_read_and_traced(retail):
    session = Session(today=dt.date(2026, 11, 23))
    reading = read(Question(text="revnue last month"), session, retail.index).readings[0]
    assert any("typo" in step.rule for step in reading.trace)


def test_every_step_points_at_its_words(clinics):
    text = "Ｆees in North last month"
    for step in best(clinics, text)[0].trace:
        assert text[step.at[0] : step.at[1]] == step.words


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("revnue last month", "answered"), ("gross margn last month", "answered"), ("unts sold last month", "answered"),
        ("average ordr value in October", "answered"), ("grossmargin last month", "answered"),
        # Words that are known, or more than a slip away, are other words: none of these is the metric next to it.
        ("did we hit revenue", "refused"), ("minimum order value last month", "refused"), ("offline penetration", "refused"),
    ],
)  # fmt: skip
def test_a_slip_is_of_a_word_and_not_of_a_phrase(retail, text, status):
    session = Session(today=dt.date(2026, 11, 23), locale="en")
    assert ask(Question(text=text), session, retail).status == status
