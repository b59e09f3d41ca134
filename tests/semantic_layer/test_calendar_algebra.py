"""Period algebra on every day of four years: a leap year, all year ends, several calendars and watermarks."""

import datetime as dt
from calendar import monthrange
from itertools import pairwise

import pytest

from semantic_layer.calendar import (
    Clock,
    compare_bucket,
    resolve_comparison,
    resolve_period,
    split_period,
    step,
    unit_start,
)
from semantic_layer.calendar.resolve import find_span
from semantic_layer.issues import QueryRefused
from semantic_layer.model.definitions import Calendar
from semantic_layer.query import AllTime, Compare, Explicit, Named, Relative, Trailing

DAY = dt.timedelta(days=1)
DAYS = [dt.date(2023, 1, 1) + n * DAY for n in range((dt.date(2027, 1, 1) - dt.date(2023, 1, 1)).days + 1)]
UNITS = ("day", "week", "month", "quarter", "half", "year")
FIRST = dt.date(2020, 1, 1)
CALENDARS = [
    Calendar(),
    Calendar(week_start="sunday", fiscal_year_start=4),
    Calendar(week_start="saturday", fiscal_year_start=10, trailing="rolling", last_n_days_includes_today=True),
    Calendar(fiscal_year_start=2),
]  # fmt: skip
#: How many days the data lag behind yesterday; -1: today's are in.
LAGS = (0, 3, 40, -1)
calendars = pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: f"{c.week_start}-{c.fiscal_year_start}")
BEFORE, YEAR = Compare(basis="previous_unit"), Compare(basis="previous_year")


def clocks(calendar, lags=LAGS):
    for day in DAYS:
        for lag in lags:
            yield Clock(calendar, {}, day, FIRST, day - (1 + lag) * DAY)


def resolved(period, clock):
    try:
        return resolve_period(period, clock)
    except QueryRefused as refused:
        assert refused.issues[0].code == "no_data_yet"
        return None


@calendars
@pytest.mark.parametrize("fiscal", [False, True])
def test_units_tile_the_days(calendar, fiscal):
    clock = Clock(calendar)
    for unit in UNITS:
        for day in DAYS:
            start = unit_start(day, unit, clock, fiscal)
            after = step(start, unit, 1)
            assert start <= day < after
            assert unit_start(start, unit, clock, fiscal) == start == unit_start(after - DAY, unit, clock, fiscal)
            assert unit_start(after, unit, clock, fiscal) == after and step(after, unit, -1) == start
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half": 184, "year": 366}
    for unit in UNITS:
        starts = sorted({unit_start(day, unit, clock, fiscal) for day in DAYS})
        assert all(step(a, unit, 1) == b and (b - a).days <= longest[unit] for a, b in pairwise(starts))
    year = unit_start(DAYS[100], "year", clock, fiscal)
    assert (year.month, year.day) == (calendar.fiscal_year_start if fiscal else 1, 1)


@calendars
def test_this_and_last_and_the_last_n_lie_side_by_side(calendar):
    for clock in clocks(calendar, (0,)):
        for unit in UNITS:
            this, last = (find_span(Relative(unit=unit, offset=offset), clock) for offset in (0, -1))
            assert last.end == this.start <= clock.today < this.end
            assert find_span(Relative(unit=unit, offset=1), clock).start == this.end
            for count in (1, 2, 3, 12):
                trailing = find_span(Trailing(unit=unit, count=count), clock)
                if unit == "day":
                    shown = (
                        clock.today + DAY if calendar.last_n_days_includes_today else min(clock.data_end, clock.today)
                    )
                    assert trailing.end == shown and (trailing.end - trailing.start).days == count
                elif calendar.trailing == "rolling":
                    assert trailing.end == clock.data_end
                else:
                    assert trailing.end == this.start and step(trailing.start, unit, count) == this.start
                    assert find_span(Trailing(unit=unit, count=1), clock).start == last.start


@calendars
def test_to_date_is_the_head_of_the_unit(calendar):
    for clock in clocks(calendar):
        for unit in UNITS[1:]:
            for fiscal in (False, True):
                whole = find_span(Relative(unit=unit, fiscal=fiscal), clock)
                head = resolved(Relative(unit=unit, fiscal=fiscal, to_date=True), clock)
                cut = resolved(Relative(unit=unit, fiscal=fiscal), clock)
                assert (head is None) == (cut is None) == (clock.data_end <= whole.start)
                if head and cut:
                    assert head.start == cut.start == whole.start and head.end == cut.end == min(
                        whole.end, clock.data_end
                    )
                    assert head.whole_end == cut.whole_end == whole.end
                    assert head.complete == cut.complete == (clock.data_end >= whole.end)


@calendars
def test_to_date_is_compared_as_the_unit_that_is_not_over(calendar):
    """Like for like on every day: against the unit before as many days of it, a year ago up to the same date."""
    for clock in clocks(calendar):
        for unit in UNITS[1:]:
            for fiscal in (False, True):
                asked = Relative(unit=unit, fiscal=fiscal, to_date=True)
                head = resolved(asked, clock)
                if head is None:
                    continue
                span = find_span(Relative(unit=unit, fiscal=fiscal, offset=-1), clock)
                before, warnings = resolve_comparison(head, asked, BEFORE, clock)
                gone = head.end - head.start
                whole = head.end == head.whole_end
                assert (before.start, before.end) == (
                    span.start,
                    span.end if whole else min(span.start + gone, span.end),
                )
                assert before.like_for_like != whole
                codes = [issue.code for issue in warnings]
                assert codes == (["unequal_length"] if not whole and before.end - before.start < gone else [])
                cut, _ = resolve_comparison(head, Relative(unit=unit, fiscal=fiscal), BEFORE, clock)
                assert cut == before
                if unit != "week":
                    year, _ = resolve_comparison(head, asked, YEAR, clock)
                    last, was = head.end - DAY, year.end - DAY
                    leap = monthrange(was.year, was.month)[1] if whole else last.day
                    assert (was.year, was.month) == (last.year - 1, last.month)
                    assert was.day == min(leap, monthrange(was.year, was.month)[1])
                    assert year.start == step(head.start, "year", -1)


@calendars
def test_asked_with_a_day_inside_the_data_no_period_ends_after_it(calendar):
    """What the clock is given is what lies before today: no day from today on is in any period, however it is asked."""
    for clock in clocks(calendar, (0, 3)):
        if clock.today.day not in (1, 2, 15, 28, 29, 30, 31):
            continue
        for unit in UNITS:
            for period in (Relative(unit=unit), Relative(unit=unit, to_date=True), Trailing(unit=unit, count=2)):
                shown = resolved(period, clock)
                assert shown is None or (shown.start < shown.end <= clock.data_end <= clock.today)
                if shown is not None:
                    assert shown.complete == (shown.whole_end <= clock.data_end)
                    for bucket in split_period(shown, unit, clock):
                        assert bucket.end <= clock.data_end and bucket.end <= bucket.whole_end <= shown.whole_end
            assert resolved(Relative(unit=unit, offset=1), clock) is None


@calendars
def test_before_the_first_day_there_is_nothing_to_compare_with(calendar):
    """For data that begin on each day of a year: refused where all lies before it, and no bucket ends before it."""
    for first in DAYS[:400]:
        clock = Clock(calendar, {}, dt.date(2025, 5, 20), first, dt.date(2025, 5, 19))
        for unit in ("week", "month", "quarter", "year"):
            for compare in (BEFORE, YEAR):
                for offset in range(-9, -1):
                    asked = Relative(unit=unit, offset=offset)
                    try:
                        shown = resolve_period(asked, clock)
                    except QueryRefused as refused:
                        assert refused.issues[0].code == "before_data"
                        assert find_span(asked, clock).end <= first
                        continue
                    assert shown.end > first and all(b.end > first for b in split_period(shown, unit, clock))
                    try:
                        other, _ = resolve_comparison(shown, asked, compare, clock)
                    except QueryRefused as refused:
                        assert refused.issues[0].code in ("before_data", "no_such_period")
                        continue
                    assert other.end > first
        everything = resolve_period(AllTime(), clock)
        buckets = split_period(everything, "month", clock)
        assert (everything.start, buckets[0].start, buckets[-1].end) == (first, first, clock.data_end)
        early = resolve_period(Explicit(start=dt.date(1950, 1, 1), end=clock.data_end), clock)
        assert [b.unit_start for b in split_period(early, "month", clock)] == [b.unit_start for b in buckets]


@calendars
def test_a_cut_bucket_is_set_against_what_it_would_be_by_itself(calendar):
    """A span within a month, by itself month over month and as the only row of a breakdown by month."""
    for clock in clocks(calendar, (0,)):
        if clock.today.day != 20:
            continue
        for first in range(31):
            for length in (1, 2, 9, 31):
                start = clock.today - dt.timedelta(days=60 + first)
                own = Explicit(start=start, end=min(start + length * DAY, unit_start(start + 31 * DAY, "month", clock)))
                if unit_start(own.start, "month", clock) != unit_start(own.end - DAY, "month", clock):
                    continue
                shown = resolve_period(own, clock)
                across = Compare(basis="previous_unit", unit="month")
                alone, _ = resolve_comparison(shown, own, across, clock)
                (bucket,) = split_period(shown, "month", clock)
                days = compare_bucket(bucket, "month", BEFORE, clock)
                assert days == (alone.start, alone.end)
                # It lies in the month before, and is a date of it for each date there is.
                assert unit_start(days[0], "month", clock) == step(unit_start(start, "month", clock), "month", -1)
                assert unit_start(days[1] - DAY, "month", clock) == unit_start(days[0], "month", clock)
                assert bucket.complete or days[1] - days[0] <= shown.end - shown.start


@calendars
def test_buckets_partition_the_period(calendar):
    for clock in clocks(calendar, (0, 40)):
        periods = [Relative(unit="month"), Relative(unit="month", offset=-1), Trailing(unit="day", count=45)]
        if clock.today.day in (1, 15, 28, 29, 30, 31):
            periods += [Relative(unit="year"), Relative(unit="quarter", offset=-1, fiscal=True)]
        for period in periods:
            shown = resolved(period, clock)
            for unit in UNITS if shown else ():
                buckets = split_period(shown, unit, clock)
                assert buckets[0].start == shown.start and buckets[-1].end == shown.end
                assert all(a.end == b.start for a, b in pairwise(buckets))
                assert all(b.start < b.end and unit_start(b.start, unit, clock) == b.unit_start for b in buckets)
                assert len({b.label for b in buckets}) == len({b.unit_start for b in buckets}) == len(buckets)
                assert all(b.complete for b in buckets[1:-1])


@calendars
def test_a_whole_unit_is_set_against_the_whole_unit_before_and_a_year_before(calendar):
    for clock in clocks(calendar, (0,)):
        for unit in UNITS:
            last = Relative(unit=unit, offset=-1)
            shown = resolve_period(last, clock)
            before, warnings = resolve_comparison(shown, last, BEFORE, clock)
            span = find_span(Relative(unit=unit, offset=-2), clock)
            assert (before.start, before.end, before.like_for_like) == (span.start, span.end, False) and not warnings
            if unit not in ("day", "week"):
                year, _ = resolve_comparison(shown, last, YEAR, clock)
                assert (year.start, year.end) == (step(shown.start, "year", -1), step(shown.end, "year", -1))
                assert year.start.day == year.end.day == 1
        for fiscal in (Relative(unit="quarter", offset=-1, fiscal=True), Relative(unit="year", offset=-1, fiscal=True)):
            shown = resolve_period(fiscal, clock)
            year, _ = resolve_comparison(shown, fiscal, YEAR, clock)
            four = 4 if fiscal.unit == "quarter" else 1
            span = find_span(fiscal.model_copy(update={"offset": -1 - four}), clock)
            assert (year.start, year.end) == (span.start, span.end)


@calendars
def test_a_cut_unit_is_compared_like_for_like(calendar):
    for clock in clocks(calendar):
        for unit in ("month", "quarter", "half", "year"):
            this = Relative(unit=unit)
            shown = resolved(this, clock)
            if shown is None or shown.complete:
                continue
            days = shown.end - shown.start
            before, warnings = resolve_comparison(shown, this, BEFORE, clock)
            whole = find_span(Relative(unit=unit, offset=-1), clock)
            assert before.start == whole.start and before.end == min(whole.start + days, whole.end)
            assert {issue.code for issue in warnings} == (
                {"unequal_length"} if before.end - before.start < days else set()
            )
            year, _ = resolve_comparison(shown, this, YEAR, clock)
            last, was = shown.end - DAY, year.end - DAY
            assert (was.year, was.month) == (last.year - 1, last.month)
            assert was.day == min(last.day, monthrange(was.year, was.month)[1])
            assert year.start == step(shown.start, "year", -1)
            full, _ = resolve_comparison(shown, this, BEFORE, clock, full=True)
            assert (full.start, full.end, full.like_for_like) == (whole.start, whole.end, False)


@calendars
def test_a_day_is_set_against_the_day_before_and_that_date_a_year_before(calendar):
    for clock in clocks(calendar, (0,)):
        yesterday = Relative(unit="day", offset=-1)
        shown = resolve_period(yesterday, clock)
        day = shown.start
        year, _ = resolve_comparison(shown, yesterday, YEAR, clock)
        expected = dt.date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
        assert (year.start, year.end) == (expected, expected + DAY)
        month, _ = resolve_comparison(shown, yesterday, Compare(basis="previous_unit", unit="month"), clock)
        assert month.start == step(day, "month", -1) and (month.start.year, month.start.month) != (day.year, day.month)


@calendars
def test_a_week_is_set_against_the_week_of_that_number(calendar):
    for clock in clocks(calendar, (0,)):
        last = Relative(unit="week", offset=-1)
        shown = resolve_period(last, clock)
        assert (shown.end - shown.start).days == 7
        # The week is numbered by the ISO week that holds most of it.
        number = (shown.start + 3 * DAY).isocalendar()
        has = dt.date(number.year - 1, 12, 28).isocalendar().week >= number.week
        if not has:
            with pytest.raises(QueryRefused) as refused:
                resolve_comparison(shown, last, YEAR, clock)
            assert refused.value.issues[0].code == "no_such_period" and number.week == 53
            continue
        year, _ = resolve_comparison(shown, last, YEAR, clock)
        middle = (year.start + 3 * DAY).isocalendar()
        assert (middle.year, middle.week) == (number.year - 1, number.week)
        assert year.start.weekday() == shown.start.weekday() and (year.end - year.start).days == 7


@calendars
def test_each_bucket_is_set_against_what_it_would_be_by_itself(calendar):
    for clock in clocks(calendar, (0, 3)):
        if clock.today.day not in (1, 2, 15, 28, 29, 30, 31):
            continue
        shown = resolved(Relative(unit="year"), clock)
        for unit in ("month", "quarter") if shown else ():
            for bucket in split_period(shown, unit, clock):
                alone = Relative(unit=unit, offset=_offset(bucket.unit_start, unit, clock))
                own = resolve_period(alone, clock)
                assert (own.start, own.end) == (bucket.start, bucket.end)
                for compare in (BEFORE, YEAR):
                    side, _ = resolve_comparison(own, alone, compare, clock)
                    assert compare_bucket(bucket, unit, compare, clock) == (side.start, side.end)


def _offset(start, unit, clock):
    size = {"month": 1, "quarter": 3}[unit]
    now = unit_start(clock.today, unit, clock)
    return (start.year * 12 + start.month - now.year * 12 - now.month) // size


@calendars
def test_a_span_of_ones_own_is_set_against_the_equal_span_before(calendar):
    for clock in clocks(calendar, (0,)):
        own = Explicit(start=clock.today - 20 * DAY, end=clock.today - 3 * DAY)
        shown = resolve_period(own, clock)
        before, _ = resolve_comparison(shown, own, BEFORE, clock)
        months = shown.start.day == shown.end.day == 1
        assert before.end == shown.start and (months or before.end - before.start == shown.end - shown.start)


@calendars
def test_the_latest_month_of_a_name_has_begun(calendar):
    for clock in clocks(calendar, (0,)):
        for number in (1, 2, 6, 12):
            span = find_span(Named(unit="month", number=number), clock)
            assert span.start <= clock.today < step(span.start, "year", 1) and span.start.month == number
        for fiscal in (False, True):
            span = find_span(Named(unit="quarter", number=2, fiscal=fiscal), clock)
            assert span.start <= clock.today < step(span.start, "year", 1)
