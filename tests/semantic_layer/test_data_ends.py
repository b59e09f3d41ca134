"""Where the data begin and end: the day of asking, days before the data, and how far a calendar goes."""

import datetime as dt
import time

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
from semantic_layer.issues import QueryRefused


@pytest.fixture(scope="module")
def world(small):
    return make_ahead(small)


@pytest.fixture(scope="module")
def long(small):
    return make_long(small)


# --- the day of asking ----------------------------------------------------------------------------


def test_rows_from_today_on_are_not_in_yet(world):
    april = D(2025, 4, 1), D(2025, 4, 20)
    this = {"measures": M("sales"), "period": THIS("month"), "compare": (BEFORE,)}
    assert days(world, **this) == ((D(2025, 5, 1), D(2025, 5, 20)), [april], ["incomplete_period"])
    assert world.rows(**this)[0][:2] == (19 * 5, 19 * 4)
    assert world.refused(measures=M("sales"), period=THIS("month", offset=1)).code == "no_data_yet"
    assert world.refused(measures=M("sales"), period=THIS("day")).code == "no_data_yet"


def test_what_is_complete_is_what_lies_before_the_day_of_asking(world, small):
    """Rows stop before today, and one is booked ahead: neither the largest day nor yesterday is complete."""
    ahead = [*statements("2025-03-10", "2025-05-10"), "INSERT INTO sale VALUES (-1, DATE '2025-06-01', 1, 1.0)"]
    booked = small(PARTS, *ahead, today=D(2025, 5, 20), default_period=LAST_YEAR)
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


def test_a_declared_day_after_today_is_none_before_it(small):
    parts = {**PARTS, "tables": {**PARTS["tables"], "sale": {**PARTS["tables"]["sale"], "watermark": "2025-05-25"}}}
    declared = small(parts, *statements("2025-03-10", "2025-05-12"), today=D(2025, 5, 20), default_period=LAST_YEAR)
    assert declared.compile(measures=M("sales"), period=THIS("month")).watermark == D(2025, 5, 19)
    assert declared.compile(today=D(2025, 6, 1), measures=M("sales"), period=THIS("month", offset=-1)).watermark == D(2025, 5, 25)  # fmt: skip


# --- before the data ------------------------------------------------------------------------------


def test_what_is_set_against_days_before_the_data_is_refused(world):
    for period, compare in ((THIS("month", offset=-1), YEAR_AGO), (q.Named(unit="month", number=3), BEFORE),
                            (q.AllTime(), BEFORE), (THIS("year"), q.Compare(basis="period", period=THIS("year", offset=-1)))):  # fmt: skip
        issue = world.refused(measures=M("sales"), period=period, compare=(compare,))
        assert issue.code == "before_data" and issue.params["known"] == "2025-03-10"
    year = {"measures": M("sales"), "by": (MONTH,), "period": THIS("year"), "compare": (YEAR_AGO,)}
    assert world.refused(**year).code == "before_data"


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_days_that_are_partly_before_the_data_are_said(world, locale):
    april = q.Data(measures=M("sales"), period=q.Named(unit="month", number=4), compare=(BEFORE,))
    answer = world.answer(april, locale)
    assert answer.rows[0][:2] == (30 * 4, 22 * 3)
    (said,) = answer.warnings
    day = {"en": "Mar 10, 2025", "zh": "2025年3月10日"}[locale]
    assert said.code == "partly_before_data" and day in said.message
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


def test_one_input_that_begins_later_makes_no_number_before_it(small):
    late = small(
        PARTS, *statements("2025-01-01", "2025-05-19", "2025-03-05"), today=D(2025, 5, 20), default_period=LAST_YEAR
    )
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
    rows = [row[:3] for row in long.rows(**query)]
    assert rows[2] == (D(2025, 3, 1), 93, 93)
    # The data begin in March: its partner is still the third month of the other half.
    later = q.Compare(basis="period", period=q.Named(unit="quarter", number=2, year=2025))
    mine = {
        "measures": M("sales"),
        "by": (MONTH,),
        "period": q.Named(unit="quarter", number=1, year=2025),
        "compare": (later,),
    }
    assert [row[:3] for row in world.rows(**mine, today=D(2025, 7, 10))] == [(D(2025, 3, 1), 66, 180)]


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
    assert world.refused(**everyone).code == "too_many_buckets"
    assert {"en": "ask by month", "zh": "请按月"}[locale] in world.answer(q.Data(**everyone), locale).text
    assert time.process_time() - began < 2


def test_many_measures_by_day_are_too_long_together(long):
    query = {"by": (DAY,), "period": SPAN(D(2023, 1, 1), D(2027, 2, 20)), "compare": (BEFORE,)}
    assert len(long.rows(measures=M("sales"), **query)) == 1511
    names = ("sales", "revenue", "refunds", "loyal", "pieces")
    assert long.refused(measures=tuple(q.Metric(name=name) for name in names), **query).code == "too_many_buckets"


@pytest.mark.parametrize(("watermark", "as_of", "last"), [(20, 20, 20), (20, None, 19), (19, 20, 19), (20, 22, 19)])
def test_the_day_that_data_end_on_counts_where_it_is_declared_whole(small, watermark, as_of, last):
    sale = {**PARTS["tables"]["sale"], "watermark": D(2025, 5, watermark)}
    calendar = {"calendar": {"as_of": D(2025, 5, as_of)}} if as_of else {}
    ended = small({**PARTS, "tables": {**PARTS["tables"], "sale": sale}}, *statements("2025-05-01", "2025-05-20"),
                  today=D(2025, 5, 20), default_period=THIS("month").model_dump(), **calendar)  # fmt: skip
    assert days(ended, measures=M("sales"), period=THIS("month"))[0][1] == D(2025, 5, last + 1)
