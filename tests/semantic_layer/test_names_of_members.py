"""Members by key alone: one that was renamed, or whose rows have several names, is one; against SQL by hand."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda name: q.Dimension(name=name)
M = lambda name: q.Metric(name=name)
MONTH = q.Grain(unit="month")
SOLD = q.MeasureIs(measure=M("n"), op=">=", value=1)


@pytest.fixture(scope="module")
def market(small):
    parts = {
        "tables": {
            "shop": {"key": ["shop", "since"], "history": {"start": "since"}, "columns": columns(shop="integer", since="date", name="text")},
            "item": {"key": ["item"], "columns": columns(item="integer", cat="text", cat_zh="text", code="integer")},
            "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", shop="integer", item="integer", day="date", amount="number")},
        },
        "joins": [
            {"name": "s", "table": "sale", "to": "shop", "on": {"shop": "shop"}}, {"name": "i", "table": "sale", "to": "item", "on": {"item": "item"}},
        ],
        "dimensions": {
            "shop": {"table": "shop", "column": "shop", "labels": {"en": "name"}},
            "shop_now": {"table": "shop", "column": "shop", "labels": {"en": "name"}, "as_of": "today"},
            "cat": {"table": "item", "column": "cat", "labels": {"en": "cat", "zh": "cat_zh"}},
            "code": {"table": "item", "column": "code", "labels": {"en": "cat_zh"}},
        },
        "metrics": {
            "sales": simple("sale", "sum", "amount"), "n": simple("sale"),
            "running": {"calculation": {"type": "cumulative", "metric": "sales", "since": "year"}},
        },
    }  # fmt: skip
    return small(
        parts,
        values("shop", "shop, since, name", "(1, DATE '2024-01-01', 'Zoo'), (1, DATE '2025-03-10', 'Ark'), (2, DATE '2024-01-01', 'Elm')"),
        values("item", "item, cat, cat_zh, code", "(1, 'tea', '茶', 7), (2, 'tea', NULL, 7), (3, 'cup', '杯', 8), (4, 'cup', '杯子', 8), (5, 'pot', NULL, 9)"),
        values("sale", "id, shop, item, day, amount", """(1, 1, 1, DATE '2025-03-05', 10.0), (2, 1, 2, DATE '2025-03-16', 20.0),
            (3, 2, 3, DATE '2025-03-06', 25.0), (4, 2, 4, DATE '2025-03-07', 6.0), (5, 1, 2, DATE '2025-02-07', 1.0),
            (6, 2, 5, DATE '2025-02-08', 2.0), (7, NULL, 1, DATE '2025-02-09', 4.0)"""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dimension", "column"), [("shop", "shop"), ("shop_now", "shop"), ("cat", "cat"), ("code", "code")]
)
def test_counts_folds_and_ranks_go_by_key(market, dimension, column):
    inner = f"SELECT {column} AS k, sum(amount) AS v FROM sale LEFT JOIN item USING (item) WHERE day >= DATE '2025-03-01' GROUP BY 1"
    count = q.CountGroups(axis=BY(dimension), having=SOLD)
    average = q.Fold(agg="avg", measure=M("sales"), over=(BY(dimension),))
    gold = market.sql(f"SELECT count(k), avg(v) FROM ({inner}) WHERE k IS NOT NULL")
    for locale in ("en", "zh"):
        answer = market.answer(q.Data(measures=(count, average), period=MARCH), locale=locale)
        assert [tuple(row) for row in answer.rows] == gold
        best = q.Data(
            measures=(M("sales"),), by=(BY(dimension),), period=MARCH, order=(q.Order(measure=0),), top=q.Top(n=1)
        )
        assert [row[1] for row in market.answer(best, locale=locale).rows] == [
            row[0] for row in market.sql(f"SELECT max(v) FROM ({inner})")
        ]


def test_the_name_of_a_history_is_the_last_in_its_group(market):
    assert market.run("sales", by=(BY("shop"),), period=MARCH) == [("Ark", 30.0), ("Elm", 31.0)]
    assert market.run("sales", by=(MONTH, BY("shop"))) == [
        (dt.date(2025, 2, 1), "Elm", 2.0), (dt.date(2025, 2, 1), "Zoo", 1.0), (dt.date(2025, 2, 1), None, 4.0),
        (dt.date(2025, 3, 1), "Ark", 30.0), (dt.date(2025, 3, 1), "Elm", 31.0),
    ]  # fmt: skip
    assert market.run("sales", by=(BY("shop_now"),), period=q.Named(unit="month", number=2, year=2025)) == [
        ("Ark", 1.0), ("Elm", 2.0), (None, 4.0)
    ]  # fmt: skip


def test_a_member_has_one_name_in_all_rows(market):
    rows = market.answer(q.Data(measures=(M("n"), M("running")), by=(MONTH, BY("cat"))), locale="zh").rows
    assert sorted(map(str, {row[1] for row in rows})) == ["None", "杯子", "茶"]
    assert market.run("n", by=(BY("code"),)) == [("杯子", 2), ("茶", 4), (None, 1)]


def test_two_measures_and_a_running_one_meet_by_key(market):
    gold = market.sql("""SELECT name, n, v, v FROM (SELECT s.shop, count(*) n, sum(amount) v FROM sale s WHERE shop IS NOT NULL GROUP BY 1)
        JOIN (VALUES (1, 'Ark'), (2, 'Elm')) t(shop, name) USING (shop) UNION ALL SELECT NULL, 1, 4.0, 4.0""")
    assert market.run("n", "sales", "running", by=(BY("shop"),)) == gold
