"""When rows are: by a column of their own, of a table they lead to, or not at all; against SQL by hand."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.issues import ModelError
from semantic_layer.model.closure import close_over
from semantic_layer.model.lint import Subject, lint_model
from semantic_layer.model.without import without_tables
from semantic_layer.session import Viewer

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
MONTH = (q.Grain(unit="month"),)
DAY = "(placed AT TIME ZONE 'Asia/Tokyo')::DATE"


def orders(**line):
    """Orders with a moment, their lines without one, and shipments of lines."""
    join = lambda name, table, to, mine, theirs: {"name": name, "table": table, "to": to, "on": {mine: theirs}}
    how = lambda kind, **more: {"calculation": {"type": kind, "table": "line", **more}}
    parts = {
        "tables": {
            "buy": {"key": ["id"], "time": "placed", "watermark": "2025-04-30", "columns": columns(id="integer", placed="timestamptz", who="integer", sent="date")},
            "line": {"key": ["id"], "time": "buy.placed", "columns": columns(id="integer", buy="integer", sku="text", pieces="integer"), **line},
            "part": {"key": ["id"], "time": "buy.sent", "columns": columns(id="integer", line="integer", grams="integer")},
            "prod": {"key": ["sku", "since"], "history": {"start": "since"}, "columns": columns(sku="text", since="date", kind="text")},
        },
        "joins": [
            join("line_buy", "line", "buy", "buy", "id"), join("part_line", "part", "line", "line", "id"),
            join("line_prod", "line", "prod", "sku", "sku"),
        ],
        "dimensions": {
            "sku": {"table": "line", "column": "sku"}, "who": {"table": "buy", "column": "who"},
            "kind": {"table": "prod", "column": "kind"},
        },
        "metrics": {
            "pieces": simple("line", "sum", column="pieces"), "buys": simple("buy"), "grams": simple("part", "sum", column="grams"),
            "sent_pieces": simple("line", "sum", column="pieces", time="buy.sent"),
            "skus": how("entity_count", entity="sku"), "new_skus": how("first_time", entity="sku"),
            "kept_skus": {**how("retention", entity="sku"), "unit": "share"},
            "left": how("balance", column="pieces", entity=["sku"]),
            "running": {"calculation": {"type": "cumulative", "metric": "pieces", "since": "year"}},
            "per_buy": {"calculation": {"type": "ratio", "numerator": "pieces", "denominator": "buys"}},
        },
    }  # fmt: skip
    return parts, (
        """CREATE TABLE buy AS SELECT i AS id, TIMESTAMPTZ '2025-01-05 20:00:00+00' + to_days((i * 3)::INT) AS placed, i % 5 AS who,
            DATE '2025-01-20' + (i * 3)::INT AS sent FROM range(1, 36) r(i)""",
        """CREATE TABLE line AS SELECT i AS id, CASE WHEN i % 17 = 0 THEN NULL WHEN i % 19 = 0 THEN 99 ELSE 1 + i % 35 END AS buy,
            ['a', 'b', 'c', 'd'][1 + i % 4] AS sku, i % 7 AS pieces FROM range(0, 90) r(i)""",
        "CREATE TABLE part AS SELECT i AS id, i % 95 AS line, 10 * i AS grams FROM range(0, 120) r(i)",
        values("prod", "sku, since, kind", "('a', DATE '2025-01-01', 'old'), ('a', DATE '2025-03-10', 'new'), ('b', DATE '2025-02-01', 'old')"),
    )  # fmt: skip


TOKYO = {"time_zone": "Asia/Tokyo"}
LINES = f"(SELECT line.*, {DAY} AS day, placed, sent FROM line LEFT JOIN buy ON line.buy = buy.id)"
IN_MARCH = "day >= '2025-03-01' AND day < '2025-04-01'"


@pytest.fixture(scope="module")
def lines(small):
    parts, statements = orders()
    return small(parts, *statements, calendar=TOKYO)


def test_rows_are_on_the_day_of_what_they_lead_to(lines):
    march = f"SELECT sum(pieces) FROM {LINES} WHERE {IN_MARCH}"
    assert lines.run("pieces", period=MARCH) == lines.sql(march)
    by_sku = lines.run("pieces", by=BY("sku"), period=MARCH)
    assert by_sku == lines.sql(march.replace("SELECT", "SELECT sku,", 1) + " GROUP BY 1")
    by_who = lines.sql(
        march.replace("SELECT sum", "SELECT who, sum", 1).replace("line.*,", "line.*, who,") + " GROUP BY 1"
    )
    assert lines.run("pieces", by=BY("who"), period=MARCH) == by_who
    months = lines.sql(
        f"SELECT date_trunc('month', day)::DATE, sum(pieces) FROM {LINES} WHERE day IS NOT NULL GROUP BY 1"
    )
    assert lines.run("pieces", by=MONTH, period=q.Named(unit="year", year=2025)) == months
    sent = f"SELECT sum(pieces) FROM {LINES} WHERE sent >= '2025-03-01' AND sent < '2025-04-01'"
    assert lines.run("sent_pieces", period=MARCH) == lines.sql(sent) != lines.sql(march)
    far = "SELECT sum(grams) FROM part JOIN line ON part.line = line.id JOIN buy ON line.buy = buy.id WHERE sent >= '2025-03-01' AND sent < '2025-04-01'"
    assert lines.run("grams", period=MARCH) == lines.sql(far)


def test_beside_the_table_they_lead_to_they_are_on_its_days(lines):
    april = q.Named(unit="month", number=4, year=2025)
    compiled = lines.compile(measures=(q.Metric(name="pieces"),), period=april)
    assert compiled.watermark == dt.date(2025, 4, 30) and compiled.period.complete
    assert lines.run("per_buy", "pieces", "buys", period=MARCH)[0][0] == pytest.approx(
        lines.run("pieces", period=MARCH)[0][0] / lines.run("buys", period=MARCH)[0][0]
    )
    answer = lines.answer(q.Describe(names=("pieces",), aspects=("freshness",)))
    assert "Apr 30, 2025" in answer.text


def test_an_attribute_with_a_history_is_that_of_the_day_they_get(lines):
    gold = lines.sql(f"""SELECT kind, sum(pieces) FROM {LINES} l LEFT JOIN LATERAL
        (SELECT kind FROM prod WHERE prod.sku = l.sku AND since <= day ORDER BY since DESC LIMIT 1) ON TRUE WHERE {IN_MARCH} GROUP BY 1""")
    assert lines.run("pieces", by=BY("kind"), period=MARCH) == gold and len(gold) == 3
    both = lines.run("pieces", by=(*MONTH, *BY("kind")), period=MARCH)
    assert [row[1:] for row in both] == gold


def test_every_kind_of_metric_goes_by_that_day(lines):
    assert lines.run("skus", period=MARCH) == lines.sql(f"SELECT count(DISTINCT sku) FROM {LINES} WHERE {IN_MARCH}")
    first = f"(SELECT sku, min(day) AS day FROM {LINES} GROUP BY 1)"
    january = q.Named(unit="month", number=1, year=2025)
    gold = f"SELECT count(*) FROM {first} WHERE day >= '2025-01-01' AND day < '2025-02-01'"
    assert lines.run("new_skus", period=january) == lines.sql(gold)
    seen = lambda start, end: f"(SELECT DISTINCT sku FROM {LINES} WHERE day >= '{start}' AND day < '{end}')"
    kept = f"SELECT avg((sku IN {seen('2025-03-01', '2025-04-01')})::INT) FROM {seen('2025-02-01', '2025-03-01')}"
    assert lines.run("kept_skus", period=MARCH) == lines.sql(kept)
    last = f"SELECT sum(pieces) FROM (SELECT * FROM {LINES} WHERE {IN_MARCH} QUALIFY row_number() OVER (PARTITION BY sku ORDER BY placed DESC, id DESC) = 1)"
    assert lines.run("left", period=MARCH) == lines.sql(last)
    running = f"SELECT sum(pieces) FROM {LINES} WHERE day >= '2025-01-01' AND day < '2025-04-01'"
    assert lines.run("running", period=MARCH) == lines.sql(running)
    before = lines.run("pieces", period=MARCH, compare=(q.Compare(basis="previous_unit"),))[0][1]
    february = f"SELECT sum(pieces) FROM {LINES} WHERE day >= '2025-02-01' AND day < '2025-03-01'"
    assert [(before,)] == lines.sql(february)


def test_rows_that_exist_and_records_go_by_that_day(lines):
    has = q.Exists(table="line", where=q.Is(dimension="sku", value="a"), period=MARCH)
    gold = f"SELECT count(*) FROM buy WHERE id IN (SELECT buy FROM {LINES} WHERE sku = 'a' AND {IN_MARCH})"
    assert lines.run("buys", where=has, period=q.AllTime()) == lines.sql(gold)
    records = lines.answer(q.Members(metric="pieces", period=MARCH, limit=1000))
    place = [column.name for column in records.columns].index("id")
    gold = lines.sql(f"SELECT id FROM {LINES} WHERE {IN_MARCH} ORDER BY placed DESC, id DESC")
    assert sorted(row[place] for row in records.rows) == sorted(row[0] for row in gold)
    assert (
        records.rows[0][place]
        == lines.gold.run_sql(f"SELECT id FROM {LINES} WHERE {IN_MARCH} ORDER BY placed DESC, id DESC")[1][0][0]
    )


def test_what_gives_rows_their_time_is_read_for_who_may_see_what(small):
    parts, statements = orders()
    parts["masks"] = [{"name": "hide", "table": "line", "columns": ["buy"], "except_roles": ["boss"]}]
    lines = small(parts, *statements, calendar=TOKYO)
    assert lines.run("pieces", period=MARCH, viewer=Viewer(roles=("boss",)))[0][0] > 0
    for name in ("pieces", "new_skus", "grams"):
        assert lines.refused(name, period=MARCH).code == "unknown_metric"
    assert lines.run("buys", period=MARCH)[0][0] > 0
    parts["masks"] = [{"name": "hide", "table": "buy", "columns": ["placed"], "except_roles": ["boss"]}]
    lines = small(parts, *statements, calendar=TOKYO)
    assert lines.refused("pieces", period=MARCH).code == "unknown_metric"
    assert lines.run("sent_pieces", period=MARCH)[0][0] > 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"time": "buy.moment"}, "no column of buy “moment”"),
        ({"time": "bye.placed"}, "no table “bye”"),
        ({"time": "buy.who"}, "no date or timestamp"),
        ({"time": "part.grams"}, "no date or timestamp"),
        ({"time": "prod.since"}, "a table with a history is on the way"),
        ({"watermark": "2025-04-01"}, "is that of the table of buy.placed"),
    ],
)
def test_a_time_that_rows_do_not_lead_to_is_no_time(small, line, words):
    parts, statements = orders(**line)
    with pytest.raises(ModelError, match=words):
        small(parts, *statements)


def test_a_time_in_two_ways_or_in_none_is_no_time(small):
    parts, statements = orders()
    parts["joins"].append({"name": "again", "table": "line", "to": "buy", "on": {"pieces": "id"}})
    with pytest.raises(ModelError, match="2 paths lead from line to buy"):
        small(parts, *statements)
    parts, statements = orders()
    parts["metrics"]["odd"] = simple("buy", time="line.buy")
    with pytest.raises(ModelError, match="no many-to-one path leads from buy to line"):
        small(parts, *statements)


@pytest.fixture(scope="module")
def town(small):
    """Shops without a date, and their sales."""
    parts = {
        "tables": {
            "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", shop="integer")},
            "shop": {"key": ["shop"], "columns": columns(shop="integer", area="text", size="integer", owner="text")},
        },
        "joins": [{"name": "s", "table": "sale", "to": "shop", "on": {"shop": "shop"}}],
        "dimensions": {"area": {"table": "shop", "column": "area"}},
        "metrics": {
            "sales": simple("sale", label={"en": "sales", "zh": "销量"}), "size": simple("shop", "sum", column="size", unit="m2"),
            "shops": simple("shop", label={"en": "shops", "zh": "门店数"}),
            "owners": {"calculation": {"type": "entity_count", "table": "shop", "entity": "owner", "having": {"value": 2}}},
            "north": {"calculation": {"type": "ratio", "numerator": {"metric": "shops", "where": [{"field": "area", "value": "N"}]}, "denominator": "shops"}, "unit": "share"},
            "per_shop": {"calculation": {"type": "derived", "formula": "sales / shops"}},
        },
        "targets": [{"metric": "shops", "period": "2025", "value": 5}],
    }  # fmt: skip
    return small(
        parts,
        values("shop", "shop, area, size, owner", "(1, 'N', 10, 'x'), (2, 'N', 20, 'x'), (3, 'S', 30, 'y'), (4, NULL, 40, NULL)"),
        "CREATE TABLE sale AS SELECT i AS id, DATE '2025-01-01' + (i // 3)::INT AS day, 1 + i % 3 AS shop FROM range(0, 417) r(i)",
        default_period={"kind": "relative", "unit": "month", "offset": -1},
    )  # fmt: skip


def test_what_has_no_date_is_counted_as_of_now_and_says_so(town):
    assert town.run("shops", "size", "owners", "north") == [(4, 100, 1, 0.5)]
    assert town.run("shops", by=BY("area")) == town.sql("SELECT area, count(*) FROM shop GROUP BY 1")
    assert town.run("shops", where=q.Is(dimension="area", value="N")) == [(2,)]
    share = q.Combine(op="share", measures=(q.Metric(name="shops"),))
    assert town.run(measures=(share,), by=BY("area")) == [("N", 0.5), ("S", 0.25), (None, 0.25)]
    each = q.Fold(agg="avg", measure=q.Metric(name="shops"), over=BY("area"))
    # The shop in no area counts in none.
    assert town.run(measures=(each,))[0][0] == 3 / 2
    answer = town.answer(q.Data(measures=(q.Metric(name="shops"),)))
    assert answer.status == "answered" and answer.text == "shops was 4 (May 20, 2025)."
    assert [(note.code, note.message) for note in answer.notes] == [
        ("no_time_metric", "shops: as of now, its rows have no date.")
    ]
    chinese = town.answer(q.Data(measures=(q.Metric(name="shops"),)), locale="zh")
    assert chinese.notes[0].message == "门店数：截至目前的数值，其记录没有日期。"
    records = town.answer(q.Members(metric="shops"))
    assert len(records.rows) == 4 and records.text == "4 records behind shops."
    cut = town.answer(q.Members(metric="shops", limit=3))
    assert len(cut.rows) == 3 and cut.text == "3 of the records behind shops; there are more."


def test_beside_what_has_a_date_the_period_is_said_to_be_of_the_other(town):
    april = town.sql("SELECT count(*) FROM sale WHERE day >= '2025-04-01' AND day < '2025-05-01'")[0][0]
    answer = town.answer(q.Data(measures=(q.Metric(name="sales"), q.Metric(name="shops"), q.Metric(name="per_shop"))))
    assert answer.rows == ((april, 4, april / 4),)
    assert [note.message for note in answer.notes] == ["shops: as of now, its rows have no date."]
    by_area = town.run("sales", "shops", by=BY("area"))
    assert by_area == [("N", 60, 2), ("S", 30, 1), (None, 0, 1)]


YEAR = q.Named(unit="year", year=2025)
SHOPS = q.Metric(name="shops")


@pytest.mark.parametrize(
    "query",
    [
        {"period": MARCH}, {"by": MONTH}, {"compare": (q.Compare(basis="previous_year"),)}, {"period": q.AllTime()},
        {"measures": (q.Metric(name="shops", period=MARCH),)}, {"measures": (q.Metric(name="sales"), SHOPS), "period": MARCH},
        {"measures": (q.Metric(name="per_shop"),), "period": YEAR}, {"measures": (q.Metric(name="north"),), "period": YEAR},
        {"measures": (q.Fold(agg="avg", measure=SHOPS, over=MONTH),)},
        {"measures": (q.CountGroups(axis=MONTH[0], having=q.MeasureIs(measure=SHOPS, op=">", value=1)),)},
        {"measures": (q.Fold(agg="avg", measure=q.Metric(name="per_shop"), over=MONTH),)},
    ],
)  # fmt: skip
def test_what_has_no_date_is_in_no_period_and_against_none(town, query):
    query.setdefault("measures", (SHOPS,))
    assert town.refused(**query).code == "as_of_now_only"
    for locale, words in (("en", "The rows of shops have no date"), ("zh", "门店数的记录没有日期")):
        answer = town.answer(q.Data(**query), locale=locale)
        assert answer.status == "refused" and words in answer.text
        assert answer.suggestions == (town.engine.whole.metric_label("shops", locale),)
    assert town.answer(q.Members(metric="shops", period=MARCH)).issues[0].code == "as_of_now_only"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"type": "retention", "table": "shop", "entity": "owner"}, "no time column"),
        ({"type": "first_time", "table": "shop", "entity": "owner"}, "no time column"),
        ({"type": "balance", "table": "shop", "column": "size"}, "snapshot time"),
        ({"type": "cumulative", "metric": "shops", "since": "year"}, "rows of shop have no time to accumulate over"),
        ({"type": "cumulative", "metric": "per_shop", "since": "year"}, "rows of shop have no time to accumulate over"),
        ({"type": "conversion", "entity": "shop", "start": "shops", "end": "sales", "days": 3}, "nothing comes before"),
    ],
)
def test_what_needs_a_date_is_not_made_of_rows_without_one(small, town, how, words):
    parts = town.parts | {"metrics": town.parts["metrics"] | {"odd": {"calculation": how}}}
    with pytest.raises(ModelError, match=words):
        small(parts)


def test_lint_says_where_rows_without_a_date_could_have_one(small, town):
    parts, statements = orders()
    del parts["tables"]["line"]["time"]
    parts["metrics"] = {name: parts["metrics"][name] for name in ("pieces", "buys", "grams")}
    lines = small(parts, *statements)
    found = {
        problem.key: problem.message for problem in lint_model(Subject(lines.engine.whole)) if problem.code == "undated"
    }
    assert found == {
        "metrics.pieces": "rows of line have no date: it is known as of now alone, unless `time` is buy.placed."
    }
    # Shops lead to nothing that has one.
    assert not [problem for problem in lint_model(Subject(town.engine.whole)) if problem.code == "undated"]


def test_the_other_tables_column_and_the_way_there_belong_to_the_definition(lines):
    model = lines.engine.whole
    assert {"tables.buy", "tables.buy.columns.placed", "joins.line_buy"} <= set(close_over("pieces", model))
    assert "tables.buy.columns.sent" not in close_over("pieces", model)
    joins = tuple(join.model_copy(update={"on": {"id": "id"}}) if join.to == "buy" else join for join in model.joins)
    changed = model.model_copy(update={"joins": joins}).hashes
    assert {name for name in ("pieces", "grams", "running", "buys") if changed[name] != model.hashes[name]} == {
        "pieces", "grams", "running",
    }  # fmt: skip
    assert "pieces" not in without_tables(model, ["buy"]).metrics
