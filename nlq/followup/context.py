"""What a conversation goes on from: the last answer's query, past asides about its measures, or what was asked back."""

from __future__ import annotations

from typing import Any, Literal

from nlq.answer import Answer
from semantic_layer.query import Board, Data, Describe, Explain, Metric, Query
from semantic_layer.query.period import Frozen


class Open(Frozen):
    """A question that was asked back: what its choices ask, and what the conversation would else go on from."""

    kind: Literal["open"] = "open"
    choices: tuple[Query, ...]
    before: Query | None = None


def metrics_of(query: Any) -> tuple[str, ...]:
    """Return the metrics that an answer was about; none where it was about other measures too."""
    if isinstance(query, Board):
        return query.metrics
    if isinstance(query, Describe):
        return query.names
    measures = query.measures if isinstance(query, Data) else (query.measure,) if isinstance(query, Explain) else ()
    names = tuple(measure.name for measure in measures if isinstance(measure, Metric))
    return names if len(names) == len(measures) else ()


def in_period_of(before: Any, query: Any) -> Any:
    """Return a question that names no time in that of the one before it, where that has one."""
    period = getattr(before, "period", None)
    return query if query.period is not None or period is None else query.model_copy(update={"period": period})


def go_on_from(context: Any, answer: Answer) -> Any:
    """Return the query that the next turn goes on from; ``context`` is what this turn went on from.

    A refusal changes nothing. Nor does "who owns it?": the numbers are what is talked about still. After a question
    back it is each of its choices.
    """
    if answer.status == "clarify" and answer.choices:
        before = context.before if isinstance(context, Open) else context
        return Open(choices=tuple(choice.query for choice in answer.choices), before=before)
    if answer.status != "answered" or answer.query is None:
        return context
    is_aside = isinstance(answer.query, Describe) and not isinstance(context, Describe)
    return context if is_aside and _is_about(answer.query, context) else answer.query


def _is_about(described: Any, context: Any) -> bool:
    return bool(described.names) and set(described.names) <= set(metrics_of(context))
