"""What ``lint --live`` says of definitions that the rows belie: each code, and a near miss that has not."""

import duckdb
import pytest

from semantic_layer.model.load import read_folder
from semantic_layer.warehouse import open_warehouse

HEADER = """\
name: carrier
warehouse: duckdb:///carrier.duckdb
calendar: {as_of: 2026-03-01}
default_period: {kind: all}
tables:
  depot: {key: [depot_id], columns: {depot_id: {type: text}, since: {type: date}, until: {type: date}}}
  parcel:
    key: [parcel_id]
    time: day
    watermark: WATERMARK
    columns: {parcel_id: {type: integer}, depot_id: {type: text}, day: {type: date}, state: {type: text}, weight: {type: number}}
  extra: {key: [extra_id], time: parcel.day, columns: {extra_id: {type: integer}, parcel_id: {type: integer}, kind: {type: text}}}
  stock:
    key: [day, depot_id, class]
    time: day
    columns: {day: {type: date}, depot_id: {type: text}, class: {type: text}, pallets: {type: integer}}
joins:
  - {name: parcel_depot, table: parcel, to: depot, on: {depot_id: depot_id}}
  - {name: extra_parcel, table: extra, to: parcel, on: {parcel_id: parcel_id}}
  - {name: stock_depot, table: stock, to: depot, on: {depot_id: depot_id}}
dimensions:
  depot: {label: {en: depot}, table: depot, column: depot_id, valid_from: FROM, valid_to: TO}
metrics:
  parcels: {label: {en: parcels}, calculation: {type: simple, table: parcel, agg: count}}
"""
ROWS = """
CREATE TABLE depot AS FROM (VALUES ('north', DATE '2025-01-01', NULL), ('south', DATE '2025-01-01', DATE '2026-02-01')) t(depot_id, since, until);
CREATE TABLE parcel AS FROM (VALUES (1, 'north', DATE '2026-01-05', 'cancelled', 2.0), (2, 'south', DATE '2026-02-27', 'delivered', 4.0)) t(parcel_id, depot_id, day, state, weight);
CREATE TABLE extra AS FROM (VALUES (1, 1, 'fuel'), (2, 2, 'toll')) t(extra_id, parcel_id, kind);
CREATE TABLE stock AS FROM (VALUES (DATE '2026-02-27', 'north', 'cold', 3), (DATE '2026-02-27', 'north', 'frozen', 4), (DATE '2026-02-28', 'north', 'cold', 5)) t(day, depot_id, class, pallets);
"""


def check(folder, metrics="", rows="", watermark="2026-02-28", valid=("since", "until")):
    """Return the warnings that are found, by code."""
    with duckdb.connect(str(folder / "carrier.duckdb")) as database:
        for name in ("depot", "parcel", "extra", "stock"):
            database.execute(f"DROP TABLE IF EXISTS {name}")
        database.execute(ROWS + rows)
    text = HEADER.replace("WATERMARK", watermark).replace("FROM", valid[0]).replace("TO", valid[1])
    (folder / "model.yaml").write_text(text + metrics, encoding="utf-8")
    found = read_folder(folder)
    assert not found.problems, found.problems
    warehouse = open_warehouse(found.model.header.warehouse, folder)
    try:
        return {problem.code: problem for problem in warehouse.check(found.model, found.locate)}
    finally:
        warehouse.close()


def count(where, name="some"):
    return f"  {name}: {{calculation: {{type: simple, table: parcel, agg: count, where: [{where}]}}}}\n"


def share(where):
    side = f"{{metric: parcels, where: [{where}]}}"
    return f"  part: {{unit: share, calculation: {{type: ratio, numerator: {side}, denominator: parcels}}}}\n"


def stock(entity):
    return f"  pallets: {{calculation: {{type: balance, table: stock, column: pallets, entity: [{entity}]}}}}\n"


DOUBLE = "INSERT INTO extra VALUES (2, 1, 'fuel');"
CASES = [
    ("unknown_value", {"metrics": count("{field: state, value: canceled}")}, {"metrics": count("{field: state, value: cancelled}")}),
    ("unknown_value", {"metrics": count("{field: state, op: '!=', value: canceled}")}, {"metrics": count("{field: state, op: '!=', value: cancelled}")}),
    ("unknown_value", {"metrics": count("{field: state, op: in, value: [cancelled, lost]}")}, {"metrics": count("{field: state, op: in, value: [cancelled, delivered]}")}),
    ("unknown_value", {"metrics": count("{field: weight, value: 3}")}, {"metrics": count("{field: weight, value: 4}")}),
    ("unknown_value", {"metrics": count("{field: depot, value: west}")}, {"metrics": count("{field: depot, value: south}")}),
    ("unknown_value", {"metrics": share("{field: state, value: Delivered}")}, {"metrics": share("{field: state, value: delivered}")}),
    ("never_met", {"metrics": count("{field: weight, op: '>', value: 100}")}, {"metrics": count("{field: weight, op: '>', value: 3}")}),
    ("never_met", {"metrics": count("{field: state, value: cancelled}, {field: weight, op: '>', value: 3}")},
     {"metrics": count("{field: state, value: delivered}, {field: weight, op: '>', value: 3}")}),
    ("never_met", {"metrics": share("{field: weight, op: '<', value: 1}")}, {"metrics": share("{field: weight, op: '<', value: 3}")}),
    ("rival_snapshots", {"metrics": stock("depot_id")}, {"metrics": stock("depot_id, class")}),
    ("backward", {"valid": ("until", "since")}, {}),
    ("backward", {"metrics": "  open: {calculation: {type: balance, table: depot, valid_from: until, valid_to: since}}\n"},
     {"metrics": "  open: {calculation: {type: balance, table: depot, valid_from: since, valid_to: until}}\n"}),
    ("early_watermark", {"watermark": "2026-01-26"}, {"watermark": "2026-01-27"}),
    ("repeated_key", {"rows": DOUBLE}, {"rows": DOUBLE.replace("(2,", "(3,")}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "has", "has_not"), CASES)
def test_each_code(tmp_path, code, has, has_not):
    found = check(tmp_path, **has)
    assert set(found) == {code} and found[code].severity == "warning", found
    assert check(tmp_path, **has_not) == {}


def test_what_no_row_has_is_told_with_the_nearest_that_rows_have(tmp_path):
    problem = check(tmp_path, count("{field: state, op: in, value: [delivered, canceled]}"))["unknown_value"]
    assert problem.message == "no row of parcel has state “canceled”: that keeps nothing."
    assert problem.suggestions == ("cancelled",) and problem.key == "metrics.some.calculation.where.0.value"


def test_a_filter_of_a_side_is_met_by_rows_of_the_metric_that_it_is_of(tmp_path):
    """Cancelled parcels there are, and none of them among those that were not cancelled."""
    kept = count("{field: weight, op: '>', value: 3}", "heavy")
    part = share("{field: weight, op: '<', value: 3}").replace("metric: parcels", "metric: heavy")
    assert check(tmp_path, kept + part)["never_met"].key == "metrics.part.calculation.numerator.where"


def test_a_snapshot_that_is_none_has_no_rival(tmp_path):
    cold = stock("depot_id").replace("entity:", "where: [{field: class, value: cold}], entity:")
    assert check(tmp_path, cold) == {}
    hint = check(tmp_path, stock("depot_id"))["rival_snapshots"].message
    assert hint.startswith("2 rows (66.7%) of stock have the depot_id and the moment of another")
    assert hint.endswith("The key has class too.")


def test_swapped_ends_are_told_as_such_where_most_rows_have_them(tmp_path):
    assert check(tmp_path, valid=("until", "since"))["backward"].message.endswith("Are the two swapped?")
    two = "INSERT INTO depot VALUES ('east', DATE '2026-01-01', DATE '2026-01-31'), ('west', DATE '2026-01-01', DATE '2025-01-31');"
    problem = check(tmp_path, rows=two)["backward"]
    assert problem.message == "1 row (33.3%) of depot have a until before their since: they hold on no day."


def test_a_table_that_is_not_as_modelled_is_told_before_what_its_rows_belie(tmp_path):
    found = check(tmp_path, count("{field: state, value: canceled}"), rows="ALTER TABLE extra DROP kind;")
    assert set(found) == {"live_column"}
