"""What is due by now: by the days, by last year's shape, or all of it; each against SQL written by hand."""

import datetime as dt

import pytest

from semantic_layer.model.definitions import FiscalWeeks

YEAR = {"kind": "named", "unit": "year", "year": 2024}


def named(unit, number=None, year=2024, **more):
    return {"kind": "named", "unit": unit, "number": number, "year": year, **more}


def total(mill, column, start, end, where="TRUE", table="output"):
    rows = mill.sql(f"SELECT SUM({column}) FROM {table} WHERE day >= '{start}' AND day < '{end}' AND {where}")
    return rows[0][0]


def test_a_quantity_is_due_by_the_days_gone(mill):
    found = (
        mill.until("2024-05-15")
        .aiming({"metric": "made", "period": "2024-Q2", "value": 9100})
        .single("made", period=named("quarter", 2))
    )
    assert found.value == pytest.approx(total(mill, "made", "2024-04-01", "2024-05-16"))
    assert (found.how, found.whole, found.due) == ("linear", 9100, pytest.approx(9100 * 45 / 91))
    assert found.attainment == pytest.approx(found.value / (9100 * 45 / 91))
    assert found.gap == pytest.approx(found.value - 9100 * 45 / 91) and found.days_left == 46
    assert found.per_day == pytest.approx((9100 - found.value) / 46)


@pytest.mark.parametrize(
    ("period", "asked", "last", "part", "whole"),
    [
        ("2024-Q4", named("quarter", 4), "2024-12-10", ("2023-10-01", "2023-12-11"), ("2023-10-01", "2024-01-01")),
        ("2024", YEAR, "2024-12-10", ("2023-01-01", "2023-12-11"), ("2023-01-01", "2024-01-01")),
        ("2024-H2", named("half", 2), "2024-12-10", ("2023-07-01", "2023-12-11"), ("2023-07-01", "2024-01-01")),
        # The 29th of February is set against the 28th, and the day before it too: that is all there was.
        ("2024-02", named("month", 2), "2024-02-27", ("2023-02-01", "2023-02-28"), ("2023-02-01", "2023-03-01")),
        ("2024-02", named("month", 2), "2024-02-28", ("2023-02-01", "2023-03-01"), ("2023-02-01", "2023-03-01")),
        ("2024-Q1", named("quarter", 1), "2024-02-29", ("2023-01-01", "2023-03-01"), ("2023-01-01", "2023-04-01")),
        # The leap day of last year comes in with the first of March, and is in the whole.
        ("2025-Q1", named("quarter", 1, 2025), "2025-02-28", ("2024-01-01", "2024-02-29"), ("2024-01-01", "2024-04-01")),
        ("2025-Q1", named("quarter", 1, 2025), "2025-03-01", ("2024-01-01", "2024-03-02"), ("2024-01-01", "2024-04-01")),
    ],
)  # fmt: skip
def test_last_years_shape_is_its_value_to_the_same_date_over_all_of_it(mill, period, asked, last, part, whole):
    target = {"metric": "made", "period": period, "value": 10_000, "profile": "last_year"}
    found = mill.until(last).aiming(target).single("made", period=asked)
    share = total(mill, "made", *part) / total(mill, "made", *whole)
    assert found.how == "last_year" and found.share == pytest.approx(share)
    assert found.due == pytest.approx(10_000 * share)


def test_a_segment_has_a_shape_of_its_own(mill):
    target = {
        "metric": "made",
        "period": "2024-Q4",
        "value": 900,
        "profile": "last_year",
        "segment": {"site": 2, "line": "l12"},
    }
    where = {
        "kind": "and",
        "parts": [{"kind": "is", "dimension": "line", "value": "l12"}, {"kind": "is", "dimension": "site", "value": 2}],
    }
    found = mill.until("2024-12-10").aiming(target).single("made", period=named("quarter", 4), where=where)
    ours = "site_id = 2 AND line = 'l12'"
    share = total(mill, "made", "2023-10-01", "2023-12-11", ours) / total(
        mill, "made", "2023-10-01", "2024-01-01", ours
    )
    assert found.due == pytest.approx(900 * share)
    assert found.value == pytest.approx(total(mill, "made", "2024-10-01", "2024-12-11", ours))


@pytest.mark.parametrize(
    ("metric", "period", "asked", "last"),
    [
        # No outage in all of 2023; a result that ends below nothing; one that goes beyond its end on the way there.
        ("outages", "2024-Q4", named("quarter", 4), "2024-11-15"),
        ("result", "2024-H2", named("half", 2), "2024-11-15"),
        ("result", "2024", YEAR, "2024-07-15"),
        # The data begin on the 5th of January 2022, and not at all before.
        ("made", "2023-Q1", named("quarter", 1, 2023), "2023-02-15"),
        ("made", "2022-Q2", named("quarter", 2, 2022), "2022-05-15"),
    ],
)  # fmt: skip
def test_without_a_shape_the_days_stand_in_and_that_is_said(mill, metric, period, asked, last):
    target = {"metric": metric, "period": period, "value": 500, "profile": "last_year"}
    aimed = mill.until(last).aiming(target)
    found = aimed.single(metric, period=asked)
    plain = mill.until(last).aiming({**target, "profile": "linear"}).single(metric, period=asked)
    assert (found.how, plain.how) == ("no_last_year", "linear")
    assert found.due == plain.due and 0 < found.due < 500


def test_last_year_may_have_had_nothing_yet(mill):
    target = {"metric": "made", "period": "2024-H2", "value": 900, "profile": "last_year", "segment": {"line": "l12"}}
    found = (
        mill.until("2024-09-10")
        .aiming(target)
        .single("made", period=named("half", 2), where={"kind": "is", "dimension": "line", "value": "l12"})
    )
    assert (found.how, found.due, found.attainment) == ("last_year", 0, None)


@pytest.mark.parametrize("profile", ["linear", "last_year"])
def test_a_period_that_is_over_is_due_in_full(mill, profile):
    found = (
        mill.until("2024-12-31")
        .aiming({"metric": "made", "period": "2024-Q4", "value": 900, "profile": profile})
        .single("made", period=named("quarter", 4))
    )
    assert (found.how, found.due, found.days_left, found.per_day) == ("whole", 900, 0, None)


def test_to_date_stands_against_its_whole_unit(mill):
    aimed = mill.until("2024-05-15").aiming({"metric": "made", "period": "2024-Q2", "value": 9100})
    found = aimed.single("made", period={"kind": "relative", "unit": "quarter", "to_date": True})
    assert found.due == pytest.approx(9100 * 45 / 91)


def test_levels_are_compared_directly(mill):
    aimed = mill.until("2024-05-15").aiming(
        {"metric": "scrap_rate", "period": "2024-Q2", "value": 0.04},
        {"metric": "rolling", "period": "2024-Q2", "value": 9000, "profile": "last_year"},
    )
    rate = aimed.single("scrap_rate", period=named("quarter", 2))
    assert (rate.how, rate.due) == ("direct", 0.04)
    assert rate.value == pytest.approx(
        total(mill, "scrap", "2024-04-01", "2024-05-16") / total(mill, "made", "2024-04-01", "2024-05-16")
    )
    assert aimed.single("rolling", period=named("quarter", 2)).how == "direct"


def test_what_grows_and_does_not_add_up_waits_for_its_end(mill):
    half = named("half", 2)
    few, many = (
        {"metric": "lines", "period": "2024-H2", "value": 5},
        {"metric": "lines", "period": "2024-H2", "value": 3},
    )
    waiting = mill.until("2024-10-10").aiming(few).single("lines", period=half)
    assert (waiting.how, waiting.value, waiting.due, waiting.status) == ("time_gone", 4, 5, "unknown")
    assert waiting.share == pytest.approx(102 / 184) and waiting.per_day is None
    assert mill.until("2024-10-10").aiming(many).single("lines", period=half).status == "on_track"
    assert mill.until("2024-12-31").aiming({**few, "value": 7}).single("lines", period=half).status == "behind"


def test_what_grows_may_go_by_last_years_shape(mill):
    target = {"metric": "lines", "period": "2024-H2", "value": 6, "profile": "last_year"}
    found = mill.until("2024-10-10").aiming(target).single("lines", period=named("half", 2))
    (gone,), (whole,) = (
        mill.sql(f"SELECT COUNT(DISTINCT line) FROM output WHERE day >= '2023-07-01' AND day < '{end}'")[0]
        for end in ("2023-10-11", "2024-01-01")
    )
    assert found.how == "last_year" and found.due == pytest.approx(6 * gone / whole) and found.status == "on_track"


def test_fiscal_quarters_go_by_the_fiscal_year(mill):
    target = {"metric": "made", "period": "FY2025-Q3", "value": 10_000, "profile": "last_year"}
    fiscal = mill.until("2024-12-10", fiscal_year_start=4).aiming(target)
    found = fiscal.single("made", period={"kind": "relative", "unit": "quarter", "fiscal": True})
    share = total(mill, "made", "2023-10-01", "2023-12-11") / total(mill, "made", "2023-10-01", "2024-01-01")
    assert found.period == "FY2025-Q3" and found.due == pytest.approx(10_000 * share)
    # Its days are those of a calendar quarter, which has no other target.
    assert fiscal.single("made", period=named("quarter", 4)).due == found.due
    assert fiscal.single("made", period=named("quarter", 3)) is None


def test_fiscal_months_of_weeks_go_by_the_same_month_of_the_year_before(mill):
    weeks = FiscalWeeks(pattern="4-4-5", ends_on="sunday", in_month=12, rule="last")
    target = {"metric": "made", "period": "FY2024-P12", "value": 10_000, "profile": "last_year"}
    # The fiscal year 2024 ends on Sunday 29 December; that of 2023 has 53 weeks, the last of them in its last month.
    found = (
        mill.until("2024-12-08", fiscal_weeks=weeks)
        .aiming(target)
        .single("made", period=named("month", 12, fiscal=True))
    )
    share = total(mill, "made", "2023-11-20", "2023-12-04") / total(mill, "made", "2023-11-20", "2024-01-01")
    assert found.value == pytest.approx(total(mill, "made", "2024-11-25", "2024-12-09"))
    assert found.due == pytest.approx(10_000 * share)


@pytest.mark.parametrize(
    ("metric", "value", "tolerance", "status", "tolerated"),
    [
        ("made", 1.00, 0.0, "on_track", False), ("made", 1.01, 0.0, "behind", False), ("made", 1.01, 0.02, "on_track", True),
        ("made", 1.05, 0.02, "behind", False), ("scrap", 1.00, 0.0, "on_track", False), ("scrap", 0.99, 0.0, "behind", False),
        ("scrap", 0.99, 0.02, "on_track", True), ("scrap", 0.95, 0.02, "behind", False), ("batches", 0.5, 0.1, "unknown", False),
    ],
)  # fmt: skip
def test_a_status_follows_the_good_direction_and_the_tolerance(mill, metric, value, tolerance, status, tolerated):
    column = {"made": "SUM(made)", "scrap": "SUM(scrap)", "batches": "COUNT(*)"}[metric]
    actual = mill.sql(f"SELECT {column} FROM output WHERE day >= '2024-07-01' AND day < '2024-10-01'")[0][0]
    target = {"metric": metric, "period": "2024-Q3", "value": actual * value, "tolerance": tolerance}
    found = mill.until("2024-12-31").aiming(target).single(metric, period=named("quarter", 3))
    assert (found.status, found.tolerated) == (status, tolerated)
    better = -1 if metric == "scrap" else 1
    assert found.gap == pytest.approx((actual - actual * value) * better, abs=1e-6)


def test_nothing_and_losses_are_targets_too(mill):
    half = named("half", 2)
    zero = (
        mill.until("2024-12-31")
        .aiming({"metric": "scrap", "period": "2024-H2", "value": 0})
        .single("scrap", period=half)
    )
    assert (zero.status, zero.attainment) == ("behind", None) and zero.gap == pytest.approx(-zero.value)
    loss = (
        mill.until("2024-12-31")
        .aiming({"metric": "result", "period": "2024-H2", "value": -5000, "tolerance": 0.01})
        .single("result", period=half)
    )
    assert loss.value == -3.0 * 184 * 5 and (loss.status, loss.attainment) == ("on_track", None)
    worse = (
        mill.until("2024-12-31")
        .aiming({"metric": "result", "period": "2024-H2", "value": -2000, "tolerance": 0.01})
        .single("result", period=half)
    )
    assert worse.status == "behind" and worse.gap == pytest.approx(-760)
    running = (
        mill.until("2024-09-30")
        .aiming({"metric": "result", "period": "2024-H2", "value": -2000})
        .single("result", period=half)
    )
    assert running.due == pytest.approx(-2000 * 92 / 184) and running.status == "behind"


def test_a_period_without_rows_has_a_target_and_no_standing(mill):
    where = {"kind": "is", "dimension": "line", "value": "l9"}
    aimed = mill.until("2024-12-31").aiming(
        {"metric": "made", "period": "2024-Q1", "value": 10, "segment": {"line": "l9"}}
    )
    found = aimed.single("made", period=named("quarter", 1), where=where)
    assert (found.value, found.status, found.gap, found.attainment) == (None, "unknown", None, None)


def test_metrics_whose_data_end_on_other_days_are_due_by_their_own(mill):
    two = mill.until("2024-05-15").aiming(
        {"metric": "made", "period": "2024-Q2", "value": 9100}, {"metric": "outages", "period": "2024-Q2", "value": 91}
    )
    tables = {
        **two.model.tables,
        "outage": two.model.tables["outage"].model_copy(update={"watermark": dt.date(2024, 4, 10)}),
    }
    two = two.aiming(*(target.model_dump() for target in two.model.targets))
    object.__setattr__(two, "model", two.model.model_copy(update={"tables": tables}))
    found = two.beside(
        measures=[{"kind": "metric", "name": name} for name in ("made", "outages")], period=named("quarter", 2)
    )
    assert [each.due for each in found.single] == [pytest.approx(9100 * 45 / 91), pytest.approx(91 * 10 / 91)]
    assert [column.name for column in found.result.columns] == [
        "made", "made__target", "made__attainment", "made__status",
        "outages", "outages__target", "outages__attainment", "outages__status",
    ]  # fmt: skip
    assert found.result.rows[0][4:] == (8, pytest.approx(10), pytest.approx(0.8), "on_track")
