"""The command that serves MCP over the standard streams: ``mcp``."""

from __future__ import annotations

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
from api.operations.counters import Counters
from api.operations.current import Current
from api.settings import Settings


def mcp_command(
    model: ModelOption = None, role: RoleOption = None, attribute: AttributeOption = None, person: PersonOption = None
) -> None:
    """Serve the tools of MCP to a program that starts this command and speaks to it by its standard streams."""
    try:
        from api.chat.mcp import serve_stdio
    except ImportError as error:
        raise missing(str(error.name)) from error
    caller = Caller(person=person_of(person), viewer=viewer_of(role, attribute))
    engine = open_to_ask(model)
    try:
        desk = Desk(Current(engine), open_memory(engine), Settings().conversations, Counters())
        serve_stdio(desk, caller)
    finally:
        engine.close()
