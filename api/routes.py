"""The routes that answer no question: catalogue, schema, health, counters."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from api.caller import caller_of
from api.catalogue import describe_dimensions, describe_metric, describe_metrics
from api.settings import today_of
from nlq.engine import Engine
from semantic_layer.query import query_schema


def add_catalogue(app: FastAPI, engine: Engine, registry: CollectorRegistry) -> None:
    """Add what can be asked, and the query's schema; then what operators need."""

    @app.get("/v1/metrics")
    def get_metrics(
        http: Request, locale: str = "en", search: str = "", department: str = "",
        offset: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int | None, Query(ge=1, le=1_000)] = None,
    ) -> Any:  # fmt: skip
        """List the metrics, or those that are looked for."""
        seen = engine.seen_by(caller_of(http).viewer).model
        return describe_metrics(seen, locale, search, department, offset, limit)

    @app.get("/v1/metrics/{name}")
    def get_metric(name: str, http: Request, locale: str = "en") -> Any:
        """Describe one metric, with who changed its definition when."""
        return describe_metric(name, engine.seen_by(caller_of(http).viewer).model, locale, engine.history)

    @app.get("/v1/dimensions")
    def get_dimensions(http: Request, locale: str = "en") -> Any:
        """List the dimensions."""
        return describe_dimensions(engine.seen_by(caller_of(http).viewer).model, locale)

    @app.get("/v1/schema/query")
    def get_query_schema() -> Any:
        """Return the JSON Schema of a semantic query."""
        return query_schema()

    _add_operations(app, engine, registry)


def _add_operations(app: FastAPI, engine: Engine, registry: CollectorRegistry) -> None:
    @app.get("/healthz")
    def get_health() -> Any:
        """Say that the process runs."""
        return {"status": "ok"}

    @app.get("/readyz")
    def get_ready() -> Any:
        """Say whether the warehouse can be read."""
        state = engine.state(today_of(engine.model))
        return {"status": "ready", "model": engine.model.header.name, "version": state.version}

    @app.get("/metrics")
    def get_prometheus() -> Response:
        """Return the counters for Prometheus."""
        return PlainTextResponse(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
