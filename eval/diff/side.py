"""One of two models that are compared, over the warehouse that both are asked on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from semantic_layer.model import Model
from semantic_layer.model.without import tables_read, without_tables
from semantic_layer.warehouse import Warehouse, open_warehouse


@dataclass(frozen=True)
class Side:
    """A model with what the warehouse does not have left out, and why each metric that is left out is."""

    model: Model
    warehouse: Warehouse
    left_out: dict[str, str] = field(default_factory=dict)


def open_side(model: Model, url: str, folder: Path) -> Side:
    """Return a model over the warehouse of a URL, relative to a folder: perhaps not the one it was written for.

    Raises:
        WarehouseError: the warehouse cannot be opened.
    """
    warehouse = open_warehouse(url, folder)
    misfits = warehouse.misfits(model)
    if not misfits:
        return Side(model, warehouse)
    left_out = {
        name: f"{table}: {misfits[table]}"
        for name in model.metrics
        for table in sorted(tables_read(name, model) & set(misfits))[:1]
    }
    return Side(without_tables(model, misfits), warehouse, left_out)
