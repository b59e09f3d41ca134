"""The trials of the evaluation itself: what is changed is told from what is right."""

import pytest
import sqlglot

from eval.demo import DEMOS, build_demo, demo_folder
from eval.suite import Case, Suite
from eval.trials.defects import ROOT, load_defects, try_defects
from eval.trials.metamorphic import try_folder
from eval.trials.mutants import (
    CHANGES,
    change_grain,
    drop_distinct,
    drop_filters,
    exchange_joins,
    shift_period,
    swap_aggregate,
    try_mutants,
)
from eval.trials.variations import inject_distractor, inject_negation, inject_unknown, vary_alike
from nlq.answer import TraceStep


def mutate(change, sql):
    return list(change(sqlglot.parse_one(sql, read="duckdb")))


def test_every_condition_is_dropped_in_turn_and_a_range_is_one():
    found = mutate(drop_filters, "SELECT SUM(x) FROM t WHERE a = 1 AND d >= '2026-01-01' AND d < '2026-02-01'")
    assert found == [
        "SELECT SUM(x) FROM t WHERE d >= '2026-01-01' AND d < '2026-02-01'",
        "SELECT SUM(x) FROM t WHERE a = 1",
    ]
    assert mutate(drop_filters, "SELECT k FROM t GROUP BY k HAVING COUNT(*) > 2") == ["SELECT k FROM t GROUP BY k"]


def test_periods_move_by_a_month_and_end_a_day_early():
    sql = "SELECT 1 FROM t WHERE d >= DATE '2026-03-01' AND d < DATE '2026-04-01'"
    month, day = mutate(shift_period, sql)
    assert "2026-01-29" in month and "2026-03-01" in month
    assert "2026-03-01" in day and "2026-03-31" in day


@pytest.mark.parametrize(
    ("change", "sql", "mutant"),
    [
        (swap_aggregate, "SELECT SUM(x) FROM t", "SELECT AVG(x) FROM t"),
        (swap_aggregate, "SELECT COUNT(*) FROM t", "SELECT COUNT(*) + 1 FROM t"),
        (drop_distinct, "SELECT COUNT(DISTINCT c) FROM t", "SELECT COUNT(c) FROM t"),
        (exchange_joins, "SELECT 1 FROM a LEFT JOIN b ON a.k = b.k", "SELECT 1 FROM a JOIN b ON a.k = b.k"),
    ],
)
def test_one_thing_is_changed(change, sql, mutant):
    assert mutate(change, sql) == [mutant]


def test_the_grain_is_changed():
    (found,) = mutate(change_grain, "SELECT date_trunc('month', d)::DATE AS month, SUM(x) FROM t GROUP BY 1")
    assert "'QUARTER'" in found


def test_nothing_is_mutated_where_there_is_nothing():
    assert not [name for name, change in CHANGES.items() if mutate(change, "SELECT 1 AS x")]


def test_mutants_that_data_cannot_tell_survive(clinics_folder):
    gold = clinics_folder / "gold"
    gold.mkdir(exist_ok=True)
    (gold / "m.yaml").write_text(
        "suite: m\ntoday: 2026-04-01\nviews: {v: SELECT 1 AS a UNION ALL SELECT 2}\ncases:\n"
        "- {id: told, question: q, sql: SELECT SUM(a) AS x FROM v WHERE a > 1}\n"
        "- {id: blind, question: q, sql: SELECT SUM(a) AS x FROM v WHERE a > 0}\n"
    )
    try:
        tried = try_mutants(clinics_folder, ("m",))
    finally:
        (gold / "m.yaml").unlink()
    survived = {(mutant.case, mutant.kind) for mutant in tried if mutant.survived}
    assert ("m/blind", "a filter dropped") in survived and ("m/told", "a filter dropped") not in survived


def test_the_expected_queries_of_a_suite_tell_their_mutants():
    build_demo("journey")
    tried = try_mutants(demo_folder("journey"), ("journey_staff_en",))
    assert sum(not mutant.survived for mutant in tried) / len(tried) >= 0.93


def test_planted_defects_can_be_planted(tmp_path):
    defects = load_defects()
    assert len(defects) >= 30 and len({defect.id for defect in defects}) == len(defects)
    for defect in defects:
        path = tmp_path / defect.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((ROOT / defect.file).read_text(encoding="utf-8"), encoding="utf-8")
        defect.plant(tmp_path)
        compile(path.read_text(encoding="utf-8"), defect.file, "exec")


def test_a_defect_that_fits_no_more_is_named(tmp_path):
    defect = load_defects()[0]
    (tmp_path / defect.file).parent.mkdir(parents=True)
    (tmp_path / defect.file).write_text("nothing")
    with pytest.raises(ValueError, match="0 times"):
        defect.plant(tmp_path)


def test_a_planted_defect_is_noticed():
    build_demo("journey")
    wanted = [defect for defect in load_defects() if defect.id == "last-is-this"]
    (noticed,) = try_defects("journey", wanted)
    assert noticed.caught and not noticed.fell and any("last" in name or "journey_" in name for name in noticed.cases)


#: The largest model has most of the questions: CI tries two of six parts of them, each in a process of its own, and
#: ``kpi trial questions`` all. Of the others it tries all.
PARTS = {"retail": (6, (0, 3))}


@pytest.mark.parametrize(
    ("name", "part", "parts"),
    [(name, part, of) for name in DEMOS for of, tried in (PARTS.get(name, (1, (0,))),) for part in tried],
)
def test_varied_questions_and_sums_hold(name, part, parts):
    build_demo(name)
    trials = list(try_folder(demo_folder(name), part=part, parts=parts))
    assert len(trials) > 50
    assert [trial for trial in trials if trial.outcome == "broken"] == []


TRACE = (
    TraceStep(at=(0, 7), words="revenue", meaning="metric revenue", rule="metric: label"),
    TraceStep(at=(11, 15), words="East", meaning="region = EC", rule="member: synonym"),
    TraceStep(at=(16, 26), words="last month", meaning="period", rule="period: relative"),
)


def test_variations_keep_or_change_the_meaning(retail):
    text = "revenue in East last month"
    alike = {variation.kind: variation.text for variation in vary_alike(text, "en", TRACE, retail.model)}
    assert alike["period first"] == "last month, revenue in East"
    assert alike["upper case"] == text.upper()
    assert "another name" in alike
    assert "revenue in not East last month" in [variation.text for variation in inject_negation(text, "en", TRACE)]
    distracted = [variation.text for variation in inject_distractor(text, "en", TRACE, retail.model)]
    assert (
        "unpaid revenue in East last month" in distracted and "revenue after discounts in East last month" in distracted
    )
    # What makes another name of the metric is left out.
    named = {name.lower() for name in retail.model.metrics["revenue"].synonyms["en"]}
    assert not [each for each in distracted if each.split(" in ")[0] in named]
    assert all("zorblatt" in variation.text for variation in inject_unknown(text, "en", TRACE))


def test_a_suite_without_views_is_left_alone():
    suite = Suite(suite="s", today="2026-01-01", cases=(Case(id="a", question="q", sql="SELECT 1"),))
    assert suite.whole_sql("SELECT 1") == "SELECT 1"
