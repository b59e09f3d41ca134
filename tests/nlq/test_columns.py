"""A sentence that says what the answer must show: more measures and labels, never words that are passed over."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.ask import ask
from nlq.reading import Question


@pytest.fixture(scope="module")
def shop(small):
    parts = {
        "tables": {
            "client": {"key": ["id"], "columns": columns(id="integer", name="text", town="text")},
            "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", client="integer", day="date", paid="number", kind="text")},
        },
        "joins": [{"name": "sale_client", "table": "sale", "to": "client", "on": {"client": "id"}}],
        "dimensions": {
            "client": {"table": "client", "column": "id", "labels": {"en": "name"}, "label": {"en": "client", "zh": "客户"}},
            "client_number": {"table": "client", "column": "id", "index": False, "label": {"en": "client number", "zh": "客户号"}},
            "town": {"table": "client", "column": "town", "label": {"en": "town", "zh": "城市"}},
            "kind": {"table": "sale", "column": "kind", "label": {"en": "kind", "zh": "类型"}, "synonyms": {"en": ["kind of sale"]}},
        },
        "metrics": {
            "sales": simple("sale", label={"en": "sales", "zh": "销量"}, synonyms={"en": ["number of sales"]}),
            "takings": simple("sale", "sum", "paid", label={"en": "takings", "zh": "收入"}, unit="EUR"),
            "buyers": {"label": {"en": "buyers", "zh": "买家数"}, "calculation": {"type": "entity_count", "table": "sale", "entity": "client"}},
            "big_share": {"label": {"en": "takings share", "zh": "收入率"}, "unit": "share", "calculation": {"type": "ratio", "numerator": "sales", "denominator": "sales"}},
        },
    }  # fmt: skip
    return small(
        parts,
        values("client", "id, name, town", "(1,'Ann','Bonn'),(2,'Ben','Bonn'),(3,'Cy','Köln')"),
        values("sale", "id, client, day, paid, kind", "(1,1,DATE '2025-05-02',5,'web'),(2,2,DATE '2025-05-03',7,'web'),(3,3,DATE '2025-03-20',9,'till'),(4,2,DATE '2024-12-01',11,'till')"),
        today=dt.date(2025, 5, 20),
    )  # fmt: skip


def found(shop, text, locale="en"):
    return ask(Question(text=text, locale=locale), shop.session(locale=locale), shop.engine)


def shown(answer):
    return [measure.name for measure in answer.query.measures], [
        getattr(axis, "name", None) or axis.unit for axis in answer.query.by
    ]


TOP = [
    "Who are the top 2 clients by takings? Return their name and takings.", "top 2 clients by takings. Show the client and the takings",
    "What are the top 2 clients by takings? Return the client name and total takings.", "top 2 clients by takings; list the names",
    "Who were the top 2 clients by takings? Give me their names.", "top 2 clients by takings, and return the client and takings",
    "收入前2的客户，请列出客户和收入", "收入最高的2个客户是哪些？返回客户名称和收入", "收入前2的客户。列出客户、收入",
]  # fmt: skip


@pytest.mark.parametrize("text", TOP)
def test_what_is_shown_anyway_changes_nothing(shop, text):
    answer = found(shop, text)
    assert answer.status == "answered", answer.text
    assert shown(answer) == (["takings"], ["client"]) and answer.query.top.n == 2
    assert [tuple(row) for row in answer.rows] == [("Ben", 18), ("Cy", 9)]


FURTHER = [
    "What are the top 2 clients by takings? Return the client, number of sales and takings.", "top 2 clients by takings. Show sales and takings.",
    "Top 2 clients by takings, return their name, the sales and the takings", "top 2 clients by takings. List the client, the takings, and the sales",
    "收入前2的客户，请列出客户、销量和收入", "收入最高的2个客户？给出客户名称、收入以及销量",
]  # fmt: skip


@pytest.mark.parametrize("text", FURTHER)
def test_a_metric_named_there_is_a_further_measure(shop, text):
    answer = found(shop, text)
    assert answer.status == "answered", answer.text
    assert sorted(shown(answer)[0]) == ["sales", "takings"] and shown(answer)[1] == ["client"]
    by_name = [column.name for column in answer.columns]
    assert [(row[by_name.index("sales")], row[by_name.index("takings")]) for row in answer.rows] == [(2, 18), (1, 9)]


def test_what_an_axis_decides_stands_beside_it(shop):
    answer = found(shop, "top 2 clients by takings. Return the client number, client and town, and the takings.")
    assert shown(answer) == (["takings"], ["client", "client_number", "town"]) and len(answer.rows) == 2
    assert [tuple(row[:3]) for row in answer.rows] == [("Ben", 2, "Bonn"), ("Cy", 3, "Köln")]
    answer = found(shop, "收入前2的客户，请列出客户号、城市和收入")
    assert shown(answer) == (["takings"], ["client", "client_number", "town"])
    answer = found(shop, "Which client had the highest takings? Return the client's id, name and takings.")
    assert shown(answer) == (["takings"], ["client", "client_number"]) and len(answer.rows) == 1


def test_units_and_counts_and_percentages_are_what_they_say(shop):
    answer = found(shop, "What are the sales for each month of 2025? Return the month and number of sales.")
    assert shown(answer) == (["sales"], ["month"])
    assert found(shop, "sales by town. Return the town and the count.").status == "answered"
    assert found(shop, "takings by town. Return the town and the count.").status == "refused"
    assert found(shop, "What is the takings share? Return the percentage value.").status == "answered"
    assert found(shop, "What are the takings? Return the percentage value.").status == "refused"


def test_the_metric_may_stand_in_the_second_sentence_only(shop):
    answer = found(shop, "Which towns were there in 2025? Return the town and takings.")
    assert answer.status == "refused" or shown(answer) == (["takings"], ["town"])


@pytest.mark.parametrize(
    "text",
    [
        "top 2 clients by takings. Return the kind and takings.", "takings in May. Return the town.", "takings by town. Return the client and takings.",
        "takings by town. Return the month and takings.", "top 2 clients by takings. Return their address.", "top 2 clients by takings. Return the web takings.",
        "takings by town. Return their name and age", "收入前2的客户，请列出客户和地址", "收入前2的客户，请列出类型", "takings return the", "takings by town. Returns.",
        "takings last month. Return rate", "return takings", "takings by client returns",
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(shop, text):
    assert found(shop, text).status == "refused"


def test_a_first_sentence_may_be_the_instruction(shop):
    answer = found(shop, "Return the takings by town")
    assert shown(answer) == (["takings"], ["town"])


def test_a_filter_said_again_is_the_same(shop):
    answer = found(shop, "How many web sales by town? Return the town and number of web sales.")
    assert answer.status == "refused" or shown(answer) == (["sales"], ["town"])


@pytest.mark.parametrize(
    "text",
    [
        "top 2 combinations of town and kind by sales", "What are the top 2 combinations of town and kind by number of sales? Return the town, kind and sales.",
        "top 2 town and kind combinations by sales", "销量前2的城市和类型组合", "销量最高的2个城市和类型的组合",
    ],
)  # fmt: skip
def test_combinations_are_ranked_together(shop, text):
    answer = found(shop, text)
    assert answer.status == "answered", answer.text
    assert shown(answer) == (["sales"], ["town", "kind"]) and answer.query.top.n == 2 and answer.query.top.per == ()
    assert [tuple(row) for row in answer.rows][0] == ("Bonn", "web", 2) and len(answer.rows) >= 2


def test_combinations_break_down(shop):
    assert shown(found(shop, "sales for each combination of town and kind")) == (["sales"], ["town", "kind"])
    assert shown(found(shop, "sales by combination of town and kind")) == (["sales"], ["town", "kind"])
    assert found(shop, "combinations of sales and town").status == "refused"


def test_ranked_by_one_metric_and_then_another(shop):
    answer = found(shop, "top 2 clients by sales and takings")
    assert [order.measure for order in answer.query.order] == [0, 1]
    assert [tuple(row) for row in answer.rows] == [("Ben", 2, 18), ("Cy", 1, 9)]


def test_distinct_says_nothing_of_groups_and_is_not_passed_over_elsewhere(shop):
    assert shown(found(shop, "sales for each distinct town")) == (["sales"], ["town"])
    assert shown(found(shop, "top 2 distinct clients by takings")) == (["takings"], ["client"])
    for text in ("number of distinct towns", "how many distinct clients"):
        assert found(shop, text).query.count, text
    for text in ("distinct sales by town", "number of distinct takings"):
        assert found(shop, text).status == "refused", text
