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


LINES = "SELECT buy FROM line WHERE buy IS NOT NULL AND "


@pytest.mark.parametrize(
    ("where", "gold"),
    [
        (AND(IS("sku", "a"), IS("pieces", 5, ">")), f"id IN ({LINES} sku = 'a' AND pieces > 5)"),
        (AND(IS("sku", "a"), AND(IS("pieces", 5, ">"))), f"id IN ({LINES} sku = 'a' AND pieces > 5)"),
        (AND(IS("sku", "a"), NOT(NOT(IS("pieces", 5, ">")))), f"id IN ({LINES} sku = 'a' AND pieces > 5)"),
        (AND(IS("sku", "a"), IS("line_kind", "K1"), IS("way", "web")),
         f"id IN ({LINES} sku = 'a' AND sku IN (SELECT sku FROM prod WHERE kind = 'K1')) AND way = 'web'"),
        (AND(q.In(dimension="sku", values=("a", "b")), IS("pieces", 5, ">")), f"id IN ({LINES} sku IN ('a', 'b') AND pieces > 5)"),
        (AND(OR(IS("sku", "a"), IS("sku", "c")), IS("pieces", 5, ">")), f"id IN ({LINES} (sku = 'a' OR sku = 'c') AND pieces > 5)"),
        (OR(AND(IS("sku", "a"), IS("pieces", 5, ">")), IS("sku", "c")), f"id IN ({LINES} (sku = 'a' AND pieces > 5 OR sku = 'c'))"),
        (AND(IS("sku", "a"), q.IsNull(dimension="pieces")), f"id IN ({LINES} sku = 'a' AND pieces IS NULL)"),
        # Not is none that is, beside what there is: each across the lines for itself.
        (AND(IS("sku", "a"), NOT(IS("pieces", 7, ">"))), f"id IN ({LINES} sku = 'a') AND id NOT IN ({LINES} pieces > 7)"),
        (AND(IS("sku", "a"), IS("sku", "b", "!=")), f"id IN ({LINES} sku = 'a') AND id NOT IN ({LINES} sku = 'b')"),
        (NOT(AND(IS("sku", "a"), IS("pieces", 5, ">"))), f"id NOT IN ({LINES} sku = 'a' AND pieces > 5)"),
        (NOT(OR(IS("sku", "a"), IS("pieces", 5, ">"))), f"id NOT IN ({LINES} (sku = 'a' OR pieces > 5))"),
        # Two tables, and what is not across one: each for itself.
        (AND(IS("sku", "b"), IS("gift", "a")), f"id IN ({LINES} sku = 'b') AND id IN (SELECT buy FROM gift WHERE sku = 'a')"),
        (OR(IS("sku", "c"), IS("way", "web")), f"id IN ({LINES} sku = 'c') OR way = 'web'"),
    ],
)  # fmt: skip
def test_conditions_that_hold_together_across_one_join_are_of_one_row(shop, where, gold):
    found = shop.run("buys", where=where, period=MARCH)
    assert found == shop.sql(f"SELECT count(*) FROM buy WHERE {gold}")
    assert 0 < found[0][0] < 5


def test_a_filter_of_the_measure_binds_with_that_of_the_question(shop):
    measure = q.Metric(name="buys", where=IS("sku", "a"))
    both = shop.run(measures=(measure,), where=IS("pieces", 5, ">"), period=MARCH)
    assert both == shop.run("buys", where=AND(IS("sku", "a"), IS("pieces", 5, ">")), period=MARCH) == [(1,)]


def test_keys_and_groups_across_a_join_are_of_one_row_too(shop):
    keys = q.Data(measures=(q.Metric(name="buys"),), by=BY("way"), where=IS("way", "till"))
    where = AND(q.InKeys(dimension="way", query=keys), IS("sku", "a"), IS("pieces", 5, ">"))
    assert shop.run("buys", where=where, period=MARCH) == [(1,)]
    groups = q.Groups(groups=(q.Group(label="many a", where=AND(IS("sku", "a"), IS("pieces", 5, ">"))),))
    assert shop.run("buys", by=(groups,), period=MARCH) == [("many a", 1)]
