"""Named seasons: the days that governments published, days that are the same everywhere, and the model's own."""

import datetime as dt

import pytest

from semantic_layer.calendar import Clock, resolve_comparison, resolve_period
from semantic_layer.calendar.seasons import festival_names, season_days
from semantic_layer.issues import QueryRefused
from semantic_layer.model.definitions import Calendar, SeasonDef
from semantic_layer.query import Compare, Season

DAY = dt.timedelta(days=1)


def days(name, year, country="CN"):
    found = season_days(name, year, Clock(Calendar(holidays=country)))
    return found and (str(found[0]), str(found[1] - DAY))


# The State Council's notices on the holidays of 2024, 2025 and 2026.
@pytest.mark.parametrize(
    ("name", "year", "first", "last"),
    [
        ("元旦", 2024, "2023-12-30", "2024-01-01"), ("春节", 2024, "2024-02-10", "2024-02-17"),
        ("清明节", 2024, "2024-04-04", "2024-04-06"), ("劳动节", 2024, "2024-05-01", "2024-05-05"),
        ("端午节", 2024, "2024-06-08", "2024-06-10"), ("中秋节", 2024, "2024-09-15", "2024-09-17"),
        ("国庆节", 2024, "2024-10-01", "2024-10-07"), ("元旦", 2025, "2025-01-01", "2025-01-01"),
        ("春节", 2025, "2025-01-28", "2025-02-04"), ("National Day", 2025, "2025-10-01", "2025-10-08"),
        ("Labor Day", 2025, "2025-05-01", "2025-05-05"), ("Dragon Boat Festival", 2025, "2025-05-31", "2025-06-02"),
        ("春节", 2026, "2026-02-15", "2026-02-23"), ("National Day", 2026, "2026-10-01", "2026-10-07"),
        ("golden week", 2026, "2026-10-01", "2026-10-07"),
        # Inside the week of National Day in 2025: its own day.
        ("Mid-Autumn Festival", 2025, "2025-10-06", "2025-10-06"),
    ],
)  # fmt: skip
def test_days_off_are_those_that_were_published(name, year, first, last):
    assert days(name, year) == (first, last)


@pytest.mark.parametrize(
    ("country", "name", "year", "first", "last"),
    [
        ("US", "Labor Day", 2025, "2025-09-01", "2025-09-01"), ("US", "Thanksgiving Day", 2025, "2025-11-27", "2025-11-27"),
        ("JP", "golden week", 2025, "2025-04-29", "2025-05-06"), ("JP", "golden week", 2026, "2026-04-29", "2026-05-06"),
        ("CN", "black friday", 2025, "2025-11-28", "2025-11-28"), (None, "cyber monday", 2024, "2024-12-02", "2024-12-02"),
        (None, "christmas day", 2025, "2025-12-25", "2025-12-25"), ("XX", "halloween", 2025, "2025-10-31", "2025-10-31"),
    ],
)  # fmt: skip
def test_elsewhere_a_festival_is_its_own_days(country, name, year, first, last):
    assert days(name, year, country) == (first, last)


def test_what_a_country_does_not_have_is_not_known():
    assert days("National Day", 2025, None) is None and days("golden week", 2025, "DE") is None
    assert "national day" not in festival_names("US") and "golden week" not in festival_names(None)
    with pytest.raises(QueryRefused):
        resolve_period(Season(name="National Day"), Clock(Calendar(), today=dt.date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("name", "country", "near"),
    [
        ("national_day", "CN", "national day"), ("国庆", "CN", "国庆节"), ("spring_festival", "CN", "chinese new year (spring festival)"),
        ("Black_Friday", None, "black friday"), ("christmas", "DE", "christmas day"), ("mid_year", "CN", "mid_year_618"),
        ("mid-autumn", "CN", "mid-autumn festival"),
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_told_with_the_nearest(name, country, near):
    own = {"mid_year_618": SeasonDef(start="06-15", end="06-18")}
    with pytest.raises(QueryRefused) as refused:
        resolve_period(Season(name=name), Clock(Calendar(holidays=country), own, today=dt.date(2026, 11, 23)))
    (issue,) = refused.value.issues
    assert (issue.code, issue.params) == ("unknown_season", {"name": name}) and issue.suggestions[0] == near
    assert all(season_days(each, 2025, Clock(Calendar(holidays=country), own)) for each in issue.suggestions)


def test_a_festival_of_another_year_is_known_and_not_then():
    with pytest.raises(QueryRefused) as refused:
        resolve_period(Season(name="christmas day", year=9998), Clock(Calendar(), today=dt.date(2026, 1, 1)))
    assert [issue.code for issue in refused.value.issues] == ["no_such_period"]


def test_the_model_s_own_season_goes_before_the_festival_of_that_name():
    own = {"black friday": SeasonDef(start="11-24", end="12-01")}
    found = season_days("black friday", 2025, Clock(Calendar(holidays="US"), own))
    assert found == (dt.date(2025, 11, 24), dt.date(2025, 12, 2))


@pytest.mark.parametrize(
    ("today", "start"),
    [("2026-09-30", "2025-10-01"), ("2026-10-01", "2026-10-01"), ("2027-01-02", "2026-10-01")],
)
def test_without_a_year_it_is_the_latest_that_has_begun(today, start):
    day = dt.date.fromisoformat(today)
    clock = Clock(Calendar(holidays="CN"), today=day, watermark=day)
    assert str(resolve_period(Season(name="national day"), clock).start) == start


def test_a_season_is_set_against_itself_a_year_before_and_unequal_lengths_are_said():
    clock = Clock(Calendar(holidays="CN"), today=dt.date(2026, 11, 1), watermark=dt.date(2026, 10, 31))
    for name, before, said in (("national day", "2025-10-01", True), ("labor day", "2025-05-01", False)):
        season = Season(name=name, year=2026)
        other, warnings = resolve_comparison(
            resolve_period(season, clock), season, Compare(basis="previous_year"), clock
        )
        assert str(other.start) == before
        assert [issue.code for issue in warnings] == (["season_lengths"] if said else [])


def test_a_season_of_the_model_may_end_on_a_leap_day_and_any_year_may_be_asked():
    own = {"winter": SeasonDef(start="12-01", end="02-29"), "leap": SeasonDef(start="02-29", end="02-29")}
    clock = Clock(Calendar(holidays="CN"), own)
    assert season_days("winter", 2024, clock) == (dt.date(2024, 12, 1), dt.date(2025, 3, 1))
    assert season_days("winter", 2023, clock) == (dt.date(2023, 12, 1), dt.date(2024, 3, 1))
    assert season_days("leap", 2023, clock) == (dt.date(2023, 2, 28), dt.date(2023, 3, 1))
    for year in (2, 1000, 1860, 2500, 9997):
        assert season_days("black friday", year, clock) is None or year > 1900


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(2024, "2022-12-31", "2023-01-02"), (2023, "2022-01-01", "2022-01-03"), (2025, "2023-12-30", "2024-01-01")],
)
def test_a_holiday_that_begins_in_december_is_set_against_the_one_before(year, first, last):
    clock = Clock(Calendar(holidays="CN"), {}, dt.date(2026, 3, 25), dt.date(2015, 1, 1), dt.date(2026, 3, 20))
    season = Season(name="New Year's Day", year=year)
    shown, _ = resolve_comparison(resolve_period(season, clock), season, Compare(basis="previous_year"), clock)
    assert (str(shown.start), str(shown.end - DAY)) == (first, last)
