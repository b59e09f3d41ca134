"""Problems over HTTP (RFC 9457): what was wrong, in words; never SQL, a traceback or a path."""

from __future__ import annotations

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
    """A problem with a status, a title and a detail for people."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        """Keep the parts."""
        super().__init__(detail)
        self.status, self.title, self.detail, self.more = status, title, detail, more


def add_problems(app: FastAPI, body_limit: int) -> None:
    """Turn every error into a problem, and refuse bodies over the limit (bytes)."""

    @app.middleware("http")
    async def limit_body(request: Request, call_next: Any) -> Any:
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > body_limit:
            return respond(Problem(413, "Too large", f"A request has at most {body_limit} bytes."))
        return await call_next(request)

    @app.exception_handler(Problem)
    async def on_problem(request: Request, error: Problem) -> JSONResponse:
        return respond(error)

    @app.exception_handler(RequestValidationError)
    async def on_request(request: Request, error: RequestValidationError) -> JSONResponse:
        return respond(_invalid(error.errors()))

    @app.exception_handler(ValidationError)
    async def on_query(request: Request, error: ValidationError) -> JSONResponse:
        return respond(_invalid(error.errors()))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        return respond(Problem(error.status_code, str(error.detail), str(error.detail)))

    @app.exception_handler(WarehouseError)
    async def on_warehouse(request: Request, error: WarehouseError) -> JSONResponse:
        status = 504 if isinstance(error, OutOfTime) else 503
        return respond(Problem(status, "The warehouse did not answer", str(error)))

    @app.exception_handler(StateError)
    async def on_state(request: Request, error: StateError) -> JSONResponse:
        return respond(Problem(503, "What is remembered is out of reach", str(error)))

    @app.exception_handler(Exception)
    async def on_defect(request: Request, error: Exception) -> JSONResponse:
        log.error("defect", kind=type(error).__name__, path=request.url.path, exc_info=not isinstance(error, KpiError))
        return respond(Problem(500, "Something went wrong here", "The question was not answered; it has been logged."))


def respond(problem: Problem) -> JSONResponse:
    """Return a problem as its response."""
    body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    return JSONResponse(body | problem.more, problem.status, media_type="application/problem+json")


def _invalid(errors: Any) -> Problem:
    found = [{"at": ".".join(map(str, error["loc"])), "message": error["msg"]} for error in errors][:20]
    return Problem(422, "The request is malformed", "Some parts of the request are not as they must be.", errors=found)
