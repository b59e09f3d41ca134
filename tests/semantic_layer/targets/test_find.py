"""Which target is for which days and segment; what adds up, and what is never split."""

import datetime as dt

import pytest

from semantic_layer.model.definitions import Calendar, FiscalWeeks
from semantic_layer.query import And, Contains, In, Is, Not
from semantic_layer.targets import Aims, adds_over, growth_of, read_period, read_segment, target_days

WEEKS = FiscalWeeks(pattern="4-4-5", ends_on="sunday", in_month=12, rule="last")


@pytest.mark.parametrize(
    ("name", "calendar", "start", "end"),
    [
        ("2026", {}, "2026-01-01", "2027-01-01"), ("2026-H2", {}, "2026-07-01", "2027-01-01"),
        ("2026-Q4", {}, "2026-10-01", "2027-01-01"), ("2026-11", {}, "2026-11-01", "2026-12-01"),
        ("2024-02", {}, "2024-02-01", "2024-03-01"), ("2026-Q4", {"fiscal_year_start": 4}, "2026-10-01", "2027-01-01"),
        ("FY2026", {"fiscal_year_start": 4}, "2025-04-01", "2026-04-01"), ("FY2026", {}, "2026-01-01", "2027-01-01"),
        ("FY2026-H2", {"fiscal_year_start": 4}, "2025-10-01", "2026-04-01"),
        ("FY2026-P01", {"fiscal_year_start": 7}, "2025-07-01", "2025-08-01"),
        ("FY2024-Q4", {"fiscal_weeks": WEEKS}, "2024-09-30", "2024-12-30"),
        ("FY2024-P02", {"fiscal_weeks": WEEKS}, "2024-01-29", "2024-02-26"),
    ],
)  # fmt: skip
def test_periods_are_days(name, calendar, start, end):
    assert target_days(name, Calendar(**calendar)) == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize("name", ["soon", "2026-W3", "26", "2026Q4"])
def test_anything_else_is_no_period(name):
    with pytest.raises(ValueError, match="no period"):
        read_period(name)


@pytest.mark.parametrize(
    ("metric", "growth", "over"),
    [
        ("made", "adds", True), ("batches", "adds", True), ("good", "adds", True), ("scrap_rate", "level", False),
        ("lines", "grows", False), ("turns", "grows", False), ("pieces", "level", True), ("rolling", "level", False),
        # A number of its own does not grow with the days, and a product is not looked into.
        ("topped", "level", False), ("doubled", "level", False),
    ],
)  # fmt: skip
def test_how_metrics_grow(mill, metric, growth, over):
    assert (growth_of(metric, mill.model), adds_over(metric, mill.model)) == (growth, over)


@pytest.mark.parametrize(
    ("metric", "growth"),
    [("takings", "adds"), ("net_takings", "adds"), ("first_buyers", "adds"), ("buyers", "grows"), ("median_sale", "level"),
     ("repeat_share", "level"), ("stock_pieces", "level"), ("staff_count", "level"), ("gold_share", "level")],
)  # fmt: skip
def test_how_the_shops_metrics_grow(shop, metric, growth):
    assert growth_of(metric, shop.model) == growth


def is_(name, value):
    return Is(dimension=name, value=value)


@pytest.mark.parametrize(
    ("predicates", "segment"),
    [
        ((None,), ()), ((is_("a", 1),), (("a", (1,)),)), ((is_("b", "x"), is_("a", 1)), (("a", (1,)), ("b", ("x",)))),
        ((And(parts=(is_("b", 2), is_("a", 1))),), (("a", (1,)), ("b", (2,)))), ((In(dimension="a", values=(2, 1)),), (("a", (2, 1)),)),
        ((is_("a", 1), is_("a", 2)), None), ((Not(part=is_("a", 1)),), None), ((Is(dimension="a", op=">", value=1),), None),
        ((Contains(dimension="a", text="x"), is_("b", 1)), None),
    ],
)  # fmt: skip
def test_filters_that_pick_a_segment(predicates, segment):
    assert read_segment(*predicates) == segment


def days(start, end):
    return dt.date.fromisoformat(start), dt.date.fromisoformat(end)


Q4, YEAR = days("2024-10-01", "2025-01-01"), days("2024-01-01", "2025-01-01")


def months(metric="made", numbers=(10, 11, 12), **more):
    return [{"metric": metric, "period": f"2024-{number:02d}", "value": number, **more} for number in numbers]


def aim(mill, metric, span, segment=(), covers=None):
    aims = Aims(mill.model)
    return (aims.covered_by(covers) if covers else aims).find(metric, span, segment)


def test_a_target_is_for_its_own_days_and_segment_alone(mill):
    aimed = mill.aiming(
        {"metric": "made", "period": "2024-Q4", "value": 9},
        {"metric": "made", "period": "2024-Q4", "value": 4, "segment": {"site": 1, "line": "l1"}},
    )
    assert aim(aimed, "made", Q4).whole == 9
    assert aim(aimed, "made", Q4, (("line", ("l1",)), ("site", (1,)))).whole == 4
    for other in ((("site", (1,)),), (("line", ("l1",)), ("site", (2,)))):
        assert aim(aimed, "made", Q4, other) is None
    assert aim(aimed, "made", days("2024-10-01", "2024-11-01")) is None and aim(aimed, "scrap", Q4) is None


def test_months_make_up_their_quarter_and_are_not_made_from_it(mill):
    aimed = mill.aiming(*months())
    found = aim(aimed, "made", Q4)
    assert (found.whole, found.made_of, found.period) == (33, "periods", "2024-10 – 2024-12")
    assert aim(aimed, "made", days("2024-10-01", "2024-12-01")).whole == 21
    assert aim(aimed, "made", YEAR) is None and aim(aimed, "made", days("2024-09-01", "2024-12-01")) is None
    assert aim(aimed, "made", days("2024-10-01", "2024-12-15")) is None
    assert aim(mill.aiming(*months("scrap_rate")), "scrap_rate", Q4) is None
    assert (
        aim(mill.aiming({"metric": "made", "period": "2024-Q4", "value": 9}), "made", days("2024-10-01", "2024-11-01"))
        is None
    )


def test_the_longest_parts_that_fill_the_days_are_taken(mill):
    aimed = mill.aiming(
        *months(), *({"metric": "made", "period": f"2024-Q{number}", "value": 100} for number in (1, 2, 3, 4))
    )
    found = aim(aimed, "made", YEAR)
    assert (found.whole, len(found.parts)) == (400, 4)


def test_segments_stand_for_the_whole_only_where_they_are_all_there_is(mill):
    aimed = mill.aiming(
        *({"metric": "made", "period": "2024-Q4", "value": site, "segment": {"site": site}} for site in (1, 2))
    )
    assert aim(aimed, "made", Q4) is None
    assert aim(aimed, "made", Q4, covers=lambda name, values: False) is None
    asked = []
    found = aim(aimed, "made", Q4, covers=lambda name, values: asked.append((name, values)) or True)
    assert (found.whole, found.made_of, asked) == (3, "segments", [("site", (1, 2))])
    assert (
        aim(
            mill.aiming(
                *(
                    {"metric": "scrap_rate", "period": "2024-Q4", "value": 0.1, "segment": {"site": site}}
                    for site in (1, 2)
                )
            ),
            "scrap_rate",
            Q4,
            covers=lambda name, values: True,
        )
        is None
    )


def test_some_members_have_the_sum_of_theirs(mill):
    aimed = mill.aiming(
        *({"metric": "made", "period": "2024-Q4", "value": site, "segment": {"site": site}} for site in (1, 2))
    )
    assert aim(aimed, "made", Q4, (("site", (2, 1)),)).whole == 3
    assert aim(aimed, "made", Q4, (("site", (1, 3)),)) is None


def test_the_strictest_tolerance_of_the_parts_holds(mill):
    assert (
        aim(
            mill.aiming(*months(numbers=(10, 11), tolerance=0.05), *months(numbers=(12,), tolerance=0.01)), "made", Q4
        ).tolerance
        == 0.01
    )
