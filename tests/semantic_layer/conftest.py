"""The small shop: a model folder, its database and its open warehouse, built once a run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from semantic_layer.model import Model
from semantic_layer.model.load import load_model
from semantic_layer.warehouse import Warehouse, open_warehouse

FIXTURES = Path(__file__).parents[1] / "fixtures"
sys.path.insert(0, str(FIXTURES))

from shop_data import build_shop  # noqa: E402


@dataclass(frozen=True)
class Shop:
    """A loaded model, its open warehouse, the database file and the folder they came from."""

    model: Model
    warehouse: Warehouse
    path: Path
    folder: Path


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("models") / "shop"
    shutil.copytree(FIXTURES / "shop", folder)
    build_shop(folder / "shop.duckdb")
    model = load_model(folder)
    warehouse = open_warehouse(model.header.warehouse, folder)
    yield Shop(model, warehouse, folder / "shop.duckdb", folder)
    warehouse.close()
