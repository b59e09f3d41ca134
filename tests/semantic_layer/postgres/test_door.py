"""The door to PostgreSQL: read-only, bounded, stopped on the server, honest about what failed, and mum about where."""

import datetime as dt
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from os import kill

import psycopg
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from nlq.engine import open_engine
from semantic_layer.issues import OutOfTime, WarehouseError
from semantic_layer.result import CompiledQuery, ResultColumn
from semantic_layer.warehouse import Cancel, open_warehouse, postgres
from semantic_layer.warehouse.postgres import ReadOnlyServer

SLOW = "SELECT COUNT(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"


@pytest.fixture(scope="module")
def place(server):
    server.create("door")
    server.execute(
        "door", "CREATE TABLE thing (thing_id INT, name TEXT)", "INSERT INTO thing VALUES (1, 'a'), (2, 'b'), (3, NULL)",
        "GRANT ALL ON thing TO reader", "CREATE SEQUENCE counter", "GRANT ALL ON counter TO reader",
        "GRANT CREATE ON SCHEMA public TO reader",
    )  # fmt: skip
    return server


@pytest.fixture
def database(place):
    opened = ReadOnlyServer(place.url("door"), time_limit=10, row_cap=100)
    yield opened
    opened.close()


def value(server, database, sql):
    with psycopg.connect(server.url(database, "owner")) as connection:
        return connection.execute(sql).fetchone()[0]


def running(server):
    """The process of a query that the reader runs; only its cursor's FETCH is seen there."""
    return value(server, "door", "SELECT MIN(pid) FROM pg_stat_activity WHERE state = 'active' AND usename = 'reader'")


def wait_for(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO thing VALUES (9, 'x')",
        "UPDATE thing SET name = 'x'",
        "DELETE FROM thing",
        "TRUNCATE thing",
        "DROP TABLE thing",
        "CREATE TABLE other (x INT)",
        "CREATE TEMP TABLE other (x INT)",
        "SELECT * INTO other FROM thing",
        "WITH gone AS (DELETE FROM thing RETURNING *) SELECT * FROM gone",
        "SELECT nextval('counter')",
        "SELECT * FROM thing FOR UPDATE",
        "COPY thing TO '/tmp/stolen.csv'",
        "COPY thing TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SET default_transaction_read_only = off",
        "SELECT 1; DELETE FROM thing",
        "COMMIT; DELETE FROM thing",
        "LISTEN channel",
        "LOCK TABLE thing",
        "DO $$ BEGIN DELETE FROM thing; END $$",
        "CALL nothing()",
        "SELECT 1 AS \0x",
    ],
)
def test_nothing_is_written_and_nothing_outside_is_read(place, database, sql):
    with pytest.raises(WarehouseError) as caught:
        database.run_sql(sql)
    assert caught.value.code == "failed"
    assert (
        value(place, "door", "SELECT string_agg(thing_id || coalesce(name, '-'), ' ' ORDER BY 1) FROM thing")
        == "1a 2b 3-"
    )
    assert value(place, "door", "SELECT COUNT(*) FROM pg_class WHERE relname = 'other'") == 0


def test_what_a_statement_sets_is_gone_with_it(database):
    for name, text in (("statement_timeout", "0"), ("timezone", "Asia/Tokyo"), ("search_path", "pg_catalog")):
        before = database.run_sql(f"SELECT current_setting('{name}')")[1]
        database.run_sql(f"SELECT set_config('{name}', '{text}', false)")
        assert database.run_sql(f"SELECT current_setting('{name}')")[1] == before


def test_a_url_does_not_undo_what_is_fixed(place):
    url = place.url("door", default_transaction_read_only="off", timezone="Asia/Tokyo", statement_timeout="0",
                    standard_conforming_strings="off", search_path="pg_catalog")  # fmt: skip
    opened = ReadOnlyServer(url, time_limit=10, row_cap=10)
    names = ("default_transaction_read_only", "transaction_read_only", "timezone", "statement_timeout",
             "standard_conforming_strings", "search_path")  # fmt: skip
    shown = opened.run_sql("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))[1][0]
    # Where tables without a schema lie is the URL's to say.
    assert shown == ("on", "on", "UTC", "10s", "on", "pg_catalog")
    opened.close()


def test_a_slow_query_is_stopped_on_the_server_and_the_next_one_runs(place):
    opened = ReadOnlyServer(place.url("door"), time_limit=0.5, row_cap=10)
    begun = time.perf_counter()
    with pytest.raises(OutOfTime) as caught:
        opened.run_sql(SLOW)
    assert time.perf_counter() - begun < 15
    assert caught.value.code == "timeout" and "0.5 seconds" in str(caught.value)
    wait_for(lambda: not running(place))
    assert opened.run_sql("SELECT 1")[1] == [(1,)]
    opened.close()


def test_the_clock_of_ours_stops_what_the_servers_would_let_run(place):
    # Each of a cursor's statements has the server's whole limit, and this one lifts it.
    opened = ReadOnlyServer(place.url("door"), time_limit=0.5, row_cap=10)
    with pytest.raises(OutOfTime):
        opened.run_sql(f"SELECT set_config('statement_timeout', '0', true), ({SLOW})")
    wait_for(lambda: not running(place))
    opened.close()


def test_another_thread_cancels_and_the_query_ends_on_the_server(place, database):
    cancel, failed = Cancel(), []

    def ask():
        with pytest.raises(WarehouseError) as caught:
            database.run_sql(SLOW, cancel=cancel)
        failed.append(caught.value.code)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_for(lambda: running(place))
    cancel()
    asking.join(5)
    assert failed == ["cancelled"]
    wait_for(lambda: not running(place))
    with pytest.raises(WarehouseError, match="stopped"):
        database.run_sql("SELECT 1", cancel=cancel)
    assert database.run_sql("SELECT 1", cancel=Cancel())[1] == [(1,)]


def test_stopping_one_query_leaves_the_others(place):
    opened = ReadOnlyServer(place.url("door"), time_limit=0.3, row_cap=10)

    def ask(number):
        if number % 5 == 0:
            with pytest.raises(OutOfTime):
                opened.run_sql(SLOW)
            return number
        return opened.run_sql(f"SELECT {number} FROM generate_series(1, 1000) LIMIT 1")[1][0][0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(30))) == list(range(30))
    opened.close()


def test_more_queries_than_connections_are_told_that_it_is_busy(place, monkeypatch):
    for name, number in (("KEPT", 1), ("MORE", 0), ("CONNECT_LIMIT", 1)):
        monkeypatch.setattr(postgres, name, number)
    opened, cancel = ReadOnlyServer(place.url("door"), time_limit=20, row_cap=10), Cancel()
    asking = threading.Thread(target=lambda: pytest.raises(WarehouseError, opened.run_sql, SLOW, cancel=cancel))
    asking.start()
    wait_for(lambda: running(place))
    with pytest.raises(WarehouseError) as caught:
        opened.run_sql("SELECT 1")
    assert caught.value.code == "busy"
    cancel()
    asking.join(5)
    assert opened.run_sql("SELECT 1")[1] == [(1,)]
    opened.close()


def test_a_server_that_holds_the_line_and_says_nothing_is_given_up(place):
    opened = ReadOnlyServer(place.url("door"), time_limit=0.5, row_cap=10)
    asked = "SELECT pg_sleep(60)"
    failed = []
    asking = threading.Thread(target=lambda: failed.append(pytest.raises(OutOfTime, opened.run_sql, asked)))
    asking.start()
    wait_for(lambda: running(place))
    process = running(place)
    kill(process, signal.SIGSTOP)
    try:
        asking.join(10)
        assert len(failed) == 1
    finally:
        kill(process, signal.SIGCONT)
    assert opened.run_sql("SELECT 1")[1] == [(1,)]
    opened.close()


def test_a_table_that_somebody_holds_is_locked_and_not_waited_for_to_the_end(place):
    opened = ReadOnlyServer(place.url("door"), time_limit=2, row_cap=10)
    with psycopg.connect(place.url("door", "owner")) as writer:
        writer.execute("LOCK TABLE thing")
        with pytest.raises(WarehouseError) as caught:
            opened.run_sql("SELECT * FROM thing")
    assert caught.value.code == "locked"
    opened.close()


def test_the_row_cap_cuts_and_says_so_and_the_rest_stays_on_the_server(place):
    def compiled(sql):
        query = {"kind": "data", "measures": [{"kind": "metric", "name": "x"}]}
        column = ResultColumn(name="x", role="value", type="double")
        return CompiledQuery(query=query, sql=sql, dialect="postgres", columns=(column,), metrics=())

    warehouse = open_warehouse(place.url("door"), place.folder, row_cap=3)
    cut = warehouse.run(compiled("SELECT a FROM generate_series(1, 9999) a, generate_series(1, 9999) b"))
    assert (cut.rows, cut.truncated) == (((1,), (1,), (1,)), True)
    whole = warehouse.run(compiled("SELECT thing_id FROM thing"))
    assert (len(whole.rows), whole.truncated) == (3, False)
    warehouse.close()


def test_no_more_rows_than_the_cap_and_one_are_fetched(database, monkeypatch):
    fetched = []
    fetch = psycopg.ServerCursor.fetchmany
    monkeypatch.setattr(
        psycopg.ServerCursor, "fetchmany", lambda self, size=0: fetched.append(size) or fetch(self, size)
    )
    assert len(database.run_sql("SELECT * FROM generate_series(1, 1000)", row_cap=7)[1]) == 8
    assert sum(fetched) == 8


def test_values_are_plain(database):
    sql = """SELECT 1.50::NUMERIC(9,2), 'nan'::FLOAT8, '-infinity'::FLOAT8, 'nan'::NUMERIC, SUM(3::BIGINT), DATE '2026-01-02',
             date_trunc('month', TIMESTAMP '2026-01-02 10:00'), TIMESTAMP '2026-01-02 10:00', NULL, true, 'x',
             '00000000-0000-0000-0000-000000000001'::UUID, 0.1::FLOAT8 + 0.2::FLOAT8, '%s %(x)s' LIKE '%s%'"""
    (row,) = database.run_sql(sql)[1]
    assert row == (
        1.5, None, None, None, 3, dt.date(2026, 1, 2), dt.date(2026, 1, 1),
        dt.datetime(2026, 1, 2, 10),  # noqa: DTZ001
        None, True, "x", "00000000-0000-0000-0000-000000000001", 0.1 + 0.2, True,
    )  # fmt: skip
    assert [type(each) for each in row[:5]] == [float, type(None), type(None), type(None), int]


def test_a_backslash_is_only_a_backslash(database):
    # On a server where it escapes, a text could end early and go on as SQL.
    assert database.run_sql("SELECT 'a\\' AS x, ' OR true --'")[1] == [("a\\", " OR true --")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda server: server.url("door", password="wrong-secret"), "unreachable"),
        (lambda server: server.url("door").replace("reader:", "stranger:"), "unreachable"),
        (lambda server: server.url("nowhere"), "unreachable"),
        (lambda server: server.url("door").replace(str(server.port), "1"), "unreachable"),
        (lambda server: server.url("door").replace(str(server.port), "no-port"), "failed"),
    ],
)
def test_what_cannot_be_reached_is_told_without_secrets(place, change, code):
    with pytest.raises(WarehouseError) as caught:
        open_warehouse(change(place), place.folder)
    assert caught.value.code == code
    told = str(caught.value)
    secrets = (
        place.passwords["reader"],
        "wrong-secret",
        "reader",
        "stranger",
        "127.0.0.1",
        str(place.port),
        "door",
        "nowhere",
    )
    assert not [word for word in secrets if word in told]


def test_a_failure_tells_no_sql(database):
    with pytest.raises(WarehouseError) as caught:
        database.run_sql("SELECT secret_column FROM thing")
    assert caught.value.code == "failed" and "secret" not in str(caught.value)


def test_a_driver_that_is_not_there_is_named(place, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(WarehouseError, match=r"kpi-answers\[postgres\]"):
        open_warehouse(place.url("door"), place.folder)


def test_a_server_that_came_back_is_asked_again(place, database):
    before = database.run_sql("SELECT pg_backend_pid()")[1][0][0]
    place.execute("door", f"SELECT pg_terminate_backend({before})")
    wait_for(lambda: not value(place, "door", f"SELECT COUNT(*) FROM pg_stat_activity WHERE pid = {before}"))
    assert database.run_sql("SELECT pg_backend_pid()")[1][0][0] != before


def test_any_change_changes_the_version(place, database):
    versions = [database.version]
    assert database.version == versions[0]
    for statement in (
        "INSERT INTO thing VALUES (4, 'd')",
        "UPDATE thing SET name = 'e' WHERE thing_id = 4",
        "DELETE FROM thing WHERE thing_id = 4",
        "CREATE TABLE later (x INT)",
        "DROP TABLE later",
    ):
        place.execute("door", statement)
        versions.append(database.version)
    assert len(set(versions)) == len(versions)
    assert database.version == versions[-1]


def test_what_is_written_but_not_committed_changes_the_version_when_it_is(place, database):
    with psycopg.connect(place.url("door", "owner")) as writer, psycopg.connect(place.url("door", "owner")) as other:
        writer.execute("INSERT INTO thing VALUES (5, 'f')")
        other.execute("INSERT INTO thing VALUES (6, 'g')")
        other.commit()
        before = database.version
        assert database.run_sql("SELECT COUNT(*) FROM thing")[1] == [(4,)]
        # The older of the two: what came after it is known already.
        writer.commit()
        assert database.run_sql("SELECT COUNT(*) FROM thing")[1] == [(5,)]
        assert database.version != before
    place.execute("door", "DELETE FROM thing WHERE thing_id > 3")


def test_two_databases_of_a_server_have_versions_of_their_own(place, database, clinics_url):
    other = ReadOnlyServer(clinics_url, time_limit=10, row_cap=10)
    assert other.version != database.version
    other.close()


def test_trap_26_a_kept_answer_does_not_outlive_its_data(place, clinics_folder, clinics_url):
    engine = open_engine(clinics_folder, warehouse=clinics_url)
    with TestClient(create_app(Settings(), engine)) as client:
        ask = lambda: client.post("/v1/ask", json={"question": "visits in 2025", "today": "2026-04-01"}).json()
        first = ask()
        assert ask()["rows"] == first["rows"] and first["dialect"] == "postgres"
        add = "INSERT INTO visit VALUES (9999, 1, 1, '2025-06-01 10:00+00', 1.0, 'done')"
        place.execute("clinics", add)
        try:
            assert ask()["rows"][0][0] == first["rows"][0][0] + 1
        finally:
            place.execute("clinics", "DELETE FROM visit WHERE visit_id = 9999")
        assert ask()["rows"] == first["rows"]
    engine.close()


def test_a_server_that_is_down_is_503_and_one_too_slow_504(place, clinics_folder, server):
    server.create("passing", "TEMPLATE clinics")
    engine = open_engine(clinics_folder, warehouse=server.url("passing"), time_limit=1)
    with TestClient(create_app(Settings(), engine), raise_server_exceptions=False) as client:
        ask = lambda year: client.post("/v1/ask", json={"question": f"visits in {year}", "today": "2026-04-01"})
        assert ask(2025).status_code == 200
        with psycopg.connect(server.url("passing", "owner")) as writer:
            writer.execute("LOCK TABLE visit")
            assert ask(2026).status_code == 503
        server.execute("postgres", "DROP DATABASE passing WITH (FORCE)")
        gone = ask(2025)
        assert gone.status_code == 503 and gone.headers["content-type"] == "application/problem+json"
        assert not [
            word for word in ("reader", "127.0.0.1", str(server.port), "passing", "SELECT") if word in gone.text
        ]
        assert client.get("/readyz").status_code == 503 and client.get("/healthz").status_code == 200
    engine.close()
