"""Filters that look at finer rows (orders by their lines): which rows, and one row or several; against SQL by hand."""

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
IS = lambda name, value, op="=": q.Is(dimension=name, op=op, value=value)
AND = lambda *parts: q.And(parts=parts)
OR = lambda *parts: q.Or(parts=parts)
NOT = lambda part: q.Not(part=part)


def baskets(**kind):
    """Orders of lines and of gifts, both of products."""
    join = lambda name, table, to, mine, theirs: {"name": name, "table": table, "to": to, "on": {mine: theirs}}
    parts = {
        "tables": {
            "prod": {"key": ["sku"], "columns": columns(sku="text", kind="text")},
            "buy": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", way="text")},
            "line": {"key": ["id"], "columns": columns(id="integer", buy="integer", sku="text", pieces="integer")},
            "gift": {"key": ["id"], "columns": columns(id="integer", buy="integer", sku="text")},
        },
        "joins": [
            join("line_buy", "line", "buy", "buy", "id"), join("gift_buy", "gift", "buy", "buy", "id"),
            join("line_prod", "line", "prod", "sku", "sku"), join("gift_prod", "gift", "prod", "sku", "sku"),
        ],
        "dimensions": {
            "kind": {"table": "prod", "column": "kind", **kind},
            "line_kind": {"table": "prod", "column": "kind", "via": ["line_prod"]},
            "sku": {"table": "line", "column": "sku"},
            "pieces": {"table": "line", "column": "pieces"},
            "gift": {"table": "gift", "column": "sku"},
            "way": {"table": "buy", "column": "way"},
        },
        "metrics": {"buys": simple("buy")},
    }  # fmt: skip
    return parts, (
        values("prod", "sku, kind", "('a', 'K1'), ('b', 'K2'), ('c', 'K1')"),
        values("buy", "id, day, way", """(1, DATE '2025-03-01', 'web'), (2, DATE '2025-03-31', 'web'), (3, DATE '2025-03-31', 'till'),
            (4, DATE '2025-03-31', 'till'), (5, DATE '2025-03-31', NULL)"""),
        values("line", "id, buy, sku, pieces", "(1, 1, 'a', 1), (2, 1, 'b', 9), (3, 2, 'b', 1), (4, 3, 'a', 9), (5, 4, 'c', 7), (6, 4, 'a', NULL), (7, NULL, 'a', 9)"),
        values("gift", "id, buy, sku", "(1, 2, 'a'), (2, 3, 'b')"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop(small):
    parts, statements = baskets()
    return small(parts, *statements)


def test_20_a_filter_that_two_finer_tables_could_answer_is_refused(shop):
    issue = shop.refused("buys", where=IS("kind", "K1"), period=MARCH)
    assert issue.code == "ambiguous_path"
    assert issue.suggestions == ("line_buy → line_prod", "gift_buy → gift_prod")
    told = shop.answer(q.Data(measures=(q.Metric(name="buys"),), where=IS("kind", "K1")), locale="zh")
    assert told.status == "refused" and "2种含义" in told.text
    # What works: the joins named, or the rows named.
    gold = shop.sql(
        "SELECT count(*) FROM buy WHERE id IN (SELECT buy FROM line JOIN prod USING (sku) WHERE kind = 'K1')"
    )
    assert shop.run("buys", where=IS("line_kind", "K1"), period=MARCH) == gold == [(3,)]
    gifts = q.Exists(table="gift", where=IS("kind", "K1"))
    assert shop.run("buys", where=gifts, period=MARCH) == [(1,)]


def test_20_a_filter_with_two_ways_beyond_the_finer_table_is_refused(small):
    parts, statements = baskets(via=["line_prod", "line_other"])
    parts["tables"]["line"]["columns"] |= columns(other="text")
    parts["joins"].append({"name": "line_other", "table": "line", "to": "prod", "on": {"other": "sku"}})
    shop = small(parts, *statements, "ALTER TABLE line ADD COLUMN other VARCHAR")
    issue = shop.refused("buys", where=IS("kind", "K1"), period=MARCH)
    assert issue.code == "ambiguous_path"
    assert issue.suggestions == ("line_buy → line_prod", "line_buy → line_other")
