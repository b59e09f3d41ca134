"""Stocks: the last snapshot of each, what is valid on a day, and averages, against SQL and arithmetic by hand."""

import pytest
from small_models import columns, values

from semantic_layer import query as q

MAY = q.Named(unit="month", number=5, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
FRESH = q.Is(dimension="state", value="fresh")


@pytest.fixture(scope="module")
def larder(small):
    shelf = columns(id="integer", item="text", taken="timestamp", pieces="integer", state="text", place="text")
    balance = lambda **more: {"calculation": {"type": "balance", "table": "shelf", "column": "pieces", **more}}
    parts = {
        "tables": {"shelf": {"key": ["id"], "time": "taken", "columns": shelf}},
        "dimensions": {name: {"table": "shelf", "column": name} for name in ("state", "place", "item")},
        "metrics": {
            "stock": balance(entity=["item"]),
            "fresh_share": {
                "calculation": {
                    "type": "ratio",
                    "numerator": {"metric": "stock", "where": [{"field": "state", "value": "fresh"}]},
                    "denominator": "stock",
                },
                "unit": "share",
            },
            "sound_stock": balance(entity=["item"], where=[{"field": "state", "op": "!=", "value": "lost"}]),
        },
    }
    rows = """(1, 'bun', TIMESTAMP '2025-05-05 08:00', 10, 'fresh', 'N'), (2, 'bun', TIMESTAMP '2025-05-05 20:00', 4, 'fresh', 'S'),
        (3, 'pie', TIMESTAMP '2025-05-01 08:00', 7, 'fresh', 'N'), (4, 'pie', TIMESTAMP '2025-05-09 08:00', 6, 'stale', 'N'),
        (6, 'jam', TIMESTAMP '2025-05-09 08:00', 3, 'fresh', 'S'), (5, 'jam', TIMESTAMP '2025-05-09 08:00', 30, 'fresh', 'S'),
        (7, 'jam', TIMESTAMP '2025-05-10 08:00', 2, 'lost', 'S')"""
    return small(parts, values("shelf", "id, item, taken, pieces, state, place", rows))


def last_rows(condition):
    """The last row of each item before June that meets a condition."""
    return f"""(SELECT * FROM shelf WHERE taken < '2025-06-01' AND {condition}
        QUALIFY row_number() OVER (PARTITION BY item ORDER BY taken DESC, id DESC) = 1)"""


def test_of_two_snapshots_on_one_day_the_later_one_counts(larder):
    gold = larder.sql(f"SELECT sum(pieces) FROM {last_rows('true')}")
    assert larder.run("stock", period=MAY) == gold == [(12,)]


def test_of_two_snapshots_at_one_moment_the_one_of_the_larger_key_counts(larder):
    sound = last_rows("state <> 'lost'")
    assert larder.run("sound_stock", period=MAY) == larder.sql(f"SELECT sum(pieces) FROM {sound}") == [(13,)]
    by_item = larder.run("sound_stock", by=BY("item"), period=MAY)
    assert by_item == larder.sql(f"SELECT item, pieces FROM {sound}") == [("bun", 4), ("jam", 3), ("pie", 6)]


def test_a_filter_is_of_the_last_snapshot_as_a_breakdown_is(larder):
    gold = larder.sql(f"SELECT state, sum(pieces) FROM {last_rows('true')} GROUP BY 1")
    assert larder.run("stock", by=BY("state"), period=MAY) == gold == [("fresh", 4), ("lost", 2), ("stale", 6)]
    for state, pieces in gold:
        assert larder.run("stock", where=q.Is(dimension="state", value=state), period=MAY) == [(pieces,)]
    assert larder.run("stock", where=q.Is(dimension="place", value="N"), period=MAY) == [(6,)]
    weeks = larder.run("stock", where=FRESH, by=(q.Grain(unit="week"),), period=MAY)
    assert [pieces for _, pieces in weeks] == [7, 4]


def test_what_a_ratio_asks_of_a_snapshot_holds_after_the_last_one_is_found(larder):
    # Bun and jam were fresh once too: more than all that is there would be fresh.
    assert larder.run("fresh_share", period=MAY) == [(pytest.approx(4 / 12),)]
