"""What is told before a question is asked: never passed over, never in the way of asking back."""

import datetime as dt

import pytest
from asking import asked_on

from semantic_layer.query.canonical import canonical

TODAY = dt.date(2026, 4, 1)


answered = asked_on(TODAY)


@pytest.mark.parametrize(("told", "asked"), [
    ("The nurses like February.", "What were fees in March?"), ("Unicorns of the boss!", "Visits by area in March"),
    ("North is where the unicorns live.", "How many visits were there in North in March?"),
    ("领导是独角兽。", "3月的诊费是多少？"), ("二月属于护士。", "3月的诊费是多少？"),
])  # fmt: skip
def test_it_is_named_and_what_is_asked_without_it_is_offered(clinics, told, asked):
    alone, whole = answered(clinics, asked), answered(clinics, f"{told} {asked}")
    assert (alone.status, whole.status) == ("answered", "clarify")
    assert told in whole.text
    assert [canonical(choice.query) for choice in whole.choices] == [canonical(alone.query)]
    assert whole.choices[0].rows == alone.rows


@pytest.mark.parametrize("text", [
    # It may bound what is asked.
    "We only care about unicorns. What were fees in March?", "Ignore the refunds of unicorns. What were fees in March?",
    "Assume unicorns. What were fees in March?", "Not the unicorns. What were fees in March?",
    "只关心独角兽。3月的诊费是多少？", "假设独角兽翻倍。3月的诊费是多少？",
    # It names what the question does not name, or a time that the question leaves open.
    "The unicorns of North complain. What were fees in March?", "Unicorns came in February. What were fees?",
    # It is a question of its own.
    "How are the unicorns? What were fees in March?", "独角兽好吗？3月的诊费是多少？",
    # What is unknown stands in the question.
    "We are busy. What were fees of unicorns in March?",
])  # fmt: skip
def test_what_may_change_the_question_is_refused(clinics, text):
    found = answered(clinics, text)
    assert found.status == "refused" and not found.choices


def test_what_is_known_is_part_of_the_question(clinics):
    assert answered(clinics, "We look at North. What were fees in March?").readback == (
        answered(clinics, "What were fees in North in March?").readback
    )
