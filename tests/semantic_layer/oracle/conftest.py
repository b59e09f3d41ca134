"""The market: one model and one database for us and, in its own words, for MetricFlow."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from semantic_layer.compiler.compile import compile_query
from semantic_layer.model import Model
from semantic_layer.model.load import load_model
from semantic_layer.session import Session
from semantic_layer.warehouse import Warehouse, open_warehouse

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from market_data import build_market  # noqa: E402


@dataclass(frozen=True)
class Market:
    """The model, our warehouse, and the folder with the database."""

    model: Model
    warehouse: Warehouse
    folder: Path

    def run(self, query: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return the names of the columns and the rows of a query."""
        today = dt.date(2026, 4, 1)
        compiled = compile_query(query, self.model, Session(today=today), self.warehouse.state(self.model, today))
        result = self.warehouse.run(compiled)
        return [column.name for column in result.columns], list(result.rows)


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    folder = tmp_path_factory.mktemp("models") / "market"
    shutil.copytree(HERE / "market", folder)
    build_market(folder / "market.duckdb")
    model = load_model(folder)
    warehouse = open_warehouse(model.header.warehouse, folder)
    yield Market(model, warehouse, folder)
    warehouse.close()


@pytest.fixture(scope="session")
def peer(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pytest.importorskip("metricflow", reason="the peer is a development dependency")
    from peer_engine import Peer
    from peer_manifest import manifest_yaml

    folder = tmp_path_factory.mktemp("peer")
    # A copy: one process opens a file once, under one set of limits.
    shutil.copy(market.folder / "market.duckdb", folder / "market.duckdb")
    peer = Peer(manifest_yaml(market.model), folder / "market.duckdb", folder)
    yield peer
    peer.close()
