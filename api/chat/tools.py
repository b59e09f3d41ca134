"""The tools that a language model or another program asks by: what each takes, gives and does. No protocol here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.caller import Caller
from api.catalogue import describe_metric, describe_metrics
from api.chat.card import make_card
from api.chat.markdown import fenced, to_markdown
from api.chat.words import say
from api.desk import Desk
from api.requests import AskRequest, QueryRequest
from nlq.answer import Answer, MetricCard
from semantic_layer.query.canonical import canonical

#: Metrics that a list gives at once: what a model is given, it has to read.
MOST_METRICS = 200
#: What a list says of each metric; the tool describe_metric says the rest.
BRIEF = ("name", "label", "definition", "unit", "owner", "owner_label", "status", "certified", "replaced_by")
_OBJECT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}


class ListRequest(BaseModel):
    """Which metrics to list: those with all of the words in their name, label or definition; all without words."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(default="", max_length=200)
    locale: str = Field(default="en", pattern=r"^(en|zh)(-[A-Za-z-]+)?$")


class MetricRequest(BaseModel):
    """Which metric to describe, by its name, and in which language."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    locale: str = Field(default="en", pattern=r"^(en|zh)(-[A-Za-z-]+)?$")


@dataclass(frozen=True)
class Given:
    """What a tool gives: data that its schema describes, and the same for reading."""

    data: dict[str, Any]
    text: str


@dataclass(frozen=True)
class Tool:
    """A tool: its name, what it is called and is for, what it takes and gives, and what it does."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: dict[str, Any]
    run: Callable[[Any, Caller, Desk], Given]

    @property
    def input_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what it takes; a semantic query has its own schema, which is long."""
        schema = self.takes.model_json_schema()
        if "query" in schema["properties"]:
            says = "A semantic query: as an answer or a choice gave it, changed or not. Its schema: kpi://schema/query"
            schema["properties"]["query"] = {**_OBJECT, "description": says}
        return schema

    def use(self, arguments: Any, caller: Caller, desk: Desk) -> Given:
        """Return what it gives for arguments.

        Raises:
            ValidationError: the arguments are not what it takes.
            Problem: there is no such thing.
            WarehouseError: the warehouse failed or ran out of time.
        """
        return self.run(self.takes.model_validate(arguments), caller, desk)


def _ask(request: AskRequest, caller: Caller, desk: Desk) -> Given:
    return _told(desk.ask(request, caller), caller, desk)


def _query(request: QueryRequest, caller: Caller, desk: Desk) -> Given:
    return _told(desk.answer(request, caller), caller, desk)


def _told(answer: Answer, caller: Caller, desk: Desk) -> Given:
    """Return an answer whole, and as Markdown; below a question back stands each choice's query."""
    card = make_card(answer, desk.engine.seen_by(caller.viewer).model)
    text = to_markdown(card)
    if card.choices:
        lines = "\n".join(canonical(choice.query) for choice in card.choices)
        text += f"\n\n{say('query_tool', answer.locale)}\n\n{fenced(lines, 'json')}"
    return Given(answer.model_dump(mode="json"), text)


def _list(request: ListRequest, caller: Caller, desk: Desk) -> Given:
    found = describe_metrics(desk.engine.seen_by(caller.viewer).model, request.locale)
    words = request.words.casefold().split()
    kept = [card for card in found["metrics"] if all(word in _searched(card) for word in words)]
    shown = [{field: card[field] for field in BRIEF} for card in kept[:MOST_METRICS]]
    lines = [f"- {card['name']}: {card['label']}. {card['definition']}" for card in shown]
    data = {"model": found["model"], "core": found["core"], "total": len(kept), "metrics": shown}
    return Given(data, "\n".join([f"{found['model']}: {len(kept)}", *lines]))


def _searched(card: dict[str, Any]) -> str:
    return " ".join(str(card[field]) for field in ("name", "label", "definition")).casefold()


def _describe(request: MetricRequest, caller: Caller, desk: Desk) -> Given:
    engine = desk.engine
    data = describe_metric(request.name, engine.seen_by(caller.viewer).model, request.locale, engine.history)
    lines = [f"{key}: {value}" for key, value in data.items() if value not in (None, "", [])]
    return Given(data, "\n".join(lines))


def _answer_schema() -> dict[str, Any]:
    """Return the JSON Schema of an answer, in which a semantic query is any object: its own schema is long."""
    schema = Answer.model_json_schema(mode="serialization")
    schema["properties"]["query"] = {"anyOf": [_OBJECT, {"type": "null"}], "default": None}
    schema["$defs"]["AnswerChoice"]["properties"]["query"] = _OBJECT
    kept: dict[str, Any] = {}
    waiting = list(_named(schema["properties"]))
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = schema["$defs"][name]
            waiting += _named(kept[name])
    return schema | {"$defs": kept}


def _named(part: Any) -> Iterator[str]:
    """Yield the names of the definitions that a part of a schema refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for each in part.values():
            yield from _named(each)
    elif isinstance(part, list):
        for each in part:
            yield from _named(each)


def _brief_schema() -> dict[str, Any]:
    fields = {name: MetricCard.model_json_schema()["properties"][name] for name in BRIEF}
    metric = {"type": "object", "properties": fields, "required": list(BRIEF)}
    names = {"type": "array", "items": {"type": "string"}}
    shown = {"model": {"type": "string"}, "core": names, "total": {"type": "integer"}}
    return {
        "type": "object", "required": ["model", "core", "total", "metrics"],
        "properties": shown | {"metrics": {"type": "array", "items": metric}},
    }  # fmt: skip


def _metric_schema() -> dict[str, Any]:
    schema = MetricCard.model_json_schema(mode="serialization")
    schema["properties"]["history"] = {"anyOf": [{"type": "array", "items": {"type": "object"}}, {"type": "null"}]}
    # What else there is of a metric may come later.
    return schema | {"additionalProperties": True}


TOOLS = (
    Tool(
        "ask", "Ask about a KPI",
        "Answers a question about the company's KPIs, in English or Chinese, with a number computed from a governed "
        "definition. status is answered, clarify or refused. clarify: the question has several meanings; show the "
        "choices to the person, and send the query of the one that is meant to the tool query. refused: text says "
        "which words are not known. Never replace a refusal or a question back by a number of your own. To go on from "
        "an answer (“and by region?”), send its conversation_id.",
        AskRequest, _answer_schema(), _ask,
    ),
    Tool(
        "list_metrics", "List the KPIs",
        "Lists the KPIs that can be asked about, with their definitions; with words, those that have all of them.",
        ListRequest, _brief_schema(), _list,
    ),
    Tool(
        "describe_metric", "Describe a KPI",
        "Says how one KPI is defined and computed, who owns it, and who changed it when.",
        MetricRequest, _metric_schema(), _describe,
    ),
    Tool(
        "query", "Answer a semantic query",
        "Answers a semantic query (JSON): the query of a choice that ask offered (send its remember along), or that of "
        "an answer with a part changed. No language is read.",
        QueryRequest, _answer_schema(), _query,
    ),
)  # fmt: skip
