"""Regions, stores, channels, categories and products."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from eval.demo.retail.names import CATEGORIES, CHANNELS, CITIES, REGIONS


def build_places(rng: np.random.Generator) -> dict[str, pa.Table]:
    """Return the tables of where and what is sold."""
    categories = [
        {"category_id": place + 1, "name_en": en, "name_zh": zh} for place, (en, zh, _) in enumerate(CATEGORIES)
    ]
    return {
        "region": pa.Table.from_pylist([{"region_id": i, "name_en": en, "name_zh": zh} for i, en, zh, _ in REGIONS]),
        "store": _stores(rng),
        "channel": pa.Table.from_pylist(
            [{"channel_id": i, "name_en": en, "name_zh": zh, "kind": kind} for i, en, zh, kind, _ in CHANNELS]
        ),
        "category": pa.Table.from_pylist(categories),
        "product": _products(rng),
    }


def _stores(rng: np.random.Generator) -> pa.Table:
    rows: list[dict[str, object]] = []
    for region, _, _, weight in REGIONS:
        for number in range(round(11.6 * weight)):
            en, zh = CITIES[region][number % len(CITIES[region])]
            place = number // len(CITIES[region]) + 1
            opened = np.datetime64("2018-01-01") + int(rng.integers(0, 2000))
            rows.append(
                {
                    "store_id": len(rows) + 1, "name_en": f"{en} Store {place}", "name_zh": f"{zh}{place}店",
                    "region_id": region, "city_en": en, "city_zh": zh,
                    "format": ["flagship", "standard", "express"][int(rng.choice(3, p=[0.15, 0.55, 0.3]))],
                    "floor_area": float(rng.integers(180, 2400)), "opened": opened.astype(object), "closed": None,
                }
            )  # fmt: skip
    rows[17]["closed"] = np.datetime64("2025-08-31").astype(object)
    rows[40]["opened"] = np.datetime64("2025-03-15").astype(object)
    return pa.Table.from_pylist(rows, schema=pa.schema([
        ("store_id", pa.int32()), ("name_en", pa.string()), ("name_zh", pa.string()), ("region_id", pa.string()),
        ("city_en", pa.string()), ("city_zh", pa.string()), ("format", pa.string()), ("floor_area", pa.float64()),
        ("opened", pa.date32()), ("closed", pa.date32())]))  # fmt: skip


def _products(rng: np.random.Generator) -> pa.Table:
    count = 2_000
    category = rng.integers(0, len(CATEGORIES), count)
    base = np.array([price for _, _, price in CATEGORIES], dtype=float)[category]
    price = np.round(base * rng.lognormal(0, 0.5, count), 2)
    return pa.table({
        "product_id": pa.array(np.arange(1, count + 1), pa.int32()),
        "name": [f"{CATEGORIES[c][0]} {n:04d}" for n, c in enumerate(category, start=1)],
        "category_id": pa.array(category + 1, pa.int32()), "price": price,
        "cost": np.round(price * rng.uniform(0.55, 0.8, count), 2),
    })  # fmt: skip
