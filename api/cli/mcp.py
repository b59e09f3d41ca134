"""The command that serves MCP over the standard streams: ``mcp``."""

from __future__ import annotations

import sys

import structlog
from prometheus_client import CollectorRegistry

from api.caller import Caller
from api.chat.doors import missing
from api.cli.options import (
    AttributeOption,
    ModelOption,
    PersonOption,
    RoleOption,
    open_memory,
    open_to_ask,
    person_of,
    viewer_of,
)
from api.desk import Desk
from api.settings import Settings


def mcp_command(
    model: ModelOption = None, role: RoleOption = None, attribute: AttributeOption = None, person: PersonOption = None
) -> None:
    """Serve the tools of MCP to a program that starts this command and speaks to it by its standard streams."""
    # The protocol has the standard output for itself.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        from api.chat.mcp import serve_stdio
    except ImportError as error:
        raise missing(str(error.name)) from error
    caller = Caller(person=person_of(person), viewer=viewer_of(role, attribute))
    engine = open_to_ask(model)
    try:
        desk = Desk(engine, open_memory(engine), Settings().conversations, CollectorRegistry())
        serve_stdio(desk, caller)
    finally:
        engine.close()
