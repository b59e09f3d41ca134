"""The gold questions that are answered otherwise after a change: by another verdict, or with other rows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from eval.answerer import Answerer, KpiAnswerer
from eval.diff.reach import Reach
from eval.diff.side import Side
from eval.gold import GoldRows
from eval.grade import VERDICTS, Verdict
from eval.outcome import Outcome
from eval.rows import Shown, compare_rows
from eval.run import run_case
from eval.suite import Case, Suite, load_suites
from nlq.answer import Answer
from nlq.engine import Engine, build_engine
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query.period import Frozen
from semantic_layer.session import Session


class GoldChange(Frozen):
    """One gold question: its verdict on each side, and what was answered."""

    name: str
    question: str
    before: Verdict
    after: Verdict
    text_before: str
    text_after: str


def compare_gold(reach: Reach, old: Side, new: Side, folder: Path) -> tuple[int, tuple[GoldChange, ...]]:
    """Return how many gold questions of a folder were asked of both models, and those answered otherwise, worst first.

    Raises:
        ValueError: a suite is not as it must be, or an expected query does not run.
    """
    suites = () if reach.nothing else load_suites(folder)
    if not suites:
        return 0, ()
    engines = [build_engine(side.model, side.warehouse) for side in (old, new)]
    gold = GoldRows(folder / new.model.header.warehouse.partition(":///")[2])

    def compare(each: tuple[Case, Suite]) -> list[GoldChange] | None:
        return _compare(*each, reach, engines, gold)

    try:
        cases = [(c, suite) for suite in suites for c in suite.cases if _is_reached(c, suite, reach, engines[1])]
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            asked = [found for found in pool.map(compare, cases) if found is not None]
    finally:
        gold.close()
    changed = (change for changes in asked for change in changes)
    return len(asked), tuple(sorted(changed, key=lambda each: VERDICTS.index(each.before) - VERDICTS.index(each.after)))


def _is_reached(case: Case, suite: Suite, reach: Reach, engine: Engine) -> bool:
    """Say whether a change may reach a question, as far as reading it alone tells; a dialogue is asked to know."""
    if reach.everything or len(case.steps) > 1:
        return True
    session = Session(today=suite.today, locale=suite.locale)
    readings = read(Question(text=case.steps[0].question, locale=suite.locale), session, engine.index).readings
    return any(reach.touches(reading.query) for reading in readings)


def _compare(case: Case, suite: Suite, reach: Reach, engines: list[Engine], gold: GoldRows) -> list[GoldChange] | None:
    """Return the change of one question, if there is one; None where it was not asked of both."""
    after, answers = _ask(case, suite, engines[1], gold)
    if len(case.steps) > 1 and not any(_may_touch(answer, reach) for answer in answers):
        return None
    before, others = _ask(case, suite, engines[0], gold)
    return list(_told(case, before, others, after, answers))


def _may_touch(answer: Answer, reach: Reach) -> bool:
    """Say whether an answer may be another one before the change; of a refusal nobody knows what it was about."""
    queries = [answer.query, *(choice.query for choice in answer.choices)]
    return answer.status == "refused" or any(query is not None and reach.touches(query) for query in queries)


class _Kept:
    """An answerer that keeps what it answered, in order."""

    name = "kpi"

    def __init__(self, inner: Answerer) -> None:
        self._inner = inner
        self.answers: list[Answer] = []

    def answer(self, question: Question, session: Session, context: Any) -> Answer:
        """Return the answer of the one it stands for."""
        self.answers.append(self._inner.answer(question, session, context))
        return self.answers[-1]

    def close(self) -> None:
        """Leave open what others use."""


def _ask(case: Case, suite: Suite, engine: Engine, gold: GoldRows) -> tuple[Outcome, list[Answer]]:
    kept = _Kept(KpiAnswerer(engine))
    return run_case(engine.model.header.name, case, suite, kept, gold), kept.answers


def _told(
    case: Case, before: Outcome, others: list[Answer], after: Outcome, answers: list[Answer]
) -> Iterator[GoldChange]:  # fmt: skip
    different = [place for place, pair in enumerate(zip(others, answers, strict=False)) if not _is_same(*pair)]
    if before.verdict == after.verdict and not different and len(others) == len(answers):
        return
    place = different[0] if different else -1
    yield GoldChange(
        name=f"{after.suite}/{case.id}", question=case.steps[place].question, before=before.verdict,
        after=after.verdict, text_before=before.steps[place].text, text_after=after.steps[place].text,
    )  # fmt: skip


def _is_same(one: Answer, other: Answer) -> bool:
    """Say whether two answers are the same to a reader: status and rows, or the rows of the choices offered."""
    if one.status != other.status or len(one.choices) != len(other.choices):
        return False
    pairs: list[tuple[Shown, Shown]] = [(one, other), *zip(one.choices, other.choices, strict=True)]
    return not any(compare_rows(b, [column.name for column in a.columns], a.rows) for a, b in pairs)
