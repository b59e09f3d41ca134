"""Orders, their lines, refunds, footfall, web sessions and the market."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from eval.demo.retail.names import CATEGORIES, CHANNELS, DAYS, REGIONS, ZONE_HOURS, day_weights


def build_sales(
    rng: np.random.Generator, places: dict[str, pa.Table], customers: dict[str, pa.Table], scale: float
) -> dict[str, pa.Table]:
    """Return the tables of what was sold, returned, visited and bought elsewhere."""
    count = round(500_000 * scale)
    day = np.sort(rng.choice(len(DAYS), count, p=day_weights()))
    stores = places["store"]
    weights = np.array([dict((r[0], r[3]) for r in REGIONS)[r] for r in stores["region_id"].to_pylist()])
    weights *= np.sqrt(stores["floor_area"].to_numpy()) * rng.uniform(0.6, 1.4, len(weights))
    store = rng.choice(len(weights), count, p=weights / weights.sum()) + 1
    store = _only_open(store, DAYS[day], stores)
    channel = rng.choice(len(CHANNELS), count, p=[share for *_, share in CHANNELS])
    customer = _customers(rng, count, len(customers["customer"]))
    status = rng.choice(3, count, p=[0.93, 0.04, 0.03])
    lines = _lines(rng, day, store, places)
    amount = np.bincount(lines["order_id"].to_numpy() - 1, lines["amount"].to_numpy(), minlength=count)
    seconds = rng.integers(0, 86_400, count)
    placed = DAYS[day].astype("datetime64[s]") + seconds - ZONE_HOURS * 3600
    delivered = DAYS[day] + rng.integers(0, 6, count)
    orders = pa.table({
        "order_id": pa.array(np.arange(1, count + 1), pa.int32()),
        "customer_id": pa.array(customer, pa.int32(), mask=rng.random(count) < 0.09),
        "store_id": pa.array(store, pa.int32()), "channel_id": [CHANNELS[c][0] for c in channel],
        "ordered_at": pa.array(placed, pa.timestamp("s", tz="UTC")),
        "delivered": pa.array(delivered, mask=status == 1),
        "status": [("completed", "cancelled", "returned")[s] for s in status], "amount": np.round(amount, 2),
    })  # fmt: skip
    returned = np.flatnonzero((status == 2) | (rng.random(count) < 0.012))
    refund_day = DAYS[day[returned]] + rng.integers(1, 20, len(returned))
    kept = refund_day <= DAYS[-1]
    refunds = pa.table({
        "refund_id": pa.array(np.arange(1, kept.sum() + 1), pa.int32()),
        "order_id": pa.array(returned[kept] + 1, pa.int32()), "refunded": refund_day[kept],
        "amount": np.round(amount[returned[kept]] * rng.uniform(0.3, 1.0, kept.sum()), 2),
    })  # fmt: skip
    return {
        "orders": orders, "order_line": lines, "refund": refunds, "store_visit": _visits(rng, day, store, channel),
        "web_session": _sessions(rng), "market_size": _market(rng),
    }  # fmt: skip


def _customers(rng: np.random.Generator, count: int, customers: int) -> np.ndarray:
    """Return who ordered: some customers order much more often than others."""
    return (rng.beta(0.7, 2.2, count) * customers).astype(np.int64) + 1


def _only_open(store: np.ndarray, day: np.ndarray, stores: pa.Table) -> np.ndarray:
    """Move orders of a store that is closed, or not open yet, to its neighbour."""
    closed = np.array([np.datetime64(d or "2099-01-01") for d in stores["closed"].to_pylist()], dtype="datetime64[D]")
    opened = np.array(stores["opened"].to_pylist(), dtype="datetime64[D]")
    shut = (day >= closed[store - 1]) | (day < opened[store - 1])
    return np.where(shut, np.where(store > 1, store - 1, store + 1), store)


def _lines(rng: np.random.Generator, day: np.ndarray, store: np.ndarray, places: dict[str, pa.Table]) -> pa.Table:
    per_order = rng.choice([1, 2, 3, 4, 5], len(day), p=[0.3, 0.3, 0.2, 0.12, 0.08])
    order = np.repeat(np.arange(len(day)), per_order)
    product = (rng.beta(1.0, 2.0, len(order)) * len(places["product"])).astype(np.int64)
    category = places["product"]["category_id"].to_numpy()[product]
    region = np.array(places["store"]["region_id"].to_pylist())[store[order] - 1]
    date = DAYS[day[order]]
    quantity = rng.choice([1, 2, 3], len(order), p=[0.75, 0.18, 0.07])
    out_of_stock = (
        (category == 1)
        & (region == "EC")
        & (date >= np.datetime64("2026-10-05"))
        & (date <= np.datetime64("2026-10-28"))
    )
    discount = rng.choice([0, 0.05, 0.1, 0.2], len(order), p=[0.6, 0.15, 0.15, 0.1])
    promoted = (date >= np.datetime64("2026-05-20")) & (date <= np.datetime64("2026-05-27"))
    discount = np.where(promoted, 0.25, discount)
    listed = places["product"]["price"].to_numpy()[product]
    price = np.where((date == np.datetime64("2025-09-09")) & (category == 3), listed * 0.1, listed)
    keep = ~(out_of_stock & (rng.random(len(order)) < 0.75))
    amount = np.round(quantity * price * (1 - discount), 2)
    cost = np.round(quantity * places["product"]["cost"].to_numpy()[product], 2)
    product_id = pa.array((product + 1)[keep], pa.int32(), mask=rng.random(keep.sum()) < 0.0015)
    return pa.table({
        "line_id": pa.array(np.arange(1, keep.sum() + 1), pa.int32()), "order_id": pa.array((order + 1)[keep], pa.int32()),
        "product_id": product_id, "order_date": date[keep], "quantity": pa.array(quantity[keep], pa.int32()),
        "amount": amount[keep], "cost": cost[keep], "list_amount": np.round(quantity * listed, 2)[keep],
    })  # fmt: skip


def _visits(rng: np.random.Generator, day: np.ndarray, store: np.ndarray, channel: np.ndarray) -> pa.Table:
    at_store = channel == 0
    sold = np.bincount(day[at_store] * 100 + store[at_store], minlength=len(DAYS) * 100 + 100)
    place = np.arange(len(sold))
    number, which = place // 100, place % 100
    visits = np.round(sold * rng.uniform(3.5, 7.5, len(sold)) + rng.integers(0, 6, len(sold))).astype(int)
    kept = (number < len(DAYS)) & (sold > 0)
    week = np.datetime64("2026-08-03")
    broken = (
        (which == 23)
        & (DAYS[np.minimum(number, len(DAYS) - 1)] >= week)
        & (DAYS[np.minimum(number, len(DAYS) - 1)] < week + 7)
    )
    kept &= ~broken
    return pa.table({
        "store_id": pa.array(which[kept], pa.int32()), "day": DAYS[number[kept]],
        "visits": pa.array(visits[kept], pa.int32()),
    })  # fmt: skip


def _sessions(rng: np.random.Generator) -> pa.Table:
    weights = day_weights() * len(DAYS)
    rows = [(day, c[0], int(2_600 * weight * c[4] * rng.uniform(0.9, 1.1)))
            for day, weight in zip(DAYS, weights, strict=True) for c in CHANNELS if c[3] == "online"]  # fmt: skip
    return pa.table({
        "day": np.array([r[0] for r in rows]), "channel_id": [r[1] for r in rows],
        "sessions": pa.array([r[2] for r in rows], pa.int32()),
    })  # fmt: skip


def _market(rng: np.random.Generator) -> pa.Table:
    months = np.arange(np.datetime64("2024-01"), np.datetime64("2026-11")).astype("datetime64[D]")
    rows = [{"month": m.astype(object), "category_id": c + 1, "region_id": r[0],
             "amount": round(float(CATEGORIES[c][2] * r[3] * 2_400 * rng.uniform(0.8, 1.2)), 2)}
            for m in months for c in range(len(CATEGORIES)) for r in REGIONS]  # fmt: skip
    return pa.Table.from_pylist(rows)
