"""What a conversation goes on from: the query of the last answer, past asides about its own measures."""

from __future__ import annotations

from typing import Any

from nlq.answer import Answer
from semantic_layer.query import Board, Data, Describe, Explain, Metric


def metrics_of(query: Any) -> tuple[str, ...]:
    """Return the metrics that an answer was about; none where it was about other measures too."""
    if isinstance(query, Board):
        return query.metrics
    if isinstance(query, Describe):
        return query.names
    measures = query.measures if isinstance(query, Data) else (query.measure,) if isinstance(query, Explain) else ()
    names = tuple(measure.name for measure in measures if isinstance(measure, Metric))
    return names if len(names) == len(measures) else ()


def go_on_from(context: Any, answer: Answer) -> Any:
    """Return the query that the next turn goes on from; ``context`` is what this turn went on from.

    A refusal or a question back changes nothing. Nor does "who owns it?": the numbers are what is talked about still.
    """
    if answer.status != "answered" or answer.query is None:
        return context
    is_aside = isinstance(answer.query, Describe) and not isinstance(context, Describe)
    return context if is_aside and _is_about(answer.query, context) else answer.query


def _is_about(described: Any, context: Any) -> bool:
    return bool(described.names) and set(described.names) <= set(metrics_of(context))
