"""Folds and counts of groups beside other axes, inside shares, totals and one another, against SQL by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from semantic_layer import query as q
from tests.fixtures.small_models import columns, simple, values

TABLES = {
    "doctor": {"key": ["doctor_id"], "columns": columns(doctor_id="integer", ward="text")},
    "visit": {
        "key": ["visit_id"], "time": "day", "watermark": dt.date(2026, 3, 31),
        "columns": columns(visit_id="integer", doctor_id="integer", day="date", fee="number"),
    },
}  # fmt: skip
DIMENSIONS = {
    "doctor": {"label": {"en": "doctor"}, "table": "doctor", "column": "doctor_id"},
    "ward": {"label": {"en": "ward"}, "table": "doctor", "column": "ward"},
}
METRICS = {
    "visits": simple("visit"), "fees": simple("visit", "sum", "fee", unit="EUR"),
    "feb_visits": simple("visit", default_period={"kind": "named", "unit": "month", "number": 2, "year": 2026}),
}  # fmt: skip
#: Doctor 4 has no visit, ward A none in February.
ROWS = [
    values("doctor", "doctor_id, ward", "(1, 'A'), (2, 'A'), (3, 'B'), (4, 'B')"),
    values(
        "visit", "visit_id, doctor_id, day, fee",
        "(1, 1, DATE '2026-01-05', 10.0), (2, 1, DATE '2026-01-06', 20.0), (3, 2, DATE '2026-01-06', 30.0),"
        "(4, 3, DATE '2026-01-20', 40.0), (5, 1, DATE '2026-03-05', 50.0), (6, 3, DATE '2026-03-06', 60.0),"
        "(7, 3, DATE '2026-03-07', 70.0), (8, 3, DATE '2026-02-07', 5.0)",
    ),
]  # fmt: skip
QUARTER = {"kind": "named", "unit": "quarter", "number": 1, "year": 2026}
MONTH, DAY = q.Grain(unit="month"), q.Grain(unit="day")
DOCTOR, WARD = q.Dimension(name="doctor"), q.Dimension(name="ward")
VISITS, FEES = q.Metric(name="visits"), q.Metric(name="fees")


def fold(agg, measure, *over):
    return q.Fold(agg=agg, measure=measure, over=over)


def count(axis, measure, op, value):
    return q.CountGroups(axis=axis, having=q.MeasureIs(measure=measure, op=op, value=value))


def share_of(measure, *without):
    return q.Combine(op="share", measures=(measure,), without=without)


@pytest.fixture(scope="module")
def clinic(small):
    parts = {
        "tables": TABLES, "dimensions": DIMENSIONS, "metrics": METRICS,
        "joins": [{"name": "visit_doctor", "table": "visit", "to": "doctor", "on": {"doctor_id": "doctor_id"}}],
    }  # fmt: skip
    return small(parts, *ROWS, today=dt.date(2026, 4, 1), default_period=QUARTER)


@pytest.mark.parametrize(
    ("measure", "sql"),
    [
        (fold("avg", VISITS, DOCTOR), "avg(n)"),
        (count(DOCTOR, VISITS, ">=", 2), "count(*) FILTER (n >= 2)"),
        (fold("max", FEES, DOCTOR), "max(fee)"),
    ],
)
def test_the_order_of_a_month_and_a_ward_changes_no_fold(clinic, measure, sql):
    by_hand = f"""
        SELECT month, ward, {sql} FROM (
          SELECT date_trunc('month', day)::DATE AS month, ward, doctor_id, count(*) AS n, sum(fee) AS fee
          FROM visit JOIN doctor USING (doctor_id) GROUP BY ALL) GROUP BY month, ward"""
    rows = clinic.run(measures=(measure,), by=(MONTH, WARD))
    assert rows == clinic.sql(by_hand)
    turned = clinic.run(measures=(measure,), by=(WARD, MONTH))
    assert sorted((month, ward, value) for ward, month, value in turned) == rows


@pytest.mark.parametrize(
    ("measure", "parts"),
    [
        # The best day: 70 of all, 50, 5 and 70 of the months.
        (fold("max", FEES, DAY), [(50, 70), (5, 70), (70, 70)]),
        # The best doctor: the third has 175 in all.
        (fold("max", FEES, DOCTOR), [(40, 175), (5, 175), (130, 175)]),
        # Days on which 20 or more was paid.
        (count(DAY, FEES, ">=", 20), [(2, 5), (0, 5), (3, 5)]),
        # The best month is the month itself, and of all of them March.
        (fold("max", FEES, MONTH), [(100, 180), (5, 180), (180, 180)]),
    ],
)
def test_a_share_without_the_months_is_of_what_the_quarter_has(clinic, measure, parts):
    rows = clinic.run(measures=(measure, share_of(measure, "month")), by=(MONTH,))
    assert [(value, share) for _, value, share in rows] == [(part, pytest.approx(part / all_)) for part, all_ in parts]
    assert clinic.run(measures=(measure,)) == [(parts[0][1],)]


def test_a_share_without_the_finer_of_two_times(clinic):
    best = fold("max", FEES, MONTH)
    rows = clinic.run(measures=(share_of(best, "month"),), by=(MONTH, q.Grain(unit="year")))
    assert [row[-1] for row in rows] == [pytest.approx(part / 180) for part in (100, 5, 180)]


def test_folds_over_months_of_what_is_itself_of_doctors(clinic):
    seen, best = count(DOCTOR, VISITS, ">=", 1), fold("max", FEES, DOCTOR)
    # Doctors seen: 3, 1, 2. The best doctor's fees: 40, 5, 130.
    assert clinic.run(measures=(fold("avg", seen, MONTH),)) == [(2.0,)]
    assert clinic.run(measures=(count(MONTH, seen, ">=", 2),)) == [(2,)]
    assert clinic.run(measures=(fold("avg", best, MONTH),)) == [(pytest.approx(175 / 3),)]
    # Ward A has none in February: a count of 0, and no best.
    assert clinic.run(measures=(fold("avg", seen, MONTH), fold("avg", best, MONTH)), by=(WARD,)) == [
        ("A", 1.0, 40.0), ("B", 1.0, pytest.approx(175 / 3)),
    ]  # fmt: skip


def test_a_month_without_groups_is_a_month(clinic):
    only_a = q.Is(dimension="ward", value="A")
    seen, best = count(DOCTOR, VISITS, ">=", 1), fold("max", FEES, DOCTOR)
    january, february, march = (dt.date(2026, month, 1) for month in (1, 2, 3))
    rows = clinic.run(measures=(seen, best), by=(MONTH,), where=only_a)
    assert rows == [(january, 2, 30.0), (february, 0, None), (march, 1, 50.0)]
    assert clinic.run(measures=(fold("avg", seen, MONTH), fold("min", seen, MONTH)), where=only_a) == [(1.0, 0)]


def test_what_is_made_of_changes_is_not_compared_again(clinic):
    change = q.Combine(op="change", measures=(FEES,))
    grew = count(DOCTOR, change, ">", 0)
    per_fee = q.Combine(op="divide", measures=(change, FEES))
    compare, march = (q.Compare(basis="previous_unit"),), q.Named(unit="month", number=3, year=2026)
    # Of doctor 3, 130 against 5; of doctor 1, 50 and nothing to set it against.
    data = q.Data(measures=(grew, fold("max", change, DOCTOR), per_fee), period=march, compare=compare)
    answer = clinic.answer(data)
    assert answer.rows == ((1, 125, 175 / 180),) and len(answer.columns) == 3
    assert "unchanged" not in answer.text and "5" in answer.text
    # In the first month nobody is known to have grown; in February nobody did.
    by_month = clinic.run(measures=(grew,), by=(MONTH,), compare=compare)
    assert [value for _, value in by_month] == [None, 0, 1]


def total_of(model, **query):
    """The total of a data query and the days it is of."""
    compiled = model.compile(totals=True, **query)
    return compiled.total.period.start, compiled.total.period.end, model.engine.warehouse.run(compiled).total


def test_a_total_is_of_the_days_of_its_rows(clinic):
    quarter = (dt.date(2026, 1, 1), dt.date(2026, 4, 1))
    february = q.Metric(name="feb_visits")
    some = q.MeasureIs(measure=VISITS, op=">=", value=1)
    assert total_of(clinic, measures=(february,), by=(WARD,), having=some) == (*quarter, (None, 8))
    assert clinic.run(measures=(february,), by=(WARD,), having=some) == [("A", 4), ("B", 4)]
    beside = (february, q.Combine(op="change", measures=(VISITS,)))
    compare = (q.Compare(basis="previous_unit"),)
    assert total_of(clinic, measures=beside, by=(MONTH,), compare=compare)[:2] == quarter


def test_a_filter_s_own_metric_has_no_part_in_the_days_of_a_measure(clinic):
    seen = q.InKeys(dimension="doctor", query=q.Data(measures=(VISITS,), by=(DOCTOR,), period=q.AllTime()))
    for query in (
        {"measures": (q.Metric(name="feb_visits"),), "where": seen},
        {"measures": (q.Metric(name="feb_visits", where=seen),)},
    ):
        assert clinic.run(**query) == [(1,)] and clinic.compile(**query).period.symbolic == "2026-02"


def test_a_total_stands_beside_a_share_of_some_axes(clinic):
    of_ward = share_of(VISITS, "doctor")
    assert total_of(clinic, measures=(VISITS, of_ward), by=(WARD, DOCTOR))[2] == (None, None, 8, 1.0)
    # The largest share that a doctor has: over the doctors there is no ward to leave out.
    largest = fold("max", share_of(VISITS, "doctor"), DOCTOR)
    assert total_of(clinic, measures=(largest,), by=(WARD,))[2] == (None, 0.5)
    assert clinic.refused(measures=(share_of(VISITS, "bed"),), by=(WARD,), totals=True).code == "no_such_axis"


def test_four_units_of_time_beside_each_other(clinic):
    first = dt.date(2026, 1, 1)
    by = (DAY, MONTH, q.Grain(unit="quarter"), q.Grain(unit="year"))
    rows = clinic.run("visits", by=by)
    assert (len(rows), rows[0]) == (86, (dt.date(2026, 1, 5), first, first, first, 1))
    best = clinic.run(measures=(fold("max", VISITS, DAY),), by=by[1:])
    assert [row[-1] for row in best] == [2, 1, 1]


def test_a_denominator_alone_stands_beside_the_groups_of_its_metric(small):
    metrics = {
        "sales": simple("sale", "sum", "amount"),
        "part": {
            "unit": "share",
            "calculation": {
                "type": "ratio", "numerator": "sales", "denominator": "sales", "denominator_ignores": ["area"],
            },
        },
    }  # fmt: skip
    table = {"key": ["id"], "time": "day", "columns": columns(id="integer", area="text", day="date", amount="number")}
    parts = {
        "tables": {"sale": table}, "metrics": metrics,
        "dimensions": {"area": {"label": {"en": "area"}, "table": "sale", "column": "area"}},
    }  # fmt: skip
    rows = "(1, 'N', DATE '2026-01-05', 10.0), (2, 'S', DATE '2026-01-06', 20.0), (3, NULL, DATE '2026-01-07', 5.0)"
    shop = small(parts, values("sale", "id, area, day, amount", rows), today=dt.date(2026, 2, 1))
    below, by = q.Component(metric="part", part=("denominator",)), (q.Dimension(name="area"),)
    assert shop.run(measures=(below,), by=by) == [("N", 35.0), ("S", 35.0), (None, 35.0)]
    over = fold("avg", below, q.Dimension(name="area"))
    assert shop.run(measures=(over,)) == [(35.0,)]
