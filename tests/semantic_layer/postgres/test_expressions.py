"""What a model may write in a column, on both engines: the same rows, value by value, or an error and never another."""

import datetime as dt
import math

import pyarrow as pa
import pytest
from sqlglot import exp

from semantic_layer import query as q
from semantic_layer.compiler.allowed import ROW_NODES
from semantic_layer.compiler.compile import compile_query
from semantic_layer.compiler.expressions import parse_expression
from semantic_layer.issues import WarehouseError
from semantic_layer.model import Model
from semantic_layer.session import Session
from semantic_layer.warehouse import open_warehouse, write_database

UTC = dt.UTC
MOMENTS = [
    dt.datetime(2024, 2, 29, 23, 59, 59, 900000, UTC), dt.datetime(2025, 1, 5, 0, 0, 0, 100000, UTC),
    dt.datetime(2025, 1, 6, 12, 30, tzinfo=UTC), dt.datetime(2024, 12, 30, 18, 0, 1, tzinfo=UTC), None,
    dt.datetime(2025, 3, 30, 1, 30, tzinfo=UTC), dt.datetime(2026, 12, 31, 15, 0, tzinfo=UTC),
]  # fmt: skip
ROWS = pa.table({
    "n": pa.array(range(7), pa.int32()),
    "i": pa.array([7, -7, 0, 3, None, 10, -1], pa.int32()),
    "j": pa.array([2, 2, 5, -3, 1, None, 4], pa.int64()),
    "x": pa.array([1.5, -2.5, 0.0, 2.675, None, 1e10, 0.1]),
    "y": pa.array([0.5, 0.0, 0.0, -3.0, 2.0, None, 0.3]),
    "m": pa.array(["1.25", "2.35", None, "-7.55", "100", "0", "3"]).cast(pa.decimal128(10, 2)),
    "s": ["alpha-beta", "Ärger_ÉCOLE", "", None, "a\\b%c", "  pad  ", "中文-文本-x"],
    "r": ["beta", "b", "", "x", "a\\b%c", None, "文"],
    "f": [True, False, None, True, False, True, None],
    "d": [None if at is None else at.date() for at in MOMENTS],
    "e": pa.array([dt.date(2024, 3, 1), dt.date(2025, 1, 6), None, dt.date(2023, 12, 25), dt.date(2020, 1, 1),
                   dt.date(2025, 3, 30), dt.date(2027, 1, 1)]),
    "t": pa.array([None if at is None else at.replace(tzinfo=None) for at in MOMENTS], pa.timestamp("us")),
    "z": pa.array(MOMENTS, pa.timestamp("us", "UTC")),
})  # fmt: skip
TYPES = {"n": "integer", "i": "integer", "j": "integer", "x": "number", "y": "number", "m": "number", "s": "text",
         "r": "text", "f": "boolean", "d": "date", "e": "date", "t": "timestamp", "z": "timestamptz"}  # fmt: skip
EXPRESSIONS = {
    "number": """
        i / j;x / nullif(y, 0);i / 2;m / 4;x / y;i / (j - 2);-i / 0.5;(i + j) / (x * 2)
        i // 2;i // nullif(j, 0);i * 10 // 4;i % 3;i % j;m % 2;x % 2;x // 4;m // 4;mod(j, 2)
        abs(x);round(x);round(x, 1);round(m, 1);round(i, -1);round(m);round(x * 2.5, 2);floor(x);ceil(x);floor(i / 2);sign(x)
        sqrt(abs(x));ln(abs(x) + 1);exp(y);pow(i, 2);i ** 2;pow(abs(x) + 1, 0.5);x * 1.1;m * 1.1 + i;-x;x - -1
        greatest(i, j);least(i, j, 0);greatest(x, y, i);coalesce(i, j, 0);nullif(i, 7);ifnull(x, -1)
        case when i > 0 then x else y end;case i when 7 then 1 when 3 then 2 end;if(f, i, j)
        cast(i as double);cast(y as integer);cast(y * 5 as integer);cast(m as integer);cast(m as double);cast(f as integer);cast('12' as integer);cast(s is null as integer)
        cast(i as hugeint);cast(y as decimal(10, 1));cast(n as smallint);try_cast('5' as integer)
        length(s);strpos(s, 'b');strpos(s, r);position('-' in s);instr(lower(s), 'é')
        year(d);quarter(d);month(d);week(d);day(d);dayofmonth(d);dayofweek(d);isodow(d);dayofyear(d);year(t);hour(t);minute(t);second(t)
        year(z);hour(z);day(z);week(z);extract(year from z);extract(isoyear from d);extract(dow from d);extract(second from t);extract(epoch from t);epoch(t);epoch(z)
        date_diff('day', d, e);date_diff('week', d, e);date_diff('month', d, e);date_diff('quarter', e, d);date_diff('year', d, e)
        date_diff('day', t, z);date_diff('hour', t, e);date_diff('minute', e, t);date_diff('second', z, t);date_diff('second', e, z);date_diff('month', z, e);date_diff('second', z, e) / 60.0
        e - d;datediff('day', e, d);(e - d) / 7
    """,
    "text": """
        lower(s);upper(s);trim(s);ltrim(s);rtrim(s);trim(s, 'a');s || r;s || '-' || i;concat(s, r);concat(s, '/', i)
        substring(s, 2);substring(s, 2, 3);substring(s, -3);substring(s, -3, 2);substr(s, 0, 2);left(s, 2);right(s, 2);left(s, -1)
        replace(s, 'a', 'A');replace(s, '-', '');split_part(s, '-', 2);split_part(s, '-', 5);split_part(s, '-', -1)
        case when s > 'a' then 'after' when s <= 'a' then 'before' end;case when s between 'A' and 'b' then 'in' else 'out' end
        greatest(s, r);least(s, r);coalesce(s, r, 'none');nullif(s, '');cast(i as varchar);cast(d as varchar);cast(m as varchar);if(f, s, r)
    """,
    "boolean": """
        s like 'a%';s not like '%-%';s like 'a\\b%';s like '%!%%' escape '!';s ilike 'är%';s ilike '%école';r like '_'
        starts_with(s, 'a');ends_with(s, r);ends_with(s, 'a');lower(s) = 'alpha-beta';lower(s) < 'b';s < r;s >= 'a';upper(s) > lower(r)
        s in ('', 'alpha-beta');i in (7, 3, null);i between -1 and 5;i = j or f;i <> j;s != r;not f;f and i > 0;i is null;f is true;s is not distinct from r
        i is distinct from j;x / y > 1e300;m / (m - m) > 1e300;x > 1e9;x = 0.1;m = 2.35;d < e;d >= date '2025-01-01';t < z;d = t;z >= timestamptz '2025-01-01 00:00:00+00'
        e + 7 > d;d - 1 < e;d + interval 1 month > e;t + interval '90' minute > z;date_trunc('month', d) = date '2025-01-01';s = ''
    """,
    "date": """
        d;d + 1;d - i;e + 7;make_date(2025, 2, 3);make_date(year(d), 1, 1);cast(t as date);cast(z as date);cast(z at time zone 'Asia/Tokyo' as date)
        cast(t at time zone 'America/New_York' at time zone 'Asia/Tokyo' as date);date_trunc('month', d);date_trunc('week', d);date_trunc('quarter', t)
        cast(date_trunc('year', z) as date);date_trunc('month', cast(t as date));date_add(d, interval (n) day);d + interval 1 month;d - interval 1 year;date_add(d, interval 2 week);d + interval (n) day;cast('2025-06-01' as date)
        coalesce(d, e);greatest(d, e);least(d, e);case when f then d else e end
    """,
    "timestamp": "t;date_trunc('hour', t);t + interval 36 hour;t - interval '1' day;z at time zone 'Asia/Kolkata';date_trunc('day', z) at time zone 'UTC';cast(d as timestamp)",
}  # fmt: skip
#: Where both stop, or PostgreSQL stops and DuckDB gives infinity: never another value.
REFUSED = {"number": "ln(i);i // (j - 2);cast(s as integer);sqrt(i);try_cast(s as integer);i % (j - 2)"}


def listed(expressions):
    return [
        (kind, text.strip())
        for kind, lines in expressions.items()
        for text in lines.replace("\n", ";").split(";")
        if text.strip()
    ]


@pytest.fixture(scope="module")
def engines(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("expressions")
    write_database(folder / "rows.duckdb", {"rows": ROWS})
    server.load("expressions", {"rows": ROWS})
    pair = [open_warehouse(url, folder) for url in ("duckdb:///rows.duckdb", server.url("expressions"))]
    yield pair
    for each in pair:
        each.close()


def model_of(kind, text):
    columns = {name: {"type": each} for name, each in TYPES.items()} | {"v": {"type": kind, "expr": text}}
    return Model.model_validate({
        "header": {"name": "rows", "warehouse": "duckdb:///x", "default_period": {"kind": "all"}, "calendar": {"time_zone": "Asia/Tokyo"}},
        "tables": {"rows": {"key": ["n"], "time": "e", "columns": columns}},
        "dimensions": {"v": {"table": "rows", "column": "v"}},
        "metrics": {"count": {"calculation": {"type": "simple", "table": "rows", "agg": "count"}}},
    })  # fmt: skip


def values(warehouse, model):
    """Each row's value, as the records behind a number show it."""
    query = q.Members(metric="count", period=q.Explicit(start=dt.date(2019, 1, 1), end=dt.date(2028, 1, 1)))
    compiled = compile_query(
        query, model, Session(today=dt.date(2028, 1, 1)), warehouse.state(model, dt.date(2028, 1, 1))
    )
    names = [column.name for column in compiled.columns]
    return {row[names.index("n")]: row[names.index("v")] for row in warehouse.run(compiled).rows}


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, int | float):
        return type(a) is type(b) and a == b
    return isinstance(b, int | float) and math.isclose(a, b, rel_tol=1e-9)


@pytest.mark.parametrize(("kind", "text"), listed(EXPRESSIONS), ids=lambda value: value)
def test_an_expression_has_the_same_values_on_both(engines, kind, text):
    model = model_of(kind, text)
    duck, postgres = (values(each, model) for each in engines)
    assert len(duck) == 6 and set(duck) == set(postgres)
    assert not [(n, duck[n], postgres[n]) for n in duck if not same(duck[n], postgres[n])]
    assert any(value is not None for value in duck.values())


@pytest.mark.parametrize(("kind", "text"), listed(REFUSED), ids=lambda value: value)
def test_what_cannot_be_computed_is_an_error_and_no_other_value(engines, kind, text):
    model = model_of(kind, text)
    with pytest.raises(WarehouseError):
        values(engines[1], model)
    # Asked live, the model is told so before anybody asks.
    assert [problem.key for problem in engines[1].check(model)] == ["tables.rows.columns.v.expr"]


def test_everything_that_a_model_may_write_is_among_them():
    found = {type(node) for _, text in listed(EXPRESSIONS) + listed(REFUSED) for node in parse_expression(text).walk()}
    # DuckDB has no words of its own for these two.
    assert ROW_NODES - found == {exp.DateSub, exp.ConvertTimezone}
