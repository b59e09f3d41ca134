"""Entities by their first row, by coming back and by conditions: against SQL and arithmetic by hand."""

import pytest
from small_models import columns, values

from semantic_layer import query as q

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)


@pytest.fixture(scope="module")
def stall(small):
    parts = {
        "tables": {
            "deal": {"key": ["id"], "time": "made", "columns": columns(id="integer", made="timestamp", who="integer", way="text")}
        },
        "dimensions": {"way": {"table": "deal", "column": "way"}},
        "metrics": {
            "new": {"calculation": {"type": "first_time", "table": "deal", "entity": "who"}},
        },
    }  # fmt: skip
    rows = """(200, TIMESTAMP '2025-03-01 08:00', 7, 'web'), (100, TIMESTAMP '2025-03-01 16:00', 7, 'till'),
        (300, TIMESTAMP '2025-03-31 16:00', 7, 'till'), (402, TIMESTAMP '2025-03-02 09:00', 8, 'web'),
        (401, TIMESTAMP '2025-03-02 09:00', 8, 'till'), (500, NULL, 9, 'web'), (501, TIMESTAMP '2025-03-09 09:00', 9, 'till')"""
    return small(parts, values("deal", "id, made, who, way", rows))


def test_the_first_row_is_the_earliest_then_the_one_of_the_smaller_key(stall):
    gold = stall.sql("""SELECT way, count(*) FROM (SELECT way FROM deal
        QUALIFY row_number() OVER (PARTITION BY who ORDER BY made NULLS LAST, id) = 1) GROUP BY 1""")
    assert stall.run("new", by=BY("way"), period=MARCH) == gold == [("till", 2), ("web", 1)]
    for way, count in gold:
        assert stall.run("new", where=q.Is(dimension="way", value=way), period=MARCH) == [(count,)]
