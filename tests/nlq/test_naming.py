"""A KPI that is named after the question, who wants to know, and what for."""

import datetime as dt

import pytest
from asking import asked_on

from semantic_layer.query.canonical import canonical

TODAY = dt.date(2026, 11, 23)


answered = asked_on(TODAY)


#: A question, in other words, with the name of its KPI; and the same by that name.
NAMED = [
    ("Which region grew the most last quarter? I mean revenue.", "which region's revenue grew the most last quarter"),
    ("which region grew the most last quarter, that is revenue", "which region's revenue grew the most last quarter"),
    ("in which month did we sign the most new customers this year, i mean new customers signed", "in which month this year did we have the most new customers signed"),
    ("上个月走了多少人，就是离职人数", "上个月离职人数"), ("上个月华东走了多少人，即离职人数", "上个月华东离职人数"),
    ("上个月走了多少人，我要离职人数", "上个月离职人数"), ("上个月走了多少人（离职人数）", "上个月离职人数"),
    ("哪个地区上季度增长最多？我是说销售额", "哪个地区上季度销售额增长最多"),
    ("10月卖得怎么样，也就是销售额", "10月销售额"), ("10月卖得怎么样（销售额）", "10月销售额"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), NAMED)
def test_the_name_says_what_is_asked(retail, text, plain):
    found, whole = answered(retail, text), answered(retail, plain)
    assert (found.status, whole.status) == ("answered", "answered"), (found.text, whole.text)
    assert canonical(found.query) == canonical(whole.query), (found.readback, whole.readback)


@pytest.mark.parametrize(("text", "words", "plain"), [
    ("上个月新人走了多少，就是离职人数", "新人走了", "上个月离职人数"),
    ("how many managers left last month, i.e. leavers", "how many managers left", "leavers last month"),
    ("what was churn in October, I mean customer retention rate", "churn", "customer retention rate in October"),
])  # fmt: skip
def test_words_that_the_name_takes_the_place_of_are_asked_back(retail, text, words, plain):
    found = answered(retail, text)
    assert found.status == "clarify" and words in found.text
    assert [canonical(choice.query) for choice in found.choices] == [canonical(answered(retail, plain).query)]


@pytest.mark.parametrize("text", [
    "revenue in October, i.e. unicorns", "how many unicorns left in October, I mean unicorn leavers", "10月销售额，就是独角兽",
    "上个月在火星走了多少独角兽，就是离职人数", "unicorns in October by region, that is revenue of unicorns",
])  # fmt: skip
def test_a_name_that_is_none_names_nothing(retail, text):
    assert answered(retail, text).status == "refused"


#: Who wants to know and what for, before what is asked.
FRAMED = [
    ("my boss wants to know what our repeat purchase rate was last quarter", "repeat purchase rate last quarter"),
    ("The CFO is asking how many orders we had in October", "how many orders did we have in October"),
    ("our regional director asked for revenue in October by region", "revenue in October by region"),
    ("the board asked why complaints went up in October", "why did complaints go up in October"),
    ("for the board meeting: revenue in October", "revenue in October"), ("for my presentation, revenue in October by region", "revenue in October by region"),
    ("Please confirm whether revenue in October was higher than in September", "was revenue in October higher than in September"),
    ("老板想知道上季度复购率到底是多少", "上季度复购率"), ("王总问10月的销售额是多少", "10月的销售额"), ("财务总监让我查一下10月的毛利", "10月的毛利"),
    ("领导要看10月各地区的销售额", "10月各地区的销售额"), ("请确认10月的销售额是多少", "10月的销售额"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), FRAMED)
def test_who_asks_changes_nothing(retail, text, plain):
    found, whole = answered(retail, text), answered(retail, plain)
    assert (found.status, whole.status) == ("answered", "answered"), (found.text, whole.text)
    assert canonical(found.query) == canonical(whole.query)


@pytest.mark.parametrize("text", [
    # Unknown things, of which something would be asked.
    "for unicorns: revenue in October", "for the unicorn stores, revenue in October", "unicorns asked for refunds in October",
    "gold customers asked for refunds in October", "my boss wants to know revenue in October excluding unicorns", "revenue my boss wants to know in October of unicorns",
    "my two bosses want to know revenue in October", "my boss does not want to know revenue in October", "the stores of my boss asked for revenue in October",
    "老板不想知道10月的销售额", "老板想知道独角兽10月的销售额", "独角兽门店要看10月的销售额",
])  # fmt: skip
def test_what_may_be_asked_of_is_no_frame(retail, text):
    # A label that nobody knows is named and asked back; nothing is answered without it.
    assert answered(retail, text).status == ("clarify" if text.startswith("for unicorns:") else "refused")


@pytest.mark.parametrize(("text", "readback"), [
    ("North China wants to know revenue in October", "North China"), ("华东想知道10月的销售额", "华东"),
])  # fmt: skip
def test_a_name_of_the_model_is_a_part_of_the_question(retail, text, readback):
    assert readback in answered(retail, text).readback
