"""Metrics that are not there, cases that stand twice, and semantic queries that are none of the model."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from eval.lint.expected import Problems, turns_of
from eval.suite import GoldFile
from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.names import check_names
from semantic_layer.query import query_adapter
from semantic_layer.session import Viewer


def find_repeated_ids(files: Iterable[GoldFile]) -> Problems:
    """Yield cases that are called as one before them in a suite of the same name: a verdict would stand for both."""
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        for place, case in enumerate(file.suite.cases if file.suite else ()):
            key = ("cases", place, "id")
            name = (file.suite.suite if file.suite else "", case.id)
            first = seen.setdefault(name, f"{file.source.file}:{file.source.line(key)}")
            if first != f"{file.source.file}:{file.source.line(key)}":
                message = f"the suite {name[0]} has a case “{case.id}” already, in {first}: give this one another id."
                yield file.source.problem(key, message, (), "repeated_id")


def find_unknown_metrics(model: Model, files: Iterable[GoldFile]) -> Problems:
    """Yield names of metrics that the model does not have: no answer can name them."""
    for file in files:
        for at, case, turn in turns_of(file):
            for place, name in enumerate(turn.names):
                if name not in model.metrics:
                    message = f"{case.id}: there is no metric “{name}”."
                    near = nearest(name, model.metrics)
                    yield file.source.problem((*at, "names", place), message, near, "unknown_name")


def find_odd_queries(model: Model, files: Iterable[GoldFile]) -> Problems:
    """Yield expected semantic queries that are none, or that name what the model does not have."""
    for file in files:
        for at, case, turn in turns_of(file):
            if turn.query is not None and (why := _no_query(turn.query, model)):
                yield file.source.problem((*at, "query"), f"{case.id}: {why}", (), "gold_query")


def _no_query(content: object, model: Model) -> str:
    try:
        check_names(query_adapter.validate_python(content), model, Viewer())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"is no semantic query: {where and f'{where}: '}{first['msg']}."
    except QueryRefused as error:
        return str(error)
    return ""
