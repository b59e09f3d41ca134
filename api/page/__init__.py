"""The page to ask on: plain modules and styles, and the chart library served from here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import vl_convert
from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=1)
def chart_library() -> str:
    """Return Vega, Vega-Lite and their embedder as one script."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def add_page(app: FastAPI) -> None:
    """Serve the page at ``/``, its parts under ``/page``, and what other pages may hold at ``/embed``."""

    @app.get("/", include_in_schema=False)
    def get_page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.get("/embed", include_in_schema=False)
    def get_embed() -> FileResponse:
        return FileResponse(STATIC / "embed.html")

    @app.get("/page/charts.js", include_in_schema=False)
    def get_charts() -> Response:
        return Response(chart_library(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})

    app.mount("/page", StaticFiles(directory=STATIC), name="page")
