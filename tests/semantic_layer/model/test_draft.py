"""Folders drafted from databases: what is found in them, what is left out, and that it answers as SQL does."""

import duckdb
import pytest

from eval.demo import build_demo, demo_folder
from semantic_layer.model.draft import draft_folder, row_time
from semantic_layer.model.load import load_model
from semantic_layer.warehouse import open_warehouse
from semantic_layer.warehouse.survey import survey_warehouse


def survey_of(path):
    warehouse = open_warehouse(f"duckdb:///{path}", path.parent)
    try:
        return survey_warehouse(warehouse)
    finally:
        warehouse.close()


def draft_of(path, folder):
    folder.mkdir()
    for name, text in draft_folder(survey_of(path), folder.name, f"duckdb:///{path}").items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_model(folder)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafts")
    return {
        name: draft_of(build_demo(name).resolve(), folder / name) for name in ("broker", "derm_treatment", "retail")
    }


def linked(model):
    return {
        (model.tables[join.table].source or join.table, *pair, model.tables[join.to].source or join.to)
        for join in model.joins
        # That a table holds what its rows were over time is nothing that its rows say.
        if model.tables[join.to].history is None
        for pair in join.on.items()
    }


@pytest.mark.parametrize("name", ["broker", "derm_treatment"])
def test_the_joins_and_keys_are_those_that_an_analyst_found(drafted, name):
    by_hand = load_model(demo_folder(name))
    assert linked(drafted[name]) == linked(by_hand)
    keys = {table.source or key: table.key for key, table in drafted[name].tables.items()}
    for key, table in by_hand.tables.items():
        assert keys[table.source or key] == table.key


def test_the_joins_of_retail_are_the_single_column_ones_of_its_model(drafted):
    by_hand = {link for link in linked(load_model(demo_folder("retail"))) if link[1] == link[2]}
    assert by_hand <= linked(drafted["retail"])
    assert not [link for link in linked(drafted["retail"]) if link[1] != link[2] or link[1] == "answer_id"]


@pytest.mark.parametrize("name", ["broker", "derm_treatment", "retail"])
def test_a_draft_is_sound_and_true_of_its_database(drafted, name):
    model = drafted[name]
    assert {metric.status for metric in model.metrics.values()} == {"draft"}
    warehouse = open_warehouse(model.header.warehouse, demo_folder(name))
    try:
        assert not [problem for problem in warehouse.check(model) if problem.severity == "error"]
    finally:
        warehouse.close()


def test_the_day_of_a_row_is_neither_a_birthday_nor_a_day_that_some_lack(drafted):
    tables = drafted["derm_treatment"].tables
    assert tables["patients"].time == "date_of_registration"
    assert tables["treatments"].time == "start_dt"
    assert tables["drugs"].time is None and "drugs_count" not in drafted["derm_treatment"].metrics


@pytest.fixture
def odd(tmp_path):
    """A database of everything that a draft may stumble over."""
    path = tmp_path / "odd.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute("""
            CREATE TABLE "day" (id INTEGER, "on" DATE, "total price" DOUBLE, raw BLOB, note VARCHAR, quantity INTEGER);
            INSERT INTO "day" VALUES (1, '2026-01-01', 1.5, NULL, 'a', 3), (2, '2026-01-02', 2.5, NULL, 'no', 4);
            CREATE TABLE kinds AS FROM (VALUES ('x', 'first'), ('y', 'second')) t(id, title);
            CREATE TABLE thing AS FROM (VALUES (1, 'x', 7, DATE '2026-02-01'), (2, 'x', 8, DATE '2026-02-01'),
                (3, 'z', 9, DATE '2026-02-03')) t(thing_id, kind_id, day_id, made);
            CREATE TABLE reading AS FROM (VALUES (DATE '2026-02-01', 1, 5.5), (DATE '2026-02-01', 2, 6.5),
                (DATE '2026-02-02', 1, 5.5)) t(made, thing_id, value);
            CREATE TABLE empty (empty_id INTEGER, made DATE, amount DOUBLE);
            CREATE TABLE 客户 (made DATE, 等级 VARCHAR); INSERT INTO 客户 VALUES ('2026-01-01', '金');
            CREATE TABLE 订单 (made DATE, amount DOUBLE); INSERT INTO 订单 VALUES ('2026-01-01', 2.5);
            CREATE SCHEMA other; CREATE TABLE other.thing AS SELECT * FROM main.thing;
            CREATE VIEW recent AS SELECT * FROM reading;
        """)
    return path


def test_odd_tables_are_drafted_or_left_out_and_it_is_said(odd, tmp_path):
    model = draft_of(odd, tmp_path / "odd")
    sources = {table.source or name for name, table in model.tables.items()}
    assert sources == {"day", "kinds", "thing", "reading", "empty", "other.thing", "recent", "客户", "订单"}
    assert set(model.tables["day"].columns) == {"id", "on", "note", "quantity"}
    assert "Left out, for a name or a type that no model has: day (total price, raw); 客户 (等级)." in (
        tmp_path / "odd/tables.yaml"
    ).read_text(encoding="utf-8")
    assert model.tables["reading"].key == ("made", "thing_id") and model.tables["empty"].key == ()
    assert "day" not in model.metrics and {"day_count", "quantity"} <= set(model.metrics)


def test_a_link_is_one_whose_values_are_mostly_there(odd):
    survey = survey_of(odd)
    names = [table.source for table in survey.tables]
    found = {(names[link.table], link.column, names[link.to]) for link in survey.links}
    assert ("thing", "day_id", "day") not in found
    assert ("reading", "thing_id", "thing") in found and ("thing", "thing_id", "other.thing") not in found


def test_half_of_the_values_are_not_enough(odd):
    with duckdb.connect(str(odd)) as db:
        db.execute("INSERT INTO kinds VALUES ('z', 'third')")
    survey = survey_of(odd)
    names = [table.source for table in survey.tables]
    assert ("thing", "kind_id", "kinds") in {(names[k.table], k.column, names[k.to]) for k in survey.links}
    with duckdb.connect(str(odd)) as db:
        db.execute("DELETE FROM kinds WHERE id <> 'z'")
    assert "kind_id" not in {link.column for link in survey_of(odd).links}


def test_a_table_without_rows_has_no_day(odd):
    empty = next(table for table in survey_of(odd).tables if table.source == "empty")
    assert row_time(empty) is None and empty.rows == 0
