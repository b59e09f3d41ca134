"""Whose a KPI is, over the API and in chat: the name as it is, and beside it what the reader calls it."""

import pytest


@pytest.mark.parametrize(
    ("locale", "owner", "department"), [("en", "Head of Finance", "Finance"), ("zh", "财务负责人", "财务部")]
)
def test_a_card_has_the_name_and_the_label(client, locale, owner, department):
    card = client.get("/v1/metrics/gross_margin", params={"locale": locale}).json()
    assert (card["owner"], card["department"]) == ("Head of Finance", "Finance")
    assert (card["owner_label"], card["department_label"]) == (owner, department)
    listed = client.get("/v1/metrics", params={"locale": locale, "department": "Finance"}).json()
    assert listed["departments"][1] == "Finance" and listed["department_labels"]["Finance"] == department


def test_the_list_is_searched_by_any_name_of_an_owner(client):
    found = client.get("/v1/metrics", params={"locale": "en", "search": "质量负责人"}).json()
    assert found["total"] and {card["owner"] for card in found["metrics"]} == {"Head of Quality"}


def test_an_answer_says_whose_it_is_in_its_language(client):
    asked = {"question": "毛利率是谁负责的", "today": "2026-11-23", "locale": "zh"}
    assert client.post("/v1/ask", json=asked).json()["text"] == "负责人：财务负责人（财务部）。"
