"""Slips in several words of a question, times and operators too; words that are words are never respelled."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2026, 11, 23))


def readings(engine, text):
    return read(Question(text=text), SESSION, engine.index).readings


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("avarage order value in Octobre", "average order value in October"), ("revenu by regon in Septmber", "revenue by region in September"),
        ("top 5 stores by reveneu last quater", "top 5 stores by revenue last quarter"),
        ("complants and refnds last month", "complaints and refunds last month"), ("orders by chanel yesterdy", "orders by channel yesterday"),
        ("revnue in Guangzou last mnth", "revenue in Guangzhou last month"), ("gros margin by catgory in Q3", "gross margin by category in Q3"),
        ("ordrs by wekk in Octobr", "orders by week in October"), ("toal refunds last 3 mnths", "total refunds last 3 months"),
        ("上个计度的销售额", "上个季度的销售额"), ("上计度华东的订单量", "上季度华东的订单量"), ("上个越的销受额", "上个月的销售额"),
        ("去年同逼的毛利", "去年同比的毛利"), ("revenue of Hangzou in Octber", "revenue of Hangzhou in October"), ("stores with more than 300 ordesr in Octobre", "stores with more than 300 orders in October"),
    ],
)  # fmt: skip
def test_slips_are_mended(retail, text, meant):
    found = readings(retail, text)
    assert found and canonical(found[0].query) == canonical(readings(retail, meant)[0].query)
    # What is told to have been read are the words as they were typed.
    assert all(step.words == text[step.at[0] : step.at[1]] for step in found[0].trace)


@pytest.mark.parametrize(
    "text",
    [
        "older by region last month", "stories by revenue last month", "order returns in Marsh", "revenue by religion last month", "margin of grass last month",
        "gross martin last month", "revenue in Octxxxr", "xyzzy revenue last month", "profits of prophets last month",
        # Too short to be told from another word, or one of several mended only.
        "revenue of acme last month", "revenue of lego last mnth", "wek revenue", "revnue of xyzzy last mnth", "本几度的鳄鱼毛利", "计度",
    ],
)  # fmt: skip
def test_words_and_what_is_near_nothing_are_refused(retail, text):
    assert ask(Question(text=text), SESSION, retail).status == "refused"


@pytest.mark.parametrize("text", ["refnd amout in Septmber", "juny revenue"])
def test_a_word_that_may_be_several_is_asked_back(retail, text):
    answer = ask(Question(text=text), SESSION, retail)
    assert (answer.status, answer.rows) == ("clarify", ()) and answer.choices
    assert [issue.code for issue in answer.issues] == ["did_you_mean"]
