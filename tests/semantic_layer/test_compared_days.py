"""Which days are set beside each other: each case against days and counts by hand, in SQL."""

import datetime as dt

import pytest
from sales_days import (
    ACROSS,
    BEFORE,
    DAY,
    LAST_YEAR,
    MONTH,
    PARTS,
    SPAN,
    THIS,
    WEEK,
    YEAR_AGO,
    D,
    M,
    count,
    days,
    make_ahead,
    make_long,
    statements,
)

from semantic_layer import query as q


@pytest.fixture(scope="module")
def world(small):
    return make_ahead(small)


@pytest.fixture(scope="module")
def long(small):
    return make_long(small)


# --- to date --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "compare", "other"),
    [
        (THIS("month", to_date=True), BEFORE, (D(2025, 4, 1), D(2025, 4, 20))),
        (q.Named(unit="month", number=5, year=2025, to_date=True), BEFORE, (D(2025, 4, 1), D(2025, 4, 20))),
        (q.Named(unit="month", number=4, to_date=True), BEFORE, (D(2025, 3, 1), D(2025, 4, 1))),
    ],
)
def test_to_date_is_set_against_as_many_days_of_the_unit_before(world, period, compare, other):
    query = {"measures": M("sales"), "period": period, "compare": (compare,)}
    shown, others, codes = days(world, **query)
    assert others == [other] and "incomplete_period" not in codes, (
        "what is asked for to date is not over: no need to say so"
    )
    assert world.rows(**query)[0][:2] == (count(*shown), count(*other))
    assert days(world, measures=M("sales"), period=THIS("month"), compare=(BEFORE,))[2] == ["incomplete_period"]


def test_a_year_to_date_up_to_the_end_of_february_is_not_set_against_the_29th(small):
    leap = small(PARTS, *statements("2023-06-01", "2025-02-28"), today=D(2025, 3, 1), default_period=LAST_YEAR)
    year = {"measures": M("sales"), "period": THIS("year", to_date=True), "compare": (YEAR_AGO,)}
    assert days(leap, **year)[1] == [(D(2024, 1, 1), D(2024, 2, 29))]
    assert leap.rows(**year)[0][:2] == (31 + 56, 31 + 56)
    month = {"measures": M("sales"), "period": q.Named(unit="month", number=2), "compare": (YEAR_AGO,)}
    assert leap.rows(**month)[0][:2] == (56, 58), "the whole of February has its 29th"


def test_a_target_of_the_month_is_due_by_the_days_gone_of_a_month_to_date(world):
    answer = world.answer(q.Data(measures=M("sales"), period=THIS("month", to_date=True)))
    assert answer.target is not None and answer.target.value == pytest.approx(155 * 19 / 31)


def test_another_period_that_is_not_over_is_said_to_be_so(world):
    other = q.Compare(basis="period", period=THIS("month"))
    query = {"measures": M("sales"), "period": q.Named(unit="month", number=4), "compare": (other,)}
    assert days(world, **query) == (
        (D(2025, 4, 1), D(2025, 5, 1)),
        [(D(2025, 5, 1), D(2025, 5, 20))],
        ["incomplete_period"],
    )
    assert days(world, **{**query, "period": THIS("month"), "compare": (other, BEFORE)})[2] == ["incomplete_period"]


# --- the unit that a comparison names -------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "unit", "other", "codes"),
    [
        (D(2025, 2, 28), D(2025, 3, 1), "month", (D(2025, 1, 28), D(2025, 1, 29)), []),
        (D(2025, 3, 28), D(2025, 3, 29), "month", (D(2025, 2, 28), D(2025, 3, 1)), []),
        (D(2025, 3, 30), D(2025, 3, 31), "month", (D(2025, 2, 28), D(2025, 3, 1)), []),
        (D(2025, 4, 30), D(2025, 5, 1), "month", (D(2025, 3, 30), D(2025, 3, 31)), []),
        (D(2025, 3, 27), D(2025, 4, 1), "month", (D(2025, 2, 27), D(2025, 3, 1)), ["unequal_days"]),
        (D(2025, 2, 1), D(2025, 3, 1), "quarter", (D(2024, 11, 1), D(2024, 12, 1)), []),
        (D(2024, 2, 29), D(2024, 3, 1), "year", (D(2023, 2, 28), D(2023, 3, 1)), []),
        (D(2025, 5, 5), D(2025, 5, 7), "week", (D(2025, 4, 28), D(2025, 4, 30)), []),
    ],
)
def test_a_day_or_a_span_is_moved_by_its_first_and_its_last_day(long, start, end, unit, other, codes):
    query = {"measures": M("sales"), "period": SPAN(start, end), "compare": (ACROSS(unit),)}
    assert days(long, **query) == ((start, end), [other], codes)
    assert long.rows(**query)[0][:2] == (count(start, end, D(2023, 1, 1)), count(*other, D(2023, 1, 1)))


@pytest.mark.parametrize("period", [THIS("year", offset=-1), q.Trailing(unit="month", count=3), SPAN(D(2025, 1, 1), D(2025, 2, 15))])  # fmt: skip
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_unit_within_the_period_needs_a_row_each(long, period, locale):
    query = {"measures": M("sales"), "period": period, "compare": (ACROSS("month"),)}
    assert long.refused(**query).code == "grain_needed"
    assert {"en": "by month", "zh": "按月拆分"}[locale] in long.answer(q.Data(**query), locale).text
    assert long.refused(**{**query, "compare": (ACROSS("day"),), "by": (MONTH,)}).code == "grain_needed"
    assert all(row[1:3] for row in long.rows(**query, by=(MONTH,)))


def test_a_cut_unit_that_is_longer_than_the_one_before(long):
    """30 and 31 March have no partner in February but its last day, by themselves as in a breakdown."""
    query = {
        "measures": M("sales"),
        "period": SPAN(D(2025, 3, 30), D(2025, 4, 1)),
        "by": (MONTH,),
        "compare": (BEFORE,),
    }
    assert long.rows(**query)[0][:3] == (D(2025, 3, 1), 6, 2)
    assert days(long, **query)[1:] == ([(D(2025, 2, 28), D(2025, 3, 1))], ["unequal_days"])
    # Cut at its end it has as many days, or the whole of a shorter month.
    query["period"] = SPAN(D(2025, 2, 1), D(2025, 3, 31))
    assert [row[:3] for row in long.rows(**query)] == [(D(2025, 2, 1), 56, 31), (D(2025, 3, 1), 90, 56)]
    assert days(long, **query)[1:] == ([(D(2025, 1, 1), D(2025, 3, 1))], ["unequal_length"])


def test_the_days_shown_beside_a_breakdown_are_those_used(long):
    query = {"measures": M("sales"), "period": THIS("year"), "by": (MONTH,), "compare": (BEFORE, YEAR_AGO)}
    shown, others, _ = days(long, today=D(2026, 3, 20), **query)
    assert shown == (D(2026, 1, 1), D(2026, 3, 20))
    assert others == [(D(2025, 12, 1), D(2026, 2, 20)), (D(2025, 1, 1), D(2025, 3, 20))]
    rows = [row[:3] for row in long.rows(**query, today=D(2026, 3, 20))]
    assert rows == [(D(2026, 1, 1), 31, 31 * 12), (D(2026, 2, 1), 56, 31), (D(2026, 3, 1), 57, 38)]


def test_a_metric_that_compares_whole_units_does_so_by_month_too(long):
    query = {"measures": M("full"), "period": THIS("month"), "compare": (BEFORE, YEAR_AGO)}
    alone = long.rows(**query)[0]
    assert alone[:2] == (38, 31) and alone[4] == 56
    assert [row[1:] for row in long.rows(**query, by=(MONTH,))] == [alone]


# --- weeks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("week_start", ["monday", "sunday"])
def test_a_week_53_has_none_a_year_before_and_the_others_have_theirs(small, week_start):
    weeks = small(PARTS, *statements("2025-01-01", "2027-02-19"), today=D(2027, 2, 20), default_period=LAST_YEAR, calendar={"week_start": week_start})  # fmt: skip
    query = {"measures": M("sales"), "by": (WEEK,), "compare": (YEAR_AGO,)}
    rows = weeks.rows(**query, period=SPAN(D(2026, 12, 7), D(2027, 2, 1)))
    for start, value, before, *_ in rows:
        number = (start + dt.timedelta(days=3)).isocalendar()
        first = max(start, D(2026, 12, 7))
        assert value == count(first, min(start + dt.timedelta(days=7), D(2027, 2, 1)))
        if number.week == 53:
            assert before is None
            continue
        # The same week of the year before, by its number, and as many of its days.
        moved = D.fromisocalendar(number.year - 1, number.week, 1) + (
            first - D.fromisocalendar(number.year, number.week, 1)
        )
        assert before == count(moved, moved + (min(start + dt.timedelta(days=7), D(2027, 2, 1)) - first), D(2025, 1, 1))
    # The end of week 53 that lies in January is no week 52, nor a week 1.
    january = weeks.rows(**query, period=q.Named(unit="month", number=1, year=2027))
    assert january[0][2] is None and all(row[2] for row in january[1:])
    assert [issue.params for issue in weeks.compile(**query, period=q.Named(unit="month", number=1, year=2027)).warnings if issue.code == "no_unit_before"] == [{"unit": "2026-W53"}]  # fmt: skip
    alone = q.Named(unit="week", number=53, year=2026)
    assert weeks.refused(measures=M("sales"), by=(WEEK,), period=alone, compare=(YEAR_AGO,)).code == "no_such_period"


def test_a_season_by_day_is_set_against_the_days_of_that_season(small):
    own = {"spring": {"start": "02-10", "end": "02-12"}}
    world = small(PARTS, *statements("2025-01-01", "2027-02-11"), today=D(2027, 2, 12), default_period=LAST_YEAR, seasons=own, calendar={"holidays": "CN"})  # fmt: skip
    festival = {
        "measures": M("sales"),
        "by": (DAY,),
        "period": q.Season(name="春节", year=2026),
        "compare": (YEAR_AGO,),
    }
    rows = world.rows(**festival)
    # 15 to 23 February 2026 against 28 January to 4 February 2025: one day less.
    assert [row[2] for row in rows] == [1, 1, 1, 1, 2, 2, 2, 2, None]
    assert set(days(world, **festival)[2]) == {"season_lengths", "uneven_units"}
    cut = {"measures": M("sales"), "period": q.Season(name="spring", year=2027), "compare": (BEFORE,)}
    assert days(world, **cut)[:2] == ((D(2027, 2, 10), D(2027, 2, 12)), [(D(2027, 2, 7), D(2027, 2, 9))])


# --- retention ------------------------------------------------------------------------------------


def test_who_came_back_in_two_months_is_one_of_those_of_the_two_months_before(long):
    got = long.rows(measures=M("loyal"), period=q.Trailing(unit="month", count=2))[0][0]
    sql = """SELECT AVG(CASE WHEN who IN (SELECT who FROM sale WHERE day >= '2026-12-01' AND day < '2027-02-01') THEN 1.0 ELSE 0 END)
        FROM (SELECT DISTINCT who FROM sale WHERE day >= '2026-10-01' AND day < '2026-12-01')"""
    assert got == pytest.approx(long.engine.warehouse._database.run_sql(sql)[1][0][0]) and 0 < got < 0.9
