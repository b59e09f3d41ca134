"""Gold suites: questions with the rows, the query or the outcome they must have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Frozen):
    """One question of a dialogue, with what must come of it."""

    question: str
    sql: str | None = None
    query: dict[str, Any] | None = None
    expect: Literal["refuse", "clarify", "describe"] | None = None
    names: tuple[str, ...] = ()
    issue_code: str | None = None
    ordered: bool = False


class Case(_Frozen):
    """One gold question, or a dialogue of several ``turns``."""

    id: str
    question: str = ""
    turns: tuple[Turn, ...] = ()
    tags: tuple[str, ...] = ()
    sql: str | None = None
    query: dict[str, Any] | None = None
    expect: Literal["refuse", "clarify", "describe"] | None = None
    names: tuple[str, ...] = ()
    issue_code: str | None = None
    ordered: bool = False
    split: Literal["dev", "held_out"] = "dev"
    source: str = ""

    @model_validator(mode="after")
    def _check(self) -> Case:
        for turn in self.steps:
            if (turn.sql, turn.query, turn.expect) == (None, None, None):
                raise ValueError(f"{self.id}: a question needs sql, query or expect")
        return self

    @property
    def steps(self) -> tuple[Turn, ...]:
        """Return the turns; a single question is a dialogue of one."""
        if self.turns:
            return self.turns
        fields = ("question", "sql", "query", "expect", "names", "issue_code", "ordered")
        return (Turn(**{field: getattr(self, field) for field in fields}),)


class Suite(_Frozen):
    """A file of gold questions, all asked on the same day in the same language."""

    suite: str
    today: dt.date
    locale: str = "en"
    cases: tuple[Case, ...]


def load_suites(folder: Path, names: tuple[str, ...] = ()) -> tuple[Suite, ...]:
    """Return the gold suites of a model folder, all or the named ones.

    Raises:
        ValueError: a named suite is not there, or a file is not as a suite must be.
    """
    suites = [
        Suite.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted((folder / "gold").glob("*.yaml"))
    ]
    known = {suite.suite for suite in suites}
    missing = set(names) - known
    if missing:
        raise ValueError(f"There is no suite {', '.join(sorted(missing))}: {', '.join(sorted(known))}.")
    return tuple(suite for suite in suites if not names or suite.suite in names)
