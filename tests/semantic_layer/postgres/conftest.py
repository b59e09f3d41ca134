"""The clinics and the shop on PostgreSQL: the same rows as in their files."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlq.engine import Engine, open_engine
from semantic_layer.warehouse import open_warehouse

TESTS = Path(__file__).parents[2]
sys.path += [str(TESTS / "fixtures"), str(TESTS / "semantic_layer"), str(TESTS / "semantic_layer/oracle")]

from postgres_server import Server, run_server, tables_of  # noqa: E402


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with run_server() as running:
        yield running


@pytest.fixture(scope="session")
def clinics_url(server: Server, clinics_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    server.load("clinics", tables_of(clinics_folder / "clinics.duckdb", tmp_path_factory.mktemp("copies")))
    return server.url("clinics")


@pytest.fixture(scope="session")
def clinics(clinics_folder: Path, clinics_url: str) -> Iterator[Engine]:
    engine = open_engine(clinics_folder, warehouse=clinics_url)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def duck_clinics(clinics_folder: Path) -> Iterator[Engine]:
    engine = open_engine(clinics_folder)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def shop(shop: Any, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    server.load("shop", tables_of(shop.path, tmp_path_factory.mktemp("copies")))
    warehouse = open_warehouse(server.url("shop"), shop.folder)
    yield dataclasses.replace(shop, warehouse=warehouse)
    warehouse.close()
