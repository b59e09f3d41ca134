"""Made worlds on PostgreSQL: generated queries against plain Python over the same rows."""

import dataclasses

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_world import TODAY, make_world
from test_rows import KINDS, check_rows

from semantic_layer.warehouse import open_warehouse
from semantic_layer.warehouse.load import load_tables

WORLDS = 6
TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string(), "date": pa.date32()}


@pytest.fixture(scope="module")
def worlds(server, tmp_path_factory):
    """Each world in a schema of its own, which the URL names: the model does not know of it."""
    server.create("made")
    folder, made = tmp_path_factory.mktemp("made"), []
    for seed in range(WORLDS):
        world = make_world(seed, folder)
        tables = {
            name: pa.table({
                column: pa.array([row[column] for row in world.rows[name]], TYPES[spec.type])
                for column, spec in table.columns.items()
            })
            for name, table in world.model.tables.items()
        }  # fmt: skip
        server.execute("made", f"CREATE SCHEMA made{seed}")
        load_tables(server.url("made", "owner", search_path=f"made{seed}"), tables, "test: 1")
        warehouse = open_warehouse(server.url("made", search_path=f"made{seed}"), folder)
        made.append(dataclasses.replace(world, warehouse=warehouse, state=warehouse.state(world.model, TODAY)))
    yield made
    for world in made:
        world.warehouse.close()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.data(), st.integers(0, WORLDS - 1))
@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_those_of_plain_python(worlds, kind, draw, seed):
    assert check_rows(worlds[seed], kind, draw).dialect == "postgres"
