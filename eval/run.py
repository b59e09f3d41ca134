"""Run gold suites: cases × answerer → report."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from eval.answerer import ANSWERERS, Answerer
from eval.gold import GoldRows
from eval.grade import SILENT, Gold, Grade, grade
from eval.outcome import ROWS_KEPT, About, Outcome, Report, Step
from eval.suite import Case, Suite, Turn, load_suites
from nlq.answer import Answer
from nlq.followup import go_on_from
from nlq.reading import Question
from semantic_layer.model.load import load_model
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

#: Called with how many cases are done, and of how many.
Progress = Callable[[int, int], None]


def evaluate(
    folders: Path | Sequence[Path],
    suites: Sequence[str] = (),
    *,
    split: str | None = None,
    answerer: str = "kpi",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return the report of the suites of one model folder or of several.

    Cases are asked by ``workers`` threads (as many as there are cores by default); the report is the same for any
    number of them.

    Raises:
        ModelError, WarehouseError: a model or its warehouse cannot be opened.
        ValueError: no such suite, or an expected query that does not run.
    """
    begun = time.perf_counter()
    chosen = {folder: load_suites(folder, tuple(suites)) for folder in _listed(folders)}
    total = sum(1 for loaded in chosen.values() for _ in _cases(loaded, split))
    outcomes: list[Outcome] = []
    for folder, loaded in chosen.items():
        for outcome in _run_folder(folder, list(_cases(loaded, split)), ANSWERERS[answerer], workers):
            outcomes.append(outcome)
            if progress:
                progress(len(outcomes), total)
    about = About(answerer=answerer, commit=_commit(), seconds=round(time.perf_counter() - begun, 2))
    return Report(about=about, outcomes=tuple(outcomes))


def _listed(folders: Path | Sequence[Path]) -> Sequence[Path]:
    return [folders] if isinstance(folders, Path) else folders


def _cases(suites: Sequence[Suite], split: str | None) -> Iterator[tuple[Case, Suite]]:
    for suite in suites:
        yield from ((case, suite) for case in suite.cases if split in (None, case.split))


def _run_folder(
    folder: Path, cases: list[tuple[Case, Suite]], open_answerer: Callable[[Path], Answerer], workers: int | None
) -> Iterator[Outcome]:
    model = load_model(folder)
    header = model.header
    answerer = open_answerer(folder)
    members = {name for each in model.dimensions.values() for member in each.members for name in member.label.values()}
    gold = GoldRows(folder / header.warehouse.partition(":///")[2], members)
    try:
        with ThreadPoolExecutor(workers or os.cpu_count() or 2) as pool:
            yield from pool.map(lambda each: run_case(header.name, each[0], each[1], answerer, gold), cases)
    finally:
        answerer.close()
        gold.close()


def run_case(model: str, case: Case, suite: Suite, answerer: Answerer, gold: GoldRows) -> Outcome:
    """Return the outcome of one case. A turn's context is what the answerer itself made of the turn before."""
    session = Session(today=suite.today, locale=suite.locale)
    context: Any = None
    steps: list[Step] = []
    for turn in case.steps:
        step, context = _run_turn(turn, suite, session, answerer, gold, context)
        steps.append(_excuse(step, steps))
    return Outcome(
        model=model, suite=suite.suite, id=case.id, locale=suite.locale, tags=case.tags, split=case.split,
        beyond=case.beyond, steps=tuple(steps),
    )  # fmt: skip


def _excuse(step: Step, before: Sequence[Step]) -> Step:
    """Return a turn that goes on from one that was withheld as withheld too, where it is not right.

    The person knows what was not answered; what they ask next is about an answer that they did not get, and the
    gold takes it for given.
    """
    withheld = any(earlier.verdict in ("refused", "needless_question") for earlier in before)
    if not withheld or step.verdict not in SILENT:
        return step
    return step.model_copy(update={"verdict": "refused", "reason": f"a turn before was withheld; {step.reason}"})


def _run_turn(
    turn: Turn, suite: Suite, session: Session, answerer: Answerer, gold: GoldRows, context: Any
) -> tuple[Step, Any]:
    rows, readings = gold.of_turn(turn, suite), gold.of_readings(turn, suite)
    begun = time.perf_counter()
    try:
        answer = answerer.answer(Question(text=turn.question, locale=suite.locale), session, context)
    except Exception as error:  # A fall is a verdict on this case; the others are still asked.
        fell = Grade(verdict="error", reason=f"{type(error).__name__}: {error}")
        return _step(turn, Answer(status="refused", text=""), fell, rows, suite, 0.0), context
    spent = (time.perf_counter() - begun) * 1000
    found = grade(answer, turn, rows, readings, gold.members)
    context = go_on_from(context, answer)
    if found.choice is not None:  # The person picks what they meant.
        context = answer.choices[found.choice].query
    return _step(turn, answer, found, rows, suite, spent), context


def _step(turn: Turn, answer: Answer, found: Grade, gold: tuple[Gold, ...], suite: Suite, spent: float) -> Step:
    return Step(
        question=turn.question, verdict=found.verdict, reason=found.reason, period=found.period, basis=found.basis,
        status=answer.status, text=answer.text, readback=answer.readback,
        query=json.loads(canonical(answer.query)) if answer.query else None, sql=answer.sql,
        columns=tuple(column.name for column in answer.columns), rows=answer.rows[:ROWS_KEPT],
        choices=tuple(choice.readback for choice in answer.choices), expected=turn.expect or "",
        gold_sql=turn.sql and suite.whole_sql(turn.sql), gold_columns=tuple(gold[0][0]) if gold else (),
        gold_rows=tuple(tuple(row) for row in gold[0][1][:ROWS_KEPT]) if gold else (), confidence=answer.confidence,
        milliseconds=round(spent, 2),
    )  # fmt: skip


def _commit() -> str:
    """Return the commit that runs, "" outside a checkout; changed files are not told."""
    try:
        git = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
        done = subprocess.run(git, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
