"""Where everything that is asked is answered, by whichever way it came: the contract's routes, a chat tool, MCP."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

from api.caller import Caller
from api.memory import Memory
from api.requests import AskRequest, QueryRequest
from api.settings import today_of
from nlq.answer import Answer
from nlq.engine import Engine
from nlq.followup import go_on_from
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.session import Session


class Conversations:
    """The last query of each conversation; the oldest are forgotten. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        """Remember at most ``most``."""
        self._most = most
        self._last: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def last(self, key: Hashable) -> Any:
        """Return the last query of a conversation, or None."""
        return self._last.get(key)

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Remember what the next turn goes on from."""
        query = go_on_from(self.last(key), answer)
        if query is None:
            return
        with self._lock:
            self._last[key] = query
            self._last.move_to_end(key)
            while len(self._last) > self._most:
                self._last.popitem(last=False)


class Desk:
    """Answers questions and semantic queries for whoever asks, and counts. Safe to use from several threads."""

    def __init__(self, engine: Engine, memory: Memory, conversations: int, registry: CollectorRegistry) -> None:
        """Remember at most ``conversations``; count in a registry."""
        self.engine, self._memory = engine, memory
        self._conversations = Conversations(conversations)
        self._answers = Counter("kpi_answers", "Answers by status", ["status"], registry=registry)
        self._seconds = Histogram("kpi_answer_seconds", "Seconds an answer took", registry=registry)

    def ask(self, request: AskRequest, caller: Caller) -> Answer:
        """Return the answer to a question, which may go on from the last of its conversation.

        Raises:
            WarehouseError: the warehouse failed or ran out of time.
        """
        question = Question(text=request.question, locale=request.locale or guess_locale(request.question))
        session = self._session(request, caller).model_copy(update={"locale": question.locale})
        context = self._conversations.last(_own(request.conversation_id, caller))
        answer = self._memory.ask(question, session, caller.person, context)
        return self._finish(answer, request.conversation_id, caller)

    def answer(self, request: QueryRequest, caller: Caller) -> Answer:
        """Return the answer to a semantic query; remember that it was chosen, where it was.

        Raises:
            ValidationError: it is no semantic query.
            WarehouseError: the warehouse failed or ran out of time.
        """
        query = query_adapter.validate_python(request.query)
        session = self._session(request, caller)
        answer = self._memory.choose(query, request.remember, session, caller.person)
        return self._finish(answer, request.conversation_id, caller)

    def _session(self, request: AskRequest | QueryRequest, caller: Caller) -> Session:
        model = self.engine.model
        today, locale = request.today or today_of(model), request.locale or model.header.locale
        return Session(today=today, locale=locale, viewer=caller.viewer)

    def _finish(self, answer: Answer, conversation: str | None, caller: Caller) -> Answer:
        key = conversation or uuid.uuid4().hex
        self._conversations.keep(_own(key, caller), answer)
        self._answers.labels(answer.status).inc()
        self._seconds.observe(sum(answer.elapsed_ms.values()) / 1000)
        return answer.model_copy(update={"answer_id": uuid.uuid4().hex, "conversation_id": key})


def _own(conversation: str | None, caller: Caller) -> tuple[str, str]:
    """Return by what a conversation is kept: of who signed in, nobody else's of that name."""
    return (caller.person or "") if caller.credential else "", conversation or ""


def guess_locale(text: str) -> str:
    """Return the language of a question: Chinese where it holds a Chinese character."""
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
