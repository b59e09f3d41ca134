"""Stocks: the last snapshot of each, what is valid on a day, and averages, against SQL and arithmetic by hand."""

import pytest
from small_models import columns, values

from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.issues import ModelError
from semantic_layer.session import DataState

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
            "lately": balance(entity=["item"], stale_after=9),
            "mean_stock": balance(entity=["item"], take="average"),
            "mean_sound_stock": balance(
                entity=["item"], take="average", where=[{"field": "state", "op": "!=", "value": "lost"}]
            ),
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


@pytest.fixture(scope="module")
def firm(small):
    staff = columns(id="integer", hired="date", gone="date", hours="integer")
    post = columns(id="integer", since="date", team="text")
    heads = {"type": "balance", "table": "staff", "valid_from": "hired", "valid_to": "gone"}
    parts = {
        "tables": {
            "staff": {"key": ["id"], "columns": staff},
            "post": {"key": ["id", "since"], "history": {"start": "since"}, "columns": post},
        },
        "joins": [{"name": "held", "table": "staff", "to": "post", "on": {"id": "id"}}],
        "dimensions": {
            "team": {"table": "post", "column": "team"},
            "team_now": {"table": "post", "column": "team", "as_of": "today"},
        },
        "metrics": {
            "heads": {"calculation": heads},
            "hours": {"calculation": {**heads, "column": "hours"}},
            "usual": {"calculation": {**heads, "take": "average"}},
            "usual_hours": {"calculation": {**heads, "column": "hours", "take": "average"}},
        },
    }
    people = """(1, DATE '2024-01-01', NULL::DATE, 40), (2, DATE '2024-02-01', NULL, 30), (3, DATE '2024-02-01', DATE '2025-02-01', 20),
        (4, DATE '2024-05-01', NULL, 10)"""
    posts = """(1, DATE '2024-01-01', 'A'), (2, DATE '2024-02-01', 'A'), (2, DATE '2024-06-30', 'B'), (3, DATE '2024-02-01', 'B'),
        (2, DATE '2025-05-01', 'C'), (4, DATE '2024-07-01', 'A')"""
    return small(
        parts, values("staff", "id, hired, gone, hours", people), values("post", "id, since, team", posts),
        calendar={"as_of": "2025-05-20"},
    )  # fmt: skip


def on_the_day(firm, day, value="count(*)"):
    """What is valid on a day, by the team of that day."""
    return firm.sql(f"""SELECT team, {value} FROM staff LEFT JOIN
        (SELECT id, team FROM post WHERE since <= '{day}' QUALIFY row_number() OVER (PARTITION BY id ORDER BY since DESC) = 1) USING (id)
        WHERE hired <= '{day}' AND (gone IS NULL OR gone > '{day}') GROUP BY 1""")


def test_a_headcount_is_by_what_people_are_on_the_day_counted(firm):
    march = q.Named(unit="month", number=3, year=2025)
    assert firm.run("heads", by=BY("team"), period=march) == on_the_day(firm, "2025-03-31") == [("A", 2), ("B", 1)]
    assert firm.run("hours", by=BY("team"), period=march) == on_the_day(firm, "2025-03-31", "sum(hours)")
    assert firm.run("heads", where=q.Is(dimension="team", value="B"), period=march) == [(1,)]
    assert firm.run("heads", by=BY("team_now"), period=march) == [("A", 2), ("C", 1)]


def test_a_headcount_by_month_is_by_what_people_were_at_each_months_end(firm):
    rows = firm.run("heads", by=(q.Grain(unit="month"), *BY("team")), period=q.Named(unit="half", number=1, year=2024))
    ends = {1: "2024-01-31", 2: "2024-02-29", 3: "2024-03-31", 4: "2024-04-30", 5: "2024-05-31", 6: "2024-06-30"}
    for month, day in ends.items():
        found = [(team, heads) for start, team, heads in rows if start.month == month and heads]
        assert found == on_the_day(firm, day), day


def over_days(firm, start, end, value, axis="NULL"):
    """The mean over the days of a half-open span of what is valid on each, by the team of the day."""
    rows = firm.sql(f"""SELECT g, sum(v) / (DATE '{end}' - DATE '{start}') FROM (SELECT {axis} AS g, {value} AS v
        FROM range(DATE '{start}', DATE '{end}', INTERVAL 1 DAY) d(day)
        JOIN staff ON hired <= day AND (gone IS NULL OR gone > day)
        LEFT JOIN LATERAL (SELECT team FROM post p WHERE p.id = staff.id AND since <= day ORDER BY since DESC LIMIT 1) x ON true
        GROUP BY day, 1) GROUP BY 1""")
    return [(group, pytest.approx(float(value))) for group, value in rows]


def test_an_average_headcount_is_the_mean_of_its_days(firm):
    half = q.Named(unit="half", number=1, year=2024)
    for metric, value in (("usual", "count(*)"), ("usual_hours", "sum(hours)")):
        assert firm.run(metric, period=half) == [row[1:] for row in over_days(firm, "2024-01-01", "2024-07-01", value)]
        assert firm.run(metric, by=BY("team"), period=half) == over_days(
            firm, "2024-01-01", "2024-07-01", value, "team"
        )
    days = q.Fold(agg="avg", measure=q.Metric(name="heads"), over=(q.Grain(unit="day"),))
    months = firm.run("usual", by=(q.Grain(unit="month"),), period=half)
    assert months == firm.run(measures=(days,), by=(q.Grain(unit="month"),), period=half)
    assert [float(row[1]) for row in months] == pytest.approx([1, 3, 3, 3, 4, 4])
    by_team = firm.run("usual", by=(*BY("team"), q.Grain(unit="month")), period=half)
    june = [(team, float(heads)) for team, month, heads in by_team if month.month == 6]
    assert june == over_days(firm, "2024-06-01", "2024-07-01", "count(*)", "team")
    assert firm.run("usual", period=half, where=q.Is(dimension="team", value="C")) == [(0,)]


@pytest.mark.parametrize("part", [{"entity": ["id"]}, {"stale_after": 7}, {"time": "hired"}])
def test_what_is_of_snapshots_is_refused_beside_valid_from(small, part):
    staff = columns(id="integer", hired="date", gone="date")
    heads = {"type": "balance", "table": "staff", "valid_from": "hired", "valid_to": "gone", **part}
    parts = {"tables": {"staff": {"key": ["id"], "columns": staff}}, "metrics": {"heads": {"calculation": heads}}}
    with pytest.raises(ModelError, match="no effect beside valid_from"):
        small(parts, values("staff", "id, hired, gone", "(1, DATE '2024-01-01', NULL::DATE)"))


def mean(condition, days, by=""):
    """The last snapshot of each item on each day, over the days on which any were taken."""
    start, end = days
    daily = f"""(SELECT * FROM shelf WHERE taken >= '{start}' AND taken < '{end}' AND {condition}
        QUALIFY row_number() OVER (PARTITION BY item, taken::DATE ORDER BY taken DESC, id DESC) = 1)"""
    days = f"(SELECT count(DISTINCT taken::DATE) FROM {daily})"
    return f"SELECT {by} sum(pieces)::DOUBLE / {days} FROM {daily} {'GROUP BY 1' if by else ''}"


@pytest.mark.parametrize(("metric", "condition"), [("mean_stock", "TRUE"), ("mean_sound_stock", "state <> 'lost'")])
def test_an_average_by_group_adds_up_to_the_total(larder, metric, condition):
    may = ("2025-05-01", "2025-06-01")
    total = larder.run(metric, period=MAY)
    assert total == larder.sql(mean(condition, may))
    for axis in ("state", "place", "item"):
        rows = larder.run(metric, by=BY(axis), period=MAY)
        assert rows == larder.sql(mean(condition, may, by=f"{axis},"))
        assert sum(value for _, value in rows) == pytest.approx(total[0][0])
        for member, value in rows:
            assert larder.run(metric, where=q.Is(dimension=axis, value=member), period=MAY) == [(value,)]
    weeks = larder.run(metric, by=(q.Grain(unit="week"), *BY("place")), period=MAY)
    for start, days in (("2025-04-28", ("2025-05-01", "2025-05-05")), ("2025-05-05", ("2025-05-05", "2025-05-12"))):
        found = [(place, value) for week, place, value in weeks if str(week) == start and value is not None]
        assert found == larder.sql(mean(condition, days, by="place,"))
        alone = [row[1] for row in larder.run(metric, by=(q.Grain(unit="week"),), period=MAY) if str(row[0]) == start]
        assert alone == [pytest.approx(sum(value for _, value in found))]


def test_an_average_of_nothing_is_no_number(larder):
    assert larder.run("mean_stock", where=q.Is(dimension="place", value="X"), period=MAY) == [(None,)]


def test_a_snapshot_of_the_age_that_is_allowed_counts_and_an_older_one_does_not(larder):
    # On 14 May what was counted on the 5th is nine days old, on the 15th ten.
    at = lambda day: larder.run(
        "lately", by=BY("item"), period=q.Explicit(start=day, end=f"{day[:8]}{int(day[8:]) + 1}")
    )
    assert at("2025-05-10") == [("bun", 4), ("jam", 2), ("pie", 6)]
    full = {"coverage": {"shelf.taken": {"first": "2025-05-01", "watermark": "2025-05-20"}}, "version": "1"}
    state = DataState.model_validate(full)
    for end, found in (("2025-05-15", [("bun", 4), ("jam", 2), ("pie", 6)]), ("2025-05-16", [("jam", 2), ("pie", 6)])):
        query = q.Data(
            measures=(q.Metric(name="lately"),), by=BY("item"), period=q.Explicit(start="2025-05-14", end=end)
        )
        compiled = compile_query(query, larder.engine.whole, larder.session(), state)
        assert sorted(larder.engine.warehouse.run(compiled).rows) == found
