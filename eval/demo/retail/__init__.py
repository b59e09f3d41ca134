"""A retail group, from a seed: the same seed gives the same data."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from eval.demo.retail.later import add_later
from eval.demo.retail.operations import build_operations
from eval.demo.retail.people import build_customers, build_staff
from eval.demo.retail.places import build_places
from eval.demo.retail.sales import build_sales

SEED = 20240101


def build_retail(scale: float = 1.0) -> dict[str, pa.Table]:
    """Return every table of the retail group; ``scale`` 1 is half a million orders."""
    rng = np.random.default_rng(SEED)
    places = build_places(rng)
    customers = build_customers(rng, scale)
    sales = build_sales(rng, places, customers, scale)
    tables = {**places, **customers, **sales, **build_operations(rng, places, sales), **build_staff(rng)}
    return add_later(tables, SEED)
