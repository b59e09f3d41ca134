"""The demo warehouses: built from a seed, from the data of a package, or from CSV files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from eval.demo.tables_of_csv import build_from_csv
from semantic_layer.warehouse import write_database

MODELS = Path(__file__).parents[1] / "models"
#: Changes when a builder changes, so that an old file is built anew.
VERSION = 2
Progress = Callable[[str, int, int], None]
Tables = Mapping[str, pa.Table]


def _retail(scale: float) -> Tables:
    from eval.demo.retail import build_retail

    return build_retail(scale)


def _journey(scale: float) -> Tables:
    from eval.demo.journey import build_journey

    return build_journey()


def _of_csv(name: str) -> Callable[[float], Tables]:
    return lambda scale: build_from_csv(name)


#: The models that come with the product, and what builds the tables of each at a scale.
DEMOS: dict[str, Callable[[float], Tables]] = {
    "retail": _retail,
    "journey": _journey,
    "broker": _of_csv("broker"),
    "derm_treatment": _of_csv("derm_treatment"),
}


def demo_folder(name: str) -> Path:
    """Return the model folder of a demo.

    Raises:
        KeyError: there is no such demo.
    """
    if name not in DEMOS:
        raise KeyError(name)
    return MODELS / name


def build_demo(name: str, *, scale: float = 1.0, force: bool = False, progress: Progress | None = None) -> Path:
    """Return the database file of a demo model, built where it is missing or of another make.

    ``scale`` multiplies the number of orders and customers (retail only).
    """
    folder = demo_folder(name)
    path, stamp = folder / f"{name}.duckdb", folder / f".{name}.json"
    wanted = {"version": VERSION, "scale": scale}
    if not force and path.is_file() and stamp.is_file() and json.loads(stamp.read_text()) == wanted:
        return path
    write_database(path, DEMOS[name](scale), progress)
    stamp.write_text(json.dumps(wanted))
    return path


def load_demo(
    name: str, url: str, *, scale: float = 1.0, force: bool = False, progress: Progress | None = None
) -> bool:
    """Write the tables of a demo into a PostgreSQL database, where they are not there of this make; say whether it did.

    Raises:
        KeyError: there is no such demo.
        WarehouseError: the database cannot be written, or has tables of its own with these names.
    """
    from semantic_layer.warehouse.load import load_tables

    mark = f"kpi demo: {name}, version {VERSION}, scale {scale:g}"
    return load_tables(url, DEMOS[name](scale), mark, progress, force=force)
