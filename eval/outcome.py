"""What came of a run: every question with its answer beside the gold, and where the run was made."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from eval.grade import SILENT, VERDICTS, Verdict

#: Rows kept of an answer and of its gold, to be looked at.
ROWS_KEPT = 40


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Step(_Frozen):
    """One question with its answer beside the gold. ``period`` and ``basis`` as in a grade; times in ms."""

    question: str
    verdict: Verdict
    reason: str = ""
    period: bool | None = None
    basis: bool | None = None
    status: str = ""
    text: str = ""
    readback: str = ""
    query: Any = None
    sql: str | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    choices: tuple[str, ...] = ()
    expected: str = ""
    gold_sql: str | None = None
    gold_columns: tuple[str, ...] = ()
    gold_rows: tuple[tuple[Any, ...], ...] = ()
    confidence: float | None = None
    milliseconds: float = 0.0


class Outcome(_Frozen):
    """What came of one case; a dialogue is as good as its worst turn."""

    model: str
    suite: str
    id: str
    locale: str = "en"
    tags: tuple[str, ...] = ()
    split: str = "dev"
    beyond: str = ""
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """Return what the case is called across models."""
        return f"{self.model}/{self.suite}/{self.id}"

    @property
    def worst(self) -> Step:
        """Return the step that decides the verdict; of equals the last."""
        return max(reversed(self.steps), key=lambda step: VERDICTS.index(step.verdict))

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of the worst step."""
        return self.worst.verdict

    @property
    def reason(self) -> str:
        """Return why."""
        return self.worst.reason

    @property
    def question(self) -> str:
        """Return what was asked, turn after turn."""
        return " / ".join(step.question for step in self.steps)

    @property
    def answerable(self) -> bool:
        """Say whether rows or a definition are expected, and not a refusal or a question back."""
        return not self.beyond and all(step.expected not in ("refuse", "clarify") for step in self.steps[-1:])

    @property
    def silent(self) -> bool:
        """Say whether a wrong answer was told with confidence."""
        return self.verdict in SILENT


class About(_Frozen):
    """Where a run was made: who answered, which commit, and how long it took in seconds."""

    answerer: str = "kpi"
    commit: str = ""
    seconds: float = 0.0


class Report(_Frozen):
    """The outcomes of a run, in the order of the suites."""

    about: About = About()
    outcomes: tuple[Outcome, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """Return the models that were asked, in order."""
        return tuple(dict.fromkeys(outcome.model for outcome in self.outcomes))
