"""Words that are a part of names: asked back with the metrics that hold them, each run as the question has it."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.names import metrics_of
from semantic_layer.session import Session

TODAY = dt.date(2026, 4, 1)
RATES = {"missed_rate", "long_run_rate"}


def answered(engine, text, today=TODAY):
    locale = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    return ask(Question(text=text, locale=locale), Session(today=today, locale=locale), engine)


def offered(answer, engine):
    measured = [metrics_of(choice.query, engine.model) for choice in answer.choices]
    assert all(len(each) == 1 for each in measured)
    return [name for each in measured for name in each]


@pytest.mark.parametrize(("text", "metrics"), [
    ("no-show in March", RATES), ("what was the rate in March", RATES), ("rate by clinic in Q1", RATES),
    ("seen in March", {"patients", "lately_seen"}), ("missed ones in February", {"missed_visits", "return_after_miss"}),
    ("the long-run in March", {"long_run_rate"}),
    ("3月滚动情况", {"running_fees", "lately_seen", "long_run_rate"}), ("3月各片区的滚动", {"running_fees", "lately_seen", "long_run_rate"}),
    ("3月留存情况", {"loyalty"}), ("3月患者情况", {"new_patients", "loyalty"}), ("3月减免情况", {"credits", "credit_notes"}),
    ("3月的率", {"missed_rate", "long_run_rate", "loyalty", "return_after_miss"}),
    ("3月的比率是多少", {"missed_rate", "long_run_rate", "loyalty", "return_after_miss"}),
    ("3月率最高的片区", {"missed_rate", "long_run_rate", "loyalty", "return_after_miss"}),
])  # fmt: skip
def test_it_is_asked_back_with_all_that_hold_it_and_no_other(clinics, text, metrics):
    answer = answered(clinics, text)
    assert (answer.status, [issue.code for issue in answer.issues]) == ("clarify", ["which_metric"])
    assert set(offered(answer, clinics)) == metrics and len(answer.choices) == len(metrics)


@pytest.mark.parametrize(("text", "whole"), [
    ("no-show by clinic in Q1 for North", "no-show rate by clinic in Q1 for North"),
    ("rate in North in March vs February", "no-show rate in North in March vs February"),
    ("3月率最高的片区", "3月爽约率最高的片区"), ("3月North的率", "3月North的爽约率"),
])  # fmt: skip
def test_each_is_run_with_all_that_was_said(clinics, text, whole):
    told = answered(clinics, whole)
    asked = answered(clinics, text)
    choice = asked.choices[offered(asked, clinics).index("missed_rate")]
    assert told.status == "answered" and (choice.query, choice.rows) == (told.query, told.rows)


@pytest.mark.parametrize(("text", "metrics"), [
    ("defect by category last quarter", ["defective_units", "defect_rate"]), ("defect in Q3", ["defective_units", "defect_rate"]),
    ("the defect figures of last month", ["defective_units", "defect_rate"]),
])  # fmt: skip
def test_a_noun_that_is_a_cut_of_several_names_is_none_of_them(retail, text, metrics):
    answer = answered(retail, text, dt.date(2026, 11, 23))
    assert (answer.status, answer.rows, offered(answer, retail)) == ("clarify", (), metrics)


@pytest.mark.parametrize("text", [
    "defects by category last quarter", "order by region last month", "how many defect in Q3", "employee growth last month",
    "refund figures of last month", "complaint by store last month",
])  # fmt: skip
def test_what_is_counted_or_called_so_is_told(retail, text):
    assert answered(retail, text, dt.date(2026, 11, 23)).status == "answered"


@pytest.mark.parametrize("text", [
    "credits in March", "fees by clinic in March", "visits in March", "how many visit in March", "visit trend by month in 2026",
    "visit by area in March", "average fee in March", "fee growth in March", "credit in March", "fee in North in March",
])  # fmt: skip
def test_a_name_and_a_noun_that_is_counted_are_told(clinics, text):
    assert answered(clinics, text).status == "answered"


@pytest.mark.parametrize("text", [
    # Something else in it is unknown.
    "unicorn rate in March", "exchange rate in March", "rate of unicorns in March", "独角兽率", "3月的汇率",
    # It says something of what follows, or of the metric that is named.
    "new clinics in March", "new fees in March", "long-run fees in March",
    # No whole word of a name, or one character that ends none.
    "vacc in March", "no in March", "3月的爽",
])  # fmt: skip
def test_what_is_no_part_alone_is_refused(clinics, text):
    answer = answered(clinics, text)
    assert answer.status == "refused" and not answer.choices


def test_no_more_are_offered_than_elsewhere(retail):
    answer = answered(retail, "what was the rate last month", dt.date(2026, 11, 23))
    assert answer.status == "clarify" and 2 <= len(answer.choices) <= 4
    assert set(offered(answer, retail)) <= set(retail.index.parts.holding(" rate"))


@pytest.mark.parametrize(("text", "metrics"), [
    ("traffic last month", {"footfall", "web_sessions"}), ("the market in Q3", {"market_size", "market_share"}),
    ("三季度市场情况", {"market_size", "market_share"}), ("turnover rate last month", {"employee_turnover_rate", "inventory_turnover"}),
])  # fmt: skip
def test_so_it_is_in_a_larger_model(retail, text, metrics):
    answer = answered(retail, text, dt.date(2026, 11, 23))
    assert answer.status == "clarify" and set(offered(answer, retail)) == metrics


def test_after_an_answer_it_is_read_as_ever(clinics):
    session = Session(today=TODAY)
    before = ask(Question(text="visits in March"), session, clinics)
    after = ask(Question(text="and the fee?"), session, clinics, before.query)
    assert after.status != "clarify" or not after.issues[0].code == "which_metric"
