"""Units asked for: "in millions" changes how a number is told, never the number."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.session import Session


def answer(engine, text, locale="en"):
    return ask(Question(text=text, locale=locale), Session(today=dt.date(2026, 11, 23), locale=locale), engine)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Q3 revenue in millions", "¥83.01 million"), ("Q3 revenue in k", "¥83,012.33 thousand"), ("revenue in Q3 in thousands", "¥83,012.33 thousand"),
        ("Q3 revenue in millions of yuan", "¥83.01 million"), ("Q3 revenue, in million CNY", "¥83.01 million"), ("orders in Q3, in thousands", "44.93 thousand"),
        ("Q3 revenue", "¥83.01M"),
    ],
)  # fmt: skip
def test_form_changes_and_value_does_not(retail, text, told):
    plain = answer(retail, text.split(" in k")[0].split(" in m")[0].split(" in th")[0].split(", in")[0])
    shown = answer(retail, text)
    assert shown.status == "answered" and told in shown.text, shown.text
    assert shown.rows == plain.rows and shown.query == plain.query


def test_every_number_of_a_table_and_a_change_is_told_so(retail):
    table = answer(retail, "Q3 revenue by region in millions")
    assert table.text.count("million") == 5 and "M," not in table.text
    change = answer(retail, "Q3 revenue vs Q2 in millions")
    assert change.text.count("million") == 3 and change.rows[0][0] > 1e7


@pytest.mark.parametrize(
    "text",
    ["gross margin in Q3 in millions", "Q3 revenue in millions of dollars", "Q3 revenue and gross margin in thousands", "Q3 revenue in dozens", "which stores sold in millions"],
)  # fmt: skip
def test_what_has_no_such_form_is_withheld(retail, text):
    """A share in millions is nothing, and yuan are no dollars."""
    assert answer(retail, text).status != "answered"
