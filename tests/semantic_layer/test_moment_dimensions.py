"""Moments as dimensions and as values: by the clocks of the model's time zone, whatever the engine's are."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.issues import WarehouseError
from semantic_layer.warehouse.live import find_live_problems

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
D = dt.date


@pytest.fixture(scope="module")
def log(small):
    """Events of a zone, some late in the evening in UTC: the next day in Tokyo."""
    ev = columns(id="integer", day="date", at_utc="timestamptz", plain="timestamp", who="integer")
    parts = {
        "tables": {
            "ev": {"key": ["id"], "time": "day", "columns": ev},
            "person": {"key": ["who"], "columns": columns(who="integer", joined="timestamptz")},
        },
        "joins": [{"name": "p", "table": "ev", "to": "person", "on": {"who": "who"}}],
        "dimensions": {
            "moment": {"table": "ev", "column": "at_utc"}, "plain": {"table": "ev", "column": "plain"},
            "joined": {"table": "person", "column": "joined", "labels": {"en": "joined"}},
        },
        "metrics": {
            "events": simple("ev"), "last": simple("ev", "max", column="at_utc"), "first": simple("ev", "min", column="plain"),
            "early": simple("ev", where=[{"field": "at_utc", "op": "<=", "value": D(2025, 3, 2)}]),
            "late_joined": simple("ev", where=[{"field": "joined", "op": ">", "value": D(2025, 1, 1)}]),
        },
    }  # fmt: skip
    rows = """(1, DATE '2025-03-01', TIMESTAMPTZ '2025-03-01 20:30:00+00', TIMESTAMP '2025-03-01 09:00', 1),
        (2, DATE '2025-03-02', TIMESTAMPTZ '2025-03-02 03:00:00+00', TIMESTAMP '2025-03-01 18:00', 2),
        (3, DATE '2025-03-03', TIMESTAMPTZ '2025-03-02 15:00:00+00', TIMESTAMP '2025-03-02 00:00', 2), (4, DATE '2025-03-04', NULL, NULL, NULL)"""
    people = "(1, TIMESTAMPTZ '2024-12-31 16:00:00+00'), (2, TIMESTAMPTZ '2025-01-01 15:00:00+00')"
    return small(parts, values("ev", "id, day, at_utc, plain, who", rows), values("person", "who, joined", people),
                 calendar={"time_zone": "Asia/Tokyo"})  # fmt: skip


def test_a_dimension_on_a_moment_is_its_day_in_the_models_zone(log):
    gold = log.sql("SELECT (at_utc AT TIME ZONE 'Asia/Tokyo')::DATE, count(*) FROM ev GROUP BY 1")
    assert (
        log.run("events", by=BY("moment"), period=MARCH) == gold == [(D(2025, 3, 2), 2), (D(2025, 3, 3), 1), (None, 1)]
    )
    assert log.run("events", by=BY("plain"), period=MARCH) == [(D(2025, 3, 1), 2), (D(2025, 3, 2), 1), (None, 1)]
    assert log.run("events", by=BY("joined"), period=MARCH) == [(D(2025, 1, 1), 1), (D(2025, 1, 2), 2), (None, 1)]


def test_its_members_are_days_and_are_filtered_as_days(log):
    assert log.answer(q.Members(dimension="moment")).rows == ((D(2025, 3, 2),), (D(2025, 3, 3),))
    assert {row.value for row in log.engine.warehouse.members(log.engine.whole, "joined")} == {
        D(2025, 1, 1),
        D(2025, 1, 2),
    }
    ask = lambda where: log.run("events", where=where, period=MARCH)[0][0]
    assert ask(q.Is(dimension="moment", value=D(2025, 3, 2))) == 2
    assert ask(q.Range(dimension="plain", low=D(2025, 3, 1), high=D(2025, 3, 1))) == 2
    assert ask(q.Is(dimension="joined", op=">=", value="2025-01-02")) == 2
    keys = q.Data(measures=(q.Metric(name="events"),), by=BY("moment"), order=(q.Order(measure=0),), top=q.Top(n=1))
    assert ask(q.InKeys(dimension="moment", query=keys)) == 2


def test_a_condition_of_a_definition_on_a_moment_is_of_its_day(log):
    # 2 March in Tokyo ends at 15:00 in UTC.
    assert log.run("early", "late_joined", period=MARCH) == [(2, 2)]


def test_the_last_moment_is_told_by_the_clocks_of_the_zone(log):
    last, first = log.run("last", "first", period=MARCH)[0]
    assert (last, str(first)) == (D(2025, 3, 3), "2025-03-01 09:00:00")
    by_day = log.run("last", by=(q.Grain(unit="day"),), period=MARCH)
    assert str(by_day[0][1]) == "2025-03-02 05:30:00"
    assert "Mar 3, 2025" in log.answer(q.Data(measures=(q.Metric(name="last"),), period=MARCH)).text


def test_a_dimension_whose_members_cannot_be_listed_is_a_live_problem(log):
    assert [each for each in find_live_problems(log.engine.whole, log.gold) if each.severity == "error"] == []

    class Stuck:
        dialect = log.gold.dialect

        def run_sql(self, sql, row_cap=None):
            if "DISTINCT" in sql and "plain" in sql:
                raise WarehouseError("failed", "no")
            return log.gold.run_sql(sql, row_cap)

    found = [each for each in find_live_problems(log.engine.whole, Stuck()) if each.severity == "error"]
    assert [(each.place, each.message) for each in found] == [
        (("dimensions", "plain"), "the warehouse cannot list its members.")
    ]
