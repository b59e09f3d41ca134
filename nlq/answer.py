"""The answer: one shape for every way of asking, as version 1 of the HTTP contract defines it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from semantic_layer.issues import Issue
from semantic_layer.query import Query
from semantic_layer.result import ComparisonShown, PeriodShown, ResultColumn

#: Characters of the longest words, and of the longest meaning, of which a choice is remembered.
LONGEST_WORDS, LONGEST_MEANING = 300, 2_000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MetricCard(_Frozen):
    """The definition behind a number, for people. ``hash`` changes when, and only when, what it computes does.

    ``decimals`` (None: as is usual for the unit) and ``unit_label`` say how its values are told. ``owner`` and
    ``department`` are names, the same in every language; their labels are what the reader calls them.
    """

    name: str
    label: str
    definition: str
    formula: str
    version: str
    hash: str = ""
    owner: str | None = None
    owner_label: str | None = None
    department: str | None = None
    department_label: str | None = None
    source: str | None = None
    cadence: str | None = None
    goal: str | None = None
    unit: str | None = None
    unit_label: str | None = None
    decimals: int | None = None
    direction: str = "none"
    status: str = "draft"
    certified: bool = False
    replaced_by: str | None = None


class NearMetric(_Frozen):
    """A KPI that a refusal names as near. ``question`` is what was asked, of it; None where that has no answer."""

    name: str
    label: str
    question: str | None = None


class TargetShown(_Frozen):
    """The target beside a value, in the metric's unit. ``attainment`` is a share of ``value``, which is due by now.

    Of a period that is not over, ``value`` is that ``share`` of the ``whole``, or all of it: ``how`` says which and
    why. ``gap`` is how far the value is ahead: negative is behind, whichever way is good. ``per_day`` is what each of
    the ``days_left`` has to bring. ``made_of`` says of what the target was added up.
    """

    value: float
    attainment: float | None = None
    status: Literal["on_track", "behind", "unknown"] = "unknown"
    period: str | None = None
    prorated: bool = False
    whole: float | None = None
    share: float | None = None
    how: Literal["whole", "not_begun", "direct", "linear", "last_year", "no_last_year", "mixed", "time_gone"] = "whole"
    gap: float | None = None
    tolerance: float = 0.0
    days_left: int = 0
    per_day: float | None = None
    made_of: str | None = None


class TotalShown(_Frozen):
    """The total row under the columns of the rows (null for each axis), and the SQL it was computed by."""

    row: tuple[Any, ...]
    sql: str


class Preference(_Frozen):
    """Which of several meanings some words have, for one person or, by default, for everybody.

    ``words`` are the words as they are looked up, ``said`` as they were typed. ``chosen`` and ``others`` are meanings,
    each a JSON text of what the words were taken for; without ``others``, any other is meant. ``definitions`` is the
    fingerprint of what the meanings name, on the day of the choice: after a change of one of them it holds no more.
    """

    words: str = Field(min_length=1, max_length=LONGEST_WORDS)
    said: str = Field(max_length=LONGEST_WORDS)
    chosen: str = Field(min_length=1, max_length=LONGEST_MEANING)
    others: tuple[Annotated[str, Field(max_length=LONGEST_MEANING)], ...] = Field(default=(), max_length=10)
    definitions: str = Field(default="", max_length=64)
    by: Literal["person", "model"] = "person"


class AnswerChoice(_Frozen):
    """One reading of an ambiguous question, with its own numbers; ``query`` answers as it stands.

    ``remember`` is what a choice of it says of the words, to be sent back with it.
    """

    label: str
    readback: str
    query: Query
    period: PeriodShown | None = None
    columns: tuple[ResultColumn, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    remember: tuple[Preference, ...] = ()


class SettledShown(_Frozen):
    """Words that can mean several things, and what they were taken for: as this person chose before, or by default.

    ``words`` are the words as typed, ``key`` as they are looked up: what is forgotten goes by it.
    """

    words: str
    key: str
    meaning: str
    by: Literal["person", "model"]


class TraceStep(_Frozen):
    """One step from words to query: the span of the question, what it was taken for, and by which rule."""

    at: tuple[int, int]
    words: str
    meaning: str
    rule: str


class Answer(_Frozen):
    """An answer, a question back, or a refusal. Absent parts are null or empty."""

    status: Literal["answered", "clarify", "refused"]
    text: str
    readback: str = ""
    query: Query | None = None
    sql: str | None = None
    dialect: str | None = None
    columns: tuple[ResultColumn, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    truncated: bool = False
    totals: TotalShown | None = None
    period: PeriodShown | None = None
    comparison: ComparisonShown | None = None
    watermark: dt.date | None = None
    target: TargetShown | None = None
    metrics: tuple[MetricCard, ...] = ()
    chart: dict[str, Any] | None = None
    confidence: float | None = None
    choices: tuple[AnswerChoice, ...] = ()
    settled: tuple[SettledShown, ...] = ()
    issues: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()
    notes: tuple[Issue, ...] = ()
    suggestions: tuple[str, ...] = ()
    nearest: tuple[NearMetric, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    answer_id: str | None = None
    conversation_id: str | None = None
    locale: str = "en"
    elapsed_ms: dict[str, float] = {}
