"""The demo warehouses: built from a seed, or from the data of a package."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from semantic_layer.warehouse import write_database

MODELS = Path(__file__).parents[1] / "models"
#: Changes when a builder changes, so that an old file is built anew.
VERSION = 1
Progress = Callable[[str, int, int], None]


def demo_folder(name: str) -> Path:
    """Return the model folder of a demo.

    Raises:
        KeyError: there is no such demo.
    """
    if name not in ("retail", "journey"):
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
    if name == "retail":
        from eval.demo.retail import build_retail

        tables = build_retail(scale)
    else:
        from eval.demo.journey import build_journey

        tables = build_journey()
    write_database(path, tables, progress)
    stamp.write_text(json.dumps(wanted))
    return path
