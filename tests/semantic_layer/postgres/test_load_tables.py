"""Tables of a demo into a database: whole or not at all, over nobody's tables; and asking it there."""

import datetime as dt
import json
import secrets

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.settings import Settings
from semantic_layer.issues import WarehouseError
from semantic_layer.warehouse import open_warehouse
from semantic_layer.warehouse.load import load_tables
from semantic_layer.warehouse.postgres import ReadOnlyServer

AT = dt.datetime(2026, 1, 2, 3, 4, 5, 600000, dt.UTC)
EVERYTHING = pa.table({
    "small": pa.array([1, None], pa.int16()), "whole": pa.array([2**31 - 1, None], pa.int32()),
    "large": pa.array([2**62, None]), "real": pa.array([0.1, None]), "none": pa.array([float("nan"), None]),
    "money": pa.array(["12.34", None]).cast(pa.decimal128(10, 2)), "yes": [True, None],
    "text": ['a,"b"\n\\c;\\N', ""], "null": pa.array([None, "NULL"]), "same": pa.array(["x", "x"]).dictionary_encode(),
    "day": [dt.date(2026, 1, 2), None], "naive": pa.array([AT.replace(tzinfo=None), None], pa.timestamp("us")),
    "zoned": pa.array([AT, None], pa.timestamp("us", "Asia/Tokyo")), 'od"d Näme': pa.array([1, 2]),
})  # fmt: skip


@pytest.fixture
def empty(server):
    name = f"load_{secrets.token_hex(6)}"
    server.create(name)
    return name


def read(server, database, sql):
    opened = ReadOnlyServer(server.url(database, "owner"), time_limit=10, row_cap=100)
    rows = opened.run_sql(sql)[1]
    opened.close()
    return rows


def test_every_value_arrives(server, empty):
    load_tables(server.url(empty, "owner"), {"every thing": EVERYTHING}, "test: 1")
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in EVERYTHING.column_names)
    first, second = read(server, empty, f'SELECT {names} FROM "every thing" ORDER BY small NULLS LAST')
    assert first == (
        1, 2**31 - 1, 2**62, 0.1, None, 12.34, True, 'a,"b"\n\\c;\\N', None, "x", dt.date(2026, 1, 2),
        AT.replace(tzinfo=None), AT, 1,
    )  # fmt: skip
    assert second == (None,) * 7 + ("", "NULL", "x", None, None, None, 2)
    kinds = dict(
        read(
            server,
            empty,
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'every thing'",
        )
    )
    assert kinds["zoned"] == "timestamp with time zone" and kinds["naive"] == "timestamp without time zone"
    assert (kinds["day"], kinds["yes"], kinds["real"], kinds["small"]) == (
        "date",
        "boolean",
        "double precision",
        "integer",
    )


def test_it_is_whole_or_not_at_all(server, empty):
    url = server.url(empty, "owner")
    assert load_tables(url, {"a": pa.table({"x": [1]}), "b": pa.table({"x": [1]})}, "test: 1")

    def fail(name, done, of):
        if done:
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        load_tables(url, {"a": pa.table({"x": [2]}), "b": pa.table({"x": [2]})}, "test: 2", fail)
    assert read(server, empty, "SELECT a.x, b.x FROM a, b") == [(1, 1)]
    assert read(server, empty, "SELECT COUNT(*) FROM pg_class WHERE relname LIKE '%fresh'") == [(0,)]


def test_what_is_there_of_this_make_is_left_and_of_another_replaced(server, empty):
    url = server.url(empty, "owner")
    load = lambda x, mark, **more: load_tables(url, {"a": pa.table({"x": [x]})}, mark, **more)
    assert load(1, "test: 1") and not load(2, "test: 1")
    assert read(server, empty, "SELECT x FROM a") == [(1,)]
    assert load(2, "test: 1", force=True) and read(server, empty, "SELECT x FROM a") == [(2,)]
    assert load(3, "test: 2") and read(server, empty, "SELECT x FROM a") == [(3,)]


def test_a_table_of_somebody_else_is_never_touched(server, empty):
    server.execute(empty, "CREATE TABLE orders (x INT)", "INSERT INTO orders VALUES (7)", "CREATE TABLE b (x INT)",
                   "COMMENT ON TABLE b IS 'somebody''s: 1'")  # fmt: skip
    for force in (False, True):
        with pytest.raises(WarehouseError, match="orders, b") as caught:
            load_tables(
                server.url(empty, "owner"),
                {name: pa.table({"x": [1]}) for name in ("a", "orders", "b")},
                "test: 1",
                force=force,
            )
        assert caught.value.code == "failed"
    assert read(server, empty, "SELECT x FROM orders") == [(7,)]
    assert read(server, empty, "SELECT to_regclass('a')") == [(None,)]


def test_who_may_not_write_is_told_so_without_secrets(server, empty):
    with pytest.raises(WarehouseError) as caught:
        load_tables(server.url(empty), {"a": pa.table({"x": [1]})}, "test: 1")
    assert caught.value.code == "failed" and "reader" not in str(caught.value) and empty not in str(caught.value)


def test_the_demo_is_loaded_and_asked_in_a_database(server, empty, monkeypatch):
    run = lambda *words: CliRunner().invoke(app, list(words))
    loaded = run("demo", "retail", "--scale", "0.01", "--to", server.url(empty, "owner"))
    assert loaded.exit_code == 0, loaded.output
    for name in ("owner", "reader", "127.0.0.1", str(server.port), server.passwords["owner"]):
        assert name not in loaded.output
    monkeypatch.setenv("KPI_WAREHOUSE", server.url(empty))
    assert server.passwords["reader"] not in repr(Settings())
    asked = run("ask", "orders by region in 2025", "--model", "retail", "--json")
    assert asked.exit_code == 0, asked.output
    answer = json.loads(asked.stdout)
    by_hand = read(
        server,
        empty,
        """
        SELECT r.name_en, COUNT(*) FROM orders o LEFT JOIN store s USING (store_id) LEFT JOIN region r USING (region_id)
        WHERE (o.ordered_at AT TIME ZONE 'Asia/Shanghai')::DATE BETWEEN '2025-01-01' AND '2025-12-31' AND o.status <> 'cancelled' GROUP BY 1""",
    )
    assert answer["dialect"] == "postgres" and sorted(map(tuple, answer["rows"]), key=str) == sorted(by_hand, key=str)
    linted = run("lint", "--model", "retail", "--live")
    assert linted.exit_code == 0 and "0 error(s)" in linted.output
    monkeypatch.setenv("KPI_WAREHOUSE", server.url("nowhere"))
    assert run("ask", "orders in 2025", "--model", "retail").exit_code == 1


def test_the_driver_may_stand_in_the_url(clinics_url, tmp_path):
    warehouse = open_warehouse(clinics_url.replace("postgresql://", "postgresql+psycopg://"), tmp_path)
    assert warehouse.dialect == "postgres"
    warehouse.close()
