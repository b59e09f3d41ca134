"""Traps in numbers: each query against SQL written by hand, both executed."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic_layer import query as q
from semantic_layer.issues import NotYet, QueryRefused
from semantic_layer.session import Session, Viewer

TODAY = dt.date(2026, 4, 1)
DAY = "(begun_at AT TIME ZONE 'Asia/Tokyo')::DATE"
M = lambda name, **more: q.Metric(name=name, **more)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
MARCH = q.Named(unit="month", number=3, year=2026)
YEAR = q.Named(unit="year", year=2025)
IN_2025 = f"{DAY} >= '2025-01-01' AND {DAY} < '2026-01-01'"


def run(engine, today=TODAY, viewer=None, **query):
    session = Session(today=today, viewer=viewer or Viewer())
    return engine.run(engine.compile(q.Data(**query), session)).rows


def compiled(engine, today=TODAY, **query):
    return engine.compile(q.Data(**query), Session(today=today))


def same(mine, gold):
    def key(row):
        return [(cell is None, str(cell)) for cell in row if not isinstance(cell, float)]

    def plain(row):
        return [round(cell, 6) if isinstance(cell, float) else cell for cell in row]

    assert [plain(row) for row in sorted(mine, key=key)] == [plain(row) for row in sorted(gold, key=key)]
    assert gold


def test_1_fan_out_is_refused(clinics):
    with pytest.raises(QueryRefused) as refused:
        run(clinics, measures=(M("fees"),), by=BY("code"), period=YEAR)
    assert refused.value.issues[0].code == "fan_out"


def test_2_two_facts_are_each_aggregated_on_their_own(clinics, clinics_sql):
    mine = run(clinics, measures=(M("fees"), M("credits")), by=BY("area"), period=YEAR)
    same(mine, clinics_sql(f"""
        SELECT a.area, a.f, b.c FROM
        (SELECT area, SUM(fee) f FROM visit LEFT JOIN clinic USING (clinic_id) WHERE state <> 'missed' AND {IN_2025} GROUP BY 1) a
        FULL JOIN (SELECT area, SUM(amount) c FROM credit LEFT JOIN clinic USING (clinic_id)
          WHERE day >= '2025-01-01' AND day < '2026-01-01' GROUP BY 1) b ON a.area IS NOT DISTINCT FROM b.area"""))  # fmt: skip


def test_3_orphans_are_kept_and_buckets_add_up(clinics):
    rows = run(clinics, measures=(M("fees"),), by=BY("clinic"), period=YEAR)
    assert None in [row[0] for row in rows]
    assert sum(row[1] for row in rows) == pytest.approx(run(clinics, measures=(M("fees"),), period=YEAR)[0][0])


METRICS = ["fees", "visits", "missed_rate", "average_fee", "fee_per_visit", "patients", "returning", "new_patients", "credits", "credit_notes", "running_fees", "lately_seen", "loyalty"]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.permutations(["area", "clinic"]), st.sampled_from(METRICS), st.sampled_from(METRICS))
def test_4_no_permutation_or_companion_changes_a_value(clinics, dims, metric, other):
    alone = {
        frozenset(zip(("area", "clinic"), row[:2], strict=True)): row[2]
        for row in run(clinics, measures=(M(metric),), by=BY("area", "clinic"), period=YEAR)
    }
    measures = (M(metric),) if metric == other else (M(other), M(metric))
    for row in run(clinics, measures=measures, by=BY(*dims), period=YEAR):
        key = frozenset(zip(dims, row[:2], strict=True))
        if key in alone:
            assert row[-1] == pytest.approx(alone[key])
        else:
            assert row[-1] in (None, 0)


def test_5_one_sided_groups_stay_with_null_sums_and_zero_counts(clinics, clinics_sql):
    rows = {
        row[0]: row[1:]
        for row in run(clinics, measures=(M("visits"), M("credits"), M("credit_notes")), by=BY("clinic"), period=YEAR)
    }
    assert rows["Ash"][1] is None and rows["Ash"][2] == 0 and rows["Ash"][0] > 0
    assert len([name for name in rows if name is None]) == 1


def test_6_policies_hold_inside_facts_totals_and_shares(clinics, clinics_sql):
    from semantic_layer.model.definitions import Policy

    model = clinics.model.model_copy(update={"policies": (Policy(name="own", dimension="area", attribute="areas"),)})
    from semantic_layer.compiler.compile import compile_query

    viewer = Viewer(attributes={"areas": ("North",)})
    share = q.Combine(op="share", measures=(M("fees"),))
    query = q.Data(measures=(share, M("missed_rate")), by=BY("clinic"), period=YEAR)
    rows = clinics.run(compile_query(query, model, Session(today=TODAY, viewer=viewer), clinics.state(TODAY))).rows
    assert {row[0] for row in rows} == {"Oak", "Elm"} and sum(row[1] for row in rows) == pytest.approx(1)
    nobody = clinics.run(
        compile_query(q.Data(measures=(M("visits"),), period=YEAR), model, Session(today=TODAY), clinics.state(TODAY))
    )
    assert nobody.rows == ((0,),)


def test_7_a_filter_across_a_fan_out_counts_each_once(clinics, clinics_sql):
    mine = run(
        clinics, measures=(M("visits"), M("fees")), where=q.In(dimension="code", values=("c1", "c2")), period=YEAR
    )
    same(mine, clinics_sql(f"""SELECT COUNT(*), SUM(fee) FROM visit WHERE state <> 'missed' AND {IN_2025}
        AND visit_id IN (SELECT visit_id FROM item WHERE code IN ('c1', 'c2'))"""))  # fmt: skip
    without = run(clinics, measures=(M("visits"),), where=q.Not(part=q.Is(dimension="code", value="c1")), period=YEAR)
    same(without, clinics_sql(f"""SELECT COUNT(*) FROM visit WHERE state <> 'missed' AND {IN_2025}
        AND visit_id NOT IN (SELECT visit_id FROM item WHERE code = 'c1')"""))  # fmt: skip


def test_8_averages_are_over_the_home_rows(clinics, clinics_sql):
    mine = run(clinics, measures=(M("average_fee"),), where=q.Is(dimension="code", value="c1"), period=YEAR)
    same(
        mine,
        clinics_sql(
            f"SELECT AVG(fee) FROM visit WHERE {IN_2025} AND visit_id IN (SELECT visit_id FROM item WHERE code = 'c1')"
        ),
    )


def test_9_distinct_counts_do_not_add_up(clinics, clinics_sql):
    months = run(clinics, measures=(M("patients"),), by=(q.Grain(unit="quarter"),), period=YEAR)
    whole = run(clinics, measures=(M("patients"),), period=YEAR)
    same(whole, clinics_sql(f"SELECT COUNT(DISTINCT patient_id) FROM visit WHERE {IN_2025}"))
    assert sum(row[1] for row in months) > whole[0][0]


def test_10_a_ratio_is_a_ratio_of_sums_and_null_over_zero(clinics, clinics_sql):
    mine = run(clinics, measures=(M("missed_rate"),), by=BY("area"), period=YEAR)
    same(mine, clinics_sql(f"""SELECT area, COUNT(*) FILTER (state = 'missed')::DOUBLE / COUNT(*)
        FROM visit LEFT JOIN clinic USING (clinic_id) WHERE {IN_2025} GROUP BY 1"""))  # fmt: skip
    nothing = run(clinics, measures=(M("fee_per_visit"),), where=q.Is(dimension="clinic", value=3), period=MARCH)
    assert nothing == ((None,),)


def test_11_the_numerators_filter_stays_there_and_the_questions_reaches_both(clinics, clinics_sql):
    mine = run(clinics, measures=(M("missed_rate"),), where=q.Is(dimension="plan", value="plus"), period=YEAR)
    same(mine, clinics_sql(f"""SELECT COUNT(*) FILTER (state = 'missed')::DOUBLE / COUNT(*)
        FROM visit JOIN patient USING (patient_id) WHERE plan = 'plus' AND {IN_2025}"""))  # fmt: skip


def test_12_13_a_month_is_set_against_the_calendar_month_before(clinics, clinics_sql):
    mine = run(clinics, measures=(M("visits"), M("fees")), by=(q.Grain(unit="month"),), period=q.Named(unit="quarter", number=1, year=2026),
               compare=(q.Compare(basis="previous_unit"),))  # fmt: skip
    count = lambda a, b: clinics_sql(
        f"SELECT COUNT(*), SUM(fee) FROM visit WHERE state <> 'missed' AND {DAY} >= '{a}' AND {DAY} < '{b}'"
    )[0]
    december, january, march = (
        count("2025-12-01", "2026-01-01"),
        count("2026-01-01", "2026-02-01"),
        count("2026-03-01", "2026-04-01"),
    )
    assert [row[0].month for row in mine] == [1, 2, 3]
    assert (mine[0][1], mine[0][2]) == (january[0], december[0])
    assert (mine[1][1], mine[1][2]) == (count("2026-02-01", "2026-03-01")[0], january[0])
    # February all but lacks rows, and is still what March is set against.
    assert (mine[2][1], mine[2][2]) == (march[0], mine[1][1])


@pytest.mark.parametrize(
    ("today", "period", "basis", "expected"),
    [
        (dt.date(2026, 4, 1), MARCH, "previous_unit", ("2026-02-01", "2026-03-01")),
        (dt.date(2026, 3, 31), q.Relative(unit="month"), "previous_unit", ("2026-02-01", "2026-03-01")),
        (dt.date(2026, 3, 11), q.Relative(unit="month"), "previous_unit", ("2026-02-01", "2026-02-11")),
        (dt.date(2026, 3, 11), q.Relative(unit="month"), "previous_year", ("2025-03-01", "2025-03-11")),
        (dt.date(2026, 3, 11), q.Relative(unit="quarter"), "previous_unit", ("2025-10-01", "2025-12-09")),
    ],
)
def test_14_incomplete_periods_are_compared_like_for_like(clinics, today, period, basis, expected):
    from semantic_layer.compiler.compile import compile_query
    from semantic_layer.session import Coverage

    state = clinics.state(today)
    cover = Coverage(first=dt.date(2024, 12, 20), watermark=min(today - dt.timedelta(days=1), dt.date(2026, 3, 31)))
    state = state.model_copy(update={"coverage": dict.fromkeys(state.coverage, cover)})
    query = q.Data(measures=(M("visits"),), period=period, compare=(q.Compare(basis=basis),))
    made = compile_query(query, clinics.model, Session(today=today), state)
    side = made.comparisons[0]
    assert (str(side.start), str(side.end)) == expected
    codes = {warning.code for warning in made.warnings}
    assert ("unequal_length" in codes) == (today == dt.date(2026, 3, 31))
    assert ("incomplete_period" in codes) == (today != dt.date(2026, 4, 1))


def test_17_a_balance_is_the_last_snapshot_of_each_never_a_sum(clinics, clinics_sql):
    mine = run(clinics, measures=(M("doses"),), by=BY("clinic"), period=MARCH)
    same(mine, clinics_sql("""SELECT name, doses FROM stock JOIN clinic USING (clinic_id)
        WHERE day < '2026-04-01' AND day >= '2026-03-11' QUALIFY row_number() OVER (PARTITION BY clinic_id ORDER BY day DESC) = 1"""))  # fmt: skip
    assert "Ash" not in {row[0] for row in mine}, "a stale snapshot is no stock"


def test_18_days_are_those_of_the_models_zone(clinics, clinics_sql):
    mine = run(
        clinics,
        measures=(M("all_visits"),),
        by=(q.Grain(unit="day"),),
        period=q.Named(unit="month", number=1, year=2026),
    )
    gold = clinics_sql(
        f"SELECT {DAY} d, COUNT(*) FROM visit WHERE {DAY} >= '2026-01-01' AND {DAY} < '2026-02-01' GROUP BY 1"
    )
    same([row for row in mine if row[1]], gold)
    naive = clinics_sql(
        "SELECT begun_at::DATE d, COUNT(*) FROM visit WHERE begun_at::DATE >= '2026-01-01' AND begun_at::DATE < '2026-02-01' GROUP BY 1"
    )
    assert sorted(gold) != sorted(naive), "the data must tell the two apart"


def test_21_ties_with_the_last_are_kept(clinics, clinics_sql):
    rows = run(clinics, measures=(M("doses"),), by=BY("area"), period=YEAR, order=(q.Order(measure=0),), top=q.Top(n=1))
    assert len(rows) == 1


def test_22_a_share_is_of_the_filtered_or_the_grand_total(clinics):
    def shares(of):
        measure = q.Combine(op="share", measures=(M("fees"),), of=of)
        return sum(
            row[1]
            for row in run(
                clinics, measures=(measure,), by=BY("clinic"), where=q.Is(dimension="area", value="North"), period=YEAR
            )
        )

    assert shares("filtered") == pytest.approx(1) and shares("grand") < 0.9


def test_first_time_counts_the_first_row_ever(clinics, clinics_sql):
    mine = run(clinics, measures=(M("new_patients"),), by=(q.Grain(unit="month"),), period=YEAR)
    gold = clinics_sql(f"""SELECT date_trunc('month', f)::DATE, COUNT(*) FROM (SELECT patient_id, MIN({DAY}) f FROM visit WHERE patient_id IS NOT NULL GROUP BY 1)
        WHERE f >= '2025-01-01' AND f < '2026-01-01' GROUP BY 1""")  # fmt: skip
    same([row for row in mine if row[1]], gold)


def test_count_of_groups_under_a_condition(clinics, clinics_sql):
    measure = q.CountGroups(
        axis=q.Dimension(name="clinic"), having=q.MeasureIs(measure=M("credit_notes"), op=">", value=40)
    )
    mine = run(clinics, measures=(measure,), period=YEAR)
    same(mine, clinics_sql("""SELECT COUNT(*) FROM (SELECT clinic_id FROM credit WHERE day >= '2025-01-01' AND day < '2026-01-01'
        AND clinic_id IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 40)"""))  # fmt: skip


@pytest.mark.parametrize("measure", [M("nothing"), q.Combine(op="minus", measures=(M("fees"), M("creditz")))])
def test_unknown_names_are_refused_with_the_nearest(clinics, measure):
    with pytest.raises(QueryRefused) as refused:
        run(clinics, measures=(measure,), period=YEAR)
    assert refused.value.issues[0].code == "unknown_metric"


def test_what_is_not_computed_yet_says_so(clinics):
    with pytest.raises(NotYet):
        clinics.compile(q.Explain(measure=M("fees")), Session(today=TODAY))


def test_periods_without_data_are_refused(clinics):
    for period, code in (
        (q.Relative(unit="quarter", offset=1), "no_data_yet"),
        (q.Named(unit="year", year=2019), "before_data"),
    ):
        with pytest.raises(QueryRefused) as refused:
            run(clinics, measures=(M("fees"),), period=period)
        assert refused.value.issues[0].code == code


def test_15_accumulates_first_and_filters_after(clinics, clinics_sql):
    second = q.Named(unit="quarter", number=2, year=2025)
    mine = run(clinics, measures=(M("running_fees"),), by=(q.Grain(unit="month"),), period=second)
    same(mine, clinics_sql(f"""
        SELECT m::DATE, SUM(fee) FROM generate_series(DATE '2025-04-01', DATE '2025-06-01', INTERVAL 1 MONTH) t(m)
        JOIN visit ON {DAY} >= '2025-01-01' AND {DAY} < m + INTERVAL 1 MONTH AND state <> 'missed' GROUP BY 1"""))  # fmt: skip
    whole = run(clinics, measures=(M("running_fees"),), by=(q.Grain(unit="month"),), period=YEAR)
    assert {month: dict(whole)[month] for month, _ in mine} == pytest.approx(dict(mine))


def test_16_a_coarser_bucket_has_the_value_at_its_end_and_none_after_the_watermark(clinics):
    by = lambda unit, period: dict(run(clinics, measures=(M("running_fees"),), by=(q.Grain(unit=unit),), period=period))
    months, quarters = by("month", YEAR), by("quarter", YEAR)
    for number, (start, value) in enumerate(sorted(quarters.items()), start=1):
        assert start == dt.date(2025, 3 * number - 2, 1)
        assert value == pytest.approx(months[dt.date(2025, 3 * number, 1)])
    begun = by("month", q.Named(unit="year", year=2026))
    assert max(begun) <= dt.date(2026, 4, 1)


def test_a_trailing_window_counts_each_entity_once(clinics, clinics_sql):
    mine = run(clinics, measures=(M("lately_seen"),), by=(q.Grain(unit="month"),), period=YEAR)
    same(mine, clinics_sql(f"""
        SELECT m::DATE, COUNT(DISTINCT patient_id) FROM generate_series(DATE '2025-01-01', DATE '2025-12-01', INTERVAL 1 MONTH) t(m)
        JOIN visit ON {DAY} >= m + INTERVAL 1 MONTH - INTERVAL 28 DAY AND {DAY} < m + INTERVAL 1 MONTH AND state <> 'missed'
        GROUP BY 1"""))  # fmt: skip


def test_a_running_ratio_is_sums_over_sums_by_area_and_against_the_year_before(clinics, clinics_sql):
    mine = run(clinics, measures=(M("long_run_rate"),), by=BY("area"), period=MARCH,
               compare=(q.Compare(basis="previous_year"),))  # fmt: skip
    rate = "COUNT(*) FILTER (state = 'missed' AND {0})::DOUBLE / NULLIF(COUNT(*) FILTER ({0}), 0)"
    now, before = (rate.format(f"{DAY} >= '{y}-01-01' AND {DAY} < '{y}-04-01'") for y in (2026, 2025))
    gold = clinics_sql(f"SELECT area, {now}, {before} FROM visit LEFT JOIN clinic USING (clinic_id) GROUP BY 1")
    same([row[:3] for row in mine], [row for row in gold if row[1] is not None or row[2] is not None])


def _seen(alias, start, end):
    days = f"{DAY} >= DATE '{start}' AND {DAY} < DATE '{end}'"
    return (
        f"(SELECT DISTINCT patient_id FROM visit WHERE state <> 'missed' AND patient_id IS NOT NULL AND {days}) {alias}"
    )


def test_retention_is_of_the_unit_before(clinics, clinics_sql):
    mine = run(clinics, measures=(M("loyalty"),), period=MARCH)
    same(mine, clinics_sql(f"""
        SELECT COUNT(a.patient_id)::DOUBLE / COUNT(*) FROM {_seen("b", "2026-02-01", "2026-03-01")}
        LEFT JOIN {_seen("a", "2026-03-01", "2026-04-01")} USING (patient_id)"""))  # fmt: skip


def test_retention_by_month_and_by_what_the_patient_was(clinics, clinics_sql):
    first = q.Named(unit="quarter", number=1, year=2026)
    months = dict(run(clinics, measures=(M("loyalty"),), by=(q.Grain(unit="month"),), period=first))
    assert months[dt.date(2026, 3, 1)] == pytest.approx(run(clinics, measures=(M("loyalty"),), period=MARCH)[0][0])
    mine = run(clinics, measures=(M("loyalty"),), by=BY("plan"), period=MARCH)
    same(mine, clinics_sql(f"""
        SELECT plan, COUNT(a.patient_id)::DOUBLE / COUNT(*) FROM {_seen("b", "2026-02-01", "2026-03-01")}
        LEFT JOIN {_seen("a", "2026-03-01", "2026-04-01")} USING (patient_id) LEFT JOIN patient USING (patient_id)
        GROUP BY 1"""))  # fmt: skip
    both = run(clinics, measures=(M("loyalty"), M("visits")), by=(q.Grain(unit="month"),), period=first)
    assert {row[0]: row[1] for row in both} == pytest.approx(months)
