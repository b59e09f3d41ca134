"""Periods in a list and side by side: whose year is said once, and each of a row on its own."""

import datetime as dt

import pytest

from nlq.periods import find_times
from nlq.periods.years import share_years
from nlq.read import read
from nlq.reading import Question
from nlq.text.normalise import normalise
from semantic_layer.query import Between, Grain, Named
from semantic_layer.session import Session

Q1, Q2 = Named(unit="quarter", number=1, year=2025), Named(unit="quarter", number=2, year=2025)
H1, H2 = Named(unit="half", number=1, year_offset=-1), Named(unit="half", number=2, year_offset=-1)
MARCH, APRIL = Named(unit="month", number=3), Named(unit="month", number=4)
OF_2025 = {"year": 2025}


def readings(engine, text, locale):
    session = Session(today=dt.date(2026, 11, 23), locale=locale)
    return [each.query for each in read(Question(text=text, locale=locale), session, engine.index).readings]


def sides(engine, text, locale):
    query = readings(engine, text, locale)[0]
    return query.period, query.compare[0].period


@pytest.mark.parametrize(
    ("text", "locale", "wanted"),
    [
        ("revenue Q1 vs Q2 2025", "en", (Q1, Q2)), ("compare Q1 with Q2 2025 for revenue", "en", (Q1, Q2)),
        ("revenue Q2 2025 compared with Q1", "en", (Q2, Q1)), ("revenue in Q2 of 2025 versus Q1", "en", (Q2, Q1)),
        ("Q1 revenue vs Q2 2025", "en", (Q1, Q2)), ("revenue 2025 Q1 vs Q2", "en", (Q1, Q2)),
        ("2025年一季度对比二季度的销售额", "zh", (Q1, Q2)), ("2025年一季度销售额对比二季度", "zh", (Q1, Q2)),
        ("2025年一季度和二季度销售额对比", "zh", (Q1, Q2)), ("2025年二季度销售额比一季度增长多少", "zh", (Q2, Q1)),
        ("revenue first half vs second half of last year", "en", (H1, H2)),
        ("compare revenue of the first half and the second half of last year", "en", (H1, H2)),
        ("去年上半年和下半年的销售额对比", "zh", (H1, H2)), ("去年上半年对比下半年的销售额", "zh", (H1, H2)),
        ("revenue: April compared to March 2025", "en", (APRIL.model_copy(update=OF_2025), MARCH.model_copy(update=OF_2025))),
    ],
)  # fmt: skip
def test_a_year_said_once_is_of_both_sides(retail, text, locale, wanted):
    assert sides(retail, text, locale) == wanted


@pytest.mark.parametrize(
    ("text", "locale", "wanted"),
    [
        ("上半年和去年下半年的销售额对比", "zh", (Named(unit="half", number=1), H2)),
        ("3月对比去年4月的订单量", "zh", (MARCH, APRIL.model_copy(update={"year_offset": -1}))),
        ("orders in March vs 2025 April", "en", (MARCH, APRIL.model_copy(update=OF_2025))),
    ],
)  # fmt: skip
def test_a_year_before_the_second_is_of_that_alone(retail, text, locale, wanted):
    assert sides(retail, text, locale) == wanted


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("revenue in March vs March last year", "en"),
        ("3月和去年3月的销售额对比", "zh"),
        ("3月销售额对比2025年3月", "zh"),
    ],
)
def test_a_month_beside_its_own_name_is_of_this_year(retail, text, locale):
    query = readings(retail, text, locale)[0]
    assert query.period == MARCH and query.compare[0].basis in ("previous_year", "period")


@pytest.mark.parametrize(
    ("text", "locale", "years"),
    [
        ("revenue December vs January 2025", "en", {(2024, 2025), (2025, 2025)}),
        ("revenue Q4 vs Q1 2025", "en", {(2024, 2025), (2025, 2025)}),
        ("2025年12月对比1月的销售额", "zh", {(2025, 2025), (2025, 2026)}),
    ],
)
def test_where_the_year_turns_both_are_meant(retail, text, locale, years):
    found = readings(retail, text, locale)
    assert {(each.period.year, each.compare[0].period.year) for each in found} == years


@pytest.mark.parametrize(
    ("text", "locale", "first", "last", "unit"),
    [
        ("orders in May, June and July", "en", (5, None), (7, None), "month"),
        ("orders in May, June, and July 2025", "en", (5, 2025), (7, 2025), "month"),
        ("5月、6月和7月的订单量", "zh", (5, None), (7, None), "month"),
        ("2025年5月、6月、7月的订单量", "zh", (5, 2025), (7, 2025), "month"),
        ("revenue for Q1, Q2, Q3 and Q4 of 2025", "en", (1, 2025), (4, 2025), "quarter"),
        ("2024年、2025年和2026年的销售额", "zh", (None, 2024), (None, 2026), "year"),
        ("2025年3月和4月的订单量", "zh", (3, 2025), (4, 2025), "month"),
    ],
)
def test_a_row_of_periods_is_told_one_by_one(retail, text, locale, first, last, unit):
    query = readings(retail, text, locale)[0]
    assert query.by == (Grain(unit=unit),) and isinstance(query.period, Between)
    ends = query.period.first, query.period.last
    assert [(end.number, end.year) for end in ends] == [first, last] and query.compare == ()


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("revenue in March, June and September", "en"), ("revenue in May, June and the third quarter", "en"),
        ("3月、6月、9月的订单量", "zh"), ("orders in July, June and May", "en"),
    ],
)  # fmt: skip
def test_what_does_not_follow_is_no_row(retail, text, locale):
    assert readings(retail, text, locale) == []


def test_periods_that_stand_apart_keep_their_years():
    text = "orders in march by people who joined in april 2025"
    simple = [(10, 15, MARCH), (41, 51, APRIL.model_copy(update=OF_2025))]
    assert share_years(text, simple) == simple
    assert MARCH in [each.value for each in find_times(normalise(text))]


@pytest.mark.parametrize(
    ("text", "locale"), [("revenue between Q1 and Q2", "en"), ("revenue between March and April 2025", "en")]
)
def test_between_two_is_from_the_one_to_the_other(retail, text, locale):
    (query,) = readings(retail, text, locale)
    assert isinstance(query.period, Between) and query.by == ()
