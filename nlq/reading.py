"""What a question could mean: readings, and what is chosen among them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from nlq.answer import TraceStep
from semantic_layer.issues import Issue
from semantic_layer.query import Query


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Frozen):
    """A question as typed. ``locale`` is the language of the answer; spans point into ``text``."""

    text: str
    locale: str = "en"


class Reading(_Frozen):
    """One admissible meaning: a semantic query, its probability, and how each word was read.

    ``label`` tells this reading from its rivals ("Refund amount"), where there are any. ``presumes`` is the way that
    a question for reasons takes a measure to have moved. ``otherwise`` is what is meant where nothing meets its
    filters: those of the answer before may have to give way to what is named now.
    """

    query: Query
    probability: float
    trace: tuple[TraceStep, ...] = ()
    label: str = ""
    presumes: Literal["up", "down"] | None = None
    otherwise: Query | None = None


class Readings(_Frozen):
    """All admissible readings of a question, most probable first; where there is none, the issues why."""

    readings: tuple[Reading, ...] = ()
    issues: tuple[Issue, ...] = ()


class Clarification(_Frozen):
    """A question back: readings that differ, or something that the question leaves open."""

    issue: Issue
    readings: tuple[Reading, ...] = ()


class Refusal(_Frozen):
    """Not answered: why, each with the nearest that works."""

    issues: tuple[Issue, ...]


Choice = Reading | Clarification | Refusal
