import datetime as dt

import pytest

from semantic_layer.result import PeriodShown
from semantic_layer.targets import find_target, period_name


def period(start, whole_end, end=None):
    start, whole_end = dt.date.fromisoformat(start), dt.date.fromisoformat(whole_end)
    end = dt.date.fromisoformat(end) if end else whole_end
    return PeriodShown(symbolic="x", start=start, end=end, whole_end=whole_end, complete=end == whole_end)


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2026-01-01", "2027-01-01", "2026"),
        ("2026-07-01", "2027-01-01", "2026-H2"),
        ("2026-10-01", "2027-01-01", "2026-Q4"),
        ("2026-11-01", "2026-12-01", "2026-11"),
        ("2026-12-01", "2027-01-01", "2026-12"),
        ("2026-02-01", "2026-05-01", None),
        ("2026-04-01", "2027-04-01", None),
        ("2026-01-01", "2026-03-01", None),
        ("2026-11-02", "2026-12-01", None),
        ("2026-11-01", "2026-11-23", None),
    ],
)
def test_only_whole_calendar_periods_have_a_name(start, end, name):
    assert period_name(period(start, end)) == name


def test_a_target_is_for_its_period_and_its_segment_alone(shop):
    quarter, month = period("2026-10-01", "2027-01-01", "2026-11-23"), period("2026-11-01", "2026-12-01")
    assert find_target(shop.model, "takings", quarter, {}).value == 9000
    assert find_target(shop.model, "takings", month, {"area": 1}).value == 3000
    assert find_target(shop.model, "takings", month, {}) is None
    assert find_target(shop.model, "takings", month, {"area": 2}) is None
    assert find_target(shop.model, "takings", quarter, {"area": 1}) is None
    assert find_target(shop.model, "sale_count", quarter, {}) is None
    assert find_target(shop.model, "takings", period("2025-10-01", "2026-01-01"), {}) is None
