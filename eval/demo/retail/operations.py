"""Stock, support, surveys and quality."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from eval.demo.retail.names import CATEGORIES, DAYS

TYPES = ["delivery", "quality", "price", "service"]


def build_operations(
    rng: np.random.Generator, places: dict[str, pa.Table], sales: dict[str, pa.Table]
) -> dict[str, pa.Table]:
    """Return the tables of stock, support cases, customer surveys and inspections."""
    return {
        "inventory_snapshot": _stock(rng, places), "stock_movement": _movements(rng, places),
        "support_case": _cases(rng, places, sales), "survey": _survey(rng), "inspection": _inspections(rng),
    }  # fmt: skip


def _stock(rng: np.random.Generator, places: dict[str, pa.Table]) -> pa.Table:
    """Return the stock of each store and category, each Sunday: one store's count fails now and then."""
    weeks = np.arange(np.datetime64("2024-01-07"), DAYS[-1] + 1, 7)
    stores, categories = len(places["store"]), len(CATEGORIES)
    week, store, category = (
        axis.ravel() for axis in np.meshgrid(weeks, np.arange(1, stores + 1), np.arange(categories), indexing="ij")
    )
    unit_cost = np.array([price for _, _, price in CATEGORIES], dtype=float)[category] * 0.68
    quantity = np.round(rng.gamma(9, 4, len(week)))
    low = (
        (category == 0) & (store <= 17) & (week >= np.datetime64("2026-10-04")) & (week <= np.datetime64("2026-10-25"))
    )
    quantity = np.where(low, np.round(quantity * 0.15), quantity)
    kept = rng.random(len(week)) > 0.004
    return pa.table({
        "day": week[kept], "store_id": pa.array(store[kept], pa.int32()),
        "category_id": pa.array((category + 1)[kept], pa.int32()), "quantity": pa.array(quantity[kept], pa.int32()),
        "value": np.round(quantity * unit_cost, 2)[kept],
    })  # fmt: skip


def _movements(rng: np.random.Generator, places: dict[str, pa.Table]) -> pa.Table:
    count = 60_000
    return pa.table({
        "movement_id": pa.array(np.arange(1, count + 1), pa.int32()), "day": np.sort(rng.choice(DAYS, count)),
        "store_id": pa.array(rng.integers(1, len(places["store"]) + 1, count), pa.int32()),
        "category_id": pa.array(rng.integers(1, len(CATEGORIES) + 1, count), pa.int32()),
        "quantity": pa.array(rng.integers(-40, 60, count), pa.int32()),
    })  # fmt: skip


def _cases(rng: np.random.Generator, places: dict[str, pa.Table], sales: dict[str, pa.Table]) -> pa.Table:
    count = 34_000
    day = np.sort(rng.choice(DAYS, count))
    stores = places["store"]
    store = rng.integers(1, len(stores) + 1, count)
    # A courier is late for three weeks in two cities: complaints about delivery rise there.
    cities = np.array(stores["city_en"].to_pylist())
    late = (
        np.isin(cities[store - 1], ["Chengdu", "Wuhan"])
        & (day >= np.datetime64("2026-09-07"))
        & (day < np.datetime64("2026-09-28"))
    )
    complaint = (rng.random(count) < 0.55) | late
    kind = np.where(late, 0, rng.choice(4, count, p=[0.35, 0.3, 0.15, 0.2]))
    opened = day.astype("datetime64[s]") + rng.integers(0, 86_400, count) - 8 * 3600
    response = opened + (rng.gamma(2.0, 26, count) * np.where(late, 2.5, 1.0) * 60).astype(int)
    solved = rng.random(count) < np.where(late, 0.55, 0.9)
    resolved = response + (rng.gamma(1.5, 14, count) * 3600).astype(int)
    return pa.table({
        "case_id": pa.array(np.arange(1, count + 1), pa.int32()), "store_id": pa.array(store, pa.int32()),
        "customer_id": pa.array(rng.integers(1, 40_001, count), pa.int32()),
        "kind": np.where(complaint, "complaint", "enquiry").tolist(), "type": [TYPES[k] for k in kind],
        "opened_at": pa.array(opened, pa.timestamp("s", tz="UTC")),
        "first_response_at": pa.array(response, pa.timestamp("s", tz="UTC")),
        "resolved_at": pa.array(resolved, pa.timestamp("s", tz="UTC"), mask=~solved),
        "satisfaction": pa.array(np.clip(np.round(rng.normal(4.1, 0.9, count)), 1, 5), mask=rng.random(count) < 0.4),
    })  # fmt: skip


def _survey(rng: np.random.Generator) -> pa.Table:
    count = 18_000
    return pa.table({
        "answer_id": pa.array(np.arange(1, count + 1), pa.int32()), "day": np.sort(rng.choice(DAYS, count)),
        "customer_id": pa.array(rng.integers(1, 40_001, count), pa.int32()),
        "score": pa.array(np.clip(np.round(rng.normal(7.9, 2.0, count)), 0, 10).astype(int), pa.int32()),
    })  # fmt: skip


def _inspections(rng: np.random.Generator) -> pa.Table:
    count = 9_000
    inspected = rng.integers(40, 400, count)
    return pa.table({
        "inspection_id": pa.array(np.arange(1, count + 1), pa.int32()), "day": np.sort(rng.choice(DAYS, count)),
        "category_id": pa.array(rng.integers(1, len(CATEGORIES) + 1, count), pa.int32()),
        "inspected": pa.array(inspected, pa.int32()), "defective": pa.array(rng.binomial(inspected, 0.021), pa.int32()),
    })  # fmt: skip
