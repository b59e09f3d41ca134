"""The page to ask on: plain modules and styles, and the chart library served from here."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from api.page.library import chart_library

STATIC = Path(__file__).parent / "static"
#: Asked for anew each time, and sent again only where it has changed: parts of two versions do not fit together.
FRESH = {"Cache-Control": "no-cache"}
#: Bytes of the smallest part that is sent compressed.
LEAST = 500


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
    def get_charts(request: Request) -> Response:
        headers = {"Cache-Control": "max-age=86400", "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(chart_library(), media_type="text/javascript", headers=headers)
        return Response(_packed_library(), media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"})

    # These alone are sent compressed: no secret is in them, and nothing of what a request says. Answers hold both.
    app.mount("/page", GZipMiddleware(_Parts(directory=STATIC), minimum_size=LEAST, compresslevel=6), name="page")


@cache
def _packed_library() -> bytes:
    """Return the chart library as it is sent: packed once, since that takes longer than all else of the page."""
    return gzip.compress(chart_library().encode(), mtime=0)
