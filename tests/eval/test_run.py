"""The runner and the comparison of runs, with an answerer that says what it is told to."""

import datetime as dt
import json

import pytest

from eval.answerer import ANSWERERS
from eval.baseline import accept, hold_against_baseline, load_baseline
from eval.compare import compare_runs
from eval.gold import GoldRows
from eval.outcome import Outcome, Report, Step
from eval.run import evaluate, run_case
from eval.suite import Case, Suite, Turn, load_suites
from nlq.answer import Answer, AnswerChoice
from semantic_layer.result import ResultColumn

COLUMN = ResultColumn(name="x", role="value", type="double")
QUERY = {"kind": "data", "measures": [{"kind": "metric", "name": "x"}]}
OTHER = {"kind": "data", "measures": [{"kind": "metric", "name": "y"}]}


def told(value):
    return Answer(
        status="answered", text="", readback=f"x is {value}", query=QUERY, columns=(COLUMN,), rows=((value,),)
    )


class Scripted:
    """Answers by question; what each was asked with is kept."""

    name = "scripted"

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def answer(self, question, session, context):
        self.asked.append((question.text, session.today, session.locale, context))
        found = self.answers[question.text]
        if isinstance(found, Exception):
            raise found
        return found

    def close(self):
        pass


class Gold(GoldRows):
    """Rows that are the expected query read as a number."""

    members = ()

    def __init__(self):
        pass

    def of_sql(self, sql):
        return ["x"], [(int(sql),)]


def suite(*cases):
    return Suite(suite="s", today=dt.date(2026, 11, 23), locale="zh", cases=cases)


def run(case, answerer):
    return run_case("m", case, suite(case), answerer, Gold())


def test_a_case_is_asked_on_the_day_and_in_the_language_of_its_suite():
    answerer = Scripted(q=told(1))
    assert run(Case(id="a", question="q", sql="1"), answerer).verdict == "right"
    assert answerer.asked == [("q", dt.date(2026, 11, 23), "zh", None)]


def test_a_fall_is_a_verdict():
    outcome = run(Case(id="a", question="q", sql="1"), Scripted(q=RuntimeError("broken")))
    assert (outcome.verdict, outcome.reason) == ("error", "RuntimeError: broken")


def test_a_dialogue_goes_on_from_the_last_answer_and_is_as_good_as_its_worst_turn():
    answerer = Scripted(q1=told(1), q2=told(2), q3=told(9))
    turns = tuple(Turn(question=f"q{n}", sql=str(n)) for n in (1, 2, 3))
    outcome = run(Case(id="a", turns=turns), answerer)
    assert [context is not None for *_, context in answerer.asked] == [False, True, True]
    assert (outcome.verdict, outcome.worst.readback) == ("silently_wrong", "x is 9")
    assert outcome.question == "q1 / q2 / q3"


def test_what_follows_a_withheld_turn_is_no_silent_wrong():
    answerer = Scripted(q1=told(1), q2=Answer(status="refused", text="no"), q3=told(9))
    turns = tuple(Turn(question=f"q{n}", sql=str(n)) for n in (1, 2, 3))
    outcome = run(Case(id="a", turns=turns), answerer)
    assert [step.verdict for step in outcome.steps] == ["right", "refused", "refused"]


def test_after_a_question_back_the_person_picks_what_they_meant():
    choices = tuple(
        AnswerChoice(label="", readback="", query=query, columns=(COLUMN,), rows=((value,),))
        for query, value in ((OTHER, 7), (QUERY, 1))
    )
    answerer = Scripted(q1=Answer(status="clarify", text="which?", choices=choices), q2=told(2))
    outcome = run(Case(id="a", turns=(Turn(question="q1", sql="1"), Turn(question="q2", sql="2"))), answerer)
    assert [step.verdict for step in outcome.steps] == ["right_after_question", "right"]
    assert answerer.asked[1][3].measures[0].name == "x"


def test_another_shape_of_the_answer_is_as_right():
    assert run(Case(id="a", question="q", sql="1", also=("2",)), Scripted(q=told(2))).verdict == "right"
    assert run(Case(id="a", question="q", sql="1", also=("2",)), Scripted(q=told(3))).verdict == "silently_wrong"


def outcome(name, verdict, split="dev"):
    step = Step(question=f"ask {name}", verdict=verdict, reason="why")
    return Outcome(model="m", suite="s", id=name, tags=("t",), split=split, steps=(step,))


def report(**verdicts):
    return Report(outcomes=tuple(outcome(name, verdict) for name, verdict in verdicts.items()))


def test_what_is_newly_told_wrong_does_not_pass(tmp_path):
    path = tmp_path / "baseline.json"
    accept(report(a="right", b="refused", c="silently_wrong"), path)
    held = hold_against_baseline(report(a="right", b="silently_wrong", c="silently_wrong"), path)
    assert [change.name for change in held.newly_silent] == ["m/s/b"] and not held.passed
    assert not hold_against_baseline(report(new="answered_though_unanswerable"), path).passed
    assert hold_against_baseline(report(a="right", new="refused"), path).passed


def test_a_loss_passes_only_while_it_may_be_chance():
    before = {str(n): "right" for n in range(20)}
    few = before | {str(n): "refused" for n in range(3)}
    many = before | {str(n): "refused" for n in range(8)}
    assert compare_runs(before, few).passed
    assert not compare_runs(before, many).passed
    assert compare_runs(many, before).passed


def test_accepting_a_part_keeps_the_rest(tmp_path):
    path = tmp_path / "baseline.json"
    accept(report(a="right", b="refused"), path)
    accept(report(b="right"), path)
    assert load_baseline(path) == {"m/s/a": "right", "m/s/b": "right"}
    assert json.loads(path.read_text())


@pytest.fixture
def asked_folder(clinics_folder):
    gold = clinics_folder / "gold"
    gold.mkdir(exist_ok=True)
    (gold / "s.yaml").write_text(
        "suite: s\ntoday: 2026-11-23\nviews: {v: SELECT 1 AS x}\ncases:\n"
        "- {id: a, question: q, sql: SELECT x FROM v}\n- {id: b, question: r, expect: refuse, split: held_out}\n"
        + "".join(f"- {{id: c{n}, question: q, sql: SELECT {n} AS x}}\n" for n in range(30))
    )
    yield clinics_folder
    (gold / "s.yaml").unlink()


def test_a_run_is_the_same_for_any_number_of_workers(asked_folder, monkeypatch):
    monkeypatch.setitem(ANSWERERS, "scripted", lambda folder: Scripted(q=told(1), r=told(1)))
    done = []
    one, four = (
        evaluate(asked_folder, ("s",), answerer="scripted", workers=n, progress=lambda *at: done.append(at))
        for n in (1, 4)
    )
    assert [(o.name, o.verdict) for o in one.outcomes] == [(o.name, o.verdict) for o in four.outcomes]
    assert [o.verdict for o in one.outcomes[:4]] == [
        "right", "answered_though_unanswerable", "silently_wrong", "right",
    ]  # fmt: skip
    assert one.outcomes[0].steps[0].gold_sql == "WITH v AS (SELECT 1 AS x) SELECT x FROM v"
    assert done[31] == (32, 32)


def test_one_split_alone(asked_folder, monkeypatch):
    monkeypatch.setitem(ANSWERERS, "scripted", lambda folder: Scripted(q=told(1), r=told(1)))
    found = evaluate(asked_folder, ("s",), split="held_out", answerer="scripted")
    assert [o.id for o in found.outcomes] == ["b"]


def test_a_gold_query_that_does_not_run_is_named(asked_folder, monkeypatch):
    path = asked_folder / "gold" / "s.yaml"
    path.write_text("suite: s\ntoday: 2026-11-23\ncases:\n- {id: a, question: q, sql: SELECT nothing}\n")
    monkeypatch.setitem(ANSWERERS, "scripted", lambda folder: Scripted(q=told(1)))
    with pytest.raises(ValueError, match="SELECT nothing"):
        evaluate(asked_folder, ("s",), answerer="scripted")


def test_a_suite_that_is_not_there_is_named(clinics_folder):
    with pytest.raises(ValueError, match="no suite nowhere"):
        load_suites(clinics_folder, ("nowhere",))
