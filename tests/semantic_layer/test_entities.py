"""Entities by their first row, by coming back and by conditions: against SQL and arithmetic by hand."""

import pytest
from small_models import columns, values

from semantic_layer import query as q

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)


def stall_parts():
    """Deals of people, on the web or at the till."""
    parts = {
        "tables": {
            "deal": {"key": ["id"], "time": "made", "columns": columns(id="integer", made="timestamp", who="integer", way="text")}
        },
        "dimensions": {"way": {"table": "deal", "column": "way"}},
        "metrics": {
            "new": {"calculation": {"type": "first_time", "table": "deal", "entity": "who"}, "label": {"en": "new buyers", "zh": "新买家"}},
            "deals": {"calculation": {"type": "simple", "table": "deal", "agg": "count"}},
            "kept": {"calculation": {"type": "retention", "table": "deal", "entity": "who"}, "unit": "share"},
            "kept_web": {"calculation": {"type": "ratio", "numerator": {"metric": "kept", "where": [{"field": "way", "value": "web"}]}, "denominator": "deals"}},
        },
    }  # fmt: skip
    rows = """(200, TIMESTAMP '2025-03-01 08:00', 7, 'web'), (100, TIMESTAMP '2025-03-01 16:00', 7, 'till'),
        (300, TIMESTAMP '2025-03-31 16:00', 7, 'till'), (402, TIMESTAMP '2025-03-02 09:00', 8, 'web'),
        (401, TIMESTAMP '2025-03-02 09:00', 8, 'till'), (500, NULL, 9, 'web'), (501, TIMESTAMP '2025-03-09 09:00', 9, 'till')"""
    return parts, values("deal", "id, made, who, way", rows)


@pytest.fixture(scope="module")
def stall(small):
    return small(*stall_parts())


def test_the_first_row_is_the_earliest_then_the_one_of_the_smaller_key(stall):
    gold = stall.sql("""SELECT way, count(*) FROM (SELECT way FROM deal
        QUALIFY row_number() OVER (PARTITION BY who ORDER BY made NULLS LAST, id) = 1) GROUP BY 1""")
    assert stall.run("new", by=BY("way"), period=MARCH) == gold == [("till", 2), ("web", 1)]
    for way, count in gold:
        assert stall.run("new", where=q.Is(dimension="way", value=way), period=MARCH) == [(count,)]


def test_the_first_row_is_said_to_be_the_first_ever_where_it_is_split_or_filtered(stall):
    web = q.Is(dimension="way", value="web")
    measure = q.Metric(name="new", where=web)
    for query in (
        {"by": BY("way")},
        {"where": web},
        {"measures": (measure,)},
        {"by": (q.Groups(groups=(q.Group(label="x", where=web),)),)},
    ):
        data = q.Data(**{"measures": (q.Metric(name="new"),), "period": MARCH} | query)
        told = {locale: stall.answer(data, locale=locale) for locale in ("en", "zh")}
        assert [note.code for note in told["en"].notes] == ["first_ever"]
        assert told["en"].notes[0].message.startswith("new buyers: counted where the first one ever was")
        assert told["zh"].notes[0].message.startswith("新买家：按其有史以来的第一次归类")
    plain = q.Data(
        measures=(q.Metric(name="new"),),
        by=(q.Grain(unit="month"),),
        period=MARCH,
        compare=(q.Compare(basis="previous_unit"),),
    )
    assert stall.answer(plain).notes == ()


@pytest.fixture(scope="module")
def again(small):
    """Deals of two months, of people who change between the web and the till."""
    parts, _ = stall_parts()
    rows = """SELECT i AS id, TIMESTAMP '2025-02-01 08:00' + to_days(((i * 7) % 59)::INT) AS made, CASE WHEN i % 13 = 0 THEN NULL ELSE i * i % 31 END AS who,
        CASE i % 4 WHEN 0 THEN 'till' WHEN 1 THEN NULL ELSE 'web' END AS way FROM range(0, 90) r(i)"""
    return small(parts, f"CREATE TABLE deal AS {rows}")


def test_retention_under_a_filter_is_that_of_the_breakdown(again):
    seen = lambda start, end: (
        f"(SELECT DISTINCT who FROM deal WHERE who IS NOT NULL AND made >= '{start}' AND made < '{end}')"
    )
    gold = again.sql(f"""SELECT way, avg((who IN {seen("2025-03-01", "2025-04-01")})::INT) FROM
        (SELECT DISTINCT way, who FROM deal WHERE who IS NOT NULL AND made >= '2025-02-01' AND made < '2025-03-01') GROUP BY 1""")
    rows = again.run("kept", by=BY("way"), period=MARCH)
    assert rows == [(way, pytest.approx(share)) for way, share in gold] and len(rows) == 3
    for way, share in rows:
        where = q.IsNull(dimension="way") if way is None else q.Is(dimension="way", value=way)
        assert again.run("kept", where=where, period=MARCH) == [(pytest.approx(share),)]
        assert again.run("kept", where=where, by=BY("way"), period=MARCH) == [(way, pytest.approx(share))]
        by_month = again.run("kept", where=where, by=(q.Grain(unit="month"),), period=MARCH)
        assert [row[1] for row in by_month] == [pytest.approx(share)]
    ratio = again.run("kept_web", "deals", period=MARCH)[0]
    assert ratio[0] * ratio[1] == pytest.approx(dict(rows)["web"])
