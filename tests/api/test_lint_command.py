"""``kpi lint``: what it prints, what it leaves as its exit code, and what it says of the models that come with it."""

import json
import shutil

import pytest

from api import cli
from api.cli.lint import check_model
from eval.demo import demo_folder
from semantic_layer.model.load import read_folder


@pytest.fixture
def folder(clinics_folder, tmp_path):
    return shutil.copytree(clinics_folder, tmp_path / "model")


def lint(capsys, monkeypatch, folder, *words):
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr("sys.argv", ["kpi", "lint", "--model", str(folder), *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code or 0, capsys.readouterr().out


def change(folder, before, after):
    path = folder / "parts.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_warnings_pass_unless_they_are_to_fail(folder, capsys, monkeypatch):
    change(folder, "zh: 诊费}, description", "zh: 诊费}, synonyms: {en: [visits]}, description")
    code, said = lint(capsys, monkeypatch, folder)
    assert code == 0 and "warning  metrics.fees: “visits” also means" in said and "0 error(s), 1 warning(s)." in said
    assert lint(capsys, monkeypatch, folder, "--strict")[0] == 2


def test_a_sound_folder_passes_strictly(folder, capsys, monkeypatch):
    assert lint(capsys, monkeypatch, folder, "--strict") == (0, "The model is sound.\n")


def test_problems_stand_under_their_file_with_the_line_and_the_code(folder, capsys, monkeypatch):
    change(folder, "column: fee,", "column: feee,")
    code, said = lint(capsys, monkeypatch, folder)
    lines = said.splitlines()
    number = next(n for n, t in enumerate((folder / "parts.yaml").read_text().splitlines(), 1) if "feee" in t)
    assert code == 2 and lines[0] == "parts.yaml"
    assert lines[1].split()[:2] == [str(number), "error"] and "Closest: fee" in lines[1]
    assert lines[1].endswith("[unknown_name]")


def test_json_holds_every_problem_in_the_same_shape(folder, capsys, monkeypatch):
    change(folder, "zh: 诊费}, description", "zh: 诊费}, synonyms: {en: [visits]}, description")
    _, said = lint(capsys, monkeypatch, folder, "--json")
    (problem,) = json.loads(said)
    assert set(problem) == {"file", "line", "key", "message", "suggestions", "severity", "code"}
    assert (problem["file"], problem["severity"], problem["code"]) == ("parts.yaml", "warning", "colliding_word")


def test_live_asks_the_warehouse_and_names_a_column_that_is_not_there(folder, capsys, monkeypatch):
    assert "[orphans]" not in lint(capsys, monkeypatch, folder)[1]
    code, said = lint(capsys, monkeypatch, folder, "--live")
    assert code == 0 and "[orphans]" in said and "[null_keys]" in said
    change(folder, "name: {type: text}", "nom: {type: text}")
    change(folder, "labels: {en: name, zh: name}", "labels: {en: nom, zh: nom}")
    code, said = lint(capsys, monkeypatch, folder, "--live")
    assert code == 2 and "tables.clinic.columns.nom" in said and "[live_column]" in said


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        ("last month", "a time"), ("上个月", "a time"), ("2025", "a time"), ("next day", "a time"),
        ("by", "a word of its grammar"), ("排名", "a word of its grammar"), ("最高", "a word of its grammar"),
        ("visits of last month", None), ("monthly visits", None), ("bypass", None), ("月费", None),
    ],
)  # fmt: skip
def test_a_name_that_the_reader_takes_otherwise_is_told(folder, capsys, monkeypatch, word, taken):
    for name in ("metrics", "dimensions"):
        added = f"{name}: {{extra: {{synonyms: {{en: ['{word}']}}, label: {{en: an extra thing, zh: 另外}}, "
        metric = "calculation: {type: simple, table: visit, agg: count}}}"
        dimension = "table: visit, column: visit_id, index: false}}"
        path = folder / "extra.yaml"
        path.write_text(added + (metric if name == "metrics" else dimension), encoding="utf-8")
        code, said = lint(capsys, monkeypatch, folder)
        lines = [line for line in said.splitlines() if "[reader_word]" in line]
        assert code == 0 and [f"extra.synonyms.en.0: “{word}” is {taken} to the" in line for line in lines] == [True][: taken is not None]  # fmt: skip


def test_gold_files_are_checked_beside_the_model(folder, capsys, monkeypatch):
    (folder / "gold").mkdir()
    (folder / "gold" / "mine.yaml").write_text("suite: mine\ntoday: 2026-11-23\ncases: [{id: x, question: y}]\n")
    code, said = lint(capsys, monkeypatch, folder)
    assert code == 2 and said.splitlines()[:1] == ["gold/mine.yaml"]
    assert said.splitlines()[1].split()[:3] == ["3", "error", "cases.0:"]
    change(folder, "column: fee,", "column: feee,")
    assert lint(capsys, monkeypatch, folder)[1].splitlines()[-1] == "2 error(s), 0 warning(s)."


GOLD = """\
suite: mine
today: 2026-11-23
cases:
- {id: named, question: what are visits, expect: describe, names: [visitz]}
- {id: counted, question: visits, sql: SELECT count(*) AS visit_number FROM visit}
- {id: fails, question: visits, sql: SELECT count(visitor) AS visits FROM visit}
"""


def test_gold_that_can_be_read_is_checked_too_and_run_where_the_warehouse_is_asked(folder, capsys, monkeypatch):
    (folder / "gold").mkdir()
    (folder / "gold" / "mine.yaml").write_text(GOLD, encoding="utf-8")
    code, said = lint(capsys, monkeypatch, folder)
    assert code == 2 and "there is no metric “visitz”. Closest: visits" in said and "[gold_column]" in said
    assert "[gold_sql]" not in said
    code, said = lint(capsys, monkeypatch, folder, "--live")
    (line,) = [line for line in said.splitlines() if "[gold_sql]" in line]
    assert "cases.2.sql: fails: does not run: " in line and "visitor" in line


def test_gold_is_run_only_over_data_that_are_as_modelled(folder, capsys, monkeypatch):
    (folder / "gold").mkdir()
    (folder / "gold" / "mine.yaml").write_text(GOLD, encoding="utf-8")
    change(folder, "name: {type: text}", "nom: {type: text}")
    change(folder, "labels: {en: name, zh: name}", "labels: {en: nom, zh: nom}")
    said = lint(capsys, monkeypatch, folder, "--live")[1]
    assert "[live_column]" in said and "[gold_sql]" not in said and "visitz" in said


#: Warnings that are true of the models that come with the product, and stay: planted, or data as they came.
TRUE = {
    "retail": {
        ("metrics.new_contract_customers", "smart_t"), ("metrics.refund_amount", "colliding_word"),
        ("dimensions.channel", "colliding_member"), ("dimensions.complaint_type", "colliding_member"),
        ("dimensions.department", "colliding_member"), ("joins.5", "null_keys"),
    },
    "journey": {
        ("dimensions.department", "colliding_member"), ("tables.campaigns", "unused"), ("joins.0", "orphans"),
        ("joins.2", "orphans"),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_the_demos_have_no_warning_but_true_ones(request, name):
    """What comes with them as gold is looked at where gold is (tests/eval)."""
    request.getfixturevalue(name)
    found = check_model(read_folder(demo_folder(name)), name, live=True)
    assert {(problem.key, problem.code) for problem in found} <= TRUE[name]
    assert not [problem for problem in found if problem.severity == "error"]
