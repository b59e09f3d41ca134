"""Gold suites: questions with the rows, the query or the outcome they must have."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from semantic_layer.issues import ModelProblem
from semantic_layer.model.build import build_part
from semantic_layer.model.source import Source, read_source


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Frozen):
    """One question, with what must come of it.

    ``sql`` gives the rows, ``query`` the semantic query, ``expect`` the outcome where there are no rows.
    ``readings`` are the rows that a question back must offer, one choice each. ``period`` and ``against`` are the
    days that the answer must say it is about and compared with, the end excluded. ``extra`` are columns that may
    be there beside the gold's; ``also`` are queries whose rows are as right: another shape of the same answer.
    ``beyond`` says in a few words why no semantic query can express the question: it
    must then be withheld.
    """

    question: str = ""
    sql: str | None = None
    query: dict[str, Any] | None = None
    expect: Literal["refuse", "clarify", "describe"] | None = None
    readings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    issue_code: str | None = None
    ordered: bool = False
    extra: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    period: tuple[dt.date, dt.date] | None = None
    against: tuple[dt.date, dt.date] | None = None
    beyond: str = ""


class Case(Turn):
    """One gold question, or a dialogue of several ``turns``. ``note`` is for who reads the file."""

    id: str
    turns: tuple[Turn, ...] = ()
    tags: tuple[str, ...] = ()
    split: Literal["dev", "held_out"] = "dev"
    source: str = ""
    note: str = ""

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
        return (Turn(**{field: getattr(self, field) for field in Turn.model_fields}),)


class Suite(_Frozen):
    """A file of gold questions, all asked on the same day in the same language.

    ``views`` are named SELECTs that the expected queries read: common tables, written once. They may refer to
    views above them.
    """

    suite: str
    today: dt.date
    locale: str = "en"
    views: dict[str, str] = {}
    cases: tuple[Case, ...]

    def whole_sql(self, sql: str) -> str:
        """Return an expected query with the views that it reads in front of it, as common table expressions.

        >>> suite = Suite(suite="s", today="2026-01-01", views={"a": "SELECT 1 AS x", "b": "SELECT x FROM a"}, cases=())
        >>> print(suite.whole_sql("SELECT x FROM b"))
        WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT x FROM b
        """
        needed: list[str] = []
        text = sql
        for name, view in reversed(self.views.items()):
            if re.search(rf"\b{re.escape(name)}\b", text):
                needed.insert(0, f"{name} AS ({view.strip()})")
                text += " " + view
        if not needed:
            return sql
        own = re.match(r"\s*WITH\s+", sql, re.IGNORECASE)
        return f"WITH {', '.join(needed)}{', ' if own else ' '}{sql[own.end() :] if own else sql}"


class GoldFile(NamedTuple):
    """A gold file as it was read: its suite, or the problems for which there is none. ``views`` is where they stand."""

    source: Source
    views: Source
    suite: Suite | None
    problems: tuple[ModelProblem, ...]


def load_suites(folder: Path, names: tuple[str, ...] = ()) -> tuple[Suite, ...]:
    """Return the gold suites of a model folder, all or the named ones.

    Raises:
        ValueError: a named suite is not there, or a file is not as a suite must be.
    """
    files = read_gold_files(folder)
    if problems := _problems(files):
        raise ValueError("\n".join(map(str, problems)))
    suites = [file.suite for file in files if file.suite is not None]
    known = {suite.suite for suite in suites}
    missing = set(names) - known
    if missing:
        raise ValueError(f"There is no suite {', '.join(sorted(missing))}: {', '.join(sorted(known))}.")
    return tuple(suite for suite in suites if not names or suite.suite in names)


def find_gold_problems(folder: Path) -> tuple[ModelProblem, ...]:
    """Return why gold files of a model folder cannot be read, each at its line; nothing of those that can."""
    return _problems(read_gold_files(folder))


def read_gold_files(folder: Path) -> tuple[GoldFile, ...]:
    """Return the gold files of a model folder, also those that cannot be read, by name."""
    return tuple(map(_read, sorted((folder / "gold").glob("*.yaml"))))


def _problems(files: tuple[GoldFile, ...]) -> tuple[ModelProblem, ...]:
    found = (problem for file in files for problem in file.problems)
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.line)))


def _read(path: Path) -> GoldFile:
    source = views = read_source(path, f"gold/{path.name}")
    content = source.value
    if not isinstance(content, dict):
        problems = source.problems or (source.problem((), "must be a map: suite, today, cases."),)
        return GoldFile(source, views, None, problems)
    if isinstance(content.get("views"), str):
        views = read_source(path.parent / content["views"], f"gold/{content['views']}")
        if views.problems:
            return GoldFile(source, views, None, (*source.problems, *views.problems))
        content = content | {"views": views.value}
    suite, wrong = build_part(Suite, content, source, ())
    if suite is not None and not suite.cases:
        wrong = [source.problem(("cases",), "holds no case.")]
    return GoldFile(source, views, suite, (*source.problems, *wrong))
