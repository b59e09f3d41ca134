"""Questions for the few by several things: members without rows stand where they may be; against SQL by hand."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.session import Viewer

BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
M = lambda name: q.Metric(name=name)
IS = lambda name, value: q.Is(dimension=name, value=value)
MONTH = q.Grain(unit="month")
FIRST = q.Named(unit="quarter", number=1, year=2025)
UNDER = lambda number: q.MeasureIs(measure=M("visits"), op="<", value=number)
FEW = q.CountGroups(axis=q.Dimension(name="doctor"), having=UNDER(2))


def hospital(small, *masks):
    """Doctors on wards of houses, with grades that change; visits to them, in several ways."""
    parts = {
        "tables": {
            "ward": {"key": ["ward"], "columns": columns(ward="text", house="text")},
            "doctor": {"key": ["doctor"], "columns": columns(doctor="integer", ward="text", hired="date", gone="date")},
            "grade": {"key": ["doctor", "since"], "history": {"start": "since"}, "columns": columns(doctor="integer", since="date", grade="text")},
            "visit": {"key": ["id"], "time": "day", "watermark": "2025-03-31", "columns": columns(id="integer", doctor="integer", day="date", way="text")},
        },
        "joins": [
            {"name": "w", "table": "doctor", "to": "ward", "on": {"ward": "ward"}}, {"name": "g", "table": "doctor", "to": "grade", "on": {"doctor": "doctor"}},
            {"name": "v", "table": "visit", "to": "doctor", "on": {"doctor": "doctor"}},
        ],
        "dimensions": {
            "doctor": {"table": "doctor", "column": "doctor", "valid_from": "hired", "valid_to": "gone"},
            "ward": {"table": "ward", "column": "ward"}, "house": {"table": "ward", "column": "house"}, "way": {"table": "visit", "column": "way"},
            "grade": {"table": "grade", "column": "grade"}, "grade_now": {"table": "grade", "column": "grade", "as_of": "today"},
        },
        "metrics": {"visits": simple("visit")},
        "masks": list(masks),
    }  # fmt: skip
    return small(
        parts,
        values("ward", "ward, house", "('A', 'old'), ('B', 'old'), ('C', 'new')"),
        values("doctor", "doctor, ward, hired, gone", """(1, 'A', NULL::DATE, NULL::DATE), (2, 'A', NULL, NULL), (3, 'B', NULL, NULL), (4, 'B', NULL, NULL),
            (5, 'C', NULL, DATE '2025-02-01'), (6, NULL, NULL, NULL)"""),
        values("grade", "doctor, since, grade", "(1, DATE '2024-01-01', 'x'), (4, DATE '2024-01-01', 'x'), (4, DATE '2025-02-10', 'y'), (2, DATE '2024-01-01', 'y')"),
        values("visit", "id, doctor, day, way", """(1, 1, DATE '2025-01-05', 'p'), (2, 1, DATE '2025-01-06', 'p'), (3, 2, DATE '2025-01-06', 'q'), (4, 3, DATE '2025-01-20', 'p'),
            (5, 1, DATE '2025-03-05', 'q'), (6, 3, DATE '2025-03-06', 'q'), (7, 3, DATE '2025-03-07', 'q'), (8, 3, DATE '2025-02-07', NULL)"""),
        calendar={"as_of": "2025-04-01"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def clinic(small):
    return hospital(small)


MONTHS = "(SELECT day::DATE AS first, (day + INTERVAL 1 MONTH)::DATE AS next FROM range(DATE '2025-01-01', DATE '2025-04-01', INTERVAL 1 MONTH) t(day))"


@pytest.mark.parametrize("axis", ["ward", "house"])
def test_members_without_rows_are_counted_where_they_belong(clinic, axis):
    inner = f"SELECT {axis} AS g, doctor, count(id) AS n FROM doctor LEFT JOIN ward USING (ward) LEFT JOIN visit USING (doctor) GROUP BY ALL"
    gold = clinic.sql(f"SELECT g, count(*) FILTER (n < 2) FROM ({inner}) GROUP BY 1")
    assert clinic.run(measures=(FEW,), by=BY(axis), period=FIRST) == gold
    assert sum(count for _, count in gold) == clinic.run(measures=(FEW,), period=FIRST)[0][0] == 4
    for group, count in gold:
        if group is not None:
            assert clinic.run(measures=(FEW,), where=IS(axis, group), period=FIRST) == [(count,)]


def test_by_month_and_ward_in_either_order(clinic):
    gold = clinic.sql(f"""SELECT first, ward, count(*) FILTER (n < 2) FROM (SELECT first, ward, doctor.doctor, count(id) AS n FROM {MONTHS}
        JOIN doctor ON gone IS NULL OR gone > first LEFT JOIN visit v ON v.doctor = doctor.doctor AND v.day >= first AND v.day < next
        GROUP BY ALL) GROUP BY ALL""")
    assert clinic.run(measures=(FEW,), by=(MONTH, *BY("ward")), period=FIRST) == gold
    turned = clinic.run(measures=(FEW,), by=(*BY("ward"), MONTH), period=FIRST)
    assert sorted((month, str(ward), n) for ward, month, n in turned) == sorted((a, str(b), n) for a, b, n in gold)


def test_rows_by_member_and_what_it_determines(clinic):
    rows = clinic.run("visits", by=BY("ward", "doctor"), having=UNDER(2), period=FIRST)
    assert rows == [("A", 2, 1), ("B", 4, 0), ("C", 5, 0), (None, 6, 0)]
    assert clinic.run("visits", by=BY("doctor", "ward", "house"), having=UNDER(2), period=FIRST) == [
        (2, "A", "old", 1), (4, "B", "old", 0), (5, "C", "new", 0), (6, None, None, 0)
    ]  # fmt: skip


def test_of_what_does_not_hang_on_a_member_it_may_be_with_each(clinic):
    gold = clinic.sql("""SELECT way, count(*) FILTER (n < 2) FROM (SELECT w.way, d.doctor, count(v.id) AS n
        FROM (SELECT DISTINCT way FROM visit) w CROSS JOIN doctor d LEFT JOIN visit v ON v.doctor = d.doctor AND v.way IS NOT DISTINCT FROM w.way
        GROUP BY ALL) GROUP BY 1""")
    assert clinic.run(measures=(FEW,), by=BY("way"), period=FIRST) == gold


def test_by_groups_of_the_question(clinic):
    groups = q.Groups(groups=(q.Group(label="old", where=IS("house", "old")), q.Group(label="q", where=IS("way", "q"))))
    # Of the old house 2 and 4; of the visits by way q all but doctor 3, who had two.
    assert clinic.run(measures=(FEW,), by=(groups,), period=FIRST) == [("old", 2), ("q", 5)]


def test_an_attribute_with_a_history_is_that_of_the_last_day(clinic):
    assert clinic.run(measures=(FEW,), where=IS("grade", "y"), period=FIRST) == [(2,)]
    assert clinic.run(measures=(FEW,), where=IS("grade_now", "x"), period=FIRST) == [(0,)]
    assert clinic.run(measures=(FEW,), by=(MONTH,), where=IS("grade", "x"), period=FIRST) == [
        (dt.date(2025, 1, 1), 1), (dt.date(2025, 2, 1), 1), (dt.date(2025, 3, 1), 1)
    ]  # fmt: skip


def test_who_may_not_see_from_when_to_when_a_member_is_there_is_told_so(small):
    masked = hospital(small, {"name": "m", "table": "doctor", "columns": ["gone"], "except_roles": ["boss"]})
    march = q.Named(unit="month", number=3, year=2025)
    assert masked.run(measures=(FEW,), period=march, viewer=Viewer(roles=("boss",))) == [(4,)]
    assert masked.refused(measures=(FEW,), period=march).code == "members_hidden"
    assert masked.run("visits", by=BY("doctor"), period=FIRST) == [(1, 3), (2, 1), (3, 4)]
