"""Times that can be more than one: vague ones, dates all in figures. Each is asked back, or read in the one way left."""

import datetime as dt

import pytest
from asking import asked_on

from nlq.periods import find_times
from nlq.text.normalise import normalise
from semantic_layer.calendar import Clock
from semantic_layer.calendar.resolve import find_span
from semantic_layer.model.definitions import Calendar
from semantic_layer.query import Compare, Grain

TODAY = dt.date(2026, 3, 20)
CLOCK = Clock(Calendar(), {}, dt.date(2026, 11, 23), dt.date(2024, 1, 1), dt.date(2026, 11, 22))
LATELY = {("2026-11-16", "2026-11-23"), ("2026-10-24", "2026-11-23"), ("2026-11-01", "2026-11-23")}


def days_of(text):
    """The first day and the day after the last of every time that a whole text may be."""
    normalised = normalise(text)
    found = [m.value for m in find_times(normalised) if (m.start, m.end) == (0, len(normalised.text))]
    spans = [find_span(value, CLOCK) for value in found if not isinstance(value, Grain | Compare)]
    return {(str(span.start), str(span.end)) for span in spans}


answered = asked_on(TODAY)


@pytest.mark.parametrize(("text", "days"), [
    *((text, LATELY) for text in (
        "recently", "lately", "of late", "these days", "most recently", "最近", "近来", "近期", "近日", "最近一段时间", "前段时间", "这阵子",
    )),
    *((text, {("2026-11-20", "2026-11-23"), ("2026-11-16", "2026-11-23")}) for text in (
        "the last few days", "recent days", "past several days", "前几天", "最近几天", "这几天", "近几日", "过去几天",
    )),
    *((text, {("2026-11-09", "2026-11-23"), ("2026-10-26", "2026-11-23")}) for text in (
        "the last few weeks", "recent weeks", "the past few weeks", "最近几周", "近几个星期", "过去数周",
    )),
    ("the last couple of weeks", {("2026-11-09", "2026-11-23"), ("2026-11-02", "2026-11-23")}),
    *((text, {("2026-08-01", "2026-11-01"), ("2026-05-01", "2026-11-01")}) for text in (
        "the last few months", "recent months", "近几个月", "最近几个月", "前几个月",
    )),
    ("近几年", {("2024-01-01", "2026-01-01"), ("2023-01-01", "2026-01-01")}),
    # Dates in figures.
    ("03/04/2026", {("2026-04-03", "2026-04-04"), ("2026-03-04", "2026-03-05")}),
    ("3.4.2026", {("2026-04-03", "2026-04-04"), ("2026-03-04", "2026-03-05")}),
    ("13/04/2026", {("2026-04-13", "2026-04-14")}), ("04/13/2026", {("2026-04-13", "2026-04-14")}),
    ("05/05/2026", {("2026-05-05", "2026-05-06")}), ("31/06/2026", set()), ("13/13/2026", set()), ("00/04/2026", set()),
    ("05/06/2026 to 07/06/2026", {("2026-06-05", "2026-06-08"), ("2026-05-06", "2026-07-07")}),
    ("13/04/2026 to 05/06/2026", {("2026-04-13", "2026-06-06")}),
    ("since 03/04/2026", {("2026-04-03", "2026-11-23"), ("2026-03-04", "2026-11-23")}),
    # Chinese writes the month first.
    ("10.1到10.15", {("2026-10-01", "2026-10-16")}), ("10/1-10/15期间", {("2026-10-01", "2026-10-16")}),
    ("从10.1至10.15日", {("2026-10-01", "2026-10-16")}), ("2025年10.1到11.11", {("2025-10-01", "2025-11-12")}),
    ("去年9.28~10.7期间", {("2025-09-28", "2025-10-08")}),
])  # fmt: skip
def test_a_time_that_is_open_is_all_that_it_may_be(text, days):
    assert days_of(text) == days


@pytest.mark.parametrize("text", [
    "附近", "最近一次", "最近3天", "最近一周", "最近半年", "最近更新", "近三月", "recent", "most recent", "relatively", "last few", "前几名",
    "过去几家", "13.1到10.15", "10.15到10.1", "10.1到10.15元", "10.1到10.15%", "10.1到10.15之间", "from 10.1 to 10.15", "1.2.3到4.5",
    "10.1到10.155", "2.30到3.1",
])  # fmt: skip
def test_what_says_something_else_is_no_open_time(text):
    open_rules = ("vaguely", "date in figures", "days in figures")
    assert not [m for m in find_times(normalise(text)) if m.rule.startswith(open_rules)]


@pytest.mark.parametrize(("text", "count"), [
    ("visits recently", 3), ("How have fees been lately?", 3), ("visits in the last few weeks by area", 2),
    ("fees in North in recent months", 2), ("最近的就诊量", 3), ("前段时间North的就诊量", 3), ("最近North的诊费", 3), ("前几天的就诊量", 2), ("近来各片区的诊费", 3),
    ("visits on 03/02/2026", 2), ("fees from 01/02/2026 to 03/02/2026", 2), ("03/02/2026的就诊量", 2),
    ("compare fees on 03/02/2026 with 02/03/2026", 2), ("fees since 03/02/2026", 2),
])  # fmt: skip
def test_it_is_asked_back_with_the_number_of_each(clinics, text, count):
    answer = answered(clinics, text)
    assert (answer.status, answer.rows, len(answer.choices)) == ("clarify", (), count)
    assert len({choice.readback for choice in answer.choices}) == count and all(each.rows for each in answer.choices)


@pytest.mark.parametrize(("text", "same"), [
    ("visits on 13/02/2026", "visits on 13 February 2026"), ("visits on 02/13/2026", "visits on 13 February 2026"),
    ("visits on 03/03/2026", "visits on 3 March 2026"),
    ("fees from 13/01/2026 to 07/02/2026", "fees from 13 January 2026 to 7 February 2026"),
    ("3.1到3.15的就诊量", "3月1日到3月15日的就诊量"), ("各片区2.1-2.14诊费", "各片区2月1日到2月14日诊费"),
])  # fmt: skip
def test_a_date_that_is_one_is_read(clinics, text, same):
    answer = answered(clinics, text)
    assert (answer.status, answer.rows) == ("answered", answered(clinics, same).rows) and answer.rows


@pytest.mark.parametrize("text", [
    "fees in the spring season", "旺季的诊费", "recent unicorns visits", "visits on 31/02/2026",
    # The nearest is no time.
    "最近的诊所", "最近的诊所的诊费",
])  # fmt: skip
def test_what_no_rule_reads_is_refused(clinics, text):
    assert answered(clinics, text).status == "refused"
