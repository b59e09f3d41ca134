"""Numbers that things have of their own: "older than 40", "age above 40", "aged 45-54"; and what says no age."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import And, Is
from semantic_layer.session import Session


@pytest.fixture(scope="module")
def gym(small):
    """Members of a gym, with an age in years and one in brackets of another name."""
    parts = {
        "tables": {"member": {"key": ["member_id"], "time": "day", "noun": {"en": "member"}, "columns": columns(member_id="integer", day="date", years="integer", bracket="text", lockers="integer")}},
        "dimensions": {
            "age": {"table": "member", "column": "years", "label": {"en": "age"}, "index": False},
            "lockers": {"table": "member", "column": "lockers", "label": {"en": "number of lockers"}, "index": False},
            "person": {"table": "member", "column": "member_id", "label": {"en": "person"}, "index": False},
        },
        "metrics": {"members": simple("member", label={"en": "members"}, unit="count"), "fee": simple("member", "avg", "lockers", label={"en": "average fee"}, unit="EUR")},
    }  # fmt: skip
    rows = ", ".join(f"({n}, DATE '2025-04-{1 + n % 28:02}', {20 + n}, '{'AB'[n % 2]}', {n % 3})" for n in range(50))
    return small(parts, values("member", "member_id, day, years, bracket, lockers", rows))


def wheres(engine, text, today=dt.date(2025, 5, 20)):
    found = read(Question(text=text), Session(today=today), engine.index).readings
    return [reading.query.where for reading in found if reading.probability >= 0.08]


OVER, UNDER = Is(dimension="age", op=">", value=40.0), Is(dimension="age", op="<", value=30.0)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("how many members are older than 40", OVER), ("members older than 40", OVER), ("members over the age of 40", OVER), ("members aged over 40 in April", OVER),
        ("members with age above 40", OVER), ("members with an age over 40", OVER), ("members older than 40 years", OVER), ("average fee of members older than 40", OVER),
        ("members who are older than 40 years old", OVER), ("number of members younger than 30", UNDER), ("members under the age of 30", UNDER),
        ("members aged 35", Is(dimension="age", op="=", value=35.0)), ("members with number of lockers above 1", Is(dimension="lockers", op=">", value=1.0)),
        ("members older than 40 with number of lockers above 1", And(parts=(OVER, Is(dimension="lockers", op=">", value=1.0)))),
    ],
)  # fmt: skip
def test_number_of_a_thing_is_a_condition(gym, text, where):
    assert wheres(gym.engine, text) == [where]


@pytest.mark.parametrize(
    "text",
    [
        # A person is numbered, and no number of theirs; nobody is older than a share, or than a bracket.
        "members of persons above 40", "members older than 40%", "members older than B", "members older than April", "older members", "members aged",
    ],
)  # fmt: skip
def test_other_numbers_are_no_age(gym, text):
    assert wheres(gym.engine, text) == []


@pytest.mark.parametrize(
    "text", ["trips of households aged 45-54 in December", "trips in December for households in the age group 45-54"]
)
def test_bracket_is_an_age_where_ages_are_brackets(journey, text):
    assert wheres(journey, text, dt.date(2018, 1, 1)) == [Is(dimension="age", value="45-54")]


@pytest.mark.parametrize(
    "text",
    ["trips of households aged under 30 in December", "trips of stores aged 45-54 in December", "sales of aged cheese"],
)
def test_bracket_is_no_number(journey, text):
    found = wheres(journey, text, dt.date(2018, 1, 1))
    assert all(where is not None and "45-54" in str(where) for where in found), found
