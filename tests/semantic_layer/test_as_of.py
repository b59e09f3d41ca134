"""The day that stocks are told as of: what says so, what does not, and what is still warned of."""

import datetime as dt

import pytest
from small_models import columns, simple

from semantic_layer import query as q

D, TODAY, LAST = dt.date, dt.date(2025, 5, 20), dt.date(2025, 5, 19)
NOW = q.Between(last=q.Relative(unit="day"))
UP_TO = lambda day: q.Between(last=q.Named(unit="day", number=day.day, month=day.month, year=day.year))
M = lambda *names: tuple(q.Metric(name=name) for name in names)


@pytest.fixture(scope="module")
def firm(small):
    """One is there since 2020, one since 2025; rooms were counted on 2 January 2021, and on 12 May for the last time."""
    valid = {"type": "balance", "table": "job", "valid_from": "begun", "valid_to": "ended"}
    parts = {
        "tables": {
            "job": {"key": ["id"], "time": "begun", "columns": columns(id="integer", begun="date", ended="date", area="text")},
            "room": {"key": ["day"], "time": "day", "columns": columns(day="date", rooms="integer")},
        },
        "dimensions": {"area": {"table": "job", "column": "area"}},
        "metrics": {
            "heads": {"calculation": valid}, "usual_heads": {"calculation": valid | {"take": "average"}}, "begun": simple("job"),
            "rooms": {"calculation": {"type": "balance", "table": "room", "column": "rooms"}},
            "old_heads": {"calculation": valid | {"where": [{"field": "area", "value": "N"}]}},
            "old_share": {"unit": "share", "calculation": {"type": "ratio", "numerator": "old_heads", "denominator": "heads"}},
            "newer": {"calculation": {"type": "derived", "formula": "heads - old_heads"}},
            "begun_share": {"unit": "share", "calculation": {"type": "ratio", "numerator": "begun", "denominator": "heads"}},
        },
    }  # fmt: skip
    return small(
        parts,
        "CREATE TABLE job AS FROM (VALUES (1, DATE '2020-03-01', NULL::DATE, 'N'), (2, DATE '2025-02-01', NULL, 'S')) t(id, begun, ended, area)",
        "CREATE TABLE room AS FROM (VALUES (DATE '2021-01-02', 3), (DATE '2025-05-12', 4)) t(day, rooms)",
        today=TODAY, calendar={"as_of": TODAY},
    )  # fmt: skip


def told(firm, *names, **query):
    """The day it is told as of, and what it is warned of."""
    query.setdefault("measures", M(*names))
    compiled = firm.compile(**query)
    return compiled.period.as_of, [issue.code for issue in compiled.warnings]


def test_what_stands_is_told_as_of_the_last_day_and_lacks_nothing(firm):
    assert told(firm, "heads", period=NOW) == (LAST, [])
    assert told(firm, "heads", period=NOW, by=(q.Dimension(name="area"),)) == (LAST, [])
    assert told(firm, "heads", period=UP_TO(D(2025, 1, 31))) == (D(2025, 1, 31), [])


def test_what_comes_of_what_stands_alone_stands_too(firm):
    assert told(firm, "old_share", period=NOW) == (LAST, []) == told(firm, "newer", period=NOW)
    share = q.Combine(op="share", measures=M("heads"), without=("area",))
    assert told(firm, measures=(share,), by=(q.Dimension(name="area"),), period=NOW) == (LAST, [])
    many = q.CountGroups(axis=q.Dimension(name="area"), having=q.MeasureIs(measure=M("heads")[0], op=">=", value=1))
    assert told(firm, measures=(many,), period=NOW) == (LAST, [])
    answer = firm.answer(q.Data(measures=M("old_share"), period=NOW))
    assert answer.rows[0][0] == 0.5 and "as of May 19, 2025" in answer.readback


def test_a_day_that_is_named_and_not_in_yet_is_warned_of(firm):
    assert told(firm, "heads", period=UP_TO(D(2025, 5, 31))) == (LAST, ["incomplete_period"])


@pytest.mark.parametrize(
    "query",
    [
        {"measures": M("begun"), "period": NOW}, {"measures": M("begun_share"), "period": NOW},
        {"measures": M("heads", "begun"), "period": NOW},
        # A mean is over all its days, and a row a month is of that month.
        {"measures": M("usual_heads"), "period": NOW}, {"measures": M("heads"), "period": NOW, "by": (q.Grain(unit="year"),)},
        {"measures": M("heads"), "period": q.Relative(unit="month")},
        {"measures": (q.Metric(name="heads", period=q.Relative(unit="month")),), "period": NOW},
    ],
)  # fmt: skip
def test_what_is_over_days_is_told_by_its_days(firm, query):
    day, warned = told(firm, **query)
    assert day is None and "incomplete_period" in warned


def test_each_side_of_a_comparison_has_its_day(firm):
    answer = firm.answer(q.Data(measures=M("heads"), period=NOW, compare=(q.Compare(basis="previous_year"),)))
    assert (answer.comparison.as_of, answer.comparison.like_for_like) == (D(2024, 5, 19), False)
    assert answer.rows[0][:2] == (2, 1)
    assert answer.text == "heads was 2 (as of May 19, 2025), up 1 (100.0%) from 1 (May 19, 2024)."
    assert "as of May 19, 2025 vs May 19, 2024" in answer.readback


def test_measures_of_one_day_since_different_ones_are_of_one_day(firm):
    both = q.Data(measures=M("heads", "rooms"), period=UP_TO(D(2025, 5, 1)))
    assert firm.answer(both).warnings == ()
    other = firm.answer(both.model_copy(update={"period": NOW}), "zh")
    assert [(issue.code, issue.params["day"]) for issue in other.warnings] == [("other_day", "2025-05-12")]
    assert "截至2025年5月19日" in other.text and "截至2025年5月12日" in other.text


def before(firm, period, unit=None):
    """The day that is set against what is told up to a day, by the unit before."""
    found = firm.compile(measures=M("heads"), period=period, compare=(q.Compare(basis="previous_unit", unit=unit),))
    return found.comparisons[0].as_of


def test_the_unit_before_of_a_day_is_that_day_a_unit_earlier(firm):
    april, end = q.Named(unit="month", number=4, year=2025), q.Named(unit="month", number=3, year=2025)
    assert before(firm, q.Between(last=april)) == D(2025, 3, 31)
    assert before(firm, q.Between(last=q.Part(of=end, which="last", unit="day", count=1))) == D(2025, 2, 28)
    assert before(firm, NOW, "month") == D(2025, 4, 19) and before(firm, NOW, "week") == D(2025, 5, 12)
    assert before(firm, UP_TO(D(2025, 3, 31)), "month") == D(2025, 2, 28)


def test_of_a_day_alone_nothing_says_what_the_unit_before_is(firm):
    refused = firm.refused(measures=M("heads"), period=NOW, compare=(q.Compare(basis="previous_unit"),))
    assert refused.code == "no_start"
