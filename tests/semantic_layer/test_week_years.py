"""Fiscal years of weeks: known years of the retail calendar, and laws on every day of twelve years."""

import datetime as dt

import pytest

from semantic_layer import query as q
from semantic_layer.calendar import Clock, resolve_comparison, resolve_period, split_period, step, unit_start
from semantic_layer.issues import QueryRefused
from semantic_layer.model.definitions import Calendar, FiscalWeeks
from semantic_layer.session import Session
from tests.fixtures.small_models import columns, simple

NRF = FiscalWeeks(pattern="4-5-4", ends_on="saturday", in_month=1, rule="nearest", named_by="start")
LAST = FiscalWeeks(pattern="4-4-5", ends_on="friday", in_month=9)
ENDING = FiscalWeeks(pattern="5-4-4", ends_on="sunday", in_month=12, rule="nearest")
DAY = dt.timedelta(days=1)
D = dt.date


TODAY = D(2026, 4, 1)


def clock(weeks, today=TODAY):
    return Clock(Calendar(fiscal_weeks=weeks), {}, today, D(2015, 1, 1), today - DAY)


@pytest.mark.parametrize(
    ("unit", "number", "year", "start", "end"),
    [
        ("year", None, 2023, D(2023, 1, 29), D(2024, 2, 4)),  # 53 weeks
        ("year", None, 2024, D(2024, 2, 4), D(2025, 2, 2)),
        ("year", None, 2025, D(2025, 2, 2), D(2026, 2, 1)),
        ("month", 1, 2024, D(2024, 2, 4), D(2024, 3, 3)),
        ("month", 2, 2024, D(2024, 3, 3), D(2024, 4, 7)),
        ("quarter", 4, 2023, D(2023, 10, 29), D(2024, 2, 4)),
        ("half", 2, 2025, D(2025, 8, 3), D(2026, 2, 1)),
    ],
)
def test_the_retail_calendar_as_published(unit, number, year, start, end):
    found = resolve_period(q.Named(unit=unit, number=number, year=year, fiscal=True), clock(NRF))
    assert (found.start, found.whole_end) == (start, end)


@pytest.mark.parametrize("weeks", [NRF, LAST, ENDING], ids=["nrf", "last friday", "nearest sunday"])
@pytest.mark.parametrize("unit", ["week", "month", "quarter", "half", "year"])
def test_units_tile_the_days_and_steps_go_back_and_forth(weeks, unit):
    ours = clock(weeks)
    day = D(2016, 1, 1)
    while day < D(2028, 1, 1):
        start = unit_start(day, unit, ours, True)
        after = step(start, unit, 1, ours, True)
        assert start <= day < after and unit_start(after, unit, ours, True) == after
        assert unit_start(after - DAY, unit, ours, True) == start and step(after, unit, -1, ours, True) == start
        assert (after - start).days in {
            "week": (7,),
            "month": (28, 35, 42),
            "quarter": (91, 98),
            "half": (182, 189),
            "year": (364, 371),
        }[unit]
        assert start.weekday() == (weeks_end := unit_start(day, "year", ours, True)).weekday() and weeks_end <= start
        day += 11 * DAY


def test_a_year_before_is_the_unit_of_the_same_number_and_a_53rd_week_has_none():
    ours = clock(NRF)
    quarter = q.Named(unit="quarter", number=1, year=2024, fiscal=True)
    shown, _ = resolve_comparison(resolve_period(quarter, ours), quarter, q.Compare(basis="previous_year"), ours)
    assert (shown.start, shown.end) == (D(2023, 1, 29), D(2023, 4, 30))
    late = clock(NRF, today=D(2026, 2, 15))
    this = q.Relative(unit="month", fiscal=True)
    period = resolve_period(this, late)
    assert (period.start, period.end, period.complete) == (D(2026, 2, 1), D(2026, 2, 15), False)
    shown, _ = resolve_comparison(period, this, q.Compare(basis="previous_year"), late)
    assert (shown.start, shown.end) == (D(2025, 2, 2), D(2025, 2, 16))
    week = resolve_period(q.Explicit(start=D(2024, 1, 28), end=D(2024, 2, 4)), ours)
    from semantic_layer.calendar.buckets import compare_bucket

    bucket = split_period(week, "week", ours, True)[0]
    with pytest.raises(QueryRefused):
        compare_bucket(bucket, "week", q.Compare(basis="previous_year"), ours, True)


def test_a_breakdown_by_fiscal_month_against_the_year_before(clinics, clinics_sql):
    model = clinics.whole.model_copy(
        update={
            "header": clinics.whole.header.model_copy(
                update={"calendar": clinics.whole.calendar.model_copy(update={"fiscal_weeks": NRF})}
            )
        }
    )
    from semantic_layer.compiler.compile import compile_query

    query = q.Data(
        measures=(q.Metric(name="visits"),), by=(q.Grain(unit="month", fiscal=True),),
        period=q.Named(unit="quarter", number=4, year=2025, fiscal=True), compare=(q.Compare(basis="previous_unit"),),
    )  # fmt: skip
    compiled = compile_query(query, model, Session(today=D(2026, 4, 1)), clinics.state(D(2026, 4, 1)))
    rows = clinics.run(compiled).rows
    starts = [D(2025, 10, 5), D(2025, 11, 2), D(2025, 11, 30), D(2026, 1, 4), D(2026, 2, 1)]
    counts = [
        clinics_sql(
            f"SELECT COUNT(*) FROM visit WHERE state <> 'missed' AND (begun_at AT TIME ZONE 'Asia/Tokyo')::DATE >= '{a}' AND (begun_at AT TIME ZONE 'Asia/Tokyo')::DATE < '{b}'"
        )[0][0]
        for a, b in zip(starts, starts[1:], strict=False)
    ]
    assert [row[:3] for row in rows] == [(starts[n + 1], counts[n + 1], counts[n]) for n in range(3)]
    assert compiled.columns[0].of == "fiscal_month"


APRIL = Calendar(fiscal_year_start=4)


def asked(calendar, period):
    """The days of a period on 12 November 2025, or the code of its refusal."""
    ours = Clock(calendar, {}, D(2025, 11, 12), D(2015, 1, 1), D(2025, 11, 11))
    try:
        found = resolve_period(period, ours)
    except QueryRefused as refused:
        return refused.issues[0].code
    return found.start, found.whole_end


@pytest.mark.parametrize(
    ("period", "days"),
    [
        # The fiscal year of 12 November 2025 begins in April and is called 2026.
        (q.Named(unit="quarter", number=2, year_offset=0, fiscal=True), (D(2025, 7, 1), D(2025, 10, 1))),
        (q.Named(unit="quarter", number=2, year_offset=-1, fiscal=True), (D(2024, 7, 1), D(2024, 10, 1))),
        (q.Named(unit="year", year_offset=0, fiscal=True), (D(2025, 4, 1), D(2026, 4, 1))),
        (q.Named(unit="year", year_offset=-1), (D(2024, 1, 1), D(2025, 1, 1))),
        (q.Named(unit="quarter", number=4, fiscal=True), (D(2025, 1, 1), D(2025, 4, 1))),
        (
            q.Part(of=q.Relative(unit="year", fiscal=True, offset=-1), which="last", unit="half"),
            (D(2024, 10, 1), D(2025, 4, 1)),
        ),
        (
            q.Part(of=q.Relative(unit="year", fiscal=True, offset=-1), which="first", unit="quarter", skip=1),
            (D(2024, 7, 1), D(2024, 10, 1)),
        ),
        # A fiscal year that begins with a month has no weeks of its own.
        (q.Named(unit="week", number=1, year=2025, fiscal=True), "no_such_period"),
    ],
)
def test_a_fiscal_year_that_begins_in_april(period, days):
    assert asked(APRIL, period) == days


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (q.Named(unit="week", number=1, year=2025, fiscal=True), (D(2025, 2, 2), D(2025, 2, 9))),
        (q.Named(unit="week", number=53, year=2023, fiscal=True), (D(2024, 1, 28), D(2024, 2, 4))),
        (q.Named(unit="week", number=53, year=2024, fiscal=True), "no_such_period"),
        (q.Named(unit="week", number=2, year_offset=-1, fiscal=True), (D(2024, 2, 11), D(2024, 2, 18))),
        (
            q.Part(of=q.Relative(unit="year", fiscal=True, offset=-1), which="first", unit="week"),
            (D(2024, 2, 4), D(2024, 2, 11)),
        ),
        (q.Part(of=q.Relative(unit="year", fiscal=True), which="first", unit="month"), (D(2025, 2, 2), D(2025, 3, 2))),
        (
            q.Part(of=q.Named(unit="quarter", number=1, year=2025, fiscal=True), which="last", unit="month"),
            (D(2025, 4, 6), D(2025, 5, 4)),
        ),
    ],
)
def test_parts_and_weeks_of_a_fiscal_year_of_weeks(period, days):
    assert asked(Calendar(fiscal_weeks=NRF), period) == days


def test_a_part_of_a_fiscal_year_is_set_against_the_fiscal_unit_before():
    ours = Clock(APRIL, {}, D(2025, 11, 12), D(2015, 1, 1), D(2025, 11, 11))
    last = q.Part(of=q.Relative(unit="year", fiscal=True, offset=-1), which="last", unit="half")
    shown, _ = resolve_comparison(resolve_period(last, ours), last, q.Compare(basis="previous_unit"), ours)
    assert (shown.start, shown.end) == (D(2024, 4, 1), D(2024, 10, 1))


@pytest.mark.parametrize(
    ("which", "skip", "days"),
    [
        # Of January 2025 the weeks of 30 December to 27 January touch it: five.
        ("first", 0, (D(2024, 12, 30), D(2025, 1, 6))), ("first", 4, (D(2025, 1, 27), D(2025, 2, 3))),
        ("first", 5, "no_such_period"), ("first", 9, "no_such_period"),
        ("last", 0, (D(2025, 1, 27), D(2025, 2, 3))), ("last", 4, (D(2024, 12, 30), D(2025, 1, 6))),
        ("last", 5, "no_such_period"),
    ],
)  # fmt: skip
def test_a_week_of_a_month_touches_it(which, skip, days):
    january = q.Named(unit="month", number=1, year=2025)
    assert asked(Calendar(), q.Part(of=january, which=which, unit="week", skip=skip)) == days


MEALS = {
    "tables": {"meal": {"key": ["day"], "time": "day", "columns": columns(day="date")}},
    "metrics": {"meals": simple("meal")},
}
#: One meal a day: a number of meals is a number of days.
EVERY_DAY = "CREATE TABLE meal AS SELECT s::DATE AS day FROM generate_series(DATE '2024-01-01', DATE '2026-06-30', INTERVAL 1 DAY) t(s)"  # fmt: skip  # noqa: E501
IN_WEEKS = {"fiscal_weeks": {"pattern": "4-4-5", "ends_on": "saturday", "in_month": 1, "rule": "nearest"}}


@pytest.fixture(scope="module")
def canteen(small):
    made = {}

    def open_canteen(calendar):
        if str(calendar) not in made:
            made[str(calendar)] = small(MEALS, EVERY_DAY, today=D(2026, 7, 1), calendar=calendar)
        return made[str(calendar)]

    return open_canteen


def grain(text):
    fiscal, _, unit = text.rpartition(" ")
    return q.Grain(unit=unit, fiscal=bool(fiscal))


@pytest.mark.parametrize(
    ("calendar", "one", "other", "fits"),
    [
        ({"fiscal_year_start": 2}, "fiscal quarter", "year", False),
        ({"fiscal_year_start": 2}, "fiscal quarter", "half", False),
        ({"fiscal_year_start": 2}, "year", "fiscal year", False),
        ({"fiscal_year_start": 2}, "month", "fiscal quarter", True),
        ({"fiscal_year_start": 2}, "fiscal month", "year", True),
        ({"fiscal_year_start": 4}, "fiscal quarter", "year", True),
        ({"fiscal_year_start": 4}, "quarter", "fiscal year", True),
        ({"fiscal_year_start": 4}, "fiscal half", "year", False),
        ({"fiscal_year_start": 7}, "fiscal half", "year", True),
        (IN_WEEKS, "fiscal month", "year", False),
        (IN_WEEKS, "month", "fiscal year", False),
        (IN_WEEKS, "fiscal month", "month", False),
        (IN_WEEKS, "fiscal week", "fiscal month", True),
        (IN_WEEKS, "fiscal week", "month", False),
        (IN_WEEKS, "week", "fiscal month", False),
        ({**IN_WEEKS, "week_start": "sunday"}, "week", "fiscal month", True),
        (IN_WEEKS, "fiscal month", "fiscal quarter", True),
        (IN_WEEKS, "day", "fiscal month", True),
    ],
)
def test_units_stand_together_where_one_is_made_of_the_other(canteen, calendar, one, other, fits):
    by = (grain(other), grain(one))
    meals, period = canteen(calendar), q.Explicit(start=D(2024, 11, 1), end=D(2026, 3, 1))
    fold = q.Fold(agg="sum", measure=q.Metric(name="meals"), over=by[1:])
    if not fits:
        issue = meals.refused("meals", by=by, period=period)
        assert (issue.code, issue.params) == ("grains_cross", {"one": other, "other": one})
        assert meals.refused(measures=(fold,), by=by[:1], period=period).code == "grains_cross"
        return
    # What each of the coarser has is what its finer ones have, and what it has alone.
    alone = meals.run("meals", by=by[:1], period=period)
    summed = {}
    for coarser, _, value in meals.run("meals", by=by, period=period):
        summed[coarser] = summed.get(coarser, 0) + value
    assert sorted(summed.items()) == alone == meals.run(measures=(fold,), by=by[:1], period=period)
