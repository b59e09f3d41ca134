"""Lists of members and of records: all of them, or the first of them, and said which."""

import pytest
from small_models import columns, simple

from semantic_layer import query as q

MARCH = q.Named(unit="month", number=3, year=2025)


@pytest.fixture(scope="module")
def shop(small):
    parts = {
        "tables": {
            "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", shop="integer")}
        },
        "dimensions": {"shop": {"table": "sale", "column": "shop", "label": {"en": "shop", "zh": "门店"}}},
        "metrics": {"sales": simple("sale", label={"en": "sales", "zh": "销量"})},
    }
    return small(
        parts, "CREATE TABLE sale AS SELECT i AS id, DATE '2025-03-01' + (i % 31)::INT AS day, i % 40 AS shop FROM range(0, 93) r(i)"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "listed", "cut", "en", "zh"),
    [
        (
            5,
            5,
            True,
            "The newest 5 records behind sales; there are more.",
            "销量对应的记录中最新的5条，另有更多未列出。",
        ),
        (
            92,
            92,
            True,
            "The newest 92 records behind sales; there are more.",
            "销量对应的记录中最新的92条，另有更多未列出。",
        ),
        (93, 93, False, "93 records behind sales, the newest first.", "销量对应的93条记录，最新的在前。"),
        (500, 93, False, "93 records behind sales, the newest first.", "销量对应的93条记录，最新的在前。"),
    ],
)
def test_records_are_counted_or_said_to_be_cut(shop, limit, listed, cut, en, zh):
    query = q.Members(metric="sales", period=MARCH, limit=limit)
    for locale, text in (("en", en), ("zh", zh)):
        answer = shop.answer(query, locale=locale)
        assert (len(answer.rows), answer.truncated, answer.text) == (listed, cut, text)
    days = [row[0] for row in shop.answer(query).rows]
    assert days == [
        row[0] for row in shop.gold.run_sql(f"SELECT day FROM sale ORDER BY day DESC, id DESC LIMIT {limit}")[1]
    ]


def test_members_are_all_or_said_to_be_the_first(shop):
    answer = shop.answer(q.Members(dimension="shop", limit=2))
    assert (answer.rows, answer.truncated) == (((0,), (1,)), True)
    assert answer.text == "shop, the first 2: 0, 1, …; there are more."
    assert (
        shop.answer(q.Members(dimension="shop", limit=2), locale="zh").text == "门店（前2个）：0、1……另有更多未列出。"
    )
    whole = shop.answer(q.Members(dimension="shop"))
    assert len(whole.rows) == 40 and not whole.truncated and whole.text.endswith("29 and 10 more.")
    assert not shop.answer(q.Members(dimension="shop", limit=40)).truncated


def test_members_beside_a_metric_or_a_period_are_refused(shop):
    for query in (q.Members(dimension="shop", metric="sales"), q.Members(dimension="shop", period=MARCH),
                  q.Members(dimension="shop", metric="sales", period=MARCH)):  # fmt: skip
        answer = shop.answer(query)
        assert answer.status == "refused" and answer.issues[0].code == "members_alone"
        assert "ask for the KPI by shop" in answer.text
        assert "请按门店询问指标" in shop.answer(query, locale="zh").text


@pytest.mark.parametrize(
    ("question", "locale", "text"),
    [
        ("how many shops are there", "en", "shop: 40 in all."),
        ("number of shops", "en", "shop: 40 in all."),
        ("How many shops do we have?", "en", "shop: 40 in all."),
        ("我们一共有多少家门店", "zh", "门店：共40个。"),
        ("有几个门店", "zh", "门店：共40个。"),
    ],
)
def test_members_are_counted(shop, question, locale, text):
    answer = shop.ask(question, locale=locale)
    assert (answer.text, answer.rows) == (text, ((40,),))
    assert answer.query == q.Members(dimension="shop", count=True)


@pytest.mark.parametrize(
    "question",
    [
        "how many shops last month",
        "how many shops sold",
        "how many new shops are there",
        "上月有多少家门店",
        "有多少家新门店",
    ],
)
def test_those_of_a_time_or_a_kind_are_no_count_of_all(shop, question):
    assert shop.ask(question, locale="en").status == "refused"


def test_which_are_there_lists_them(shop):
    assert shop.ask("which shops are there").query == q.Members(dimension="shop")


def test_a_count_is_of_members():
    with pytest.raises(ValueError, match="counted by a metric"):
        q.Members(metric="sales", count=True)


@pytest.fixture(scope="module")
def coded(small):
    members = [{"value": "N", "label": {"en": "North", "zh": "北部"}}, {"value": "Sea", "label": {"zh": "海边"}}]
    parts = {
        "tables": {"sale": {"key": ["id"], "columns": columns(id="integer", area="text")}},
        "dimensions": {"area": {"table": "sale", "column": "area", "label": {"en": "area", "zh": "区域"}, "members": members}},
        "metrics": {"sales": simple("sale", label={"en": "sales", "zh": "销量"})},
    }  # fmt: skip
    return small(
        parts, "CREATE TABLE sale AS SELECT * FROM (VALUES (1, 'N'), (2, 'N'), (3, 'Sea'), (4, 'X')) t(id, area)"
    )


@pytest.mark.parametrize(
    ("question", "locale", "text"),
    [
        ("sales by area", "en", "sales by area (May 20, 2025): North 2, Sea 1, X 1."),
        ("各区域的销量", "zh", "2025年5月20日，各区域的销量：北部 2、海边 1、X 1。"),
        ("which areas are there", "en", "area: North, Sea, X."),
        ("有哪些区域", "zh", "区域：北部、海边、X。"),
    ],
)
def test_a_sentence_calls_members_what_the_model_calls_them(coded, question, locale, text):
    answer = coded.ask(question, locale=locale)
    assert answer.text == text
    assert ["N", "Sea", "X"] == [row[0] for row in answer.rows]
