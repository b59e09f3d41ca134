"""What a PostgreSQL database may be like, and must not show in an answer: its collation, its letters, its names."""

import datetime as dt

import pyarrow as pa
import pytest

from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.issues import WarehouseError
from semantic_layer.model import Model
from semantic_layer.model.definitions import Column
from semantic_layer.session import Session
from semantic_layer.warehouse import open_warehouse, write_database
from semantic_layer.warehouse.load import load_tables

TODAY = dt.date(2026, 4, 1)
NAMES = ["Zoo", "apple", "Äpfel", "École", "zebra", "Apple", "上海", None, "a-b", "a b", "ab"]
LONG = "the_amount_of_everything_that_was_sold_in_any_shop_of_the_whole_group"
TABLES = {
    "deal": pa.table({
        "deal_id": pa.array(range(1, 34), pa.int32()),
        "name": [NAMES[n % len(NAMES)] for n in range(33)],
        "day": [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(33)],
        "amount": [float(1 + n % 11 // 4) for n in range(33)],
        "first_on": [dt.date(2025, 6, 1) + dt.timedelta(days=n) for n in range(33)],
    }),
}  # fmt: skip
MODEL = Model.model_validate({
    "header": {"name": "deals", "warehouse": "duckdb:///x", "default_period": {"kind": "all"}},
    "tables": {"deal": {"key": ["deal_id"], "time": "day", "columns": {
        "deal_id": {"type": "integer"}, "name": {"type": "text"}, "day": {"type": "date"}, "amount": {"type": "number"},
        "first_on": {"type": "date"}, "loud": {"type": "text", "expr": "upper(name)"},
        "school": {"type": "boolean", "expr": "name ilike '%éCOLE'"},
    }}},
    "dimensions": {name: {"table": "deal", "column": name} for name in ("name", "loud", "school")},
    "metrics": {
        LONG: {"calculation": {"type": "simple", "table": "deal", "agg": "sum", "column": "amount"}},
        "deals": {"calculation": {"type": "simple", "table": "deal", "agg": "count"}},
        "last_name": {"calculation": {"type": "simple", "table": "deal", "agg": "max", "column": "name"}},
        "first_name": {"calculation": {"type": "simple", "table": "deal", "agg": "min", "column": "name"}},
        "lately": {"calculation": {"type": "cumulative", "metric": "deals", "window": 10, "unit": "day"}},
        "this_year": {"calculation": {"type": "cumulative", "metric": "deals", "since": "year"}},
        "earliest": {"calculation": {"type": "simple", "table": "deal", "agg": "min", "column": "first_on"}},
    },
})  # fmt: skip


@pytest.fixture(scope="module", params=["icu en-US", "libc C"])
def pair(request, server, tmp_path_factory):
    """The same rows in a file, and in databases that sort and fold texts each in its own way."""
    folder, database = tmp_path_factory.mktemp("deals"), f"deals {request.param}"
    write_database(folder / "deals.duckdb", TABLES)
    how = "TEMPLATE template0 ENCODING 'UTF8' "
    server.create(
        database, how + ("LOCALE_PROVIDER libc LOCALE 'C'" if "libc" in request.param else "ICU_LOCALE 'en-US'")
    )
    url = server.url(database.replace(" ", "%20"))
    load_tables(
        url.replace("reader", "owner").replace(server.passwords["reader"], server.passwords["owner"]), TABLES, "test: 1"
    )
    warehouses = [open_warehouse(each, folder) for each in ("duckdb:///deals.duckdb", url)]
    yield warehouses
    for each in warehouses:
        each.close()


def rows(warehouse, query, model=MODEL):
    return warehouse.run(compile_query(query, model, Session(today=TODAY), warehouse.state(model, TODAY))).rows


QUERIES = {
    "by name": {"by": ("name",), "order": (q.Order(axis=0),)},
    "by name, backwards": {"by": ("name",), "order": (q.Order(axis=0, descending=True),)},
    "first names": {"by": ("name",), "order": (q.Order(axis=0),), "top": q.Top(n=4, ties=False)},
    "largest, ties cut by name": {"by": ("name",), "order": (q.Order(measure=0, descending=True),), "top": q.Top(n=5, ties=False)},
    "after a": {"where": q.Is(dimension="name", op=">", value="a")},
    "Z and after": {"where": q.Is(dimension="name", op=">=", value="Z")},
    "in capitals": {"by": ("loud", "school"), "order": (q.Order(axis=0),)},
    "from A to b": {"where": q.Range(dimension="name", low="A", high="b")},
    "not below Z": {"where": q.Not(part=q.Is(dimension="name", op="<", value="Z"))},
    "has é": {"where": q.Contains(dimension="name", text="É")},
    "has ä": {"by": ("name",), "where": q.Contains(dimension="name", text="ÄPF")},
    "has 海": {"where": q.Contains(dimension="name", text="海")},
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize(
    "metrics", [(LONG, "deals"), ("deals", "last_name", "first_name", "earliest", LONG)], ids=["numbers", "all"]
)
def test_texts_are_ordered_compared_and_folded_alike(pair, name, metrics):
    more = dict(QUERIES[name])
    by = tuple(q.Dimension(name=each) for each in more.pop("by", ()))
    query = q.Data(measures=tuple(q.Metric(name=each) for each in metrics), by=by, period=q.AllTime(), **more)
    duck, postgres = (rows(each, query) for each in pair)
    assert duck == postgres and any(row[-1] for row in duck)


def test_members_are_listed_in_one_order_and_cut_alike(pair):
    for query in (
        q.Members(dimension="name"),
        q.Members(dimension="name", limit=3),
        q.Members(metric="deals", limit=5),
    ):
        duck, postgres = (rows(each, query) for each in pair)
        assert duck == postgres and duck


def test_long_names_that_begin_alike_stay_two_columns(pair):
    january = q.Explicit(start=dt.date(2026, 1, 5), end=dt.date(2026, 1, 26))
    compare = (q.Compare(basis="previous_unit"), q.Compare(basis="period", period=january, percent=True))
    query = q.Data(
        measures=(q.Metric(name=LONG), q.Metric(name="deals")),
        compare=compare,
        by=(q.Grain(unit="week"),),
        period=q.AllTime(),
    )
    duck, postgres = (rows(each, query) for each in pair)
    assert duck == postgres and len(duck[0]) == 15


def test_a_trailing_window_a_shifted_week_and_a_fiscal_year_have_the_same_rows(pair):
    calendar = MODEL.calendar.model_copy(update={"week_start": "sunday", "fiscal_year_start": 2})
    model = MODEL.model_copy(update={"header": MODEL.header.model_copy(update={"calendar": calendar})})
    for grain in (
        q.Grain(unit="week"),
        q.Grain(unit="quarter", fiscal=True),
        q.Grain(unit="year"),
        q.Grain(unit="day"),
    ):
        query = q.Data(measures=(q.Metric(name="deals"),), by=(grain,), period=q.AllTime())
        duck, postgres = (rows(each, query, model) for each in pair)
        assert duck == postgres and sum(row[1] for row in postgres) == 33


@pytest.mark.parametrize(
    ("grain", "key"),
    [
        ("day", '"start" AS DATE)'),
        ("week", "DATE_TRUNC('WEEK'"),
        ("month", "DATE_TRUNC('MONTH'"),
        ("quarter", "DATE_TRUNC('QUARTER'"),
    ],
)
def test_rows_find_their_bucket_by_a_key_and_not_one_by_one(pair, grain, key):
    query = q.Data(measures=(q.Metric(name="deals"),), by=(q.Grain(unit=grain),), period=q.AllTime())
    duck, postgres = (compile_query(query, MODEL, Session(today=TODAY), each.state(MODEL, TODAY)).sql for each in pair)
    assert key in postgres and key not in duck
    # The range stays: the key only finds the rows sooner.
    assert '"t"."day" >= "w"."start"' in " ".join(postgres.split())


@pytest.mark.parametrize("metric", ["lately", "this_year"])
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_buckets_that_overlap_are_cut_and_count_each_row_once(pair, metric, grain):
    query = q.Data(
        measures=(q.Metric(name=metric),), by=(q.Grain(unit=grain), q.Dimension(name="school")), period=q.AllTime()
    )
    duck, postgres = (rows(each, query) for each in pair)
    assert duck == postgres and len({row[-1] for row in duck}) > 1


def test_live_problems_are_named_in_the_words_of_the_engine(pair):
    deal = MODEL.tables["deal"]
    wrong = {"Name": Column(type="text"), "amount": Column(type="text"), "day": Column(type="timestamptz"),
             "deal_id": Column(type="number"), "first_on": Column(type="timestamp")}  # fmt: skip
    tables = {"deal": deal.model_copy(update={"columns": deal.columns | wrong}), "gone": deal}
    model = MODEL.model_copy(update={"tables": tables})
    found = {problem.key: problem.message for problem in pair[1].check(model)}
    assert set(found) == {
        "tables.gone",
        *(f"tables.deal.columns.{name}" for name in ("Name", "amount", "day", "first_on")),
    }
    assert found["tables.deal.columns.amount"] == "is text here and DOUBLE PRECISION in the warehouse."
    assert pair[1].check(MODEL) == pair[0].check(MODEL) == ()


def test_an_engine_is_part_of_the_key_of_what_is_kept(pair):
    query = q.Data(measures=(q.Metric(name="deals"),), period=q.AllTime())
    state = pair[0].state(MODEL, TODAY)
    keys = {
        compile_query(query, MODEL, Session(today=TODAY), state.model_copy(update={"dialect": each})).key
        for each in ("duckdb", "postgres")
    }
    assert len(keys) == 2


def test_tables_of_another_schema_and_views_are_read_and_checked(server, tmp_path):
    server.create("schemas")
    load_tables(server.url("schemas", "owner"), TABLES, "test: 1")
    server.execute("schemas", 'CREATE SCHEMA "Deep"', 'CREATE MATERIALIZED VIEW "Deep"."Deals" AS SELECT * FROM deal WHERE deal_id <= 10',
                   "CREATE TABLE \"Deep\".deal AS SELECT 1 AS x", "CREATE TYPE mood AS ENUM ('a')", "CREATE TABLE odd (deal_id INT, name mood, day DATE, amount CHAR(3), first_on DATE)")  # fmt: skip
    deep = MODEL.tables["deal"].model_copy(update={"source": "Deep.Deals"})
    odd = MODEL.tables["deal"].model_copy(update={"source": "odd"})
    model = MODEL.model_copy(update={"tables": {"deal": deep, "odd": odd}})
    warehouse = open_warehouse(server.url("schemas"), tmp_path)
    assert rows(warehouse, q.Data(measures=(q.Metric(name="deals"),), period=q.AllTime()), model) == ((10,),)
    # A type of one's own fails where a text would only not be equal: it is not taken for text.
    assert {problem.key for problem in warehouse.check(model)} == {
        "tables.odd.columns.name",
        "tables.odd.columns.amount",
    }
    warehouse.close()
    elsewhere = open_warehouse(server.url("schemas", search_path="Deep"), tmp_path)
    with pytest.raises(WarehouseError):
        rows(elsewhere, q.Data(measures=(q.Metric(name="deals"),), period=q.AllTime()))
    elsewhere.close()
