"""What analysts do with the evaluation: record what was confirmed, see what people ask for in vain."""

import datetime as dt

import pytest
import yaml

from eval.gaps import find_gaps, read_questions
from eval.outcome import Outcome, Report, Step
from eval.record import record_case
from eval.run import evaluate
from eval.suite import load_suites
from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2026, 11, 23), locale="en")
DAY = dt.date(2026, 11, 24)


def asked(text, engine, session=SESSION):
    return ask(Question(text=text, locale=session.locale), session, engine)


def test_a_confirmed_answer_becomes_a_gold_case_that_is_right(retail, tmp_path):
    for question in ("revenue by region last quarter excluding online", "how many unicorns did we sell"):
        path = record_case(tmp_path, question, asked(question, retail), SESSION, DAY)
    (suite,) = load_suites(tmp_path)
    assert path.name == "recorded-2026-11-23-en.yaml" and len(suite.cases) == 2
    assert suite.cases[0].query["measures"][0]["name"] == "revenue"
    assert (suite.cases[1].expect, suite.cases[1].issue_code) == ("refuse", "unread_words")


def test_recorded_cases_are_run(clinics_folder, clinics):
    session = Session(today=dt.date(2026, 4, 1), locale="en")
    question = "fees by area last month"
    path = record_case(clinics_folder, question, asked(question, clinics, session), session, DAY)
    try:
        report = evaluate(clinics_folder, ("recorded_2026-04-01_en",))
    finally:
        path.unlink()
    assert [outcome.verdict for outcome in report.outcomes] == ["right"]


def test_the_last_word_on_a_question_counts_and_ids_stay_apart(retail, tmp_path):
    for question in ("revenue last month", "revenue last month?", "revenue last month"):
        path = record_case(tmp_path, question, asked(question, retail), SESSION, DAY)
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    assert sorted(case["id"] for case in cases) == ["revenue-last-month", "revenue-last-month-2"]


def test_gaps_put_spellings_together_and_propose_names(retail):
    questions = [
        Question(text=text, locale="en")
        for text in (
            "churned revenue by region",
            "churnd revenue in May",
            "revenue of churned by city",
            "orders in May",
        )
    ]
    (gap,) = find_gaps(questions, SESSION, retail)
    assert gap.words == "churned" and "churnd" in gap.variants and len(gap.questions) == 3
    assert gap.nearest


def test_questions_come_from_lines_json_lines_and_reports(tmp_path):
    (tmp_path / "q.txt").write_text("one\n\ntwo\n")
    (tmp_path / "q.jsonl").write_text('{"question": "eins", "locale": "zh"}\n{"other": 1}\n')
    steps = [Step(question=q, verdict="refused", status=s) for q, s in (("no", "refused"), ("yes", "answered"))]
    outcomes = tuple(Outcome(model="m", suite="s", id=step.question, steps=(step,)) for step in steps)
    (tmp_path / "r.json").write_text(Report(outcomes=outcomes).model_dump_json())
    found = {name: [q.text for q in read_questions(tmp_path / name, "en")] for name in ("q.txt", "q.jsonl", "r.json")}
    assert found == {"q.txt": ["one", "two"], "q.jsonl": ["eins"], "r.json": ["no"]}
    (tmp_path / "empty.txt").write_text("\n")
    with pytest.raises(ValueError, match="no questions"):
        read_questions(tmp_path / "empty.txt", "en")
