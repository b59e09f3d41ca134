"""A part of a year against a year, a breakdown that another is called like: asked back, each with its own numbers."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.session import Session

MODEL = {
    "tables": {
        "sale": {"key": ["sale_id"], "time": "day", "columns": {
            "sale_id": {"type": "integer"}, "day": {"type": "date"}, "amount": {"type": "number"}, "home_team": {"type": "text"},
        }},
        "worker": {"key": ["worker_id"], "columns": {"worker_id": {"type": "integer"}, "team": {"type": "text"}}},
        "poll": {"key": ["poll_id"], "time": "day", "columns": {
            "poll_id": {"type": "integer"}, "day": {"type": "date"}, "mark": {"type": "number"},
            "one": {"type": "text"}, "two": {"type": "text"},
        }},
    },
    "dimensions": {
        "team": {"label": {"en": "team", "zh": "班组"}, "synonyms": {"en": ["working team"]}, "table": "worker", "column": "team"},
        "home_team": {"label": {"en": "selling team", "zh": "销售班组"}, "table": "sale", "column": "home_team"},
        "one_team": {"label": {"en": "asking team", "zh": "提问班组"}, "table": "poll", "column": "one"},
        "two_team": {"label": {"en": "answering team", "zh": "答卷班组"}, "table": "poll", "column": "two"},
    },
    "metrics": {
        "sales": {"label": {"en": "sales", "zh": "销售额"}, "unit": "EUR",
                  "calculation": {"type": "simple", "table": "sale", "agg": "sum", "column": "amount"}},
        "workers": {"label": {"en": "workers", "zh": "工人数"}, "calculation": {"type": "entity_count", "table": "worker", "entity": "worker_id"}},
        "marks": {"label": {"en": "mean mark", "zh": "平均评分"},
                  "calculation": {"type": "simple", "table": "poll", "agg": "avg", "column": "mark"}},
    },
}  # fmt: skip
STATEMENTS = (
    "CREATE TABLE sale AS SELECT * FROM (VALUES (1, DATE '2024-04-03', 10.0, 'red'), (2, DATE '2024-09-03', 20.0, 'blue'),"
    " (3, DATE '2025-04-03', 35.0, 'red'), (4, DATE '2025-04-30', 5.0, 'blue'), (5, DATE '2025-05-19', 2.0, 'red'))"
    " t(sale_id, day, amount, home_team)",
    "CREATE TABLE worker AS SELECT * FROM (VALUES (1, 'red'), (2, 'blue')) t(worker_id, team)",
    "CREATE TABLE poll AS SELECT * FROM (VALUES (1, DATE '2025-04-03', 3.0, 'red', 'blue')) t(poll_id, day, mark, one, two)",
)


@pytest.fixture(scope="module")
def teams(small):
    return small(MODEL, *STATEMENTS)


def answered(teams, text):
    locale = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    session = Session(today=dt.date(2025, 5, 20), locale=locale)
    return ask(Question(text=text, locale=locale), session, teams.engine)


@pytest.mark.parametrize("text", [
    "compare April sales with 2024", "April sales vs 2024", "sales in April compared with 2024", "4月销售额对比2024年", "4月销售额与2024年相比",
])  # fmt: skip
def test_a_month_against_a_year_is_against_that_month_of_it_or_all_of_it(teams, text):
    answer = answered(teams, text)
    assert (answer.status, answer.rows) == ("clarify", ())
    assert [choice.rows[0][:2] for choice in answer.choices] == [(40.0, 10.0), (40.0, 30.0)]


@pytest.mark.parametrize(("text", "status"), [
    ("April sales vs April 2024", "answered"), ("compare April sales with last year", "answered"),
    ("sales in 2025 vs 2024", "answered"), ("sales in April 2025 vs 2025", "refused"),
])  # fmt: skip
def test_two_of_a_kind_are_told_and_a_part_of_itself_is_not(teams, text, status):
    assert answered(teams, text).status == status


@pytest.mark.parametrize(
    "text", ["sales by team in April", "4月各班组的销售额", "which team had the highest sales in April"]
)
def test_a_breakdown_that_one_other_is_called_like_is_asked_back_with_it(teams, text):
    answer = answered(teams, text)
    assert (answer.status, answer.rows) == ("clarify", ())
    assert [issue.code for issue in answer.issues] == ["other_dimension"]
    (choice,) = answer.choices
    assert choice.query.by[0].name == "home_team" and choice.rows[0][:2] == ("red", 35.0)
    assert teams.engine.model.dimension_label("home_team", answer.locale) in answer.text


@pytest.mark.parametrize("text", [
    # Two are called so; what is said of its members holds for no other's.
    # "Working team" is no team that sells.
    "sales by working team in April",
    "mean mark by team in April", "4月各班组的平均评分", "sales of the red team by team in April",
])  # fmt: skip
def test_where_several_are_or_members_are_named_it_is_refused(teams, text):
    answer = answered(teams, text)
    assert answer.status == "refused" and not answer.choices


def test_the_one_it_has_is_told(teams):
    assert answered(teams, "sales by selling team in April").status == "answered"
