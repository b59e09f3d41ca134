"""Masked columns as bridges: what is reached over one is not there for the viewer, and never 0; against SQL by hand."""

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.model.sight import cut_model
from semantic_layer.session import Viewer

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
IS = lambda name, value: q.Is(dimension=name, value=value)
BOSS, CLERK = Viewer(roles=("boss",)), Viewer()


def stores(table="sale", column="shop", policies=()):
    """Sales of shops in areas, visits to shops, with one column masked for all but the boss."""
    in_area = [{"field": "area", "value": "N"}]
    parts = {
        "tables": {
            "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", shop="integer", amount="number", way="text")},
            "visit": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", shop="integer")},
            "shop": {"key": ["shop"], "columns": columns(shop="integer", area="text", kind="text")},
        },
        "joins": [
            {"name": "of_sale", "table": "sale", "to": "shop", "on": {"shop": "shop"}},
            {"name": "of_visit", "table": "visit", "to": "shop", "on": {"shop": "shop"}},
        ],
        "dimensions": {
            "area": {"table": "shop", "column": "area"}, "kind": {"table": "shop", "column": "kind"},
            "way": {"table": "sale", "column": "way"}, "way_code": {"table": "sale", "column": "way", "visible_to": ["boss"]},
        },
        "metrics": {
            "sales": simple("sale"), "visits": simple("visit"), "shops": {"calculation": {"type": "entity_count", "table": "visit", "entity": "shop"}},
            "north_sales": simple("sale", where=in_area, direction="up"),
            "north_share": {"calculation": {"type": "ratio", "numerator": {"metric": "sales", "where": in_area}, "denominator": "sales"}, "unit": "share"},
        },
        "targets": [{"metric": "sales", "period": "2025-03", "value": 5, "segment": {"area": "N"}}, {"metric": "north_sales", "period": "2025-03", "value": 5}],
        "policies": list(policies),
        "masks": [{"name": "hide", "table": table, "columns": [column], "except_roles": ["boss"]}],
    }  # fmt: skip
    return parts, (
        values("shop", "shop, area, kind", "(1, 'N', 'big'), (2, 'N', 'small'), (3, 'S', 'big')"),
        """CREATE TABLE sale AS SELECT i AS id, DATE '2025-03-01' + (i % 31)::INT AS day, 1 + i % 3 AS shop, 2.5 AS amount,
            ['web', 'till'][1 + i % 2] AS way FROM range(0, 40) r(i)""",
        "CREATE TABLE visit AS SELECT i AS id, DATE '2025-03-01' + (i % 31)::INT AS day, 1 + i % 3 AS shop FROM range(0, 62) r(i)",
    )


@pytest.fixture(scope="module")
def chain(small):
    parts, statements = stores()
    return small(parts, *statements)


def test_what_is_reached_over_a_masked_column_is_not_there_for_the_viewer(chain):
    gold = chain.sql("SELECT area, count(*) FROM sale JOIN shop USING (shop) GROUP BY 1")
    assert chain.run("sales", by=BY("area"), period=MARCH, viewer=BOSS) == gold
    for query in (
        {"by": BY("area")},
        {"where": IS("area", "N")},
        {"where": q.Not(part=IS("kind", "big"))},
        {"by": BY("kind")},
    ):
        issue = chain.refused("sales", period=MARCH, viewer=CLERK, **query)
        assert issue.code == "unreachable_dimension" and issue.suggestions == ("way",)
    assert chain.run("sales", period=MARCH, viewer=CLERK) == [(40,)]
    assert chain.run("visits", by=BY("area"), period=MARCH, viewer=CLERK) == chain.run(
        "visits", by=BY("area"), period=MARCH, viewer=BOSS
    )


def test_a_filter_across_a_masked_column_and_rows_that_exist_over_it_are_refused(chain):
    # Visits to shops with sales on the web: which shop a sale was in is what the mask hides.
    web = q.Exists(table="sale", of="area", where=IS("way", "web"))
    assert chain.run("visits", where=web, period=MARCH, viewer=BOSS) == [(62,)]
    assert chain.refused("visits", where=web, period=MARCH, viewer=CLERK).code == "unreachable_dimension"
    count = q.CountGroups(
        axis=q.Dimension(name="area"), having=q.MeasureIs(measure=q.Metric(name="sales"), op=">", value=0)
    )
    assert chain.run(measures=(count,), period=MARCH, viewer=BOSS) == [(2,)]
    assert chain.refused(measures=(count,), period=MARCH, viewer=CLERK).code == "unreachable_dimension"
    keys = q.Data(measures=(q.Metric(name="sales"),), by=BY("area"), order=(q.Order(measure=0),), top=q.Top(n=1))
    best = q.InKeys(dimension="area", query=keys)
    assert chain.refused("visits", where=best, period=MARCH, viewer=CLERK).code == "unreachable_dimension"


def test_a_metric_whose_condition_lies_beyond_a_masked_column_is_unknown(chain):
    assert chain.run("north_sales", "north_share", period=MARCH, viewer=BOSS) == chain.sql(
        "SELECT count(*) FILTER (area = 'N'), count(*) FILTER (area = 'N') / count(*) FROM sale JOIN shop USING (shop)"
    )
    for name in ("north_sales", "north_share"):
        assert chain.refused(name, period=MARCH, viewer=CLERK).code == "unknown_metric"
    assert set(cut_model(chain.engine.whole, CLERK).metrics) == {"sales", "visits", "shops"}


def test_a_board_has_no_line_for_what_the_viewer_may_not_see(chain):
    board = q.Board(period=MARCH)
    assert [row[2] for row in chain.answer(board, viewer=BOSS).rows] == [27.0]
    assert chain.answer(board, viewer=CLERK).rows == ()


def test_a_masked_key_of_the_coarser_table_is_no_bridge_either(small):
    parts, statements = stores("shop", "shop")
    chain = small(parts, *statements)
    gold = chain.sql("SELECT kind, count(*) FROM visit JOIN shop USING (shop) GROUP BY 1")
    assert chain.run("visits", by=BY("kind"), period=MARCH, viewer=BOSS) == gold
    assert chain.refused("visits", by=BY("kind"), period=MARCH, viewer=CLERK).code == "unreachable_dimension"


def test_a_policy_goes_by_the_column_that_a_mask_hides(small):
    parts, statements = stores(
        policies=[{"name": "own", "dimension": "area", "attribute": "areas", "except_roles": ["boss"]}]
    )
    chain = small(parts, *statements)
    clerk = Viewer(attributes={"areas": ("S",)})
    gold = chain.sql("SELECT count(*) FROM sale JOIN shop USING (shop) WHERE area = 'S'")
    assert chain.run("sales", period=MARCH, viewer=clerk) == gold == [(13,)]
    assert chain.refused("sales", by=BY("area"), period=MARCH, viewer=clerk).code == "unreachable_dimension"


def test_a_ratio_with_a_condition_on_a_masked_column_is_unknown(small):
    parts, statements = stores("sale", "amount")
    where = [{"field": "amount", "op": ">", "value": 2}]
    ratio = {"type": "ratio", "numerator": {"metric": "sales", "where": where}, "denominator": "sales"}
    parts["metrics"]["large_share"] = {"calculation": ratio, "unit": "share"}
    chain = small(parts, *statements)
    assert chain.run("large_share", period=MARCH, viewer=BOSS) == [(1.0,)]
    assert chain.refused("large_share", period=MARCH, viewer=CLERK).code == "unknown_metric"


@pytest.mark.parametrize("table", ["trial", "deal"])
def test_a_conversion_by_a_masked_entity_is_not_there(small, table):
    parts = {
        "tables": {
            name: {"key": ["id"], "time": "day", "columns": columns(id="integer", phone="text", day="date")} for name in ("trial", "deal")
        },
        "metrics": {
            "trials": simple("trial"), "deals": simple("deal"),
            "rate": {"unit": "share", "calculation": {"type": "conversion", "entity": "phone", "start": "trials", "end": "deals", "days": 30}},
            "lost": {"unit": "share", "calculation": {"type": "derived", "formula": "1 - rate"}},
        },
        "masks": [{"name": "hide", "table": table, "columns": ["phone"], "except_roles": ["boss"]}],
    }  # fmt: skip
    rows = (
        values("trial", "id, phone, day", "(1, 'a', DATE '2025-03-01'), (2, 'b', DATE '2025-03-02')"),
        values("deal", "id, phone, day", "(1, 'a', DATE '2025-03-05'), (2, 'c', DATE '2025-03-31')"),
    )
    calls = small(parts, *rows)
    assert calls.run("rate", "lost", viewer=BOSS, period=MARCH) == [(0.5, 0.5)]
    assert {calls.refused(name, viewer=CLERK, period=MARCH).code for name in ("rate", "lost")} == {"unknown_metric"}
    assert calls.run("trials", "deals", viewer=CLERK, period=MARCH) == [(2, 2)]


@pytest.fixture(scope="module")
def shifts(small):
    """Shifts and sick days of agents, the days of sickness masked; lines of orders, the way to their order masked."""
    parts = {
        "tables": {
            "agent": {"key": ["agent"], "columns": columns(agent="integer")},
            "shift": {"key": ["id"], "time": "day", "columns": columns(id="integer", agent="integer", day="date")},
            "sick": {"key": ["id"], "time": "day", "columns": columns(id="integer", agent="integer", day="date", note="text")},
            "item": {"key": ["item"], "columns": columns(item="integer")},
            "buy": {"key": ["buy"], "time": "day", "columns": columns(buy="integer", day="date")},
            "line": {"key": ["id"], "time": "buy.day", "columns": columns(id="integer", buy="integer", item="integer", size="text")},
        },
        "joins": [
            {"name": "a", "table": "shift", "to": "agent", "on": {"agent": "agent"}}, {"name": "b", "table": "sick", "to": "agent", "on": {"agent": "agent"}},
            {"name": "c", "table": "line", "to": "buy", "on": {"buy": "buy"}}, {"name": "d", "table": "line", "to": "item", "on": {"item": "item"}},
        ],
        "dimensions": {
            "agent": {"table": "agent", "column": "agent"}, "note": {"table": "sick", "column": "note"}, "size": {"table": "line", "column": "size"},
            "item": {"table": "item", "column": "item"},
        },
        "metrics": {"shifts": simple("shift"), "items": simple("item"), "lines": simple("line")},
        "masks": [
            {"name": "hide", "table": "sick", "columns": ["day"], "except_roles": ["boss"]}, {"name": "too", "table": "line", "columns": ["buy"], "except_roles": ["boss"]},
        ],
    }  # fmt: skip
    return small(
        parts, values("agent", "agent", "(1), (2)"), values("shift", "id, agent, day", "(1, 1, DATE '2025-03-01'), (2, 2, DATE '2025-03-02'), (3, 1, DATE '2025-03-03')"),
        values("sick", "id, agent, day, note", "(1, 1, DATE '2025-03-10', 'x')"), values("item", "item", "(1), (2)"),
        values("buy", "buy, day", "(1, DATE '2025-03-02')"), values("line", "id, buy, item, size", "(1, 1, 1, 'L')"),
    )  # fmt: skip


@pytest.mark.parametrize("negated", [False, True])
def test_a_masked_day_places_no_rows_in_a_period(shifts, negated):
    sick = q.Exists(table="sick", of="agent", negated=negated, period=MARCH)
    assert shifts.run("shifts", viewer=BOSS, where=sick) == [(1 if negated else 2,)]
    assert shifts.refused("shifts", viewer=CLERK, where=sick).code == "no_time"
    assert shifts.run("shifts", viewer=CLERK, where=sick.model_copy(update={"period": None})) == [
        (1 if negated else 2,)
    ]


@pytest.mark.parametrize("viewer", [BOSS, CLERK])
def test_where_no_day_is_asked_the_way_to_it_may_be_masked(shifts, viewer):
    for where in (IS("size", "L"), q.Exists(table="line"), q.Exists(table="line", of="item", where=IS("size", "L"))):
        assert shifts.run("items", viewer=viewer, where=where) == [(1,)]
    in_march = q.Exists(table="line", period=MARCH)
    if viewer == BOSS:
        assert shifts.run("items", viewer=viewer, where=in_march) == [(1,)]
    else:
        assert shifts.refused("items", viewer=viewer, where=in_march).code == "no_time"
        assert shifts.refused("lines", viewer=viewer).code == "unknown_metric"
