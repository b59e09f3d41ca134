"""The page to ask on: plain modules and styles, and the chart library served from here."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from api.page.library import chart_library

STATIC = Path(__file__).parent / "static"
#: Asked for anew each time, and sent again only where it has changed: parts of two versions do not fit together.
FRESH = {"Cache-Control": "no-cache"}


class _Parts(StaticFiles):
    """The page's parts."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(FRESH)
        return response


def add_page(app: FastAPI) -> None:
    """Serve the page at ``/``, its parts under ``/page``, and what other pages may hold at ``/embed``."""

    @app.head("/", include_in_schema=False)
    @app.get("/", include_in_schema=False)
    def get_page() -> FileResponse:
        return FileResponse(STATIC / "index.html", headers=FRESH)

    @app.get("/embed", include_in_schema=False)
    def get_embed() -> FileResponse:
        return FileResponse(STATIC / "embed.html", headers=FRESH)

    @app.get("/page/charts.js", include_in_schema=False)
    def get_charts() -> Response:
        return Response(chart_library(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})

    app.mount("/page", _Parts(directory=STATIC), name="page")
