"""What may be meant by a breakdown that a metric does not have: one that it has, and that is called so too.

"By department", of a survey that knows only the surveyed department, may be that; whether it is, who asked says.
"""

from __future__ import annotations

import json
from typing import Any

from nlq.choose import Outcome, Ran, Run
from nlq.reading import Choice, Clarification, Reading
from nlq.text.atoms import phrase_key
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.query import Data, query_adapter

#: Dimensions with such a name that are tried: where more can be had, the metric's own are named instead.
TRIED = 8


def run_or_ask(reading: Reading, run: Run, model: Model) -> tuple[Choice, Ran]:
    """Return a reading with what was run for it, or the question back with the breakdown that may be meant instead.

    Raises:
        QueryRefused: it cannot be answered, and no other breakdown may be meant, or several.
    """
    if not isinstance(reading.query, Data):
        return reading, {}
    try:
        return reading, {0: run(reading)}
    except QueryRefused as refused:
        asked = _ask_other(reading, refused, run, model)
        if asked is None:
            raise
        return asked


def _ask_other(reading: Reading, refused: QueryRefused, run: Run, model: Model) -> tuple[Clarification, Ran] | None:
    issue = refused.issues[0]
    name = issue.params.get("dimension", "")
    if len(refused.issues) != 1 or issue.code != "unreachable_dimension" or not isinstance(reading.query, Data):
        return None
    found: list[tuple[str, Reading, Outcome]] = []
    for other in _called_alike(_said_of(name, reading), name, model)[:TRIED]:
        query = _with_other(reading.query, name, other)
        meant = reading.model_copy(update={"query": query, "otherwise": None, "taken": ()})
        try:
            found += [(other, meant, run(meant))] if query is not None else []
        except QueryRefused:
            continue
    if len(found) != 1:
        return None
    other, meant, outcome = found[0]
    params = {**issue.params, "other": other}
    asked = Issue(code="other_dimension", message=f"Is {other} meant by {name}?", params=params)
    return Clarification(issue=asked, readings=(meant,), trace=reading.trace), {0: outcome}


def _called_alike(said: str, name: str, model: Model) -> list[str]:
    """Return the dimensions with a label that ends as was said of one: "by sales channel" is by no other channel."""
    return [
        other for other, dimension in model.dimensions.items()
        if other != name and said and any(phrase_key(label).endswith(said) for label in dimension.label.values())
    ]  # fmt: skip


def _said_of(name: str, reading: Reading) -> str:
    """Return the key of the words that were read as a dimension."""
    return next((phrase_key(step.words) for step in reading.trace if step.meaning == f"dim {name}"), "")


def _with_other(query: Data, name: str, other: str) -> Data | None:
    """Return a query broken down by another dimension; None where it says more of the first, whose members differ."""
    whole = query.model_dump(mode="json")
    whole["by"] = [{**axis, "name": other} if axis.get("name") == name else axis for axis in whole["by"]]
    if f'"{name}"' in json.dumps(whole, ensure_ascii=False):
        return None
    made: Any = query_adapter.validate_python(whole)
    return made if isinstance(made, Data) else None
