"""The one door to the official SDK of MCP: the tools over stdio, and over streamable HTTP within the service."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import anyio
import mcp_types as types
from anyio.to_thread import run_sync
from fastapi import FastAPI
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.caller import Caller, caller_of
from api.chat.tools import TOOLS
from api.desk import Desk
from api.malformed import locale_of_body
from api.operations.hosts import names_of
from api.problems import problem_of, tell_problem
from api.settings import Settings
from semantic_layer.query import query_schema

PATH = "/mcp"
SCHEMA, SCHEMA_TYPE = "kpi://schema/query", "application/schema+json"
BY_NAME = {tool.name: tool for tool in TOOLS}


def make_server(desk: Desk, who: Callable[[Any], Caller]) -> Server[Any]:
    """Return the server of the tools; ``who`` says who asks, by the HTTP request where there is one."""

    async def list_tools(context: Any, page: Any) -> types.ListToolsResult:
        reads = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
        shown = [
            types.Tool(
                name=tool.name, title=tool.title, description=tool.description, input_schema=tool.input_schema,
                output_schema=tool.gives, annotations=reads,
            )
            for tool in TOOLS
        ]  # fmt: skip
        return types.ListToolsResult(tools=shown)

    async def call_tool(context: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        tool = BY_NAME.get(asked.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool “{asked.name}”. Tools: {', '.join(BY_NAME)}.")
        try:
            given = await run_sync(tool.use, asked.arguments or {}, who(context.request), desk)
        except Exception as error:
            locale = locale_of_body(asked.arguments) or "en"
            told = tell_problem(problem_of(error, f"{PATH} {tool.name}", locale))
            return types.CallToolResult(content=[types.TextContent(text=told)], is_error=True)
        return types.CallToolResult(content=[types.TextContent(text=given.text)], structured_content=given.data)

    async def list_resources(context: Any, page: Any) -> types.ListResourcesResult:
        schema = types.Resource(uri=SCHEMA, name="query_schema", title="Semantic query", mime_type=SCHEMA_TYPE)
        return types.ListResourcesResult(resources=[schema])

    async def read_resource(context: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if str(asked.uri) != SCHEMA:
            raise MCPError(types.INVALID_PARAMS, f"There is no resource “{asked.uri}”. There is: {SCHEMA}.")
        text = json.dumps(query_schema(), ensure_ascii=False)
        shown = types.TextResourceContents(uri=SCHEMA, mime_type=SCHEMA_TYPE, text=text)
        return types.ReadResourceResult(contents=[shown])

    return Server(
        "kpi-answers", title="KPI answers", version=version("kpi-answers"),
        instructions="Numbers about the company's KPIs come from the tool ask, and from nowhere else.",
        on_list_tools=list_tools, on_call_tool=call_tool,
        on_list_resources=list_resources, on_read_resource=read_resource,
    )  # fmt: skip


def serve_stdio(desk: Desk, caller: Caller) -> None:
    """Serve the tools over the standard streams until the client closes them; nothing else is written there."""
    server = make_server(desk, lambda request: caller)

    async def serve() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)


def add_mcp(app: FastAPI, desk: Desk, settings: Settings) -> None:
    """Serve the tools at ``/mcp``. No request depends on one before: any of several workers may answer it."""
    server = make_server(desk, caller_of)
    manager: list[StreamableHTTPSessionManager] = []
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        # A manager runs once; an app may be started again.
        made = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=settings.body_limit,
            security_settings=_security(names_of(settings)),
        )  # fmt: skip
        manager[:] = [made]
        async with within(running) as state, made.run():
            yield state

    class Endpoint:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await manager[0].handle_request(scope, receive, send)

    app.router.lifespan_context = lifespan
    # Without sessions nothing is ever said unasked: a stream to hear that by would be held open for nothing.
    app.router.routes.append(Route(PATH, Endpoint(), methods=["POST", "DELETE"]))


def _security(names: tuple[str, ...] | None) -> TransportSecuritySettings:
    """Return by which names a request may call us, and pages of which names may send it."""
    if names is None:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    hosts = [f"{name}{port}" for name in names for port in ("", ":*")]
    origins = [f"{scheme}://{each}" for scheme in ("http", "https") for each in hosts]
    return TransportSecuritySettings(enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=origins)
