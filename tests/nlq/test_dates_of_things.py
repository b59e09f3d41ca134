"""A period said of another day than the number's own: when customers joined, not when they bought."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.query import Range

TODAY = dt.date(2025, 5, 20)
JOINED = dt.date(2025, 3, 11), dt.date(2025, 5, 19)


@pytest.fixture(scope="module")
def club(small):
    parts = {
        "tables": {
            "member": {"key": ["id"], "time": "joined", "noun": {"en": "member", "zh": "会员"},
                       "columns": columns(id="integer", name="text", town="text", joined="date")},
            "visit": {"key": ["id"], "time": "day", "columns": columns(id="integer", member="integer", day="date", paid="number")},
        },
        "joins": [{"name": "visit_member", "table": "visit", "to": "member", "on": {"member": "id"}}],
        "dimensions": {
            "member": {"table": "member", "column": "id", "labels": {"en": "name"}, "label": {"en": "member", "zh": "会员"},
                       "synonyms": {"en": ["user"], "zh": ["用户"]}},
            "town": {"table": "member", "column": "town", "label": {"en": "town", "zh": "城市"}},
            "join_date": {"table": "member", "column": "joined", "index": False, "label": {"en": "join date", "zh": "入会日期"},
                          "synonyms": {"en": ["joined", "signed up"], "zh": ["入会", "注册"]}},
        },
        "metrics": {
            "visits": simple("visit", label={"en": "visits", "zh": "到访次数"}),
            "takings": simple("visit", "sum", "paid", label={"en": "takings", "zh": "收入"}, unit="EUR"),
            "joiners": simple("member", label={"en": "joiners", "zh": "新会员数"}),
        },
    }  # fmt: skip
    return small(
        parts,
        values("member", "id, name, town, joined", "(1,'Ann','Bonn',DATE '2025-05-01'),(2,'Ben','Bonn',DATE '2024-11-01'),(3,'Cy','Köln',DATE '2025-03-12')"),
        values("visit", "id, member, day, paid", "(1,1,DATE '2025-05-02',5),(2,2,DATE '2025-05-03',7),(3,3,DATE '2025-03-20',9),(4,2,DATE '2024-12-01',11),(5,3,DATE '2025-05-19',13)"),
    )  # fmt: skip


def answer(club, text, locale="en"):
    return ask(Question(text=text, locale=locale), club.session(locale=locale), club.engine)


LAST_70 = [
    "number of visits of users who joined in the past 70 days", "visits by users who joined in the past 70 days",
    "how many visits of members who signed up in the last 70 days", "visits of members that joined in the past 70 days",
    "visits for users with a join date in the last 70 days", "visits of members whose join date is in the past 70 days",
    "visits of users joined in the past 70 days", "how many visits were made by members who joined in the last 70 days",
    "how many visits were there from members who have joined in the past 70 days",
    "visits by users who joined us in the past 70 days",
    "过去70天注册的用户的到访次数", "最近70天入会的会员的到访次数", "近70天入会的用户有多少到访次数",
]  # fmt: skip


@pytest.mark.parametrize("text", LAST_70)
def test_the_period_is_that_of_joining(club, text):
    found = answer(club, text)
    assert found.status == "answered", found.text
    assert found.query.by == () and found.query.period is None
    assert found.query.where == Range(dimension="join_date", low=JOINED[0], high=JOINED[1])
    assert [tuple(row) for row in found.rows] == [(3,)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("takings of members who joined on or after January 1, 2025", dt.date(2025, 1, 1), None),
        ("takings of members who joined after 2024", dt.date(2025, 1, 1), None),
        ("takings of members who joined since January 2025", dt.date(2025, 1, 1), None),
        ("takings of members who joined before 2025", None, dt.date(2024, 12, 31)),
        ("takings of members who signed up in 2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024年入会的会员的收入", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2025年1月1日之后注册的用户的收入", dt.date(2025, 1, 2), None),
    ],
)  # fmt: skip
def test_ends_of_the_days_of_joining(club, text, low, high):
    found = answer(club, text)
    assert found.status == "answered", found.text
    assert found.query.where == Range(dimension="join_date", low=low, high=high) and found.query.by == ()


def test_both_periods_hold_where_both_are_said(club):
    found = answer(club, "takings in May of members who joined in 2024")
    assert found.query.period.number == 5 and found.query.where.high == dt.date(2024, 12, 31)
    assert [tuple(row) for row in found.rows] == [(7,)]
    assert answer(club, "5月的2024年入会的会员的收入", "zh").query == found.query


@pytest.mark.parametrize(
    "text", ["joiners who joined in 2025", "how many joiners joined in 2025", "2025年入会的新会员数"]
)
def test_the_days_of_joining_are_the_period_of_what_is_counted_by_them(club, text):
    found = answer(club, text)
    assert found.status == "answered", found.text
    assert (
        found.query.where is None and found.query.period.year == 2025 and [tuple(row) for row in found.rows] == [(2,)]
    )


def test_a_breakdown_is_kept_beside(club):
    for text in ("visits by town for members who joined in 2025", "visits per town of members who joined in 2025",
                 "2025年入会的会员的各城市到访次数"):  # fmt: skip
        found = answer(club, text)
        assert [axis.name for axis in found.query.by] == ["town"], text
        assert found.query.where.low == dt.date(2025, 1, 1)
    found = answer(club, "visits for each member who joined in 2025")
    assert [axis.name for axis in found.query.by] == ["member"] and len(found.rows) == 2


@pytest.mark.parametrize("text", ["visits by members that joined in 2025", "visits by users joined in 2025"])
def test_by_things_that_is_asked_back(club, text):
    found = answer(club, text)
    assert found.status == "clarify" and {len(choice.query.by) for choice in found.choices} == {0, 1}


def test_ranked_among_those_who_joined(club):
    found = answer(club, "top 1 members who joined in 2025 by takings")
    assert [tuple(row) for row in found.rows] == [("Cy", 22)]


@pytest.mark.parametrize(
    "text",
    [
        "visits by users who joined", "visits and joiners of members who joined in 2025",
        "visits of users who left in the past 70 days", "visits of members who visited in 2025",
        "visits joined", "visits of members who did not join in 2025", "who joined visits last year", "过去70天离开的用户的到访次数",
        "visits of users who joined Bonn in 2025",
    ],
)  # fmt: skip
def test_a_day_that_nothing_is_said_of_is_not_guessed(club, text):
    assert answer(club, text).status != "answered"


def test_a_model_without_the_day_refuses(clinics):
    found = ask(Question(text="visits of patients who joined in the past 70 days"), _clinics(), clinics)
    assert found.status == "refused" and "joined" in found.text


def _clinics():
    from semantic_layer.session import Session

    return Session(today=dt.date(2026, 4, 1))
