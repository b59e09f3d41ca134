"""Metrics against their targets: which are behind, and by how much."""

import datetime as dt

import pytest

from nlq.ask import answer_query, ask
from nlq.reading import Question
from semantic_layer.query import Board, Is, Named
from semantic_layer.session import Session
from semantic_layer.targets import adds_up, read_period

TODAY = dt.date(2026, 11, 23)


def told(engine, text, locale="en"):
    return ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine)


def board(engine, **parts):
    return answer_query(Board(**parts), Session(today=TODAY, locale="en"), engine)


def test_a_sum_is_set_against_its_share_of_the_target_and_a_rate_against_the_whole(retail):
    rows = {(row[0], row[1]): row for row in board(retail).rows}
    days, whole = (dt.date(2026, 11, 23) - dt.date(2026, 10, 1)).days, 92
    assert rows["revenue", "2026-Q4"][3] == pytest.approx(70_000_000 * days / whole)
    assert rows["gross profit", "2026-Q4"][3] == pytest.approx(21_000_000 * days / whole)
    assert rows["complaint resolution rate", "2026-Q4"][3] == 0.92
    assert rows["first response time", "2026-11"][3] == 50
    for name, _, value, target, attainment, status in rows.values():
        assert attainment == pytest.approx(value / target)
        good = value <= target if name in ("defect rate", "first response time") else value >= target
        assert status == ("on_track" if good else "behind")


@pytest.mark.parametrize(
    ("metric", "adds"),
    [
        ("revenue", True), ("orders", True), ("gross_profit", True), ("new_contract_customers", True),
        ("gross_margin", False), ("first_response_time", False), ("active_customers", False), ("inventory_value", False),
    ],
)  # fmt: skip
def test_what_adds_up_over_days(retail, metric, adds):
    assert adds_up(metric, retail.model) is adds


def test_a_status_keeps_its_own_and_the_whole_has_both(retail):
    everything, behind, fine = (board(retail, status=status) for status in (None, "behind", "on_track"))
    assert {row[5] for row in behind.rows} == {"behind"} and {row[5] for row in fine.rows} == {"on_track"}
    assert sorted(everything.rows) == sorted((*behind.rows, *fine.rows))
    assert "Behind target" in behind.text and "On track" not in behind.text


def test_a_segment_has_targets_of_its_own(retail):
    found = board(retail, where=Is(dimension="region", value="EC"))
    assert {(row[0], row[1]) for row in found.rows} == {
        ("revenue", "2026-Q4"),
        ("complaint resolution rate", "2026-11"),
    }


def test_a_department_and_a_period(retail):
    assert {row[0] for row in board(retail, department="quality").rows} == {"defect rate"}
    assert {row[1] for row in board(retail, period=Named(unit="year", year=2026)).rows} == {"2026"}


def test_a_metric_without_a_target_is_named(retail):
    refused = board(retail, metrics=("average_order_value",))
    assert refused.status == "refused" and refused.issues[0].code == "no_target"
    assert "average order value" in refused.text and refused.suggestions


@pytest.mark.parametrize(
    ("text", "locale", "status", "metrics"),
    [
        ("which KPIs are behind target", "en", "behind", ()),
        ("which metrics are on track this year", "en", "on_track", ()),
        ("are we on track with gross margin?", "en", None, ("gross_margin",)),
        ("is complaint resolution rate on track this quarter", "en", None, ("complaint_resolution_rate",)),
        ("哪些指标没达标", "zh", "behind", ()), ("毛利率达标了吗", "zh", None, ("gross_margin",)),
        ("今年哪些指标达标", "zh", "on_track", ()),
    ],
)  # fmt: skip
def test_questions_about_targets(retail, text, locale, status, metrics):
    answer = told(retail, text, locale)
    assert answer.status == "answered" and answer.query.kind == "board"
    assert (answer.query.status, answer.query.metrics) == (status, metrics)


@pytest.mark.parametrize("text", ["kpis", "which stores are behind target", "behind target by region", "指标"])
def test_half_a_question_about_targets_is_none(retail, text):
    assert told(retail, text).status != "answered"


def test_a_prorated_target_says_so(retail):
    assert "for the days so far" in told(retail, "revenue this year").text
    assert "按已过天数折算" in told(retail, "今年销售额", "zh").text
    assert "so far" not in told(retail, "first response time this month").text


def test_periods_of_targets():
    assert [read_period(name).unit for name in ("2026", "2026-H2", "2026-Q4", "2026-11")] == [
        "year", "half", "quarter", "month",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="no period"):
        read_period("soon")
