"""Questions of several sentences or clauses: answered in one, asked back part by part, or refused; nothing is dropped."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

CLINICS, RETAIL = dt.date(2026, 4, 1), dt.date(2026, 11, 23)


def answered(engine, text, today=CLINICS):
    locale = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    return ask(Question(text=text, locale=locale), Session(today=today, locale=locale), engine)


def same(one, other):
    return canonical(one.query) == canonical(other.query)


#: A question in two parts, and the same in one.
IN_ONE = [
    ("What were fees in March? Break them down by area.", "fees by area in March"),
    ("What were fees in March? Only North.", "fees in North in March"),
    ("Fees by area in March. Only the top 2.", "top 2 areas by fees in March"),
    ("What were fees in March and were they higher than in February?", "fees in March compared with February"),
    ("How many visits were there in March, and what was the no-show rate?", "visits and no-show rate in March"),
    ("What was the no-show rate in March, and how many visits were there?", "no-show rate and visits in March"),
    ("Visits in March. How many missed visits were there?", "visits and missed visits in March"),
    ("What were fees in North in March? And in South?", "fees in March split between North and South"),
    ("Why did fees go up in March? Break it down by area.", "why did fees go up in March by area"),
    ("What were fees in March? Why did it go up?", "why did fees go up in March"),
    ("Fees in March, together with the no-show rate for the same period", "fees and no-show rate in March"),
    ("What were fees in March? Visits of the same month", "fees and visits in March"),
    ("3月的诊费是多少，以及同期的爽约率", "3月诊费和爽约率"), ("3月的诊费是多少，同期爽约率是多少？", "3月诊费和爽约率"),
    ("3月的诊费是多少？按片区拆开。", "3月各片区的诊费"), ("3月的诊费是多少？只看North。", "3月North的诊费"),
    ("3月就诊量是多少，爽约率是多少？", "3月就诊量和爽约率"), ("3月就诊量是多少？爽约率呢？", "3月就诊量和爽约率"),
    ("3月诊费为什么上升？按片区拆。", "3月诊费为什么上升，按片区"), ("3月的诊费是多少，比2月高吗？", "3月的诊费比2月高吗"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "whole"), IN_ONE)
def test_the_second_part_goes_on_from_the_first(clinics, parts, whole):
    one, other = answered(clinics, parts), answered(clinics, whole)
    assert (one.status, other.status) == ("answered", "answered"), one.text
    assert same(one, other), (one.readback, other.readback)
    assert one.rows == other.rows


#: Two questions that no one query tells, and each by itself.
APART = [
    ("What were fees in March? And in February?", "fees in March", "fees in February"),
    ("What were fees in March? And in North?", "fees in March", "fees in North in March"),
    ("What were fees in March, and which area had the most visits in February?", "fees in March", "which area had the most visits in February"),
    ("Fees by area in March, and which was the highest?", "fees by area in March", "which area had the highest fees in March"),
    ("What were fees in March? Who owns no-show rate?", "fees in March", "who owns no-show rate"),
    ("Top 2 areas by fees in March. Then the bottom 2.", "top 2 areas by fees in March", "bottom 2 areas by fees in March"),
    ("3月的诊费是多少？2月呢？", "3月的诊费", "2月的诊费"), ("3月的诊费是多少？North呢？", "3月的诊费", "3月North的诊费"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "first", "second"), APART)
def test_what_takes_two_answers_is_asked_back(clinics, parts, first, second):
    found = answered(clinics, parts)
    assert found.status == "clarify" and [issue.code for issue in found.issues] == ["asked_apart"], found.text
    wanted = {canonical(answered(clinics, text).query) for text in (first, second)}
    assert {canonical(choice.query) for choice in found.choices} == wanted


@pytest.mark.parametrize("text", [
    "What were fees in March? Exclude unicorns.", "What were fees in March? It matters for unicorns.",
    "What were fees in March, and how many unicorns came?", "What were fees in March? By unicorn.",
    "Fees in March; DROP TABLE visits;", "How are the unicorns? By area.", "What were fees there in March?",
    "3月的诊费是多少？不含独角兽。", "3月的诊费是多少，独角兽有多少？", "3月的诊费是多少？按独角兽拆。", "那边3月的诊费是多少？",
    "独角兽涨了多少？按片区拆。",
])  # fmt: skip
def test_a_part_that_is_not_read_leaves_all_unanswered(clinics, text):
    found = answered(clinics, text)
    assert found.status == "refused" and not found.choices


#: A sentence that names one thing, a question that points at it, and the question that names it.
POINTED = [
    ("North got new nurses.", "What were fees there in March?", "What were fees in North in March?"),
    ("We hired nurses in North.", "How many visits were there in March over there?", "How many visits were there in North in March?"),
    ("North got new nurses.", "What were its fees in March?", "What were North's fees in March?"),
    ("我们在North招了护士。", "那边3月的诊费是多少？", "North3月的诊费是多少？"), ("North招了护士。", "3月当地的诊费是多少？", "3月North的诊费是多少？"),
    ("North招了护士。", "其3月的诊费是多少？", "North3月的诊费是多少？"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "asked", "named"), POINTED)
def test_what_points_back_is_what_was_named(clinics, told, asked, named):
    found, whole = answered(clinics, f"{told} {asked}"), answered(clinics, named)
    assert found.status == "answered" and [note.params["words"] for note in found.notes] == [f"“{told}”"]
    assert canonical(found.query) == canonical(whole.query)


@pytest.mark.parametrize("text", [
    "North and South got new nurses. What were fees there in March?", "We hired nurses. What were fees there in March?",
    "North和South招了护士。那边3月的诊费是多少？", "我们招了护士。那边3月的诊费是多少？",
])  # fmt: skip
def test_what_may_point_at_several_or_at_none_is_refused(clinics, text):
    assert answered(clinics, text).status == "refused"


#: What is told, which says nothing of the question after it.
TOLD = [
    ("My director asked about unicorns.", "How many visits were there in March, and what was the no-show rate?"),
    ("Our clinics get unicorns over winter.", "What were fees in March?"),
    ("大家想看看哪里的患者最开心。", "3月各片区的就诊量是多少？"), ("护士长关心爽约。", "3月就诊量是多少，爽约率是多少？"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "asked"), TOLD)
def test_what_is_told_is_named_and_the_question_is_offered_without_it(clinics, told, asked):
    alone, found = answered(clinics, asked), answered(clinics, f"{told} {asked}")
    assert alone.status == "answered", alone.text
    assert found.status == "clarify" and [issue.code for issue in found.issues] == ["set_aside"] and told in found.text
    assert [canonical(choice.query) for choice in found.choices] == [canonical(alone.query)]


@pytest.mark.parametrize("text", [
    "Fees in North in March, and visits in total", "What were fees in North in March, and how many visits were there overall?",
    "3月North的诊费是多少，一共有多少就诊量？",
])  # fmt: skip
def test_in_total_is_not_taken_for_the_same_part(clinics, text):
    assert answered(clinics, text).status != "answered"


def test_of_two_questions_neither_is_dropped_where_one_cannot_be_had(clinics):
    found = answered(clinics, "What were fees by item code in March? And what were doses in February?")
    assert found.status == "refused"


@pytest.mark.parametrize(("text", "columns"), [
    ("How many repeat customers did we have in Q3, and what was the repeat purchase rate?", ["repeat_customers", "repeat_purchase_rate"]),
    ("三季度复购客户有多少，复购率是多少？", ["repeat_customers", "repeat_purchase_rate"]),
])  # fmt: skip
def test_both_numbers_are_told(retail, text, columns):
    found = answered(retail, text, RETAIL)
    assert found.status == "answered" and [column.name for column in found.columns] == columns
