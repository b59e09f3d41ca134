"""What machines ask: whether the process runs, whether it can answer, what it has counted."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.access.guard import Guard
from api.access.scopes import may
from api.operations.counters import Counters
from api.operations.current import Current
from api.problems import Problem
from api.settings import today_of
from api.state import Door
from nlq.engine import Engine
from semantic_layer.issues import StateError, WarehouseError

OK: dict[str, Any] = {"status": "ok"}


def add_probes(app: FastAPI, served: Current, door: Door, counters: Counters) -> None:
    """Add the routes."""

    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz")
    async def get_health() -> Any:
        """Say that the process runs, and nothing else; it waits for no thread that questions may hold."""
        return OK

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz")
    def get_ready(http: Request) -> Response:
        """Say whether questions can be answered: of the warehouse, the state and the model, each by name.

        What they say of themselves is for who may see operations.
        """
        guard: Guard | None = app.state.guard
        engine = served.engine
        parts = {"warehouse": look_at_warehouse(engine), "state": look_at_state(door), "model": look_at_model(served)}
        needed = ("warehouse", "state", "model") if guard else ("warehouse", "model")
        ready = all(parts[name]["status"] in ("ok", "stale") for name in needed)
        told: dict[str, Any] = {"status": "ready" if ready else "not ready", "parts": parts}
        if _may_know(http, guard):
            told |= {"model": engine.model.header.name, "version": engine.whole.version}
        else:
            told["parts"] = {name: {"status": part["status"]} for name, part in parts.items()}
        return JSONResponse(told, 200 if ready else 503)

    @app.get("/metrics")
    def get_prometheus() -> Response:
        """Return the counters for Prometheus."""
        return Response(counters.tell(), media_type=CONTENT_TYPE_LATEST)


def look_at_warehouse(engine: Engine) -> dict[str, Any]:
    """Return how the warehouse is: it is asked for something, and what its data cover is known."""
    try:
        engine.warehouse.check_alive()
        engine.state(today_of(engine.model))
    except WarehouseError as error:
        return {"status": "failed", "code": error.code, "says": str(error)}
    return OK


def look_at_model(served: Current) -> dict[str, Any]:
    """Return how the model is: one whose folder or data cannot be served as they are now goes on as it was."""
    if not served.stale:
        return OK
    return {"status": "stale", **served.tell_stale(whole=True)}


def look_at_state(door: Door) -> dict[str, Any]:
    """Return how the state is: where it is out of reach, nobody can sign in; who need not is answered all the same."""
    try:
        door.check_alive()
    except StateError as error:
        return {"status": "failed", "code": error.code, "says": str(error)}
    return OK


def _may_know(http: Request, guard: Guard | None) -> bool:
    if guard is None:
        return True
    try:
        return may(guard.identify(http).scopes, "operations")
    except (Problem, StateError):
        return False
