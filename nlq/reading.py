"""What a question could mean: readings, and what is chosen among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from nlq.answer import Preference, TraceStep
from semantic_layer.issues import Issue
from semantic_layer.query import Query


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Frozen):
    """A question as typed. ``locale`` is the language of the answer; spans point into ``text``.

    ``preferences`` are what the person chose before, where a question could be read in more than one way.
    """

    text: str
    locale: str = "en"
    preferences: tuple[Preference, ...] = ()


class Taken(_Frozen):
    """Words of a question, and what they were taken for: a type of the grammar, and its value as JSON.

    ``at`` is the half-open range of the question, ``first`` and ``last`` that of its atoms; ``rules`` lead from the
    phrase at the top down to it.
    """

    at: tuple[int, int]
    first: int
    last: int
    key: str
    kind: str
    value: str
    rules: tuple[str, ...] = ()


class Meant(_Frozen):
    """Characters of a question that are taken for a metric though no index says so, and how that is traced.

    Where the metric is "", they are taken to be said of another that is meant elsewhere.
    """

    at: tuple[int, int]
    metric: str
    how: str = "language model"


class Bound(_Frozen):
    """What a number is asked to be past, by yes or no: an operator, and a number in the metric's own unit."""

    op: Literal[">", ">=", "<", "<=", "="]
    value: float


class Reading(_Frozen):
    """One admissible meaning: a semantic query, its probability, and how each word was read.

    ``label`` tells this reading from its rivals ("Refund amount"), where there are any. ``presumes`` is the way
    that a question for reasons takes a measure to have moved. ``otherwise`` is what is meant where nothing meets
    its filters: those of the answer before may have to give way to what is named now. ``taken`` holds what each of
    the words was taken for, in order, where there are rivals. ``scale`` is what its numbers are told in (1,000 for
    thousands), where that was asked for; ``bound``, what its one number is asked to be past. ``as_named`` says, where a
    part of a name is all that was said of its metric, that the question says the rest besides. ``features`` counts
    what its score is made of. ``probability`` is its share among the readings; ``trust``, that what is meant is
    among them at all.
    """

    query: Query
    probability: float
    trace: tuple[TraceStep, ...] = ()
    taken: tuple[Taken, ...] = ()
    label: str = ""
    presumes: Literal["up", "down"] | None = None
    otherwise: Query | None = None
    scale: float | None = None
    bound: Bound | None = None
    as_named: bool = False
    features: Mapping[str, float] = {}
    trust: float = 1.0

    @property
    def confidence(self) -> float:
        """Return the probability that it is what was meant."""
        return self.probability * self.trust


class Readings(_Frozen):
    """All admissible readings of a question, most probable first; where there is none, or no number, the issues why.

    ``lacks_metric`` says that the question names none, and the readings are only what could be meant: none answers, but
    the one that can be computed where it is ``as_named``.
    ``set_aside`` are the sentences before the question that are not read: what is asked without them is asked back.
    ``background`` is what was told around the question, of which the answer says that it changes nothing.
    ``asks`` is what else is left open: none answers then either.
    ``apart`` says that the readings are what the parts of the question ask, each by itself.
    """

    readings: tuple[Reading, ...] = ()
    issues: tuple[Issue, ...] = ()
    lacks_metric: bool = False
    set_aside: str = ""
    background: tuple[str, ...] = ()
    asks: Issue | None = None
    apart: bool = False


class Clarification(_Frozen):
    """A question back: readings that differ, or something that the question leaves open; notes on how it was read."""

    issue: Issue
    readings: tuple[Reading, ...] = ()
    notes: tuple[Issue, ...] = ()
    trace: tuple[TraceStep, ...] = ()


class Settled(_Frozen):
    """A preference that tipped between readings: where its words stand in the question, in one part or several."""

    preference: Preference
    at: tuple[tuple[int, int], ...]


class Settlement(_Frozen):
    """What preferences did: those that tipped, the readings they set aside, and those that hold no more."""

    settled: tuple[Settled, ...] = ()
    aside: tuple[Reading, ...] = ()
    outdated: tuple[Settled, ...] = ()


class Refusal(_Frozen):
    """Not answered: why, each with the nearest that works."""

    issues: tuple[Issue, ...]


Choice = Reading | Clarification | Refusal
