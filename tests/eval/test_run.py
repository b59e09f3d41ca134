"""The runner and the reports, with an engine that answers as it is told."""

import datetime as dt
import io
import json

import pytest
from rich.console import Console

import eval.run as run_module
from eval.report import markdown_report, print_report
from eval.run import Outcome, Report, evaluate, find_regressions, run_case
from eval.suite import Case, Suite, Turn, load_suites
from nlq.answer import Answer
from semantic_layer.result import ResultColumn

COLUMN = ResultColumn(name="x", role="value", type="double")
QUERY = {"kind": "data", "measures": [{"kind": "metric", "name": "x"}]}


def told(value):
    return Answer(
        status="answered", text="", readback=f"x is {value}", query=QUERY, columns=(COLUMN,), rows=((value,),)
    )


class Gold:
    def run_sql(self, sql):
        return ["x"], [(int(sql),)]


@pytest.fixture
def ask(monkeypatch):
    """Answers by question; what each was asked with is kept."""
    asked = []

    def script(**answers):
        def fake(question, session, engine, context):
            asked.append((question.text, session.today, session.locale, context))
            found = answers[question.text]
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr(run_module, "ask", fake)
        return asked

    return script


def suite(*cases):
    return Suite(suite="s", today=dt.date(2026, 11, 23), locale="zh", cases=cases)


def run(case):
    return run_case(case, suite(case), None, Gold())


def test_a_case_is_asked_on_the_day_and_in_the_language_of_its_suite(ask):
    asked = ask(q=told(1))
    assert run(Case(id="a", question="q", sql="1")).verdict == "right"
    assert asked == [("q", dt.date(2026, 11, 23), "zh", None)]


def test_a_fall_is_a_verdict(ask):
    ask(q=RuntimeError("broken"))
    outcome = run(Case(id="a", question="q", sql="1"))
    assert (outcome.verdict, outcome.reason) == ("error", "RuntimeError: broken")


def test_a_dialogue_goes_on_from_the_last_answer_and_is_as_good_as_its_worst_turn(ask):
    refused = Answer(status="refused", text="no")
    asked = ask(q1=told(1), q2=refused, q3=told(9))
    turns = tuple(Turn(question=f"q{n}", sql=str(n)) for n in (1, 2, 3))
    outcome = run(Case(id="a", turns=turns))
    assert [context is not None for *_, context in asked] == [False, True, True]
    assert (outcome.verdict, outcome.readback) == ("silently_wrong", "x is 9")
    assert outcome.question == "q1 / q2 / q3"


def outcome(name, verdict, split="dev"):
    return Outcome(suite="s", id=name, question=f"ask {name}", tags=("t",), split=split, verdict=verdict, reason="why")


def test_regressions_are_what_was_right_and_what_is_newly_told_wrong(monkeypatch, tmp_path):
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps({"s/a": "right", "s/b": "refused", "s/c": "silently_wrong", "s/d": "right"}))
    monkeypatch.setattr(run_module, "BASELINE", baseline)
    found = find_regressions(
        [
            outcome("a", "refused"),
            outcome("b", "silently_wrong"),
            outcome("c", "silently_wrong"),
            outcome("d", "right"),
            outcome("e", "refused"),
            outcome("f", "answered_though_unanswerable"),
        ]
    )
    assert [line.split(":")[0] for line in found] == ["s/a", "s/b", "s/f"]


REPORT = Report(
    model="m",
    outcomes=(outcome("a", "right"), outcome("b", "silently_wrong"), outcome("c", "refused", "held_out")),
    regressions=("s/b: right → silently_wrong",),
)


def test_reports_count_everything_and_keep_held_out_questions_to_themselves():
    stream = io.StringIO()
    print_report(REPORT, Console(file=stream, width=200))
    for text in (stream.getvalue(), markdown_report(REPORT)):
        assert "33%" in text and "s/b" in text and "ask b" in text and "why" in text
        assert "ask c" not in text and "ask a" not in text
    assert "| s | 3 | 1 (33%) | 1 (33%) | · | · | 1 (33%) | · |" in markdown_report(REPORT)
    assert not REPORT.passed


def test_a_run_is_saved(clinics_folder, tmp_path, ask, monkeypatch):
    gold = clinics_folder / "gold"
    gold.mkdir(exist_ok=True)
    (gold / "s.yaml").write_text(
        "suite: s\ntoday: 2026-11-23\ncases:\n- {id: a, question: q, sql: SELECT 1 AS x}\n"
        "- {id: b, question: r, expect: refuse, split: held_out}\n"
    )
    ask(q=told(1), r=told(1))
    report = evaluate(clinics_folder, ("s",), split="dev", out=tmp_path / "out")
    (gold / "s.yaml").unlink()
    assert [one.verdict for one in report.outcomes] == ["right"]
    (saved,) = (tmp_path / "out").iterdir()
    assert Report.model_validate_json(saved.read_text(encoding="utf-8")) == report


def test_a_suite_that_is_not_there_is_named(clinics_folder):
    with pytest.raises(ValueError, match="no suite nowhere"):
        load_suites(clinics_folder, ("nowhere",))
