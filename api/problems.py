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


def add_problems(app: FastAPI, body_limit: int, limits: Mapping[str, int], shapes: Mapping[str, Shape]) -> None:
    """Turn every error into a problem, and refuse bodies over the limit (bytes), or over that of their path."""
    app.state.shapes = shapes

    @app.middleware("http")
    async def limit_body(request: Request, call_next: Any) -> Any:
        length, limit = request.headers.get("content-length", "0"), limits.get(request.url.path, body_limit)
        if not length.isdigit() or int(length) > limit:
            return respond_to(request, Problem(413, "Too large", f"A request has at most {limit} bytes."))
        return await call_next(request)

    async def on_error(request: Request, error: Exception) -> JSONResponse:
        return respond_to(request, problem_of(error, request.url.path))

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


def problem_of(error: Exception, where: str) -> Problem:
    """Return what is told of an error; what nobody foresaw is logged, with where it was."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError | ValidationError):
        return _invalid(error.errors())
    if isinstance(error, HTTPException):
        return Problem(error.status_code, str(error.detail), str(error.detail))
    if isinstance(error, WarehouseError):
        return Problem(504 if isinstance(error, OutOfTime) else 503, "The warehouse did not answer", str(error))
    if isinstance(error, StateError):
        return Problem(503, "What is remembered is out of reach", str(error))
    # As a text: told by structlog itself, it would show the locals of every frame, a whole index among them.
    trace = "" if isinstance(error, KpiError) else "".join(traceback.format_exception(error))
    log.error("defect", kind=type(error).__name__, path=where, trace=trace)
    return Problem(500, "Something went wrong here", "The question was not answered; it has been logged.")


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
    parts = [f"{each['at']}: {each['message']}" for each in problem.more.get("errors", ())]
    return " ".join([problem.detail, *(["; ".join(parts) + "."] if parts else [])])


def _invalid(errors: Any) -> Problem:
    found = [{"at": ".".join(map(str, error["loc"])), "message": error["msg"]} for error in errors][:20]
    return Problem(422, "The request is malformed", "Some parts of the request are not as they must be.", errors=found)
