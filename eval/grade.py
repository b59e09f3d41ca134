"""The verdict on one answer, and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.rows import Names, Rows, Shown, compare_rows
from eval.suite import Turn
from eval.told import find_untold
from nlq.answer import Answer, AnswerChoice
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical

Verdict = Literal[
    "right", "right_after_question", "refused", "needless_question", "answered_though_unanswerable", "silently_wrong",
    "error",
]  # fmt: skip
#: In the order of tables: from good to bad, a refusal being better than a wrong number.
VERDICTS: tuple[Verdict, ...] = (
    "right", "right_after_question", "refused", "needless_question", "error", "answered_though_unanswerable",
    "silently_wrong",
)  # fmt: skip
#: Verdicts of an answer that was told with confidence and must not be.
SILENT: tuple[Verdict, ...] = ("silently_wrong", "answered_though_unanswerable")
Gold = tuple[Names, Rows]


class Grade(BaseModel):
    """The verdict on one answer, and why.

    ``period`` and ``basis`` say whether the period and the comparison shown are the expected ones; None where the
    gold names none or nothing was answered. ``choice`` is the place of the choice that holds the gold's rows.
    """

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    reason: str = ""
    period: bool | None = None
    basis: bool | None = None
    choice: int | None = None


def grade(
    answer: Answer,
    turn: Turn,
    gold: tuple[Gold, ...] = (),
    readings: tuple[Gold, ...] = (),
    members: Collection[str] = (),
) -> Grade:
    """Return the verdict on an answer; ``gold`` and ``readings`` are what the expected queries returned.

    Any of ``gold`` is as right as the others; reasons speak of the first. ``members`` are the names of members that a
    sentence may tell.
    """
    if turn.beyond:
        return _grade_beyond(answer, turn, gold)
    if turn.expect in ("refuse", "clarify"):
        return _grade_outcome(answer, turn, readings)
    if answer.status == "refused":
        return Grade(verdict="refused", reason=answer.text)
    if answer.status == "clarify":
        return _grade_question(answer, turn, gold)
    if turn.expect == "describe":
        return _grade_description(answer, turn)
    if turn.query is not None and answer.query is not None and turn.sql is None:
        same = _same_query(answer.query, turn)
        return Grade(verdict="right") if same else Grade(verdict="silently_wrong", reason="another query")
    if not gold:
        return Grade(verdict="error", reason="the gold has no rows to compare with")
    return _grade_answer(answer, turn, gold, members)


def _grade_answer(answer: Answer, turn: Turn, gold: tuple[Gold, ...], members: Collection[str]) -> Grade:
    period = _agrees(turn.period, answer.period)
    basis = _agrees(turn.against, answer.comparison)
    reason = "the answer is cut off" if answer.truncated else _compare(answer, turn, gold)
    if not reason and turn.query is not None and answer.query is not None and not _same_query(answer.query, turn):
        reason = "the rows are the gold's, but the query is another"
    if not reason and period is False:
        reason = f"the rows are the gold's, but the period told is {_days(answer.period)}"
    if not reason and basis is False:
        reason = f"the rows are the gold's, but they are told against {_days(answer.comparison)}"
    untold = "" if reason else find_untold(answer, members)
    if untold:
        reason = f"the sentence says {untold}, which no row holds"
    return Grade(verdict="silently_wrong" if reason else "right", reason=reason, period=period, basis=basis)


def _compare(shown: Shown, turn: Turn, gold: tuple[Gold, ...]) -> str:
    reasons = [compare_rows(shown, *each, turn.ordered, turn.extra) for each in gold]
    return reasons[0] if all(reasons) else ""


def _agrees(wanted: tuple[object, ...] | None, shown: object) -> bool | None:
    if wanted is None:
        return None
    return (getattr(shown, "start", None), getattr(shown, "end", None)) == tuple(wanted)


def _days(shown: object) -> str:
    return f"{getattr(shown, 'start', None)} to {getattr(shown, 'end', None)} (excluded)" if shown else "none"


def _same_query(query: object, turn: Turn) -> bool:
    return canonical(query_adapter.validate_python(turn.query)) == canonical(query)


def _grade_question(answer: Answer, turn: Turn, gold: tuple[Gold, ...]) -> Grade:
    """A question back where the gold has one meaning: right after it, if one of the choices is the gold's."""
    for place, choice in enumerate(answer.choices):
        if _is_right(choice, turn, gold):
            return Grade(verdict="right_after_question", reason=answer.text, choice=place)
    return Grade(verdict="needless_question", reason=answer.text)


def _is_right(choice: AnswerChoice, turn: Turn, gold: tuple[Gold, ...]) -> bool:
    if turn.query is not None:
        return _same_query(choice.query, turn)
    return bool(gold) and not _compare(choice, turn, gold)


def _grade_outcome(answer: Answer, turn: Turn, readings: tuple[Gold, ...]) -> Grade:
    wanted = {"refuse": "refused", "clarify": "clarify"}[str(turn.expect)]
    if answer.status != wanted:
        if answer.status == "answered":
            return Grade(verdict="answered_though_unanswerable", reason=answer.text)
        return Grade(verdict="needless_question" if answer.status == "clarify" else "refused", reason=answer.text)
    codes = {issue.code for issue in answer.issues}
    if turn.issue_code and turn.issue_code not in codes:
        return Grade(verdict="refused", reason=f"for {', '.join(sorted(codes))}, not {turn.issue_code}")
    for number, reading in enumerate(readings, start=1):
        if all(compare_rows(choice, *reading) for choice in answer.choices):
            return Grade(verdict="needless_question", reason=f"no choice offers reading {number} of {len(readings)}")
    return Grade(verdict="right")


def _grade_beyond(answer: Answer, turn: Turn, gold: tuple[Gold, ...]) -> Grade:
    if answer.status != "answered" or (gold and not _compare(answer, turn, gold)):
        return Grade(verdict="right")
    return Grade(verdict="answered_though_unanswerable", reason=f"{turn.beyond}; told: {answer.text}")


def _grade_description(answer: Answer, turn: Turn) -> Grade:
    named = {metric.name for metric in answer.metrics}
    if answer.query is None or answer.query.kind != "describe" or not set(turn.names) <= named:
        return Grade(verdict="silently_wrong", reason=f"described {', '.join(sorted(named)) or 'nothing'}")
    return Grade(verdict="right")
