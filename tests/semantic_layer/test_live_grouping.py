"""What ``lint --live`` says of dimensions that group the members of another, which may be the wrong way round."""

import duckdb
import pytest

from semantic_layer.model.load import read_folder
from semantic_layer.warehouse import open_warehouse

MODEL = """\
name: trails
warehouse: duckdb:///trails.duckdb
calendar: {{as_of: 2026-03-01}}
default_period: {{kind: all}}
tables:
  valley: {{key: [valley_id], columns: {{valley_id: {{type: text}}}}}}
  hut: {{key: [hut_id], columns: {{hut_id: {{type: text}}, valley_id: {{type: text}}, kind: {{type: text}}}}}}
  guide: {{key: [guide_id], columns: {{guide_id: {{type: text}}}}}}
  night:
    key: [night_id]
    time: day
    watermark: 2026-02-28
    columns: {{night_id: {{type: integer}}, hut_id: {{type: text}}, guide_id: {{type: text}}, day: {{type: date}}}}
joins:
  - {{name: night_hut, table: night, to: hut, on: {{hut_id: hut_id}}}}
  - {{name: night_guide, table: night, to: guide, on: {{guide_id: guide_id}}, optional: true}}
  - {{name: hut_valley, table: hut, to: valley, on: {{valley_id: valley_id}}, optional: true}}
dimensions:
  valley: {{label: {{en: valley}}, table: valley, column: valley_id{valley}}}
  hut: {{label: {{en: hut}}, table: hut, column: hut_id{hut}}}
  kind: {{label: {{en: kind of hut}}, table: hut, column: kind{kind}}}
  guide: {{label: {{en: guide}}, table: guide, column: guide_id{guide}}}
metrics:
  nights: {{label: {{en: nights}}, calculation: {{type: simple, table: night, agg: count}}}}
"""
#: Huts A and B lie in one valley, C in none; guide Ida goes to A alone, Jon to B and C.
ROWS = """
CREATE TABLE valley AS FROM (VALUES ('low'), ('high')) t(valley_id);
CREATE TABLE hut AS FROM (VALUES ('A', 'low', 'large'), ('B', 'low', 'small'), ('C', NULL, 'small')) t(hut_id, valley_id, kind);
CREATE TABLE guide AS FROM (VALUES ('Ida'), ('Jon')) t(guide_id);
CREATE TABLE night AS FROM (VALUES (1, 'A', 'Ida', DATE '2026-02-26'), (2, 'B', 'Jon', DATE '2026-02-27'), (3, 'C', 'Jon', DATE '2026-02-28'),
  (4, 'A', 'Ida', DATE '2026-02-28'), (5, 'A', NULL, DATE '2026-02-28')) t(night_id, hut_id, guide_id, day);
"""


@pytest.fixture
def found(tmp_path):
    with duckdb.connect(str(tmp_path / "trails.duckdb")) as database:
        database.execute(ROWS)

    def find(**of):
        given = {name: f", of: {of[name]}" if name in of else "" for name in ("valley", "hut", "kind", "guide")}
        (tmp_path / "model.yaml").write_text(MODEL.format(**given), encoding="utf-8")
        folder = read_folder(tmp_path)
        assert not folder.problems, folder.problems
        warehouse = open_warehouse(folder.model.header.warehouse, tmp_path)
        try:
            return warehouse.check(folder.model, folder.locate)
        finally:
            warehouse.close()

    return find


@pytest.mark.parametrize("of", [{"valley": "hut"}, {"kind": "hut"}, {"guide": "hut"}, {}])
def test_a_dimension_whose_groups_each_member_has_at_most_one_of_is_sound(found, of):
    """By the table of the members, by the table it leads to, and by rows that lead to both; without a group too."""
    assert found(**of) == ()


@pytest.mark.parametrize(
    ("of", "message"),
    [
        ({"hut": "valley"}, "1 of 1 members of valley has several of hut, so hut does not group valley. It is the other way round: write `of: hut` at valley."),
        ({"hut": "kind"}, "1 of 2 members of kind has several of hut, so hut does not group kind. It is the other way round: write `of: hut` at kind."),
        ({"hut": "guide"}, "1 of 2 members of guide has several of hut, so hut does not group guide. It is the other way round: write `of: hut` at guide."),
        ({"valley": "kind"}, None),
        ({"kind": "valley"}, "1 of 1 members of valley has several of kind, so kind does not group valley. It is the other way round: write `of: kind` at valley."),
        ({"kind": "guide"}, None),
    ],
)  # fmt: skip
def test_groups_that_are_the_wrong_way_round_are_told_with_the_right_one(found, of, message):
    (name,) = of
    told = [(problem.key, problem.severity, problem.code, problem.message) for problem in found(**of)]
    assert told == ([(f"dimensions.{name}.of", "warning", "grouping", message)] if message else [])


def test_what_groups_neither_way_is_told_as_such(found, tmp_path):
    with duckdb.connect(str(tmp_path / "trails.duckdb")) as database:
        database.execute("INSERT INTO night VALUES (6, 'A', 'Jon', DATE '2026-02-28')")
    (problem,) = found(guide="hut")
    assert problem.message == (
        "1 of 3 members of hut has several of guide, so guide does not group hut. Nor does hut group guide: leave `of` out."
    )


def test_what_no_rows_have_both_of_is_not_looked_at(found, monkeypatch):
    assert [problem.code for problem in found(hut="guide")] == ["grouping"]
    link = "  - {{name: night_guide, table: night, to: guide, on: {{guide_id: guide_id}}, optional: true}}\n"
    monkeypatch.setitem(globals(), "MODEL", MODEL.replace(link, ""))
    assert found(hut="guide") == ()
    other = "  - {{name: night_other, table: night, to: guide, on: {{hut_id: guide_id}}, optional: true}}\n"
    monkeypatch.setitem(globals(), "MODEL", MODEL.replace("dimensions:\n", f"{link}{other}dimensions:\n"))
    assert "grouping" not in [problem.code for problem in found(hut="guide")]
