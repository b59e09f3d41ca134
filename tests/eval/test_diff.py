"""What a change to a model does to numbers and gold answers, against SQL written by hand."""

import datetime as dt
import shutil

import pytest
import yaml

from eval.diff import compare_models
from eval.diff.reach import find_reach
from semantic_layer.model.diff import diff_models
from semantic_layer.model.load import load_model
from semantic_layer.query import Board, Data, Describe, Metric

TODAY = dt.date(2026, 4, 1)
GOLD = {
    "suite": "clinics", "today": TODAY, "cases": [
        {"id": "visits", "question": "visits last month", "sql":
            "SELECT COUNT(*) AS visits FROM visit WHERE state <> 'missed' AND timezone('Asia/Tokyo', begun_at) >= '2026-03-01' AND timezone('Asia/Tokyo', begun_at) < '2026-04-01'"},
        {"id": "noshow", "question": "no-show rate last month", "sql": "SELECT 1 AS missed_rate"},
        {"id": "unicorns", "question": "unicorns last month", "expect": "refuse"},
        {"id": "follow", "turns": [
            {"question": "credits last month", "sql": "SELECT 1 AS credits"},
            {"question": "and visits?", "sql": "SELECT 1 AS visits"}]},
    ],
}  # fmt: skip


@pytest.fixture
def folder(clinics_folder, tmp_path):
    made = shutil.copytree(clinics_folder, tmp_path / "clinics", ignore=shutil.ignore_patterns("gold"))
    (made / "gold").mkdir()
    (made / "gold" / "clinics.yaml").write_text(yaml.safe_dump(GOLD), encoding="utf-8")
    return made


@pytest.fixture
def change(folder):
    """Write a change into the folder; return the models before and after, and what differs."""

    def make(before, after, **options):
        old = load_model(folder)
        path = folder / "parts.yaml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        return compare_models(old, load_model(folder), folder, TODAY, **options)

    return make


VISITS = 'visits: {label: {en: visits, zh: 就诊量}, calculation: {type: simple, table: visit, agg: count, where: [{field: state, op: "!=", value: missed}]}'
ALL_VISITS = "visits: {label: {en: visits, zh: 就诊量}, calculation: {type: simple, table: visit, agg: count}"


def counted(clinics_sql, first, last):
    days = f"timezone('Asia/Tokyo', begun_at) >= '{first}' AND timezone('Asia/Tokyo', begun_at) < '{last}'"
    return clinics_sql(f"SELECT COUNT(*) FILTER (WHERE state <> 'missed'), COUNT(*) FROM visit WHERE {days}")[0]


def test_numbers_before_and_after_are_those_of_plain_sql(change, clinics_sql):
    found = change(VISITS, ALL_VISITS, gold=False)
    numbers = {each.metric: {n.period: n for n in each.numbers} for each in found.numbers}
    assert set(numbers) == {"visits", "fee_per_visit", "return_after_miss"}
    spans = {
        "2026-03": ("2026-03-01", "2026-04-01"),
        "2026-01": ("2026-01-01", "2026-02-01"),
        "2026-Q1": ("2026-01-01", "2026-04-01"),
    }
    # February has no rows at all: no difference is shown of nothing.
    assert set(numbers["visits"]) == set(spans)
    for period, span in spans.items():
        before, after = counted(clinics_sql, *span)
        number = numbers["visits"][period]
        assert (number.before, number.after, number.difference) == (before, after, after - before)
        assert number.share == pytest.approx((after - before) / before)
    assert found.changes_answers


def test_only_metrics_that_depend_on_the_change_are_run(change, monkeypatch):
    from eval.diff import numbers

    asked = []
    compile_query = numbers.compile_query
    monkeypatch.setattr(
        numbers,
        "compile_query",
        lambda query, *rest: (asked.append(query.measures[0].name), compile_query(query, *rest))[1],
    )
    change(VISITS, ALL_VISITS, gold=False)
    assert set(asked) == {"visits", "fee_per_visit", "return_after_miss"} and len(asked) == 3 * 4 * 2


def test_words_change_no_number_and_no_answer(change):
    found = change("description: Fees of visits that took place.", "description: Something else.")
    assert [c.name for c in found.definitions.metrics] == ["fees"]
    assert (found.numbers, found.gold, found.asked, found.changes_answers) == ((), (), 0, False)


def test_a_calculation_that_changes_no_number_is_said_to_be_another_and_changes_none(change):
    found = change(
        "agg: sum, column: amount}",
        'agg: sum, column: amount, where: [{field: amount, op: ">", value: 0}]}',
        gold=False,
    )
    assert found.definitions.recalculated == ("credits",) and found.numbers == () and not found.changes_answers


def test_gold_that_the_change_reaches_is_asked_on_both_sides(change):
    found = change(VISITS, ALL_VISITS)
    # One question and the dialogue that comes to visits: the no-show rate cannot be answered otherwise.
    assert found.asked == 2
    told = {each.name: (each.before, each.after) for each in found.gold}
    assert told["clinics/visits"] == ("right", "silently_wrong") and set(told) == {"clinics/visits", "clinics/follow"}
    (follow,) = [each for each in found.gold if each.name == "clinics/follow"]
    assert follow.question == "and visits?", "the turn that differs is named"
    assert found.gold[0].name == "clinics/visits", "what got worse comes first"


def test_new_words_reach_every_question(change):
    found = change("en: no-show rate,", "en: share of missed ones,")
    assert found.asked == 4
    assert ("clinics/noshow", "silently_wrong", "refused") in {(g.name, g.before, g.after) for g in found.gold}


def test_what_one_side_cannot_compute_says_why(folder):
    new = load_model(folder)
    text = (folder / "parts.yaml").read_text(encoding="utf-8")
    old_folder = folder.parent / "old"
    old_folder.mkdir()
    shutil.copy(folder / "model.yaml", old_folder)
    (old_folder / "parts.yaml").write_text(
        text.replace("doses: {type: integer}", "pieces: {type: integer}").replace("column: doses", "column: pieces"),
        encoding="utf-8",
    )
    found = compare_models(load_model(old_folder), new, folder, TODAY, gold=False)
    (doses,) = found.numbers
    assert doses.metric == "doses"
    # What cannot be computed cannot be in any period: it is told once.
    assert len(doses.numbers) == 1 and doses.numbers[0].after is not None and doses.numbers[0].before is None
    assert "no such column" in doses.numbers[0].why_before and doses.numbers[0].why_after == ""


def test_a_metric_that_is_gone_changes_answers(change):
    found = change(
        "  credit_notes: {label: {en: credit notes, zh: 减免单数}, calculation: {type: simple, table: credit, agg: count}}\n",
        "",
        gold=False,
    )
    assert [(c.name, c.kind) for c in found.definitions.metrics] == [
        ("credit_notes", "removed")
    ] and found.changes_answers


def test_a_policy_hides_no_number_from_the_comparison(change, folder):
    path = folder / "parts.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "policies: []", "policies: [{name: own, dimension: area, attribute: areas}]"
        ),
        encoding="utf-8",
    )
    assert change(VISITS, ALL_VISITS, gold=False).numbers


def test_what_a_change_may_reach(clinics):
    model = clinics.model
    metrics = model.metrics

    def reach(**update):
        return find_reach(diff_models(model, model.model_copy(update=update)))

    def with_metric(name, **fields):
        return {"metrics": metrics | {name: metrics[name].model_copy(update=fields)}}

    assert reach(**with_metric("fees", owner="x")).nothing
    assert reach(**with_metric("fees", label={"en": "x"})).everything
    assert reach(metrics={n: m for n, m in metrics.items() if n != "fees"}).everything
    turned = reach(**with_metric("fees", direction="down"))
    assert turned.metrics == {"fees"} and not turned.everything
    assert turned.touches(Data(measures=(Metric(name="fees"),))) and turned.touches(Describe(names=("fees",))) is False
    assert not turned.touches(Data(measures=(Metric(name="visits"),))) and turned.touches(Board())
    assert reach(goals={}).nothing and reach(joins=model.joins[1:]).everything
