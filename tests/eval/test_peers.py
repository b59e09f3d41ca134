"""A peer behind the same protocol: its configuration comes from the model folder, its answers go through our graders."""

import datetime as dt

import pytest

from eval.answerer import open_gibran
from eval.demo import build_demo, demo_folder
from nlq.reading import Question
from semantic_layer.session import Session

pytest.importorskip("gibran", reason="an optional extra: pip install 'kpi-answers[peers]'")


@pytest.fixture(scope="module")
def gibran():
    build_demo("broker")
    peer = open_gibran(demo_folder("broker"))
    yield peer
    peer.close()


def asked(peer, text):
    return peer.answer(Question(text=text, locale="en"), Session(today=dt.date(2025, 6, 18), locale="en"), None)


def test_a_question_of_its_patterns_is_answered_in_our_names(gibran):
    answer = asked(gibran, "transactions by ticker type")
    assert answer.status == "answered"
    assert [(column.name, column.role) for column in answer.columns] == [
        ("ticker_type", "dimension"),
        ("transactions", "value"),
    ]
    assert len(answer.rows) > 1


def test_a_synonym_is_answered_under_the_name_of_its_metric(gibran):
    answer = asked(gibran, "number of transactions by ticker type")
    assert answer.columns[-1].name == "transactions"


def test_what_it_does_not_know_is_refused(gibran):
    assert asked(gibran, "is it going to rain").status == "refused"
