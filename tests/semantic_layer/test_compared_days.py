"""Which days are asked for and set beside each other: each case against days and counts by hand, in SQL."""

import datetime as dt
import time

import pytest
from small import columns, make_small, simple

from semantic_layer import query as q
from semantic_layer.issues import QueryRefused

D = dt.date
M = lambda name: (q.Metric(name=name),)
MONTH, DAY, WEEK = q.Grain(unit="month"), q.Grain(unit="day"), q.Grain(unit="week")
BEFORE, YEAR_AGO = q.Compare(basis="previous_unit"), q.Compare(basis="previous_year")
ACROSS = lambda unit: q.Compare(basis="previous_unit", unit=unit)
SPAN = lambda start, end: q.Explicit(start=start, end=end)
THIS = lambda unit, **more: q.Relative(unit=unit, **more)
PARTS = {
    "tables": {
        "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", who="integer", amount="number")},
        "refund": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date")},
        "stock": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", item="integer", pieces="integer")},
        "staff": {"key": ["id"], "columns": columns(id="integer", hired="date", left="date")},
    },
    "metrics": {
        "sales": simple("sale"), "revenue": simple("sale", "sum", "amount"), "refunds": simple("refund"),
        "full": simple("sale", compare="full"),
        "refund_rate": {"calculation": {"type": "ratio", "numerator": "refunds", "denominator": "sales"}, "unit": "share"},
        "loyal": {"calculation": {"type": "retention", "table": "sale", "entity": "who"}, "unit": "share"},
        "pieces": {"calculation": {"type": "balance", "table": "stock", "column": "pieces", "entity": ["item"]}},
        "heads": {"calculation": {"type": "balance", "table": "staff", "valid_from": "hired", "valid_to": "left"}},
        "four_weeks": {"calculation": {"type": "cumulative", "metric": "sales", "window": 28, "unit": "day"}},
    },
    "targets": [{"metric": "sales", "period": "2025-05", "value": 155}],
}  # fmt: skip


def statements(first, last, refunds="2025-01-01"):
    """As many sales on a day as the number of its month; one refund a day; one piece of stock at each month's end."""
    return [
        f"""CREATE TABLE sale AS SELECT row_number() OVER () AS id, d::DATE AS day, ((d::DATE - DATE '2023-01-01') * 5 + i) % 500 AS who, 1.0::DOUBLE AS amount
            FROM generate_series(DATE '{first}', DATE '{last}', INTERVAL 1 DAY) s(d), range(0, 12) r(i) WHERE i < month(d)""",
        f"CREATE TABLE refund AS SELECT row_number() OVER () AS id, d::DATE AS day FROM generate_series(DATE '{refunds}', DATE '{last}', INTERVAL 1 DAY) s(d)",
        "CREATE TABLE stock AS SELECT n AS id, last_day(DATE '2025-03-01' + to_months(n::INT)) AS day, 1 AS item, 10 * n AS pieces FROM range(0, 2) r(n)",
        "CREATE TABLE staff AS SELECT * FROM (VALUES (1, DATE '2024-02-01', NULL::DATE), (2, DATE '2025-02-10', DATE '2025-04-10')) t(id, hired, left_on)".replace("left_on", '"left"'),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("days")


@pytest.fixture(scope="module")
def world(folder):
    """Sales from 10 March 2025 to 19 July, asked on 20 May: two months are booked ahead."""
    return make_small(folder / "ahead", PARTS, statements("2025-03-10", "2025-07-19"), D(2025, 5, 20))


@pytest.fixture(scope="module")
def long(folder):
    """Sales from 2023 to yesterday."""
    return make_small(folder / "long", PARTS, statements("2023-01-01", "2027-02-19"), D(2027, 2, 20))


FIRST = D(2025, 3, 10)


def count(start, end, first=FIRST):
    """How many sales there are from one day to before another."""
    return sum((start + dt.timedelta(days=n)).month for n in range((end - start).days) if start + dt.timedelta(days=n) >= first)  # fmt: skip


def days(world, **query):
    """The days of a query, of what it is set against, and the codes of what is said of them."""
    compiled = world.compile(**query)
    return (
        (compiled.period.start, compiled.period.end),
        [(other.start, other.end) for other in compiled.comparisons],
        sorted(issue.code for issue in compiled.warnings),
    )


def refused(world, **query):
    with pytest.raises(QueryRefused) as caught:
        world.rows(**query)
    return caught.value.issues[0]


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


def test_a_year_to_date_up_to_the_end_of_february_is_not_set_against_the_29th(folder):
    leap = make_small(folder / "leap", PARTS, statements("2023-06-01", "2025-02-28"), D(2025, 3, 1))
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


# --- the day of asking ----------------------------------------------------------------------------


def test_rows_from_today_on_are_not_in_yet(world):
    april = D(2025, 4, 1), D(2025, 4, 20)
    this = {"measures": M("sales"), "period": THIS("month"), "compare": (BEFORE,)}
    assert days(world, **this) == ((D(2025, 5, 1), D(2025, 5, 20)), [april], ["incomplete_period"])
    assert world.rows(**this)[0][:2] == (19 * 5, 19 * 4)
    assert refused(world, measures=M("sales"), period=THIS("month", offset=1)).code == "no_data_yet"
    assert refused(world, measures=M("sales"), period=THIS("day")).code == "no_data_yet"


def test_what_is_complete_is_what_lies_before_the_day_of_asking(world, folder):
    """Rows stop before today, and one is booked ahead: neither the largest day nor yesterday is complete."""
    ahead = [*statements("2025-03-10", "2025-05-10"), "INSERT INTO sale VALUES (-1, DATE '2025-06-01', 1, 1.0)"]
    booked = make_small(folder / "booked", PARTS, ahead, D(2025, 5, 20))
    for today, last in (
        (D(2025, 5, 20), D(2025, 5, 10)),
        (D(2025, 4, 3), D(2025, 4, 2)),
        (D(2025, 7, 1), D(2025, 6, 1)),
    ):
        compiled = booked.compile(today=today, measures=M("sales"), period=q.AllTime())
        assert (compiled.watermark, compiled.period.end) == (last, last + dt.timedelta(days=1))
        assert booked.engine.warehouse.run(compiled).rows == ((count(D(2025, 3, 10), min(last, D(2025, 5, 10)) + dt.timedelta(days=1)) + (last.month == 6),),)  # fmt: skip
    early = booked.compile(today=D(2025, 3, 11), measures=M("sales"), period=q.AllTime())
    assert (early.period.start, early.period.end) == (D(2025, 3, 10), D(2025, 3, 11))
    with pytest.raises(QueryRefused) as before:
        booked.compile(today=D(2025, 2, 1), measures=M("sales"), period=THIS("month", offset=-1))
    assert before.value.issues[0].code == "before_data"


def test_a_declared_day_after_today_is_none_before_it(folder):
    parts = {**PARTS, "tables": {**PARTS["tables"], "sale": {**PARTS["tables"]["sale"], "watermark": "2025-05-25"}}}
    declared = make_small(folder / "declared", parts, statements("2025-03-10", "2025-05-12"), D(2025, 5, 20))
    assert declared.compile(measures=M("sales"), period=THIS("month")).watermark == D(2025, 5, 19)
    assert declared.compile(today=D(2025, 6, 1), measures=M("sales"), period=THIS("month", offset=-1)).watermark == D(2025, 5, 25)  # fmt: skip


# --- before the data ------------------------------------------------------------------------------


def test_what_is_set_against_days_before_the_data_is_refused(world):
    for period, compare in ((THIS("month", offset=-1), YEAR_AGO), (q.Named(unit="month", number=3), BEFORE),
                            (q.AllTime(), BEFORE), (THIS("year"), q.Compare(basis="period", period=THIS("year", offset=-1)))):  # fmt: skip
        issue = refused(world, measures=M("sales"), period=period, compare=(compare,))
        assert issue.code == "before_data" and issue.params["known"] == "2025-03-10"
    year = {"measures": M("sales"), "by": (MONTH,), "period": THIS("year"), "compare": (YEAR_AGO,)}
    assert refused(world, **year).code == "before_data"


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_days_that_are_partly_before_the_data_are_said(world, locale):
    april = q.Data(measures=M("sales"), period=q.Named(unit="month", number=4), compare=(BEFORE,))
    answer = world.answer(april, locale)
    assert answer.rows[0][:2] == (30 * 4, 22 * 3)
    (said,) = answer.warnings
    assert said.code == "partly_before_data" and "2025-03-10" in said.message
    assert [issue.code for issue in world.answer(q.Data(measures=M("revenue"), period=THIS("quarter", offset=-1)), locale).warnings] == ["partly_before_data"]  # fmt: skip
    assert world.answer(q.Data(measures=M("sales"), period=SPAN(D(2025, 3, 10), D(2025, 4, 1)))).warnings == ()
    # Two weeks of data are not four.
    assert [issue.code for issue in world.answer(q.Data(measures=M("four_weeks"), period=SPAN(D(2025, 3, 24), D(2025, 3, 25)))).warnings] == ["partly_before_data"]  # fmt: skip
    # Of those of April, a month that is whole, March has not all.
    assert [issue.code for issue in world.answer(q.Data(measures=M("loyal"), period=q.Named(unit="month", number=4))).warnings] == ["partly_before_data"]  # fmt: skip
    # What there is at a day's end does not depend on the days before it.
    assert world.answer(q.Data(measures=M("pieces"), period=q.Named(unit="half", number=1)), locale).warnings[:-1] == ()


def test_a_month_before_the_data_is_no_month(world):
    half = q.Named(unit="half", number=1, year=2025)
    by_month = world.rows(measures=M("sales"), by=(MONTH,), period=half, compare=(BEFORE,))
    assert by_month == [
        (D(2025, 3, 1), 66, None, None, None), (D(2025, 4, 1), 120, 66, 54, pytest.approx(54 / 66)),
        (D(2025, 5, 1), 95, 76, 19, 0.25),
    ]  # fmt: skip
    compiled = world.compile(measures=M("sales"), by=(MONTH,), period=half, compare=(BEFORE,))
    assert (compiled.comparisons[0].start, compiled.comparisons[0].end) == (D(2025, 3, 1), D(2025, 4, 20))
    assert "partly_before_data" in {issue.code for issue in compiled.warnings}
    average = q.Fold(agg="avg", measure=q.Metric(name="sales"), over=(MONTH,))
    assert world.rows(measures=(average,), period=half) == [(pytest.approx((66 + 120 + 95) / 3),)]
    busy = q.CountGroups(axis=WEEK, having=q.MeasureIs(measure=q.Metric(name="sales"), op="<", value=1))
    assert world.rows(measures=(busy,), period=half) == [(0,)]


def test_one_input_that_begins_later_makes_no_number_before_it(folder):
    late = make_small(folder / "late", PARTS, statements("2025-01-01", "2025-05-19", "2025-03-05"), D(2025, 5, 20))
    half = q.Named(unit="half", number=1, year=2025)
    rows = late.rows(measures=(*M("refund_rate"), *M("sales")), by=(MONTH,), period=half)
    rates = [(D(2025, 1, 1), None), (D(2025, 2, 1), None), (D(2025, 3, 1), 27 / 93), (D(2025, 4, 1), 30 / 120), (D(2025, 5, 1), 19 / 95)]  # fmt: skip
    assert [row[:2] for row in rows] == [(day, rate if rate is None else pytest.approx(rate)) for day, rate in rates]
    assert late.rows(measures=M("refund_rate"), period=q.Named(unit="month", number=2)) == [(None,)]
    assert "partly_before_data" in days(late, measures=M("refund_rate"), period=half)[2]
    assert "partly_before_data" not in days(late, measures=M("sales"), period=half)[2]


def test_the_units_of_another_period_stand_under_those_of_the_same_place(long, world):
    other = q.Compare(basis="period", period=q.Named(unit="half", number=1, year=2024))
    query = {
        "measures": M("sales"),
        "by": (MONTH,),
        "period": q.Named(unit="half", number=1, year=2025),
        "compare": (other,),
    }
    rows = make_rows(long, query)
    assert rows[2] == (D(2025, 3, 1), 93, 93)
    # The data begin in March: its partner is still the third month of the other half.
    later = q.Compare(basis="period", period=q.Named(unit="quarter", number=2, year=2025))
    mine = {
        "measures": M("sales"),
        "by": (MONTH,),
        "period": q.Named(unit="quarter", number=1, year=2025),
        "compare": (later,),
    }
    assert make_rows(world, mine, today=D(2025, 7, 10)) == [(D(2025, 3, 1), 66, 180)]


def make_rows(world, query, today=None):
    return [row[:3] for row in world.engine.warehouse.run(world.compile(today=today, **query)).rows]


# --- what is valid from a day on ------------------------------------------------------------------


def test_all_time_of_what_is_valid_begins_with_the_first_and_nobody_was_there_before(world):
    assert world.rows(measures=M("heads"), by=(q.Grain(unit="year"),), period=q.AllTime()) == [(D(2024, 1, 1), 1), (D(2025, 1, 1), 1)]  # fmt: skip
    assert world.rows(measures=M("heads"), by=(MONTH,), period=THIS("year")) == [
        (D(2025, month, 1), heads) for month, heads in ((1, 1), (2, 2), (3, 2), (4, 1), (5, 1))
    ]
    assert world.rows(measures=M("heads"), period=q.Named(unit="year", year=2023)) == [(0,)]
    up_to = {"measures": M("heads"), "period": q.Between(last=q.Named(unit="month", number=3)), "compare": (YEAR_AGO,)}
    assert world.rows(**up_to)[0][:2] == (2, 1)
    assert days(world, measures=M("heads"), period=q.Before(of=q.Named(unit="month", number=3)))[0] == (D(2024, 2, 1), D(2025, 3, 1))  # fmt: skip


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
    assert refused(long, **query).code == "grain_needed"
    assert {"en": "by month", "zh": "按月拆分"}[locale] in long.answer(q.Data(**query), locale).text
    assert refused(long, **{**query, "compare": (ACROSS("day"),), "by": (MONTH,)}).code == "grain_needed"
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
    rows = make_rows(long, query, today=D(2026, 3, 20))
    assert rows == [(D(2026, 1, 1), 31, 31 * 12), (D(2026, 2, 1), 56, 31), (D(2026, 3, 1), 57, 38)]


def test_a_metric_that_compares_whole_units_does_so_by_month_too(long):
    query = {"measures": M("full"), "period": THIS("month"), "compare": (BEFORE, YEAR_AGO)}
    alone = long.rows(**query)[0]
    assert alone[:2] == (38, 31) and alone[4] == 56
    assert [row[1:] for row in long.rows(**query, by=(MONTH,))] == [alone]


# --- weeks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("week_start", ["monday", "sunday"])
def test_a_week_53_has_none_a_year_before_and_the_others_have_theirs(folder, week_start):
    weeks = make_small(folder / week_start, PARTS, statements("2025-01-01", "2027-02-19"), D(2027, 2, 20), calendar={"week_start": week_start})  # fmt: skip
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
    assert refused(weeks, measures=M("sales"), by=(WEEK,), period=alone, compare=(YEAR_AGO,)).code == "no_such_period"


def test_a_season_by_day_is_set_against_the_days_of_that_season(folder):
    own = {"spring": {"start": "02-10", "end": "02-12"}}
    world = make_small(folder / "season", PARTS, statements("2025-01-01", "2027-02-11"), D(2027, 2, 12), seasons=own, calendar={"holidays": "CN"})  # fmt: skip
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


# --- how far a calendar goes, and how long a statement may be -------------------------------------


@pytest.mark.parametrize(
    "period",
    [
        q.After(of=SPAN(D(2024, 1, 1), D.max)), SPAN(D.min, D.max), q.Between(last=q.Named(unit="year", year=9998)),
        q.Part(of=THIS("year"), which="first", unit="year", count=10_000), q.Before(of=SPAN(D.min, D(2025, 1, 1))),
        q.Before(of=q.Named(unit="month", number=3)), q.Between(last=q.Named(unit="month", number=3)),
        q.Named(unit="year", year=1), q.Named(unit="year", year=1, fiscal=True), q.Named(unit="week", number=1, year=1),
        q.Trailing(unit="year", count=10_000), q.Season(name="christmas day", year=9998), q.AllTime(),
    ],
)  # fmt: skip
@pytest.mark.parametrize("metric", ["sales", "heads", "loyal", "four_weeks", "refund_rate"])
def test_no_period_is_further_than_a_refusal(world, period, metric):
    for compare in ((), (BEFORE,), (YEAR_AGO,), (ACROSS("year"),), (ACROSS("week"),)):
        for by in ((), (q.Grain(unit="year"),), (WEEK,)):
            try:
                world.rows(measures=M(metric), period=period, compare=compare, by=by)
            except QueryRefused as refused:
                assert refused.issues[0].code in ("no_such_period", "no_data_yet", "before_data", "grain_needed", "too_many_buckets", "not_yet")  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_breakdown_begins_with_the_data_and_is_not_too_long(world, locale):
    began = time.process_time()
    rows = world.rows(measures=M("sales"), by=(DAY,), period=SPAN(D(1950, 1, 1), D(2025, 5, 20)))
    assert rows[0] == (D(2025, 3, 10), 3) and len(rows) == 71
    everyone = {"measures": M("heads"), "by": (DAY,), "period": SPAN(D(1500, 1, 1), D(2025, 5, 20))}
    # Nobody was there in the year 1500, which is a number: 500 years of days are too many rows.
    assert refused(world, **everyone).code == "too_many_buckets"
    assert {"en": "ask by month", "zh": "请按月"}[locale] in world.answer(q.Data(**everyone), locale).text
    assert time.process_time() - began < 2


def test_many_measures_by_day_are_too_long_together(long):
    query = {"by": (DAY,), "period": SPAN(D(2023, 1, 1), D(2027, 2, 20)), "compare": (BEFORE,)}
    assert len(long.rows(measures=M("sales"), **query)) == 1511
    names = ("sales", "revenue", "refunds", "loyal", "pieces")
    assert refused(long, measures=tuple(q.Metric(name=name) for name in names), **query).code == "too_many_buckets"
