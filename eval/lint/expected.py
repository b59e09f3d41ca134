"""The expected queries of gold files, each with the place where it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from eval.suite import Case, GoldFile, Suite, Turn
from semantic_layer.issues import ModelProblem
from semantic_layer.model.source import Key, Source

Problems = Iterator[ModelProblem]


@dataclass(frozen=True)
class Expected:
    """One expected query, or a view. ``name`` is its case's or its own; the suite of a view has only those above it."""

    source: Source
    key: Key
    name: str
    sql: str
    suite: Suite
    turn: Turn = Turn()
    case: Case | None = None

    @property
    def whole(self) -> str:
        """Return the query with the views that it reads."""
        return self.suite.whole_sql(self.sql)

    @cached_property
    def tree(self) -> exp.Query | None:
        """Return the query without its views as expressions; None where it is no single SELECT, or cannot be parsed."""
        return self._parsed if isinstance(self._parsed, exp.Query) else None

    @property
    def no_select(self) -> str:
        """Return why it is no single SELECT, or ""."""
        return self._parsed if isinstance(self._parsed, str) else ""

    @property
    def unparsed(self) -> bool:
        """Say whether it is the parser that does not know it: an engine may."""
        return self.no_select.startswith(UNPARSED)

    @cached_property
    def _parsed(self) -> exp.Query | str:
        try:
            parts = [part for part in sqlglot.parse(self.sql, read="duckdb") if part is not None]
        except SqlglotError as error:
            return f"{UNPARSED}{_first(error)}"
        if len(parts) != 1 or not isinstance(parts[0], exp.Query):
            return "is not one SELECT."
        return parts[0]

    def reads(self, names: Collection[str]) -> bool:
        """Say whether one of some views is among those that it reads."""
        return any(re.search(rf"\b{re.escape(name)}\b", self.whole) for name in names)

    def told(
        self, severity: Literal["error", "warning"], message: str, code: str, near: tuple[str, ...] = ()
    ) -> ModelProblem:
        """Return a problem of this query."""
        return self.source.problem(self.key, f"{self.name}: {message}", near, code, severity)


UNPARSED = "is no SQL: "


def _first(error: SqlglotError) -> str:
    """Return what a parser says in one line, with where."""
    first = (getattr(error, "errors", None) or [{}])[0]
    said = str(first.get("description") or str(error)).splitlines()[0].rstrip(".")
    return f"{said} (line {first['line']}, column {first['col']})." if first.get("line") else f"{said}."


def turns_of(file: GoldFile) -> Iterator[tuple[Key, Case, Turn]]:
    """Yield each turn of a gold file with its case and the key it is written at."""
    for place, case in enumerate(file.suite.cases if file.suite else ()):
        for step, turn in enumerate(case.steps):
            yield ("cases", place, *(("turns", step) if case.turns else ())), case, turn


def expected_of(file: GoldFile) -> Iterator[Expected]:
    """Yield the expected queries of a gold file: of each turn its own, its other shapes, its readings."""
    assert file.suite is not None
    for key, case, turn in turns_of(file):
        whole = Expected(file.source, key, case.id, "", file.suite, turn, case)
        if turn.sql is not None:
            yield replace(whole, key=(*key, "sql"), sql=turn.sql)
        for field in ("also", "readings"):
            for place, sql in enumerate(getattr(turn, field)):
                yield replace(whole, key=(*key, field, place), sql=sql)


def views_of(file: GoldFile) -> Iterator[Expected]:
    """Yield the views of a gold file."""
    assert file.suite is not None
    above: dict[str, str] = {}
    for name, sql in file.suite.views.items():
        key = (name,) if file.views is not file.source else ("views", name)
        yield Expected(file.views, key, name, sql, file.suite.model_copy(update={"views": dict(above)}))
        above[name] = sql
