"""What ``lint --live`` says of the data: each code on rows that have it, and on a near miss that has not."""

import datetime as dt

import pyarrow as pa
import pytest

from semantic_layer.model.load import read_folder
from semantic_layer.warehouse import open_locked, open_warehouse, write_database

FOLDER = """\
name: parks
warehouse: duckdb:///parks.duckdb
calendar: {as_of: 2026-11-23}
default_period: {kind: relative, unit: month}
tables:
  park: {key: [park_id], columns: {park_id: {type: text}}}
  card:
    key: [park_id, since]
    history: {start: since, end: until}
    columns: {park_id: {type: text}, since: {type: date}, until: {type: date}}
  visit:
    key: [visit_id]
    time: day
    columns: {visit_id: {type: integer}, park_id: {type: text}, day: {type: date}}
joins:
  - {name: visit_park, table: visit, to: park, on: {park_id: park_id}}
dimensions:
  park: {table: park, column: park_id}
metrics:
  visits: {calculation: {type: simple, table: visit, agg: count}, cadence: monthly}
"""
DAY = dt.date


def check(folder, visits=None, cards=(), parks=("oak", "elm"), text=FOLDER, more=None):
    """Return code → problem of what is found in a folder over these rows."""
    visits = visits if visits is not None else [("oak", DAY(2026, 11, 20)), ("elm", DAY(2026, 11, 22))]
    tables = {
        "park": pa.table({"park_id": pa.array(parks, pa.string())}),
        "card": pa.table({"park_id": pa.array([c[0] for c in cards], pa.string()),
                          "since": pa.array([c[1] for c in cards], pa.date32()),
                          "until": pa.array([c[2] for c in cards], pa.date32())}),
        "visit": pa.table({"visit_id": pa.array(range(len(visits)), pa.int64()),
                           "park_id": pa.array([v[0] for v in visits], pa.string()),
                           "day": pa.array([v[1] for v in visits], pa.date32())}),
    }  # fmt: skip
    write_database(folder / "parks.duckdb", tables | (more or {}))
    (folder / "model.yaml").write_text(text, encoding="utf-8")
    found = read_folder(folder)
    warehouse = open_warehouse(found.model.header.warehouse, folder)
    problems = warehouse.check(found.model, found.locate)
    warehouse.close()
    return {problem.code: problem for problem in problems if problem.key != "tables.card" or cards}


def visits_on(*days, park="oak"):
    return [(park, day) for day in days]


CARDS = [("oak", DAY(2026, 1, 1), DAY(2026, 3, 1)), ("oak", DAY(2026, 3, 1), None), ("elm", DAY(2026, 1, 1), None)]
LATE = [("oak", DAY(2026, 1, 1), DAY(2026, 3, 2)), *CARDS[1:]]
TWICE = [("oak", DAY(2026, 3, 1), DAY(2026, 3, 1)), *CARDS[1:]]
WEEKLY = visits_on(DAY(2026, 10, 1), DAY(2026, 10, 31), DAY(2026, 11, 1))
DECLARED = FOLDER.replace("time: day\n", "time: day\n    watermark: 2026-11-22\n")
CASES = [
    ("orphans", {"visits": [("fir", DAY(2026, 11, 22))]}, {"visits": [("elm", DAY(2026, 11, 22))]}),
    ("null_keys", {"visits": [(None, DAY(2026, 11, 22))]},
     {"visits": [(None, DAY(2026, 11, 22))], "text": FOLDER.replace("{park_id: park_id}}", "{park_id: park_id}, optional: true}")}),
    ("overlaps", {"cards": LATE}, {"cards": CARDS}),
    ("overlaps", {"cards": TWICE}, {"cards": [("oak", DAY(2026, 2, 28), DAY(2026, 3, 1)), *CARDS[1:]]}),
    ("empty", {"visits": []}, {"visits": visits_on(DAY(2026, 11, 22))}),
    ("empty", {"visits": visits_on(DAY(2026, 11, 23))}, {"visits": visits_on(DAY(2026, 11, 22), DAY(2026, 11, 23))}),
    ("empty", {"parks": (), "visits": [("oak", DAY(2026, 11, 22))]}, {}),
    # Monthly metrics need rows of October.
    ("stale", {"visits": visits_on(DAY(2026, 9, 30))}, {"visits": visits_on(DAY(2026, 10, 1))}),
    ("stale", {"visits": visits_on(DAY(2026, 11, 21)), "text": FOLDER.replace("monthly", "daily")},
     {"visits": visits_on(DAY(2026, 11, 22)), "text": FOLDER.replace("monthly", "daily")}),
    ("stale", {"visits": visits_on(DAY(2026, 11, 15)), "text": FOLDER.replace("monthly", "weekly")},
     {"visits": visits_on(DAY(2026, 11, 16)), "text": FOLDER.replace("monthly", "weekly")}),
    # Three weeks without rows after the declared day's last: never so long before, or as long as that.
    ("stale", {"visits": visits_on(DAY(2026, 10, 28), DAY(2026, 10, 31), DAY(2026, 11, 1)), "text": DECLARED},
     {"visits": WEEKLY, "text": DECLARED}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "has", "has_not"), CASES)
def test_each_code(tmp_path, code, has, has_not):
    found = check(tmp_path, **has)
    assert code in found and found[code].severity == "warning"
    assert code not in check(tmp_path, **has_not)


def test_sound_data_are_silent(tmp_path):
    assert check(tmp_path, cards=CARDS) == {}


def test_a_warning_counts_and_says_where(tmp_path):
    rows = [
        ("fir", DAY(2026, 11, 20)),
        (None, DAY(2026, 11, 21)),
        ("fir", DAY(2026, 11, 21)),
        ("oak", DAY(2026, 11, 22)),
    ]
    found = check(tmp_path, visits=rows, cards=LATE)
    line = {each.split(":")[0].strip(): n for n, each in enumerate(FOLDER.splitlines(), start=1)}
    assert found["orphans"].message.startswith("2 rows (50.0%) of visit have a park_id that park does not have")
    assert found["null_keys"].message.startswith("1 row (25.0%) of visit have no park_id")
    assert (found["orphans"].file, found["orphans"].line) == ("model.yaml", line["- {name"])
    assert found["overlaps"].message.startswith("1 row (33.3%)") and found["overlaps"].line == line["history"]


def test_counts_are_those_of_plain_sql(shop):
    """The shop has sales of no branch and of a branch that is not there, on zoned timestamps."""
    database = open_locked(shop.path)
    sql = """SELECT COUNT(*), COUNT(*) FILTER (WHERE branch_id IS NULL),
        COUNT(*) FILTER (WHERE branch_id NOT IN (SELECT branch_id FROM branch)) FROM sale"""
    total, without, lost = database.run_sql(sql)[1][0]
    database.close()
    assert without and lost
    said = {(p.key, p.code): p.message for p in shop.warehouse.check(shop.model)}
    assert said["joins.1", "orphans"].startswith(f"{lost:,} rows ({lost / total:.1%})")
    assert said["joins.1", "null_keys"].startswith(f"{without:,} rows ({without / total:.1%})")


def test_a_history_of_several_columns_is_looked_at_by_entity(clinics, clinics_sql):
    sql = """SELECT COUNT(*) FROM card a WHERE EXISTS (SELECT 1 FROM card b WHERE b.patient_id = a.patient_id
        AND b.since > a.since AND (a.until IS NULL OR a.until > b.since)
        AND NOT EXISTS (SELECT 1 FROM card c WHERE c.patient_id = a.patient_id AND c.since > a.since AND c.since < b.since))"""
    # A row without an end ends where the next begins: only a written end can overlap.
    written = clinics_sql(sql.replace("a.until IS NULL OR ", ""))[0][0]
    (found,) = [p for p in clinics.warehouse.check(clinics.model) if p.code == "overlaps"]
    assert found.message.startswith(f"{written:,} rows")


#: Lines have the time of the visit that they are of.
LINES = DECLARED.replace(
    "joins:\n",
    "  line: {key: [line_id], time: visit.day, columns: {line_id: {type: integer}, visit_id: {type: integer}}}\n"
    "joins:\n  - {name: line_visit, table: line, to: visit, on: {visit_id: visit_id}}\n",
)  # fmt: skip


def check_lines(folder, *visit_ids):
    """Return code → problem at the lines of these visits, of one each day of the last month."""
    days = [DAY(2026, 11, 22) - dt.timedelta(days=back) for back in range(30)]
    lines = pa.table({"line_id": pa.array(range(len(visit_ids)), pa.int64()), "visit_id": pa.array(visit_ids, pa.int64())})  # fmt: skip
    found = check(folder, visits=visits_on(*days), text=LINES, more={"line": lines})
    return {code: problem for code, problem in found.items() if "line" in problem.key}


def test_rows_with_the_time_of_another_table_are_late_on_their_own_days(tmp_path):
    assert check_lines(tmp_path, 0, 1, 2, 3) == {}
    found = check_lines(tmp_path, 9, 10, 11)
    assert set(found) == {"stale"} and found["stale"].key == "tables.line.time"
    assert "2026-11-22 is declared" in found["stale"].message and "rows are of 2026-11-13" in found["stale"].message
    assert set(check_lines(tmp_path, None)) == {"empty"}
