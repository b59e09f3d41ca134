"""How far an answer has come, told while it is worked out; and the answer in stages, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal, cast

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sse_starlette import EventSourceResponse

from api.access.words import locale_of
from api.problems import problem_of
from nlq.answer import Answer
from nlq.engine import Engine
from semantic_layer.query import Data, Members
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.session import Session, Viewer

#: What is done at the moment: the words are read, the query is built, its rows are computed, they are put into words.
Stage = Literal["reading", "query", "rows", "text"]
Tell = Callable[[Stage], None]


class Watched:
    """An engine that tells how far it has come. It answers as the engine does that it stands for."""

    def __init__(self, engine: Engine, tell: Tell) -> None:
        """Stand for an engine."""
        self._engine, self._tell = engine, tell

    def __getattr__(self, name: str) -> Any:
        """Return what the engine has."""
        return getattr(self._engine, name)

    def seen_by(self, viewer: Viewer) -> Watched:
        """Return the engine as a viewer may know it, watched too."""
        return Watched(self._engine.seen_by(viewer), self._tell)

    def compile(self, query: Data | Members, session: Session) -> CompiledQuery:
        """Return the guarded SQL of a query."""
        self._tell("query")
        return self._engine.compile(query, session)

    def run(self, compiled: CompiledQuery) -> Result:
        """Return the rows of a compiled query."""
        self._tell("rows")
        result = self._engine.run(compiled)
        self._tell("text")
        return result


def watch(engine: Engine, tell: Tell | None) -> Engine:
    """Return the engine, which tells how far it has come where somebody listens."""
    return engine if tell is None else cast(Engine, Watched(engine, tell))


async def respond_in_stages(http: Request, progress: bool, work: Callable[[Tell | None], Answer]) -> Any:
    """Return the answer that work leads to: whole, or where the client takes events, in stages.

    With ``progress`` each stage is told as it begins, and what fails after that is the event ``problem``: its status
    can no longer be that of the response.
    """
    if "text/event-stream" not in http.headers.get("accept", ""):
        return await run_in_threadpool(work, None)
    if not progress:
        return EventSourceResponse(stages_of(await run_in_threadpool(work, None)))
    return EventSourceResponse(_followed(http, work))


async def _followed(http: Request, work: Callable[[Tell | None], Answer]) -> AsyncIterator[dict[str, str]]:
    queue: asyncio.Queue[Stage | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(stage: Stage | None) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, stage)

    task = asyncio.ensure_future(run_in_threadpool(work, tell))
    # What went wrong is looked at here too: nobody does below, where the client has gone away.
    task.add_done_callback(lambda done: queue.put_nowait(None if done.cancelled() or done.exception() else None))
    yield _event("progress", {"stage": "reading"})
    told: set[Stage] = {"reading"}
    while (stage := await queue.get()) is not None:
        # Several readings are run one after the other: it goes forward only.
        if stage not in told:
            told.add(stage)
            yield _event("progress", {"stage": stage})
    error = task.exception()
    if error is not None:
        problem = problem_of(cast(Exception, error), http.url.path, locale_of(http))
        yield _event("problem", {"status": problem.status, "title": problem.title, "detail": problem.detail})
        return
    async for event in stages_of(task.result()):
        yield event


async def stages_of(answer: Answer) -> AsyncIterator[dict[str, str]]:
    """Yield the answer in stages: reading, query, rows, text; the whole of it last."""
    data = answer.model_dump(mode="json")
    stages = {
        "reading": ("status", "readback", "trace", "issues"), "query": ("query", "sql", "period", "comparison"),
        "rows": ("columns", "rows", "truncated"),
    }  # fmt: skip
    for name, fields in stages.items():
        yield _event(name, {field: data[field] for field in fields})
    yield _event("text", data)


def _event(name: str, data: dict[str, Any]) -> dict[str, str]:
    return {"event": name, "data": json.dumps(data, ensure_ascii=False)}
