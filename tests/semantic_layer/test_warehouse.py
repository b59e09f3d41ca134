"""The door to the engine: read-only, locked down, bounded, honest about what failed and about how fresh it is."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from semantic_layer.issues import OutOfTime, WarehouseError
from semantic_layer.model.definitions import Column
from semantic_layer.result import CompiledQuery, ResultColumn
from semantic_layer.warehouse import Cancel, open_locked, open_warehouse, write_database
from semantic_layer.warehouse.duck import LockedDatabase

TODAY = dt.date(2026, 11, 23)
SLOW = (
    "SELECT COUNT(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE (a.range * b.range + c.range) % 7 = 3"
)


@pytest.fixture
def database(shop):
    opened = open_locked(shop.path)
    yield opened
    opened.close()


@pytest.fixture
def own_copy(shop, tmp_path):
    # One process has one instance of a file, and its limits are the first opener's.
    return shutil.copy(shop.path, tmp_path / "own.duckdb")


def compiled(sql):
    query = {"kind": "data", "measures": [{"kind": "metric", "name": "takings"}]}
    column = ResultColumn(name="x", role="value", type="double")
    return CompiledQuery(query=query, sql=sql, dialect="duckdb", columns=(column,), metrics=())


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO area VALUES (9, 'x', 'x')",
        "DELETE FROM sale",
        "DROP TABLE sale",
        "CREATE TABLE t AS SELECT 1",
        "COPY sale TO '/tmp/stolen.csv'",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "ATTACH '/tmp/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "PRAGMA threads = 64",
        "EXPORT DATABASE '/tmp/stolen'",
    ],
)
def test_nothing_is_written_and_nothing_outside_is_read(database, sql):
    with pytest.raises(WarehouseError) as caught:
        database.run_sql(sql)
    assert caught.value.code == "failed"


def test_a_failure_tells_no_sql_and_no_path(database, shop):
    with pytest.raises(WarehouseError) as caught:
        database.run_sql("SELECT secret_column FROM sale")
    assert "secret" not in str(caught.value) and str(shop.path) not in str(caught.value)


def test_missing_and_corrupt_files_have_codes_and_no_path(tmp_path):
    with pytest.raises(WarehouseError) as caught:
        open_locked(tmp_path / "nowhere.duckdb")
    assert caught.value.code == "missing"
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"this is no database" * 1000)
    with pytest.raises(WarehouseError) as caught:
        open_locked(broken)
    assert caught.value.code == "corrupt" and str(tmp_path) not in str(caught.value)


def test_a_file_that_is_open_with_other_limits_is_busy_and_not_corrupt(shop):
    with pytest.raises(WarehouseError) as caught:
        LockedDatabase(shop.path, time_limit=1, row_cap=10, memory_limit="1GB", threads=1)
    assert caught.value.code == "busy"


@pytest.mark.parametrize("url", ["postgres://x", "duckdb:", "shop.duckdb", ""])
def test_an_engine_that_is_not_known_is_refused(url, tmp_path):
    with pytest.raises(WarehouseError):
        open_warehouse(url, tmp_path)


def test_a_slow_query_is_stopped_and_the_next_one_runs(own_copy):
    opened = LockedDatabase(own_copy, time_limit=0.2, row_cap=10, memory_limit="1GB", threads=1)
    begun = time.perf_counter()
    with pytest.raises(OutOfTime) as caught:
        opened.run_sql(SLOW)
    assert time.perf_counter() - begun < 15
    assert caught.value.code == "timeout" and "0.2 seconds" in str(caught.value)
    assert opened.run_sql("SELECT 1")[1] == [(1,)]
    opened.close()


def test_another_thread_cancels_a_query_and_those_that_would_follow(database):
    cancel, failed, begun = Cancel(), [], time.perf_counter()
    asking = threading.Thread(
        target=lambda: failed.append(pytest.raises(WarehouseError, database.run_sql, SLOW, cancel=cancel).value.code)
    )
    asking.start()
    time.sleep(0.3)
    cancel()
    asking.join(15)
    assert failed == ["cancelled"] and time.perf_counter() - begun < 15
    with pytest.raises(WarehouseError, match="stopped"):
        database.run_sql("SELECT 1", cancel=cancel)
    assert database.run_sql("SELECT 1", cancel=Cancel())[1] == [(1,)]


def test_parts_of_a_moment_are_not_those_of_the_machines_zone(shop):
    asked = f"""from semantic_layer.warehouse import open_locked
print(open_locked({str(shop.path)!r}).run_sql("SELECT hour(TIMESTAMPTZ '2026-01-01 20:00:00+00')")[1])"""
    there = {**os.environ, "TZ": "Asia/Tokyo"}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=there)
    assert done.stdout == "[(20,)]\n"


def test_stopping_one_query_leaves_the_others(own_copy):
    opened = LockedDatabase(own_copy, time_limit=0.5, row_cap=10, memory_limit="1GB", threads=2)
    failed = []
    slow = threading.Thread(target=lambda: failed.append(pytest.raises(OutOfTime, opened.run_sql, SLOW)))
    slow.start()
    for _ in range(20):
        assert opened.run_sql("SELECT COUNT(*) FROM area")[1] == [(3,)]
    slow.join()
    assert len(failed) == 1
    opened.close()


def test_no_clock_outlives_its_query(own_copy):
    database = open_locked(own_copy)
    before = set(threading.enumerate())
    for _ in range(200):
        database.run_sql("SELECT 1")
        assert set(threading.enumerate()) <= before


def test_the_row_cap_cuts_and_says_so(shop):
    warehouse = open_warehouse(shop.model.header.warehouse, shop.folder, row_cap=3)
    cut = warehouse.run(compiled("SELECT sale_id FROM sale"))
    assert (len(cut.rows), cut.truncated) == (3, True)
    whole = warehouse.run(compiled("SELECT area_id FROM area"))
    assert (len(whole.rows), whole.truncated) == (3, False)
    warehouse.close()


def test_values_are_plain(database):
    sql = """SELECT 1.50::DECIMAL(9,2), 'nan'::DOUBLE, 'inf'::DOUBLE, SUM(3), DATE '2026-01-02',
             date_trunc('month', TIMESTAMP '2026-01-02 10:00'), TIMESTAMP '2026-01-02 10:00', NULL, true, 'x',
             '00000000-0000-0000-0000-000000000001'::UUID"""
    (row,) = database.run_sql(sql)[1]
    assert row == (
        1.5, None, None, 3, dt.date(2026, 1, 2), dt.date(2026, 1, 1),
        dt.datetime(2026, 1, 2, 10),  # noqa: DTZ001
        None, True, "x", "00000000-0000-0000-0000-000000000001",
    )  # fmt: skip
    assert [type(value) for value in row[:4]] == [float, type(None), type(None), int]


def test_many_threads_at_once(database):
    def count(number):
        return database.run_sql(f"SELECT {number} + COUNT(*) FROM sale")[1][0][0]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(count, range(64)))
    assert answers == [answers[0] + number for number in range(64)]


def test_coverage_is_in_the_models_zone_and_keeps_the_declared_watermark(shop):
    coverage = shop.warehouse.state(shop.model, TODAY).coverage
    # The sale of 31 December 2025, 23:00 UTC, is one of 2026 in Shanghai; the first sale is on the first day.
    assert coverage["sale.ordered_at"].first == dt.date(2025, 1, 1)
    # Nothing was refunded in the last weeks; the declared day says that the table is complete all the same.
    assert coverage["refund.refunded_at"].watermark == dt.date(2026, 11, 22)
    assert coverage["stock.counted_on"].watermark == dt.date(2026, 11, 22)
    assert coverage["sale_line.sold_on"].watermark < shop.model.calendar.as_of


def test_days_from_today_on_are_no_data_yet(shop, tmp_path):
    path = tmp_path / "shop.duckdb"
    day = dt.date(2026, 11, 23)
    write_database(path, {"stock": pa.table({"counted_on": [dt.date(2026, 11, 1), day], "branch_id": [1, 1],
                                             "item_id": [1, 1], "pieces": [1, 2]})})  # fmt: skip
    model = shop.model.model_copy(update={"tables": {"stock": shop.model.tables["stock"]}, "metrics": {}})
    warehouse = open_warehouse("duckdb:///shop.duckdb", tmp_path)
    assert warehouse.state(model, TODAY).coverage["stock.counted_on"].watermark == dt.date(2026, 11, 1)
    warehouse.close()


def test_a_replaced_file_is_seen_and_changes_the_version(shop, tmp_path):
    path = tmp_path / "shop.duckdb"
    model = shop.model.model_copy(update={"tables": {"stock": shop.model.tables["stock"]}, "metrics": {}})

    def write(day, pieces):
        table = {"counted_on": [day], "branch_id": [1], "item_id": [1], "pieces": [pieces]}
        write_database(path, {"stock": pa.table(table)})

    write(dt.date(2026, 1, 4), 1)
    warehouse = open_warehouse("duckdb:///shop.duckdb", tmp_path)
    before = warehouse.state(model, TODAY)
    assert warehouse.state(model, TODAY) is before
    write(dt.date(2026, 1, 11), 2)
    after = warehouse.state(model, TODAY)
    assert after.version != before.version
    assert after.coverage["stock.counted_on"].first == dt.date(2026, 1, 11)
    assert warehouse.run(compiled("SELECT pieces FROM stock")).rows == ((2,),)
    path.unlink()
    assert warehouse.run(compiled("SELECT pieces FROM stock")).rows == ((2,),)
    warehouse.close()
    with pytest.raises(WarehouseError):
        warehouse.run(compiled("SELECT 1"))


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.duckdb"
    write_database(path, {"a": pa.table({"x": [1]})})

    def fail(name, done, of):
        if done:
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_database(path, {"a": pa.table({"x": [2]}), "b": pa.table({"x": [3]})}, fail)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.duckdb"]
    opened = open_locked(path)
    assert opened.run_sql("SELECT x FROM a")[1] == [(1,)]
    opened.close()


def test_members_have_their_names_by_language(shop):
    members = {row.value: row.labels for row in shop.warehouse.members(shop.model, "area")}
    assert members == {1: {"en": "North", "zh": "北区"}, 2: {"en": "South", "zh": "南区"}, 3: {"en": "Hills"}}
    assert {row.value for row in shop.warehouse.members(shop.model, "tier")} == {"gold", "silver", "basic"}


def test_a_sound_model_has_no_live_error(shop):
    assert not [problem for problem in shop.warehouse.check(shop.model) if problem.severity == "error"]


def test_live_problems_are_named(shop):
    tables = dict(shop.model.tables)
    sale = tables["sale"]
    wrong = {
        "amuont": Column(type="number"),
        "status": Column(type="integer"),
        "ordered_at": Column(type="timestamp"),
    }
    tables["sale"] = sale.model_copy(update={"columns": sale.columns | wrong})
    tables["nowhere"] = tables["area"]
    tables["branch"] = tables["branch"].model_copy(update={"key": ("name",)})
    line = tables["sale_line"]
    tables["sale_line"] = line.model_copy(
        update={"columns": line.columns | {"odd": Column(type="number", expr="CAST('x' AS INTEGER)")}}
    )
    problems = shop.warehouse.check(shop.model.model_copy(update={"tables": tables}))
    found = {p.key: p for p in problems if p.severity == "error"}
    assert {key: problem.code for key, problem in found.items()} == {
        "tables.nowhere": "live_table",
        "tables.sale.columns.amuont": "live_column",
        "tables.sale.columns.status": "live_type",
        "tables.sale.columns.ordered_at": "live_type",
        "tables.branch.key": "live_key",
        "tables.sale_line.columns.odd.expr": "live_expression",
    }
    # What stands on a table that is not as modelled is not looked at further.
    assert not {p.key for p in problems} & {"joins.1", "joins.2", "joins.3", "joins.4"}
    assert found["tables.sale.columns.amuont"].suggestions[0] == "amount"
