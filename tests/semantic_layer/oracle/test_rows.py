"""Every type of metric against plain Python over the same rows."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_queries import data
from made_world import TODAY, make_world
from rows_reference import Rows

from semantic_layer.issues import NotYet, QueryRefused

WORLDS = 12


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("made")


def plain(values):
    return tuple(round(value, 9) if isinstance(value, float) else value for value in values)


KINDS = ("simple", "ratio", "derived", "entity_count", "first_time", "retention", "balance", "cumulative", None)


def order(rows):
    return sorted(rows, key=lambda row: [(cell is None, 0 if cell is None else cell) for cell in row])


def check_rows(world, kind, draw):
    """Hold a drawn query of metrics of a kind against plain Python, and return it compiled."""
    names = tuple(name for name, spec in world.model.metrics.items() if spec.calculation.type == kind)
    query = draw.draw(data(world, names, most=3))
    try:
        compiled = world.compile(query)
    except QueryRefused as refused:
        assert not isinstance(refused, NotYet)
        assume(False)
    expected = Rows(world.model, world.rows, TODAY).answer(query)
    assert expected is not None
    count = len(query.by)
    found: dict = {}
    for row in world.warehouse.run(compiled).rows:
        found.setdefault(row[:count], []).append(plain(row[count:]))
    assert set(found) == set(expected)
    for key, rows in expected.items():
        assert order(found[key]) == order([plain(row) for row in rows]), key
    return compiled


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data(), st.integers(0, WORLDS - 1))
@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_those_of_plain_python(folder, kind, draw, seed):
    check_rows(make_world(seed, folder), kind, draw)
