"""The synthetic group is what its truth says: planted events and warts are in the data, and its rows stay where they are."""

import datetime as dt

import pytest
import yaml

from eval.demo import build_demo, demo_folder
from eval.demo.journey import build_journey
from eval.demo.retail import SEED, build_retail
from eval.demo.retail.later import add_later
from semantic_layer.warehouse import open_locked

DAY = "(ordered_at AT TIME ZONE 'Asia/Shanghai')::DATE"
TRUTH = yaml.safe_load((demo_folder("retail") / "truth.yaml").read_text(encoding="utf-8"))
ADDED = {
    "orders": {"promised", "customer_order_no", "loaded_at"}, "order_line": {"list_amount"}, "employee": {"team"},
}  # fmt: skip


@pytest.fixture(scope="module")
def retail_sql():
    database = open_locked(build_demo("retail"))
    yield lambda sql: database.run_sql(sql)[1]
    database.close()


@pytest.fixture(scope="module")
def small():
    return build_retail(0.02)


def test_the_same_seed_gives_the_same_data(small):
    again = build_retail(0.02)
    assert list(again) == list(small) and all(again[name].equals(table) for name, table in small.items())


def test_what_came_later_leaves_every_row_that_was_there_where_it_is(small):
    """Gold goes by the seed: columns are added from a generator of their own."""
    before = {name: table.drop_columns(list(ADDED.get(name, ()))) for name, table in small.items()}
    before["order_line"] = small["order_line"]
    del before["category_name"]
    after = add_later(before, SEED)
    for name, table in before.items():
        assert after[name].select(table.column_names).equals(table), name
        assert after[name].equals(small[name]), name


def test_scale_multiplies_orders_and_customers_and_no_store(small):
    assert (len(small["orders"]), len(small["customer"]), len(small["store"])) == (10_000, 800, 79)


def test_the_order_of_the_panels_baskets_does_not_change_from_run_to_run():
    assert build_journey()["baskets"].equals(build_journey()["baskets"])


def test_a_customers_orders_are_numbered_by_moment_and_guests_and_cancelled_ones_are_not(small):
    rows = small["orders"].to_pylist()
    expected: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row["ordered_at"], row["order_id"])):
        counted = row["customer_id"] is not None and row["status"] != "cancelled"
        if counted:
            expected[row["customer_id"]] = expected.get(row["customer_id"], 0) + 1
        assert row["customer_order_no"] == (expected[row["customer_id"]] if counted else None)


# --- what truth.yaml says was planted -------------------------------------------------------------

EVENTS = {
    "stock_out": """
        SELECT COUNT(*) FILTER (order_date BETWEEN '2026-10-05' AND '2026-10-28') / COUNT(*) FILTER (order_date BETWEEN '2026-09-05' AND '2026-09-28') - 1
        FROM order_line l JOIN orders o USING (order_id) JOIN store s USING (store_id) JOIN product p USING (product_id)
        WHERE s.region_id = 'EC' AND p.category_id = 1""",
    "courier_delay": """
        SELECT AVG((kind = 'complaint' AND type = 'delivery')::INT) FROM support_case JOIN store USING (store_id)
        WHERE city_en IN ('Chengdu', 'Wuhan') AND (opened_at + INTERVAL 8 HOUR)::TIMESTAMP::DATE BETWEEN '2026-09-08' AND '2026-09-26'""",
    "promotion": f"""
        SELECT COUNT(*) FILTER ({DAY} BETWEEN '2026-05-20' AND '2026-05-27') / COUNT(*) FILTER ({DAY} BETWEEN '2026-05-12' AND '2026-05-19') - 1 FROM orders""",
    "price_error": """
        SELECT SUM(amount) / SUM(list_amount) / 0.95 - 1 FROM order_line JOIN product USING (product_id)
        WHERE category_id = 3 AND order_date = '2025-09-09'""",
    "counter_failure": """
        SELECT COUNT(*) / 7.0 - 1 FROM store_visit WHERE store_id = 23 AND day BETWEEN '2026-08-03' AND '2026-08-09'""",
}  # fmt: skip


@pytest.mark.parametrize("event", TRUTH["events"], ids=lambda event: event["id"])
def test_planted_event_is_in_the_data_at_its_size(retail_sql, event):
    ((size,),) = retail_sql(EVENTS[event["id"]])
    assert size == pytest.approx(event["size"], abs=0.12)


WARTS = {
    "cancelled_and_returned": """
        SELECT AVG((status = 'cancelled')::INT) BETWEEN 0.035 AND 0.045 AND AVG((status = 'returned')::INT) BETWEEN 0.025 AND 0.035
          AND COUNT(*) FILTER ((status = 'cancelled') <> (delivered IS NULL)) = 0 FROM orders""",
    "guest_orders": "SELECT AVG((customer_id IS NULL)::INT) BETWEEN 0.08 AND 0.1 FROM orders",
    "lines_without_product": "SELECT AVG((product_id IS NULL)::INT) BETWEEN 0.001 AND 0.002 FROM order_line",
    "orders_without_lines": "SELECT COUNT(*) > 10 FROM orders WHERE order_id NOT IN (SELECT order_id FROM order_line)",
    "closed_store": f"SELECT MAX({DAY}) = DATE '2025-08-30' AND (SELECT closed FROM store WHERE store_id = 18) = DATE '2025-08-31' FROM orders WHERE store_id = 18",
    "late_store": f"SELECT MIN({DAY}) >= DATE '2025-03-15' FROM orders WHERE store_id = 41",
    "renamed_category": "SELECT STRING_AGG(name_en, ', ' ORDER BY since) = 'Beauty Products, Cosmetics' FROM category_name WHERE category_id = 6",
    "late_data": f"""
        SELECT MIN(days) = 3 AND MAX(days) = 3 AND (SELECT MAX((loaded_at AT TIME ZONE 'Asia/Shanghai')::DATE - {DAY}) FROM orders WHERE {DAY} <> '2026-10-14') = 1
        FROM (SELECT (loaded_at AT TIME ZONE 'Asia/Shanghai')::DATE - {DAY} AS days FROM orders WHERE {DAY} = '2026-10-14')""",
    "zones": f"SELECT AVG(({DAY} <> (ordered_at AT TIME ZONE 'UTC')::DATE)::INT) BETWEEN 0.3 AND 0.37 FROM orders",
    "two_days": f"SELECT COUNT(*) FILTER (delivered < {DAY}) = 0 AND MAX(delivered) > DATE '2026-11-22' FROM orders",
    "missing_counts": "SELECT 1 - COUNT(*) / (79 * 12 * COUNT(DISTINCT day)) BETWEEN 0.003 AND 0.005 FROM inventory_snapshot",
    "unresolved": "SELECT AVG((resolved_at IS NULL)::INT) BETWEEN 0.08 AND 0.12 FROM support_case",
    "early_end": "SELECT (SELECT MAX(joined) FROM customer) = DATE '2026-10-16' AND (SELECT MAX(GREATEST(hired, left_on)) FROM employee) = DATE '2026-10-31'",
}  # fmt: skip


@pytest.mark.parametrize("wart", TRUTH["warts"], ids=lambda wart: wart["id"])
def test_wart_is_in_the_data(retail_sql, wart):
    assert retail_sql(WARTS[wart["id"]]) == [(True,)]


def test_all_that_was_planted_is_written_down():
    assert {event["id"] for event in TRUTH["events"]} == set(EVENTS)
    assert {wart["id"] for wart in TRUTH["warts"]} == set(WARTS)
    assert all(isinstance(event["from"], dt.date) for event in TRUTH["events"])
