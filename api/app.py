"""The HTTP service: version 1 of the contract, and the page."""

from __future__ import annotations

import json
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CollectorRegistry, Counter, Histogram
from sse_starlette import EventSourceResponse

from api.choices import add_choices, person_of
from api.feedback import add_feedback
from api.memory import Memory
from api.page import add_page
from api.problems import add_problems
from api.requests import AskRequest, QueryRequest
from api.routes import add_catalogue
from api.settings import Settings, today_of
from api.state import Choices, Feedback, open_door
from nlq.answer import Answer
from nlq.engine import Engine
from nlq.followup import go_on_from
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.session import Session


class Conversations:
    """The last query of each conversation; the oldest are forgotten."""

    def __init__(self, most: int) -> None:
        """Remember at most ``most``."""
        self._most = most
        self._last: OrderedDict[str, Any] = OrderedDict()

    def last(self, key: str | None) -> Any:
        """Return the last query of a conversation, or None."""
        return self._last.get(key or "")

    def keep(self, key: str, answer: Answer) -> None:
        """Remember what the next turn goes on from."""
        query = go_on_from(self.last(key), answer)
        if query is not None:
            self._last[key] = query
            self._last.move_to_end(key)
            while len(self._last) > self._most:
                self._last.popitem(last=False)


def create_app(settings: Settings, engine: Engine) -> FastAPI:
    """Return the service over an open engine."""
    app = FastAPI(title="KPI answers", version="1", docs_url="/docs", redoc_url=None)
    conversations = Conversations(settings.conversations)
    door = open_door(settings.state)
    memory = Memory(Choices(door), engine)
    registry = CollectorRegistry()
    answers = Counter("kpi_answers", "Answers by status", ["status"], registry=registry)
    seconds = Histogram("kpi_answer_seconds", "Seconds an answer took", registry=registry)
    add_problems(app, settings.body_limit)
    add_page(app)

    def session_of(request: AskRequest | QueryRequest) -> Session:
        return Session(
            today=request.today or today_of(engine.model), locale=request.locale or engine.model.header.locale
        )

    def finish(answer: Answer, conversation: str | None) -> Answer:
        key = conversation or uuid.uuid4().hex
        conversations.keep(key, answer)
        answers.labels(answer.status).inc()
        seconds.observe(sum(answer.elapsed_ms.values()) / 1000)
        return answer.model_copy(update={"answer_id": uuid.uuid4().hex, "conversation_id": key})

    def answer_question(request: AskRequest, person: str | None) -> Answer:
        question = Question(text=request.question, locale=request.locale or guess_locale(request.question))
        session = session_of(request).model_copy(update={"locale": question.locale})
        context = conversations.last(request.conversation_id)
        return finish(memory.ask(question, session, person, context), request.conversation_id)

    @app.post("/v1/ask", response_model=Answer)
    async def post_ask(request: AskRequest, http: Request) -> Any:
        """Answer a question; as server-sent events where the client asks for them."""
        answer = await run_in_threadpool(answer_question, request, person_of(http))
        if "text/event-stream" in http.headers.get("accept", ""):
            return EventSourceResponse(_stages(answer))
        return answer

    @app.post("/v1/query", response_model=Answer)
    async def post_query(request: QueryRequest, http: Request) -> Answer:
        """Answer a semantic query; remember that it was chosen, where it was."""
        query = query_adapter.validate_python(request.query)
        answer = await run_in_threadpool(memory.choose, query, request.remember, session_of(request), person_of(http))
        return finish(answer, request.conversation_id)

    add_catalogue(app, engine, registry)
    add_feedback(app, Feedback(door), engine)
    add_choices(app, memory, engine)
    return app


def guess_locale(text: str) -> str:
    """Return the language of a question: Chinese where it holds a Chinese character."""
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"


async def _stages(answer: Answer) -> AsyncIterator[dict[str, str]]:
    """Yield the answer in stages: reading, query, rows, text; the whole of it last."""
    data = answer.model_dump(mode="json")
    stages = {
        "reading": ("status", "readback", "trace", "issues"), "query": ("query", "sql", "period", "comparison"),
        "rows": ("columns", "rows", "truncated"),
    }  # fmt: skip
    for name, fields in stages.items():
        yield {"event": name, "data": json.dumps({field: data[field] for field in fields}, ensure_ascii=False)}
    yield {"event": "text", "data": json.dumps(data, ensure_ascii=False)}
