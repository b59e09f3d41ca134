"""Chat completions as OpenAI's API has them: the service as a model that any client of that API can ask.

Of the messages, those of the person are what is said; nobody has to keep the conversation. What a language model would
be told or tuned by (system messages, temperature, tools) has no use here and is not read.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse

from api.caller import Caller, caller_of
from api.chat.card import make_card
from api.chat.markdown import to_markdown
from api.desk import Desk
from api.problems import Problem, tell_problem
from api.requests import AskRequest
from nlq.answer import Answer

PATH, MODELS = "/v1/chat/completions", "/v1/models"
#: The longest conversation that is taken, as a multiple of the longest request: answers come back with each question.
HISTORY = 10
#: The line at the end of an answer that says where the conversation stands, for the next turn.
MARK = re.compile(r"^`kpi:([0-9a-f]+)`$", re.MULTILINE)
#: What kind of error a status is, as OpenAI's API calls it.
KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class _Read(BaseModel):
    """A part of a request. What it holds besides is not read: clients send what only some models know."""

    model_config = ConfigDict(extra="ignore")


class Part(_Read):
    """A part of a message: only text can be asked."""

    type: Literal["text", "input_text"]
    text: str = Field(max_length=20_000)


class Said(_Read):
    """A message: whose it is, and what it says."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None

    @property
    def text(self) -> str:
        """Return what it says.

        Raises:
            ValidationError: a part of it is no text.
        """
        parts = self.content if isinstance(self.content, list) else [{"type": "text", "text": self.content or ""}]
        return "\n".join(Part.model_validate(part).text for part in parts).strip()

    @property
    def mark(self) -> str:
        """Return the mark at the end of an answer; "" without one."""
        parts = self.content if isinstance(self.content, list) else [{"text": self.content}]
        texts = [str(part.get("text") or "") for part in parts if isinstance(part, dict)]
        found = MARK.findall("\n".join(texts))
        return str(found[-1]) if found else ""


class Streaming(_Read):
    """How the answer is streamed."""

    include_usage: bool = False


class CompletionRequest(_Read):
    """A conversation. ``metadata`` may hold a ``conversation_id``: then the service keeps the conversation."""

    model: str
    messages: list[Said] = Field(min_length=1, max_length=2_000)
    stream: bool = False
    stream_options: Streaming | None = None
    n: int | None = None
    metadata: dict[str, str] | None = None
    response_format: dict[str, Any] | None = None
    tool_choice: Any = None
    modalities: list[str] | None = None


def add_completions(app: FastAPI, desk: Desk) -> None:
    """Add the routes of OpenAI's API that there is an answer to."""

    def own_name() -> str:
        return desk.engine.model.header.name

    def listed() -> Any:
        return {"id": own_name(), "object": "model", "created": 0, "owned_by": "kpi-answers"}

    @app.get(MODELS)
    def get_models() -> Any:
        """List the one model there is: this service."""
        return {"object": "list", "data": [listed()]}

    @app.get(MODELS + "/{model}")
    def get_model(model: str) -> Any:
        """Describe the model."""
        _known(model, own_name())
        return listed()

    @app.post(PATH)
    async def post_completion(request: CompletionRequest, http: Request) -> Any:
        """Answer the last thing that the person said; in pieces where the client asks for them."""
        _known(request.model, own_name())
        _check(request)
        answer, text = await run_in_threadpool(_answer, request, caller_of(http), desk)
        whole = _Completion(request.model, answer, text)
        if request.stream:
            usage = request.stream_options is not None and request.stream_options.include_usage
            return EventSourceResponse(_events(whole.pieces(usage)))
        return whole.at_once()


def _answer(request: CompletionRequest, caller: Caller, desk: Desk) -> tuple[Answer, str]:
    """Return the answer to the last thing said, and what is shown of it."""
    own = [place for place, message in enumerate(request.messages) if message.role == "user"]
    if not own:
        raise Problem(400, "Nothing is asked", "There is no message of the role user.", param="messages")
    last = request.messages[own[-1]].text
    kept = (request.metadata or {}).get("conversation_id", "")[:100]
    if kept:
        answer, mark = desk.say(AskRequest(question=last, conversation_id=kept), caller)
    else:
        said = [request.messages[place].text for place in own[:-1]]
        before = [message.mark for message in request.messages[: own[-1]] if message.role == "assistant"]
        answer, mark = desk.go_on(said, before[-1] if before else "", AskRequest(question=last), caller)
    text = to_markdown(make_card(answer, desk.engine.seen_by(caller.viewer).model))
    return answer, f"{text}\n\n`kpi:{mark}`" if mark else text


def _known(model: str, name: str) -> None:
    if model != name:
        detail = f"The model “{model}” does not exist. There is: {name}."
        raise Problem(404, "No such model", detail, code="model_not_found", param="model")


def _check(request: CompletionRequest) -> None:
    """Refuse what would make the answer another one than was asked for; the rest is not read."""
    kind = (request.response_format or {}).get("type", "text")
    wrong = {
        "n": (request.n or 1) != 1 and "There is one answer to a question: n can only be 1.",
        "response_format": kind != "text" and "Answers are text. As data they are given by /v1/ask.",
        "tool_choice": request.tool_choice not in (None, "auto", "none") and "No tool is ever called.",
        "modalities": (request.modalities or ["text"]) != ["text"] and "Answers are text.",
    }
    for name, told in wrong.items():
        if told:
            raise Problem(400, "Not possible here", str(told), param=name)


class _Completion:
    """An answer as a completion, at once or in pieces. No tokens are used, and none are told."""

    def __init__(self, model: str, answer: Answer, text: str) -> None:
        self._text = text
        self._usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": model}
        self._kpi = {name: getattr(answer, name) for name in ("status", "answer_id", "conversation_id")}

    def at_once(self) -> dict[str, Any]:
        """Return it whole."""
        message = {"role": "assistant", "content": self._text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": self._usage, "kpi": self._kpi}

    def pieces(self, with_usage: bool) -> Iterator[dict[str, Any]]:
        """Yield it line by line; the last piece but the usage says that it is over."""
        yield self._piece({"role": "assistant", "content": ""}) | {"kpi": self._kpi}
        for line in self._text.splitlines(keepends=True):
            yield self._piece({"content": line})
        yield self._piece({}, "stop")
        if with_usage:
            yield {**self._piece({}), "choices": [], "usage": self._usage}

    def _piece(self, delta: dict[str, str], over: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": over, "logprobs": None}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice]}


async def _events(pieces: Iterator[dict[str, Any]]) -> AsyncIterator[dict[str, str]]:
    for piece in pieces:
        yield {"data": json.dumps(piece, ensure_ascii=False)}
    yield {"data": "[DONE]"}


def shape_error(problem: Problem) -> JSONResponse:
    """Return a problem as OpenAI's API tells errors: what is malformed is a 400 there."""
    status = 400 if problem.status == 422 else problem.status
    kind = KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
    wrong = problem.more.get("errors") or [{"at": problem.more.get("param")}]
    param = (wrong[0]["at"] or "").removeprefix("body.") or None
    error = {"message": tell_problem(problem), "type": kind, "param": param, "code": problem.more.get("code")}
    return JSONResponse({"error": error}, status, problem.headers)


SHAPES = {PATH: shape_error, MODELS: shape_error}
