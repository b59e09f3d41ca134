"""Columns and tables that came later: from a generator of their own, so that no row that was there before moves."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from eval.demo.retail.names import CATEGORIES, DAYS, ZONE_HOURS

#: Days until an order is promised to be there, by channel.
PROMISED = {"store": 2, "app": 3, "mini": 3, "web": 4, "dealer": 5}
#: The orders of one day came into the warehouse three days late.
LATE_DAY, LATE_BY = np.datetime64("2026-10-14"), 3
#: A category that had another name until a day.
RENAMED = {"Cosmetics": ("Beauty Products", "化妆品", dt.date(2025, 7, 1))}
TEAMS = {
    "sales": ["stores", "e_commerce", "key_accounts"], "customer_service": ["hotline", "online_chat"],
    "supply_chain": ["warehouse", "transport", "planning"], "quality": ["inspection", "supplier_quality"],
    "it": ["applications", "infrastructure"], "finance": ["accounting", "controlling"],
}  # fmt: skip


def add_later(tables: dict[str, pa.Table], seed: int) -> dict[str, pa.Table]:
    """Return the tables with the columns that came later, and the names that categories had over time."""
    rng = np.random.default_rng([seed, 1])
    employee = tables["employee"]
    team = [str(rng.choice(TEAMS[department])) for department in employee["department"].to_pylist()]
    return {
        **tables, "orders": _orders(tables["orders"], rng), "employee": employee.append_column("team", pa.array(team)),
        "category_name": _category_names(),
    }  # fmt: skip


def _orders(orders: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Add the day promised, the number of the order among its customer's, and when it came into the warehouse."""
    placed = orders["ordered_at"].to_numpy()
    day = (placed + np.timedelta64(ZONE_HOURS, "h")).astype("datetime64[D]")
    promised = day.copy()
    cancelled = orders["status"].to_numpy() == "cancelled"
    channel = orders["channel_id"].to_numpy()
    for name, days in PROMISED.items():
        promised[channel == name] += days
    number = _order_numbers(orders["customer_id"].to_numpy(), placed, cancelled)
    night = np.where(DAYS == LATE_DAY, LATE_BY, 1) * 24 * 60 + 120 + rng.integers(0, 120, len(DAYS))
    loaded = day.astype("datetime64[s]") + (night[(day - DAYS[0]).astype(int)] - ZONE_HOURS * 60) * 60
    return (
        orders.append_column("promised", pa.array(promised, mask=cancelled))
        .append_column("customer_order_no", pa.array(number, pa.int32(), mask=number == 0))
        .append_column("loaded_at", pa.array(loaded, pa.timestamp("s", tz="UTC")))
    )


def _order_numbers(customer: np.ndarray, placed: np.ndarray, cancelled: np.ndarray) -> np.ndarray:
    """Return 1 for a customer's first order that was not cancelled, 2 for the next; 0 for guests and cancelled ones."""
    number = np.zeros(len(customer), dtype=np.int64)
    counted = np.flatnonzero(~np.isnan(customer) & ~cancelled)
    order = counted[np.lexsort((counted, placed[counted], customer[counted]))]
    starts = np.flatnonzero(np.diff(customer[order], prepend=-1))
    place = np.arange(len(order))
    number[order] = place - np.repeat(place[starts], np.diff(starts, append=len(order))) + 1
    return number


def _category_names() -> pa.Table:
    rows = []
    for number, (en, zh, _) in enumerate(CATEGORIES, start=1):
        before = RENAMED.get(en)
        names = [(before[0], before[1], DAYS[0].item()), (en, zh, before[2])] if before else [(en, zh, DAYS[0].item())]
        rows += [{"category_id": number, "since": since, "name_en": a, "name_zh": b} for a, b, since in names]
    schema = {"category_id": pa.int32(), "since": pa.date32(), "name_en": pa.string(), "name_zh": pa.string()}
    return pa.Table.from_pylist(rows, schema=pa.schema(list(schema.items())))
