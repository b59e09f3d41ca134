"""Values over the days before, of every aggregate, day by day and along dimensions: against SQL by hand."""

import datetime as dt

import pytest
from small_models import columns, simple

from semantic_layer import query as q

AGGS = {
    "sum": "sum(x)", "count": "count(*)", "min": "min(x)", "max": "max(x)", "avg": "avg(x)", "median": "median(x)",
    "count_distinct": "count(DISTINCT x)",
}  # fmt: skip
MARCH = q.Explicit(start=dt.date(2025, 3, 1), end=dt.date(2025, 4, 1))
DAY, AREA = q.Grain(unit="day"), q.Dimension(name="area")


@pytest.fixture(scope="module")
def log(small):
    parts = {
        "tables": {
            "ev": {"key": ["id"], "time": "at", "columns": columns(id="integer", at="timestamptz", site="integer", x="number")},
            "site": {"key": ["site"], "columns": columns(site="integer", area="text")},
        },
        "joins": [{"name": "s", "table": "ev", "to": "site", "on": {"site": "site"}}],
        "dimensions": {"area": {"table": "site", "column": "area"}},
        "metrics": {agg: simple("ev", agg, column=None if agg == "count" else "x") for agg in AGGS}
        | {
            f"{agg}_10": {"calculation": {"type": "cumulative", "metric": agg, "window": 10, "unit": "day"}} for agg in AGGS
        },
    }  # fmt: skip
    return small(
        parts,
        """CREATE TABLE ev AS SELECT i AS id, TIMESTAMPTZ '2025-02-01 20:00:00+00' + to_hours((i * 7)::INT) AS at,
            CASE WHEN i % 11 = 0 THEN NULL ELSE i % 4 END AS site,
            CASE WHEN i % 5 = 0 THEN NULL ELSE ((i * 37) % 17) / 4.0 END AS x FROM range(0, 220) r(i)
            WHERE i NOT BETWEEN 100 AND 140""",
        "CREATE TABLE site AS FROM (VALUES (0, 'N'), (1, 'S'), (2, 'S')) t(site, area)",
        calendar={"time_zone": "Asia/Tokyo"},
    )


@pytest.mark.parametrize("agg", AGGS)
@pytest.mark.parametrize("dimension", [(), (AREA,)], ids=["whole", "by area"])
def test_each_day_is_that_of_its_ten_days(log, agg, dimension):
    axes = "d" if not dimension else "d, area"
    gold = log.sql(f"""
        SELECT {axes}, {AGGS[agg]} FROM (SELECT (DATE '2025-03-01' + n::INT) AS d FROM range(31) r(n)) days
        LEFT JOIN (SELECT (ev.at AT TIME ZONE 'Asia/Tokyo')::DATE AS day, area, x FROM ev LEFT JOIN site USING (site)) e
            ON e.day > d - 10 AND e.day <= d GROUP BY {axes} HAVING count(e.day) > 0""")
    found = log.run(f"{agg}_10", by=(DAY, *dimension), period=MARCH)
    nothing = (None, 0) if agg.startswith("count") else (None,)
    found, gold = ([row for row in rows if row[-1] not in nothing] for rows in (found, gold))
    assert [row[:-1] for row in found] == [row[:-1] for row in gold] and len(gold) > 20
    assert [row[-1] for row in found] == pytest.approx([row[-1] for row in gold])
