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
