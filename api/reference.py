"""The page of the API's routes: written here, with no script and nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="/page/page.css"></head><body><main><h1>{title}</h1>'
    '<p>The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>'
)


def add_reference(app: FastAPI) -> None:
    """Serve the page at ``/docs``."""

    @app.get("/docs", include_in_schema=False)
    def get_reference() -> HTMLResponse:
        return HTMLResponse(HEAD.format(title=escape(app.title)) + "".join(_parts(app.openapi())) + "</main></body>")


def _parts(schema: dict[str, Any]) -> Iterator[str]:
    """Yield each route with what it says, takes and gives; then every type that those name."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            shown = {name: operation[name] for name in ("parameters", "requestBody", "responses") if name in operation}
            yield _folded(f"{method.upper()} {path}", operation.get("description", ""), shown)
    yield "<h2>Types</h2>"
    for name, kind in schema.get("components", {}).get("schemas", {}).items():
        yield _folded(name, kind.get("description", ""), kind)


def _folded(title: str, says: str, shown: dict[str, Any]) -> str:
    text = escape(json.dumps(shown, indent=2, ensure_ascii=False))
    return f"<details><summary><code>{escape(title)}</code> {escape(says)}</summary><pre>{text}</pre></details>"
