"""The routes of what can be asked: the catalogue, and the schema of a query."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request

from api.access.scopes import may
from api.caller import caller_of
from api.catalogue import describe_dimensions, describe_metric, describe_metrics
from api.operations.current import Current
from semantic_layer.query import query_schema


def add_catalogue(app: FastAPI, served: Current) -> None:
    """Add what can be asked, and the query's schema."""

    @app.get("/v1/metrics")
    def get_metrics(
        http: Request, locale: str = "en", search: str = "", department: str = "",
        offset: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int | None, Query(ge=1, le=1_000)] = None,
    ) -> Any:  # fmt: skip
        """List the metrics, or those looked for; of a folder or data that cannot be served as they are now, since when.

        Why is for who may see operations.
        """
        caller = caller_of(http)
        seen = served.engine.seen_by(caller.viewer).model
        found = describe_metrics(seen, locale, search, department, offset, limit)
        knows = app.state.guard is None or may(caller.scopes, "operations")
        return found | {"stale": served.tell_stale(whole=knows)}

    @app.get("/v1/metrics/{name}")
    def get_metric(name: str, http: Request, locale: str = "en") -> Any:
        """Describe one metric, with who changed its definition when."""
        engine = served.engine
        return describe_metric(name, engine.seen_by(caller_of(http).viewer).model, locale, engine.history)

    @app.get("/v1/dimensions")
    def get_dimensions(http: Request, locale: str = "en") -> Any:
        """List the dimensions."""
        return describe_dimensions(served.engine.seen_by(caller_of(http).viewer).model, locale)

    @app.get("/v1/schema/query")
    def get_query_schema() -> Any:
        """Return the JSON Schema of a semantic query."""
        return query_schema()
