"""What lint says of gold cases that can be read: names, cases that stand twice, expected queries, and their rows."""

import duckdb
import pytest
from trades import TRADES, made_trade

from eval.demo import DEMOS, build_demo, demo_folder
from eval.gold import GoldRows
from eval.lint import lint_golds
from semantic_layer.model.load import load_model

OTHERS = ("factory", "school", "parcel")
MODEL = """\
name: ferry
warehouse: duckdb:///ferry.duckdb
calendar: {as_of: 2026-04-01}
default_period: {kind: relative, unit: month, offset: -1}
tables:
  port: {key: [port_id], columns: {port_id: {type: integer}, name: {type: text}}}
  trip:
    key: [trip_id]
    time: day
    columns: {trip_id: {type: integer}, port_id: {type: integer}, day: {type: date}, seats: {type: integer}, fare: {type: number}}
joins:
  - {name: trip_port, table: trip, to: port, on: {port_id: port_id}}
dimensions:
  port: {label: {en: port}, table: port, column: name}
metrics:
  fares: {label: {en: fares}, unit: EUR, calculation: {type: simple, table: trip, agg: sum, column: fare}}
  trips: {label: {en: trips}, calculation: {type: simple, table: trip, agg: count}}
"""
#: Trips and fares by port: ten ports with 1 to 10 trips of 10 each, but that the ninth has as many as the tenth.
ROWS = """
CREATE TABLE port AS SELECT i AS port_id, 'port ' || i AS name FROM range(1, 11) r(i);
CREATE TABLE trip AS SELECT row_number() OVER () AS trip_id, i AS port_id, DATE '2026-03-01' + CAST(j AS INTEGER) AS day, 5 AS seats, 10.0 AS fare
  FROM range(1, 11) r(i), range(0, 10) s(j) WHERE j < i OR i = 9;
"""


@pytest.fixture(scope="module")
def ferry(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "gold").mkdir()
    with duckdb.connect(str(folder / "ferry.duckdb")) as database:
        database.execute(ROWS)
    return folder


def lint(folder, live=False):
    rows = (
        GoldRows(folder / f"{folder.name if folder.name in DEMOS else load_model(folder).header.name}.duckdb")
        if live
        else None
    )
    try:
        return lint_golds(folder, load_model(folder), rows)
    finally:
        if rows is not None:
            rows.close()


def check(folder, *cases, live=False, views="", **files):
    """Return what is found: (line, severity, key, code), and the problems."""
    for old in (folder / "gold").iterdir():
        old.unlink()
    text = f"suite: mine\ntoday: 2026-04-01\n{views}cases:\n" + "".join(cases)
    for name, content in ({"mine": text} | files).items():
        (folder / "gold" / f"{name}.yaml").write_text(content, encoding="utf-8")
    return lint(folder, live)


def case(sql, name="one", question="fares in March", more=""):
    return f"- id: {name}\n  question: {question}\n  sql: {sql}\n{more}"


def told(problems):
    return [(problem.line, problem.severity, problem.key, problem.code) for problem in problems]


def test_a_metric_that_is_not_there_is_named_with_the_nearest(ferry):
    (problem,) = check(
        ferry, "- id: one\n  question: what are fares\n  expect: describe\n  names: [trips, fares, farse]\n"
    )
    assert told([problem]) == [(7, "error", "cases.0.names.2", "unknown_name")]
    assert problem.message == "one: there is no metric “farse”." and problem.suggestions == ("fares",)


def test_a_case_that_stands_twice_is_told_where_the_first_is(ferry):
    one = case("SELECT 550.0 AS fares")
    (problem,) = check(ferry, one, one)
    assert told([problem]) == [(7, "error", "cases.1.id", "repeated_id")] and "gold/mine.yaml:4" in problem.message
    same = f"suite: mine\ntoday: 2026-04-01\ncases:\n{one}"
    (problem,) = check(ferry, one, other=same)
    assert problem.file == "gold/other.yaml" and "gold/mine.yaml:4" in problem.message
    assert check(ferry, one, other=same.replace("suite: mine", "suite: other")) == ()


@pytest.mark.parametrize("query", ["{}", "{kind: data}", "{kind: data, measures: [{kind: metric, name: farse}]}"])
def test_an_expected_query_is_one_of_this_model(ferry, query):
    (problem,) = check(ferry, f"- id: one\n  question: fares\n  query: {query}\n")
    assert told([problem]) == [(6, "error", "cases.0.query", "gold_query")]


def test_a_whole_expected_query_passes(ferry):
    query = "{kind: data, measures: [{kind: metric, name: fares}]}"
    assert check(ferry, f"- id: one\n  question: fares\n  query: {query}\n") == ()


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize(
    "sql",
    ["SELECT sum(fare AS fares FROM trip", "SELEC 1 AS fares", "SELECT 1 AS fares; SELECT 2 AS fares", "DELETE FROM trip",
     "SELECT sum(fare) AS fares FROM trip WHERE"],
)  # fmt: skip
def test_what_is_no_select_is_told(ferry, sql, live):
    (problem,) = check(ferry, case(sql), live=live)
    assert told([problem]) == [(6, "error", "cases.0.sql", "gold_sql")]


@pytest.mark.parametrize("live", [False, True])
def test_each_query_of_a_case_and_each_view_is_read(ferry, live):
    turns = "- id: talk\n  turns:\n  - {question: fares, sql: SELECT 1 AS fares, also: [SELECT 2 AS fares, SELEC]}\n"
    readings = "- id: asked\n  question: volume\n  expect: clarify\n  readings:\n  - SELEC\n"
    views = "views:\n  fine: SELECT * FROM trip\n  broken: SELECT FROM (trip\n"
    found = check(ferry, turns, readings, case("SELECT count(*) AS trips FROM fine"), views=views, live=live)
    assert {(problem.key, problem.line) for problem in found} == {
        ("views.broken", 5), ("cases.0.turns.0.also.1", 9), ("cases.1.readings.0", 14),
    }  # fmt: skip


def test_a_table_that_neither_the_model_nor_the_file_has_is_told(ferry):
    (problem,) = check(ferry, case("SELECT sum(fare) AS fares FROM tripp"))
    assert told([problem]) == [(6, "warning", "cases.0.sql", "gold_table")] and problem.suggestions == ("trip",)
    (problem,) = check(ferry, case("SELECT sum(fare) AS fares FROM tripp"), live=True)
    assert (problem.severity, problem.code) == ("error", "gold_sql") and "tripp" in problem.message
    known = (
        "WITH own AS (SELECT * FROM trip) SELECT sum(fare) AS fares FROM own JOIN main.port USING (port_id), range(1)"
    )
    assert check(ferry, case(known)) == ()


def test_a_view_reads_those_above_it(ferry):
    views = "views:\n  one: SELECT * FROM trip\n  two: SELECT * FROM one\n"
    assert check(ferry, case("SELECT count(*) AS trips FROM two"), views=views, live=True) == ()
    for live in (False, True):
        turned = "views:\n  two: SELECT * FROM one\n  one: SELECT * FROM trip\n"
        found = check(ferry, case("SELECT count(*) AS trips FROM one"), views=turned, live=live)
        assert [problem.key for problem in found] == ["views.two"]


def test_views_of_a_file_of_their_own_are_told_there(ferry):
    check(ferry, case("SELECT count(*) AS trips FROM trip"), views="views: v.txt\n")
    (ferry / "gold" / "v.txt").write_text("two: SELEC\n", encoding="utf-8")
    (problem,) = lint(ferry)
    assert (problem.file, problem.line, problem.key) == ("gold/v.txt", 1, "two")


ALIASES = [
    ("SELECT sum(fare) AS turnover FROM trip", "turnover"),
    ("SELECT name AS port, sum(fare) AS fare FROM trip JOIN port USING (port_id) GROUP BY 1", "fare"),
    ("SELECT 12.0 AS fares, 2.0 AS fares__before", "fares__before"),
    ("SELECT p, n AS trip FROM (SELECT port_id AS p, count(*) AS n FROM trip GROUP BY 1)", "trip"),
    ("WITH q AS (SELECT count(*) AS n FROM trip) SELECT CAST(n AS DOUBLE) AS number FROM q", "number"),
    ("WITH q AS (SELECT count(*) AS number FROM trip) SELECT * FROM q", "number"),
    ("SELECT sum(fare) FROM trip", "sum(fare)"),
    ("SELECT CASE WHEN count(*) > 1 THEN sum(fare) END AS money FROM trip", "money"),
    ("SELECT sum(fare) AS value FROM trip", "value"),
    ("SELECT -12 AS one, 2 AS trips", "one"),
]
KNOWN = [
    "SELECT name AS harbour, sum(fare) AS fares FROM trip JOIN port USING (port_id) GROUP BY 1",
    "SELECT 1.0 AS fares, 2.0 AS fares__previous, 1.0 AS fares__change, 0.5 AS fares__change_pct",
    "SELECT 1.0 AS fares, 2.0 AS fares__previous_year, 1.0 AS fares__change_year, 0.5 AS fares__change_year_pct",
    "SELECT 1.0 AS fares, 2.0 AS fares__target, 0.5 AS fares__attainment, 'behind' AS fares__status",
    "SELECT 1.0 AS fares_share, 2.0 AS avg_fares, 3.0 AS max_fares, 4.0 AS median_trips",
    "SELECT 1.0 AS fares_per_trips, 2.0 AS fares_minus_trips, 3 AS port_count, 3 AS trip_count, 4 AS month_count, 0.1 AS fares_change_pct",
    "SELECT 1.0 AS fares, 2.0 AS fares_2, 3.0 AS fares_3",
    "SELECT 1.0 AS avg_fares__previous, 2.0 AS fares_share__change",
    "SELECT 'fares' AS metric, '2026-03' AS target_period, 2.0 AS value, 3.0 AS target, 0.6 AS attainment, 1.0 AS gap, 'behind' AS status",
    "SELECT 'port' AS dimension, 'port 1' AS member, 1.0 AS fares, 2.0 AS fares__contribution, 0.1 AS fares__contribution_share",
    "SELECT CASE WHEN sum(fare) > 5 THEN 'large' ELSE 'small' END AS size, sum(fare) AS fares FROM trip GROUP BY port_id",
    "SELECT date_trunc('month', day) AS m, year(day) AS y, sum(fare) AS fares FROM trip GROUP BY 1, 2",
    "SELECT name AS port FROM port",
    "SELECT count(*) AS port FROM port",
]  # fmt: skip


@pytest.mark.parametrize(("sql", "name"), ALIASES)
def test_a_column_that_no_answer_has_is_told(ferry, sql, name):
    (problem,) = check(ferry, case(sql))
    assert told([problem]) == [(6, "warning", "cases.0.sql", "gold_column")]
    assert f"“{name}”" in problem.message
    assert check(ferry, case(sql, more=f"  extra: ['{name}']\n")) == ()
    assert check(ferry, case(sql, more="  beyond: what nobody can say\n")) == ()


@pytest.mark.parametrize("sql", KNOWN)
def test_a_column_that_answers_have_or_that_holds_members_is_silent(ferry, sql):
    assert check(ferry, case(f'"{sql}"')) == ()


def test_rows_that_say_nothing_are_told_but_where_the_case_is_about_that(ferry):
    for sql in ("SELECT name AS port FROM port WHERE false", "SELECT sum(fare) AS fares FROM trip WHERE false"):
        assert check(ferry, case(sql)) == ()
        (problem,) = check(ferry, case(sql), live=True)
        assert told([problem]) == [(6, "warning", "cases.0.sql", "gold_empty")]
        assert check(ferry, case(sql, more="  tags: [empty]\n"), live=True) == ()


TOP = "SELECT name AS port, sum(fare) AS fares FROM trip JOIN port USING (port_id) GROUP BY 1 ORDER BY {} LIMIT {}"


@pytest.mark.parametrize(
    ("order", "limit", "tie"),
    [
        ("2 DESC", 1, True), ("fares DESC", 1, True), ("sum(fare) DESC, name", 1, True), ("fares DESC, port", 1, True),
        ("2 DESC", 2, False), ("2 DESC", 3, False), ("2", 3, False), ("2", 10, False), ("2", 100, False), ("1", 3, False),
    ],
)  # fmt: skip
def test_a_tie_where_rows_are_cut_is_told(ferry, order, limit, tie):
    for sql in (TOP, f"SELECT avg(fares) AS avg_fares FROM ({TOP})"):
        found = check(ferry, case(sql.format(order, limit)), live=True)
        assert [problem.code for problem in found] == ["gold_tie"] * tie, found


@pytest.mark.parametrize(
    ("bound", "question", "warns"),
    [
        ("> 0", "ports with more than 0 trips", True), (">= 10", "ports with at least 10 trips", False),
        ("> 10", "ports with more than 10 trips", True), ("> 4", "ports with more than 4 trips", False),
        ("> 0", "ports that had trips", False),
    ],
)  # fmt: skip
def test_a_threshold_that_tells_nothing_apart_is_told(ferry, bound, question, warns):
    grouped = f"SELECT port_id FROM trip GROUP BY 1 HAVING count(*) {bound}"
    sql = f"SELECT count(*) AS port_count FROM ({grouped})"
    found = check(ferry, case(sql, question=question), live=True)
    assert [problem.code for problem in found] == ["gold_threshold"] * warns, found


def test_a_threshold_in_thousands_is_that_of_the_question(ferry):
    sql = "SELECT port_id AS p FROM trip GROUP BY 1 HAVING sum(fare) > {}"
    (problem,) = check(ferry, case(sql.format("0.1"), question="ports with more than 10 cents"), live=True)
    assert problem.message.startswith("one: 10 of 10 groups are kept")


@pytest.mark.parametrize("name", [*DEMOS, *OTHERS])
def test_the_gold_that_comes_with_the_product_is_sound(name):
    assert lint(demo_folder(name) if name in DEMOS else TRADES / name) == ()


@pytest.mark.parametrize("name", ["broker", "derm_treatment", *OTHERS])
def test_its_rows_are_sound_too(name, tmp_path):
    """Those of the larger models run with every evaluation."""
    folder = demo_folder(name) if name in DEMOS else made_trade(name, tmp_path)
    if name in DEMOS:
        build_demo(name)
    assert lint(folder, live=True) == ()
