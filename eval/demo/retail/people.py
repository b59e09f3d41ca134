"""Customers, staff, their surveys, and quotas."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from eval.demo.retail.names import DAYS, REGIONS, TIERS

ACQUISITION = ["referral", "search", "social", "walk_in"]
DEPARTMENTS = ["sales", "customer_service", "supply_chain", "quality", "it", "finance"]


def build_customers(rng: np.random.Generator, scale: float) -> dict[str, pa.Table]:
    """Return the customers and the contracts of business customers."""
    count = round(40_000 * scale)
    joined = np.datetime64("2022-01-01") + rng.integers(0, 1750, count)
    tiers = rng.choice(len(TIERS), count, p=[share for *_, share in TIERS])
    customers = pa.table({
        "customer_id": pa.array(np.arange(1, count + 1), pa.int32()),
        "tier": [TIERS[t][0] for t in tiers],
        "acquisition": [ACQUISITION[a] for a in rng.integers(0, 4, count)], "joined": joined,
    })  # fmt: skip
    signed = np.sort(rng.choice(DAYS, 1_450))
    client = np.where(rng.random(1_450) < 0.62, np.arange(1, 1_451), rng.integers(1, 900, 1_450))
    contracts = pa.table({
        "contract_id": pa.array(np.arange(1, 1_451), pa.int32()), "client_id": pa.array(client, pa.int32()),
        "region_id": [REGIONS[r][0] for r in rng.integers(0, 7, 1_450)], "signed": signed,
        "amount": np.round(rng.lognormal(11, 0.8, 1_450), 2),
    })  # fmt: skip
    return {"customer": customers, "contract": contracts}


def build_staff(rng: np.random.Generator) -> dict[str, pa.Table]:
    """Return the employees, their yearly survey, and the sales quotas."""
    count = 1_600
    hired = np.datetime64("2019-01-01") + rng.integers(0, 2_850, count)
    left = hired + rng.integers(90, 2_500, count)
    gone = (rng.random(count) < 0.35) & (left < np.datetime64("2026-11-01"))
    staff = pa.table({
        "employee_id": pa.array(np.arange(1, count + 1), pa.int32()),
        "department": [DEPARTMENTS[d] for d in rng.choice(6, count, p=[0.5, 0.18, 0.14, 0.06, 0.07, 0.05])],
        "region_id": [REGIONS[r][0] for r in rng.integers(0, 7, count)], "hired": hired,
        "left_on": pa.array(left, mask=~gone),
    })  # fmt: skip
    answers = 4_200
    waves = np.array(["2024-06-15", "2025-06-15", "2026-06-15", "2026-10-15"], dtype="datetime64[D]")
    survey = pa.table({
        "answer_id": pa.array(np.arange(1, answers + 1), pa.int32()), "day": waves[rng.integers(0, 4, answers)],
        "department": [DEPARTMENTS[d] for d in rng.integers(0, 6, answers)],
        "score": np.clip(np.round(rng.normal(7.4, 1.6, answers)), 1, 10),
    })  # fmt: skip
    months = np.arange(np.datetime64("2024-01"), np.datetime64("2027-01")).astype("datetime64[D]")
    quota = pa.table({
        "month": np.repeat(months, 7), "region_id": [r[0] for r in REGIONS] * len(months),
        "amount": np.repeat([float(9_000_000 + 120_000 * n) for n in range(len(months))], 7)
        * np.tile([r[3] for r in REGIONS], len(months)) / 6.9 * 3.0,
    })  # fmt: skip
    return {"employee": staff, "employee_survey": survey, "sales_quota": quota}
