"""Run gold suites against a model folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from eval.grade import Grade, Verdict, grade
from eval.suite import Case, Suite, Turn, load_suites
from nlq.ask import ask
from nlq.engine import Engine, open_engine
from nlq.reading import Question
from semantic_layer.issues import WarehouseError
from semantic_layer.session import Session
from semantic_layer.warehouse import LockedDatabase, open_locked

#: Verdicts that no version may add to: they are told with confidence.
SILENT = ("silently_wrong", "answered_though_unanswerable", "error")
#: From good to bad: a dialogue is as good as its worst turn.
SEVERITY: tuple[Verdict, ...] = (
    "right", "refused", "needless_question", "error", "answered_though_unanswerable", "silently_wrong",
)  # fmt: skip
BASELINE = Path(__file__).parent / "baseline.json"


class Outcome(BaseModel):
    """What came of one case."""

    model_config = ConfigDict(frozen=True)

    suite: str
    id: str
    question: str
    tags: tuple[str, ...]
    split: str
    verdict: Verdict
    reason: str = ""
    readback: str = ""
    milliseconds: float = 0.0


class Report(BaseModel):
    """Outcomes of a run, and what got worse against the baseline."""

    model: str
    outcomes: tuple[Outcome, ...]
    regressions: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether nothing got worse."""
        return not self.regressions


def evaluate(
    folder: Path,
    suites: tuple[str, ...] = (),
    split: Literal["dev", "held_out"] | None = None,
    out: Path | None = None,
) -> Report:
    """Return the report of a model folder's suites; ``out`` is a folder that it is also written to, as JSON.

    Raises:
        ModelError, WarehouseError: the model or its warehouse cannot be opened.
        ValueError: no such suite.
    """
    chosen = load_suites(folder, suites)
    engine = open_engine(folder)
    gold = open_locked(folder / engine.model.header.warehouse.partition(":///")[2])
    try:
        outcomes = [
            run_case(case, suite, engine, gold)
            for suite in chosen
            for case in suite.cases
            if split is None or case.split == split
        ]
    finally:
        engine.close()
        gold.close()
    regressions = find_regressions(outcomes)
    report = Report(model=engine.model.header.name, outcomes=tuple(outcomes), regressions=regressions)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{report.model}.json").write_text(report.model_dump_json(indent=1), encoding="utf-8")
    return report


def run_case(case: Case, suite: Suite, engine: Engine, gold: LockedDatabase) -> Outcome:
    """Return the outcome of one case; a dialogue is as good as its worst turn."""
    session = Session(today=suite.today, locale=suite.locale)
    context: Any = None
    worst, readback, spent = Grade(verdict="right"), "", 0.0
    for turn in case.steps:
        try:
            answer = ask(Question(text=turn.question, locale=suite.locale), session, engine, context)
        except Exception as error:  # A fall is a verdict on this case; the others are still asked.
            worst = Grade(verdict="error", reason=f"{type(error).__name__}: {error}")
            break
        spent += sum(answer.elapsed_ms.values())
        found = grade(answer, turn, _gold_rows(turn, gold))
        context = answer.query if answer.status == "answered" else context
        if SEVERITY.index(found.verdict) > SEVERITY.index(worst.verdict):
            worst, readback = found, answer.readback
        elif worst.verdict == "right":
            readback = answer.readback
    return Outcome(
        suite=suite.suite, id=case.id, question=" / ".join(turn.question for turn in case.steps), tags=case.tags,
        split=case.split, verdict=worst.verdict, reason=worst.reason, readback=readback, milliseconds=round(spent, 2),
    )  # fmt: skip


def _gold_rows(turn: Turn, gold: LockedDatabase) -> Any:
    if turn.sql is None:
        return None
    try:
        return gold.run_sql(turn.sql)
    except WarehouseError as error:
        raise ValueError(f"The gold SQL of “{turn.question}” does not run: {error.__cause__}") from error


def find_regressions(outcomes: list[Outcome]) -> tuple[str, ...]:
    """Return the cases that were right in the baseline and are not, and new confident wrong answers."""
    before: dict[str, str] = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {}
    worse = []
    for outcome in outcomes:
        name = f"{outcome.suite}/{outcome.id}"
        was = before.get(name)
        if was != outcome.verdict and (was == "right" or outcome.verdict in SILENT):
            worse.append(f"{name}: {was or 'new'} → {outcome.verdict}")
    return tuple(worse)
