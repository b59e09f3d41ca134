"""What a semantic query can say, each part against SQL written by hand."""

import datetime as dt

import pytest

from semantic_layer import query as q
from semantic_layer.issues import QueryRefused
from semantic_layer.session import Session

TODAY = dt.date(2026, 4, 1)
DAY = "(begun_at AT TIME ZONE 'Asia/Tokyo')::DATE"
DONE = "state <> 'missed'"
M = lambda name, **more: q.Metric(name=name, **more)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
GRAIN = lambda unit: q.Grain(unit=unit)
MONTH = lambda number, year=2026: q.Named(unit="month", number=number, year=year)
YEAR = lambda year: q.Named(unit="year", year=year)


def compiled(engine, today=TODAY, **query):
    return engine.compile(q.Data(**query), Session(today=today))


def run(engine, today=TODAY, **query):
    return engine.run(compiled(engine, today, **query)).rows


def same(mine, gold):
    def plain(row):
        return [round(cell, 6) if isinstance(cell, float) else cell for cell in row]

    assert sorted(map(plain, mine), key=str) == sorted(map(plain, gold), key=str)
    assert gold


def daily(first, last):
    return f"""(SELECT d::DATE AS day, COALESCE(n, 0) AS n FROM generate_series(DATE '{first}', DATE '{last}', INTERVAL 1 DAY) s(d)
        LEFT JOIN (SELECT {DAY} AS day, COUNT(*) AS n FROM visit WHERE {DONE} GROUP BY 1) v ON v.day = d::DATE)"""


def test_a_daily_average_against_the_month_before_takes_each_months_own_days(clinics, clinics_sql):
    average = q.Fold(agg="avg", measure=M("visits"), over=(GRAIN("day"),))
    mine = run(clinics, measures=(average,), period=MONTH(1), compare=(q.Compare(basis="previous_unit"),))
    january = clinics_sql(f"SELECT AVG(n) FROM {daily('2026-01-01', '2026-01-31')}")[0][0]
    december = clinics_sql(f"SELECT AVG(n) FROM {daily('2025-12-01', '2025-12-31')}")[0][0]
    assert mine[0][:3] == pytest.approx((january, december, january - december))
    assert january != december


def test_a_daily_average_by_month_and_by_clinic_counts_days_without_visits(clinics, clinics_sql):
    average = q.Fold(agg="avg", measure=M("visits"), over=(GRAIN("day"),))
    mine = run(clinics, measures=(average,), by=(GRAIN("month"),), period=YEAR(2025))
    same(
        mine,
        clinics_sql(
            f"SELECT date_trunc('month', day)::DATE, AVG(n) FROM {daily('2025-01-01', '2025-12-31')} GROUP BY 1"
        ),
    )
    mine = run(clinics, measures=(average,), by=BY("area"), period=MONTH(1))
    same(mine, clinics_sql(f"""SELECT area, COUNT(*) / 31.0 FROM visit LEFT JOIN clinic USING (clinic_id)
        WHERE {DONE} AND {DAY} BETWEEN '2026-01-01' AND '2026-01-31' GROUP BY 1"""))  # fmt: skip


def test_the_best_day_of_each_month_against_the_year_before(clinics, clinics_sql):
    best = q.Fold(agg="max", measure=M("visits"), over=(GRAIN("day"),))
    mine = run(
        clinics,
        measures=(best,),
        by=(GRAIN("quarter"),),
        period=q.Named(unit="quarter", number=1, year=2026),
        compare=(q.Compare(basis="previous_year"),),
    )
    now = clinics_sql(f"SELECT MAX(n) FROM {daily('2026-01-01', '2026-03-31')}")[0][0]
    then = clinics_sql(f"SELECT MAX(n) FROM {daily('2025-01-01', '2025-03-31')}")[0][0]
    assert mine[0][1:3] == (now, then)


def test_weeks_do_not_make_up_months(clinics):
    fold = q.Fold(agg="avg", measure=M("visits"), over=(GRAIN("week"),))
    for query in (
        {"measures": (fold,), "by": (GRAIN("month"),)},
        {"measures": (M("visits"),), "by": (GRAIN("month"), GRAIN("week"))},
    ):
        with pytest.raises(QueryRefused) as refused:
            run(clinics, period=YEAR(2025), **query)
        assert refused.value.issues[0].code == "grains_cross"


def test_two_grains_break_down_by_both(clinics, clinics_sql):
    mine = run(
        clinics,
        measures=(M("visits"),),
        by=(GRAIN("year"), GRAIN("month")),
        period=q.Explicit(start=dt.date(2025, 11, 1), end=dt.date(2026, 2, 1)),
    )
    same(mine, clinics_sql(f"""SELECT date_trunc('year', {DAY})::DATE, date_trunc('month', {DAY})::DATE, COUNT(*) FROM visit
        WHERE {DONE} AND {DAY} >= '2025-11-01' AND {DAY} < '2026-02-01' GROUP BY 1, 2"""))  # fmt: skip


def test_months_against_the_months_of_another_period(clinics, clinics_sql):
    quarter = lambda number, year: q.Named(unit="quarter", number=number, year=year)
    query = {
        "measures": (M("visits"),),
        "by": (GRAIN("month"),),
        "compare": (q.Compare(basis="period", period=quarter(1, 2025)),),
    }
    mine = run(clinics, period=quarter(4, 2025), **query)
    gold = dict(clinics_sql(f"SELECT date_trunc('month', {DAY})::DATE, COUNT(*) FROM visit WHERE {DONE} GROUP BY 1"))
    assert [row[:3] for row in mine] == [
        (dt.date(2025, month + 9, 1), gold[dt.date(2025, month + 9, 1)], gold[dt.date(2025, month, 1)])
        for month in (1, 2, 3)
    ]
    uneven = compiled(clinics, period=MONTH(12, 2025), **query)
    assert "uneven_units" in [issue.code for issue in uneven.warnings]


@pytest.mark.parametrize("by", [(), (GRAIN("month"),)])
def test_a_period_without_data_is_nothing_to_be_set_against(clinics, by):
    for period, code in ((MONTH(12, 2026), "no_data_yet"), (YEAR(2019), "before_data")):
        with pytest.raises(QueryRefused) as refused:
            run(
                clinics,
                measures=(M("visits"),),
                by=by,
                period=MONTH(1),
                compare=(q.Compare(basis="period", period=period),),
            )
        assert refused.value.issues[0].code == code


def test_keys_of_another_query_are_a_condition(clinics, clinics_sql):
    busy = q.Data(
        measures=(M("visits"),),
        by=BY("clinic"),
        period=YEAR(2025),
        having=q.MeasureIs(measure=M("visits"), op=">", value=250),
    )
    best = q.Data(
        measures=(M("fees"),), by=BY("clinic"), period=YEAR(2025), order=(q.Order(measure=0),), top=q.Top(n=1)
    )
    for keys, gold in (
        (busy, f"SELECT clinic_id FROM visit JOIN clinic USING (clinic_id) WHERE {DONE} AND {DAY} BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1 HAVING COUNT(*) > 250"),
        (best, f"SELECT clinic_id FROM visit JOIN clinic USING (clinic_id) WHERE {DONE} AND {DAY} BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1 ORDER BY SUM(fee) DESC LIMIT 1"),
    ):  # fmt: skip
        among = q.InKeys(dimension="clinic", query=keys)
        for where, test in ((among, "IN"), (q.Not(part=among), "NOT IN")):
            mine = run(clinics, measures=(M("visits"), M("credits")), where=where, period=MONTH(1))
            kept = f"COALESCE(clinic_id, -1) {test} ({gold})"
            same(mine, clinics_sql(f"""SELECT (SELECT COUNT(*) FROM visit WHERE {DONE} AND {DAY} BETWEEN '2026-01-01' AND '2026-01-31' AND {kept}),
                (SELECT SUM(amount) FROM credit WHERE day BETWEEN '2026-01-01' AND '2026-01-31' AND {kept})"""))  # fmt: skip


def test_keys_of_another_dimension_are_refused(clinics):
    keys = q.Data(measures=(M("visits"),), by=BY("plan"), period=YEAR(2025))
    with pytest.raises(QueryRefused) as refused:
        run(clinics, measures=(M("visits"),), where=q.InKeys(dimension="clinic", query=keys), period=MONTH(1))
    assert refused.value.issues[0].code == "keys_differ"


def test_rows_that_have_or_lack_rows_of_another_table(clinics, clinics_sql):
    items = "SELECT visit_id FROM item WHERE code = 'c1'"
    in_january = f"{DONE} AND {DAY} BETWEEN '2026-01-01' AND '2026-01-31'"
    for negated, test in ((False, "IN"), (True, "NOT IN")):
        where = q.Exists(table="item", where=q.Is(dimension="code", value="c1"), negated=negated)
        mine = run(clinics, measures=(M("visits"),), where=where, period=MONTH(1))
        same(mine, clinics_sql(f"SELECT COUNT(*) FROM visit WHERE {in_january} AND visit_id {test} ({items})"))
    # Patients who were seen in the first quarter of 2025: what they paid in January 2026.
    q1 = q.Named(unit="quarter", number=1, year=2025)
    seen = "SELECT clinic_id FROM credit WHERE day BETWEEN '2025-01-01' AND '2025-03-31' AND clinic_id IS NOT NULL"
    for negated, test in ((False, "IN"), (True, "NOT IN")):
        where = q.Exists(table="credit", of="clinic", period=q1, negated=negated)
        mine = run(clinics, measures=(M("visits"),), where=where, period=MONTH(1))
        gold = f"SELECT COUNT(*) FROM visit LEFT JOIN clinic c USING (clinic_id) WHERE {in_january} AND COALESCE(c.clinic_id, -1) {test} ({seen})"
        same(mine, clinics_sql(gold))


def test_what_nothing_links_is_refused_with_what_they_share(clinics):
    with pytest.raises(QueryRefused) as refused:
        run(clinics, measures=(M("visits"),), where=q.Exists(table="credit"), period=MONTH(1))
    issue = refused.value.issues[0]
    assert issue.code == "no_link" and "clinic" in issue.suggestions
    with pytest.raises(QueryRefused) as refused:
        run(clinics, measures=(M("visits"),), where=q.MeasureIs(measure=M("fees"), op=">", value=1), period=MONTH(1))
    assert refused.value.issues[0].code == "condition_on_rows"


FUNNEL = f"""WITH s AS (SELECT patient_id, {{keys}} MIN({DAY}) AS day, MIN(begun_at) AS at FROM visit LEFT JOIN clinic USING (clinic_id)
      WHERE state = 'missed' AND patient_id IS NOT NULL AND {DAY} >= '{{first}}' AND {DAY} < '{{last}}' GROUP BY ALL)
    SELECT {{keys}} AVG(CASE WHEN EXISTS (SELECT 1 FROM visit v WHERE v.patient_id = s.patient_id AND v.state <> 'missed' AND v.begun_at >= s.at
      AND (v.begun_at AT TIME ZONE 'Asia/Tokyo')::DATE <= s.day + 14) THEN 1.0 ELSE 0 END) FROM s GROUP BY ALL"""


def test_a_conversion_is_from_the_first_start_within_its_days(clinics, clinics_sql):
    whole = FUNNEL.format(keys="", first="2025-01-01", last="2026-01-01")
    same(run(clinics, measures=(M("return_after_miss"),), period=YEAR(2025)), clinics_sql(whole))
    by_area = FUNNEL.format(keys="area,", first="2025-01-01", last="2026-01-01")
    same(run(clinics, measures=(M("return_after_miss"),), by=BY("area"), period=YEAR(2025)), clinics_sql(by_area))
    north = run(
        clinics, measures=(M("return_after_miss"),), where=q.Is(dimension="area", value="North"), period=YEAR(2025)
    )
    assert north[0][0] == pytest.approx(dict(clinics_sql(by_area))["North"])
    monthly = run(clinics, measures=(M("return_after_miss"),), by=(GRAIN("month"),), period=YEAR(2025))
    for month, value in monthly[2:4]:
        gold = clinics_sql(FUNNEL.format(keys="", first=month, last=(month + dt.timedelta(days=31)).replace(day=1)))
        assert value == pytest.approx(gold[0][0])
    assert len({row[1] for row in monthly}) > 2


def test_a_conversion_that_still_has_time_says_so(clinics):
    codes = [issue.code for issue in compiled(clinics, measures=(M("return_after_miss"),), period=MONTH(3)).warnings]
    assert "still_open" in codes
    assert not compiled(clinics, measures=(M("return_after_miss"),), period=MONTH(1)).warnings


def test_a_total_row_is_computed_anew(clinics, clinics_sql):
    query = {"measures": (M("patients"), M("missed_rate"), M("visits")), "period": YEAR(2025), "totals": True}
    mine = clinics.run(compiled(clinics, by=BY("area"), **query))
    whole = run(clinics, **{**query, "totals": False})[0]
    assert mine.total == (None, *whole)
    assert sum(row[1] for row in mine.rows) > whole[0], "a patient may be seen in two areas"
    top = compiled(clinics, by=BY("area"), order=(q.Order(measure=2),), top=q.Top(n=1), **query)
    assert clinics.run(top).total == (None, *whole) and "total_of_all" in [note.code for note in top.notes]
    monthly = clinics.run(compiled(clinics, by=(GRAIN("month"),), compare=(q.Compare(basis="previous_unit"),), **query))
    assert monthly.total[1] == whole[0] and monthly.total[2] is None, "a month before has no total of the year"
    years = clinics.run(
        compiled(
            clinics,
            by=BY("area"),
            compare=(q.Compare(basis="previous_unit"),),
            measures=(M("visits"),),
            period=MONTH(1),
            totals=True,
        )
    )
    assert (
        years.total[1:]
        == run(clinics, compare=(q.Compare(basis="previous_unit"),), measures=(M("visits"),), period=MONTH(1))[0]
    )


def records(engine, **query):
    return engine.compile(q.Members(**query), Session(today=TODAY))


def test_the_records_behind_a_number_are_its_rows(clinics, clinics_sql):
    listed = records(clinics, metric="visits", where=q.Is(dimension="area", value="North"), period=MONTH(1), limit=1000)
    rows = clinics.run(listed).rows
    names = [column.name for column in listed.columns]
    gold = clinics_sql(f"""SELECT visit_id FROM visit JOIN clinic USING (clinic_id) WHERE {DONE} AND area = 'North'
        AND {DAY} BETWEEN '2026-01-01' AND '2026-01-31'""")  # fmt: skip
    assert {row[names.index("visit_id")] for row in rows} == {row[0] for row in gold}
    assert (
        len(rows)
        == run(clinics, measures=(M("visits"),), where=q.Is(dimension="area", value="North"), period=MONTH(1))[0][0]
    )
    fees = sum(row[names.index("fee")] or 0 for row in rows)
    assert (
        fees == run(clinics, measures=(M("fees"),), where=q.Is(dimension="area", value="North"), period=MONTH(1))[0][0]
    )
    with pytest.raises(QueryRefused) as refused:
        records(clinics, metric="missed_rate", period=MONTH(1))
    assert refused.value.issues[0].suggestions == ("missed visits", "booked visits")


TIER = """(SELECT tier FROM card c WHERE c.patient_id = v.patient_id AND c.since <= {day} AND (c.until IS NULL OR {day} < c.until)
    AND NOT EXISTS (SELECT 1 FROM card d WHERE d.patient_id = c.patient_id AND d.since > c.since AND d.since <= {day}))"""


@pytest.mark.parametrize(("dimension", "day"), [("tier", f"({DAY})"), ("tier_now", "DATE '2026-04-01'")])
def test_trap_23_an_attribute_with_a_history_is_that_of_its_day_and_never_a_fan_out(
    clinics, clinics_sql, dimension, day
):
    mine = compiled(clinics, measures=(M("visits"), M("fees"), M("new_patients")), by=BY(dimension), period=YEAR(2025))
    gold = f"SELECT {TIER.format(day=day)} AS tier, COUNT(*), SUM(fee) FROM visit v WHERE {DONE} AND {DAY} BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1"
    rows = clinics.run(mine).rows
    same([row[:3] for row in rows], clinics_sql(gold))
    assert len(rows) >= 3 and None in [row[0] for row in rows], "those without a card are kept"
    whole = run(clinics, measures=(M("visits"), M("fees"), M("new_patients")), period=YEAR(2025))[0]
    assert [sum(row[place] or 0 for row in rows) for place in (1, 2, 3)] == pytest.approx(list(whole))
    assert mine.notes[0].code == ("as_of_today" if dimension == "tier_now" else "as_of_fact")
    gold_only = run(clinics, measures=(M("visits"),), where=q.Is(dimension=dimension, value="gold"), period=YEAR(2025))
    assert gold_only[0][0] == dict((row[0], row[1]) for row in rows)["gold"]


SILVER = q.Is(dimension="tier", value="silver")
WAS_SILVER = f"{TIER.format(day=f'({DAY})')} = 'silver'"


def QUARTER(number, year=2025):
    return q.Named(unit="quarter", number=number, year=year)


def test_records_are_chosen_by_an_attribute_as_it_was_on_their_day(clinics, clinics_sql):
    listed = records(clinics, metric="visits", where=SILVER, period=QUARTER(3), limit=1000)
    names = [column.name for column in listed.columns]
    gold = clinics_sql(
        f"SELECT visit_id FROM visit v WHERE {WAS_SILVER} AND {DAY} BETWEEN '2025-07-01' AND '2025-09-30' AND {DONE}"
    )
    assert {row[names.index("visit_id")] for row in clinics.run(listed).rows} == {row[0] for row in gold}
    assert [note.code for note in listed.notes] == ["as_of_fact"]


def test_having_a_row_is_judged_by_an_attribute_as_it_was_on_its_day(clinics, clinics_sql):
    period = q.Explicit(start=dt.date(2025, 8, 14), end=dt.date(2025, 8, 16))
    where = q.Exists(table="visit", of="clinic", where=SILVER, period=period)
    mine = run(clinics, measures=(M("visits"),), where=where, period=QUARTER(4))
    gold = clinics_sql(f"""SELECT COUNT(*) FROM visit WHERE {DONE} AND {DAY} BETWEEN '2025-10-01' AND '2025-12-31'
        AND clinic_id IN (SELECT clinic_id FROM visit v JOIN clinic USING (clinic_id) WHERE {WAS_SILVER} AND {DAY} BETWEEN '2025-08-14' AND '2025-08-15')""")
    whole = run(clinics, measures=(M("visits"),), period=QUARTER(4))
    assert 0 < mine[0][0] == gold[0][0] < whole[0][0]


def test_rows_without_a_day_have_no_attribute_of_their_day(clinics):
    with pytest.raises(QueryRefused) as refused:
        run(clinics, measures=(M("visits"),), where=q.Exists(table="item", where=SILVER), period=QUARTER(3))
    assert refused.value.issues[0].code == "no_time"


def test_members_are_listed_by_an_attribute_as_it_is_today(clinics):
    listed = records(clinics, dimension="tier", where=SILVER)
    assert [note.code for note in listed.notes] == ["as_of_today"]


def test_who_came_back_is_known_by_the_tier_of_each_day(clinics, clinics_sql):
    mine = run(clinics, measures=(M("loyalty"),), where=SILVER, period=q.Named(unit="month", number=7, year=2025))
    # Silver is what they were in the month before; to come back is to come at all.
    seen = f"(SELECT DISTINCT patient_id, {DAY} AS day FROM visit v WHERE {DONE} AND patient_id IS NOT NULL AND {{}})"
    gold = clinics_sql(f"""
        SELECT AVG(CASE WHEN patient_id IN (SELECT patient_id FROM {seen.format("TRUE")} WHERE day BETWEEN '2025-07-01' AND '2025-07-31') THEN 1.0 ELSE 0 END)
        FROM (SELECT DISTINCT patient_id FROM {seen.format(WAS_SILVER)} WHERE day BETWEEN '2025-06-01' AND '2025-06-30')""")
    assert 0 < mine[0][0] < 1
    assert mine[0][0] == pytest.approx(gold[0][0])
