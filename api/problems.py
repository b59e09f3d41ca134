"""Problems over HTTP (RFC 9457): what was wrong, in words; never SQL, a traceback or a path."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.words import locale_of
from api.malformed import locale_of_body, tell_mistake
from api.problem_words import is_outside, tell, tell_outside
from semantic_layer.issues import KpiError, OutOfTime, StateError, WarehouseError

log = structlog.get_logger()


class Problem(Exception):
    """A problem with a status, a title and a detail for people; ``headers`` go with its response."""

    def __init__(
        self, status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        """Keep the parts."""
        super().__init__(detail)
        self.status, self.title, self.detail, self.headers, self.more = status, title, detail, headers, more


#: What an API calls a problem in its own words: by the beginning of its paths.
Shape = Callable[[Problem], JSONResponse]


def add_problems(app: FastAPI, shapes: Mapping[str, Shape]) -> None:
    """Turn every error into a problem."""
    app.state.shapes = shapes

    async def on_error(request: Request, error: Exception) -> JSONResponse:
        said = locale_of_body(error.body) if isinstance(error, RequestValidationError) else None
        return respond_to(request, problem_of(error, request.url.path, said or locale_of(request)))

    for kind in (
        Problem,
        RequestValidationError,
        ValidationError,
        HTTPException,
        WarehouseError,
        StateError,
        Exception,
    ):
        app.add_exception_handler(kind, on_error)


class Defects:
    """Stands around the routes and what checks requests: what nobody foresaw is answered here, and goes no further.

    Beyond it the server would write it down a second time, and respond without our headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Keep the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and answer it where that fails; a response that has begun is broken off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:
            request = Request(scope)
            problem = problem_of(error, request.url.path, locale_of(request))
            if not begun:
                await respond_to(request, problem)(scope, receive, send)


def problem_of(error: Exception, where: str, locale: str = "en") -> Problem:
    """Return what is told of an error, in the reader's language; what nobody foresaw is logged, with where it was."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError | ValidationError):
        return _invalid(error.errors(), locale)
    if isinstance(error, HTTPException):
        return _of_router(error, locale)
    if isinstance(error, KpiError) and is_outside(error):
        return Problem(504 if isinstance(error, OutOfTime) else 503, *tell_outside(error, locale))
    # As a text: told by structlog itself, it would show the locals of every frame, a whole index among them.
    trace = "" if isinstance(error, KpiError) else "".join(traceback.format_exception(error))
    log.error("defect", kind=type(error).__name__, path=where, trace=trace)
    return Problem(500, *tell("defect", locale))


def respond_to(request: Request, problem: Problem) -> JSONResponse:
    """Return a problem as the API that was asked tells problems."""
    shapes: Mapping[str, Shape] = request.app.state.shapes
    return next((shape for start, shape in shapes.items() if request.url.path.startswith(start)), respond)(problem)


def respond(problem: Problem) -> JSONResponse:
    """Return a problem as its response."""
    body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    return JSONResponse(body | problem.more, problem.status, problem.headers, "application/problem+json")


def tell_problem(problem: Problem) -> str:
    """Return a problem as a sentence or two, with each part of a request that is wrong."""
    colon, between, end, joint = (": ", "; ", ".", " ") if problem.title.isascii() else ("：", "；", "。", "")
    parts = [f"{each['at']}{colon if each['at'] else ''}{each['message']}" for each in problem.more.get("errors", ())]
    return joint.join([problem.detail, *([between.join(parts) + end] if parts else [])])


def _of_router(error: HTTPException, locale: str) -> Problem:
    # Which methods are allowed, among others.
    headers = dict(error.headers) if error.headers else None
    code = {400: "malformed", 404: "nothing", 405: "method"}.get(error.status_code)
    told = tell(code, locale) if code else (str(error.detail), str(error.detail))
    return Problem(error.status_code, *told, headers=headers)


def _invalid(errors: Any, locale: str) -> Problem:
    found = [{"at": ".".join(map(str, error["loc"])), "message": tell_mistake(error, locale)} for error in errors][:20]
    return Problem(422, *tell("malformed", locale), errors=found)
